import { existsSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import {
  ExperimentError,
  parseExperiment,
  findRun,
  presets,
  type EngineWish,
  type Experiment,
  type ProgramWish,
} from '../train/index';

export const USAGE = `npm run train -- --experiment FILE.json|PRESET --out run.json
    [--steps N] [--seed S]          in place of the experiment's own
    [--engine gpu|cpu]              gpu: hand-written WGSL; cpu: the float64 reference (default gpu)
    [--program auto|stepwise|fused] fused: many steps a launch; stepwise: a launch an operation (default auto: fused)
    [--adapter auto|hardware|software]
                                    auto: the graphics card, and a software adapter where there is none
    [--evaluation-samples N]        fresh samples that the final loss is measured on (default 2097152)
  presets: ${[...presets.keys()].join(', ')}`;

/** What the command line asks for, checked. */
export interface TrainOptions {
  experiment: Experiment;
  engine: Exclude<EngineWish, 'auto'>;
  program: ProgramWish;
  adapter: 'auto' | 'hardware' | 'software';
  evaluationSamples: number;
  out: string;
}

/** Something is wrong with the command line: one sentence. */
export class OptionError extends Error {
  override readonly name = 'OptionError';
}

/**
 * Reads and checks the command line and the experiment that it names.
 *
 * @throws OptionError or ExperimentError: one sentence that names what was given and what is allowed
 */
export function trainOptions(args: readonly string[]): TrainOptions {
  let values;
  try {
    ({ values } = parseArgs({
      args: joinNegatives(args),
      options: {
        experiment: { type: 'string' },
        steps: { type: 'string' },
        seed: { type: 'string' },
        engine: { type: 'string', default: 'gpu' },
        program: { type: 'string', default: 'auto' },
        adapter: { type: 'string', default: 'auto' },
        'evaluation-samples': { type: 'string', default: String(2 ** 21) },
        out: { type: 'string' },
      },
    }));
  } catch (error) {
    throw new OptionError(`${(error as Error).message.split('.')[0]}. Usage:\n${USAGE}`);
  }
  if (!values.experiment) throw new OptionError(`--experiment is missing. Usage:\n${USAGE}`);
  if (!values.out) throw new OptionError(`--out is missing. Usage:\n${USAGE}`);
  if (!existsSync(dirname(values.out))) {
    throw new OptionError(`--out: there is no folder ${dirname(values.out)}.`);
  }
  const engine = oneOf('--engine', values.engine, ['gpu', 'cpu'] as const);
  const adapter = oneOf('--adapter', values.adapter, ['auto', 'hardware', 'software'] as const);
  const program = oneOf('--program', values.program, ['auto', 'stepwise', 'fused'] as const);
  const evaluationSamples = numberOf(values['evaluation-samples']);
  if (
    !Number.isInteger(evaluationSamples) ||
    Number(evaluationSamples) < 1 ||
    Number(evaluationSamples) > 2 ** 30
  ) {
    throw new ExperimentError(
      '--evaluation-samples',
      `was given ${evaluationSamples}`,
      'a whole number from 1 to 2^30',
    );
  }
  const input = readExperiment(values.experiment);
  const changes = {
    ...(values.steps === undefined ? {} : { steps: numberOf(values.steps) }),
    ...(values.seed === undefined ? {} : { seed: numberOf(values.seed) }),
  };
  const isObject = typeof input === 'object' && input !== null && !Array.isArray(input);
  const experiment = parseExperiment(isObject ? { ...input, ...changes } : input);
  return {
    experiment,
    engine,
    program,
    adapter,
    evaluationSamples: Number(evaluationSamples),
    out: values.out,
  };
}

/** `--steps -4` becomes `--steps=-4`: a negative number is a value (a wrong one), not an option. */
function joinNegatives(args: readonly string[]): string[] {
  const joined: string[] = [];
  for (const arg of args) {
    if (/^-\d/.test(arg) && joined.at(-1)?.startsWith('--')) joined.push(`${joined.pop()}=${arg}`);
    else joined.push(arg);
  }
  return joined;
}

function readExperiment(name: string): unknown {
  const place = findRun(name);
  if (place) return place.run.experiment;
  if (!existsSync(name)) {
    throw new OptionError(
      `--experiment: there is no file "${name}", and no preset of that name (${[...presets.keys()].join(', ')}).`,
    );
  }
  try {
    return JSON.parse(readFileSync(name, 'utf8'));
  } catch (error) {
    throw new OptionError(`--experiment: ${name} is not JSON (${(error as Error).message}).`);
  }
}

/** The one of these words that was given. */
export function oneOf<T extends string>(key: string, given: string, allowed: readonly T[]): T {
  const found = allowed.find((value) => value === given);
  if (!found) throw new ExperimentError(key, `was given ${given}`, allowed.join(' or '));
  return found;
}

/** The number that a text stands for, or the text itself, for the check that follows to complain about. */
function numberOf(text: string): number | string {
  return text.trim() === '' || Number.isNaN(Number(text)) ? text : Number(text);
}
