import {
  ExperimentError,
  parseExperiment,
  presets,
  type EngineWish,
  type Experiment,
  type ProgramWish,
} from '../train/index';
import { oneOf, OptionError, readOptions } from './command';
import { openOutput, type Output } from './output';
import { readExperiment } from './read-experiment';

export const USAGE = `npm run train -- --experiment FILE.json|PRESET --out run.json
    [--steps N] [--seed S]          in place of the experiment's own
    [--engine gpu|cpu]              gpu: hand-written WGSL; cpu: the float64 reference (default gpu)
    [--program auto|stepwise|fused] fused: many steps a launch; stepwise: a launch an operation (default auto: fused)
    [--adapter auto|hardware|software]
                                    auto: the graphics card, and a software adapter where there is none (default)
    [--evaluation-samples N]        fresh samples that the final loss is measured on (default 2097152)
  presets: ${[...presets.keys()].join(', ')}`;

/** What the command line asks for, checked. */
export interface TrainOptions {
  experiment: Experiment;
  engine: Exclude<EngineWish, 'auto'>;
  program: ProgramWish;
  adapter: 'auto' | 'hardware' | 'software';
  evaluationSamples: number;
  out: Output;
}

/**
 * Reads and checks the command line and the experiment that it names.
 *
 * @throws OptionError or ExperimentError: one sentence that names what was given and what is allowed
 */
export function trainOptions(args: readonly string[]): TrainOptions {
  const values = readOptions(
    args,
    {
      experiment: { type: 'string' },
      steps: { type: 'string' },
      seed: { type: 'string' },
      engine: { type: 'string', default: 'gpu' },
      program: { type: 'string', default: 'auto' },
      adapter: { type: 'string', default: 'auto' },
      'evaluation-samples': { type: 'string', default: String(2 ** 21) },
      out: { type: 'string' },
    },
    USAGE,
  );
  if (!values.experiment) throw new OptionError(`--experiment is missing. Usage:\n${USAGE}`);
  if (values.out === undefined) throw new OptionError(`--out is missing. Usage:\n${USAGE}`);
  const engine = oneOf('--engine', values.engine, ['gpu', 'cpu'] as const);
  const adapter = oneOf('--adapter', values.adapter, ['auto', 'hardware', 'software'] as const);
  const program = oneOf('--program', values.program, ['auto', 'stepwise', 'fused'] as const);
  if (engine === 'cpu' && adapter === 'hardware') {
    throw new OptionError('--adapter: the CPU reference of --engine cpu runs on no adapter.');
  }
  const evaluationSamples = numberOf(values['evaluation-samples']);
  if (
    !Number.isInteger(evaluationSamples) ||
    Number(evaluationSamples) < 1 ||
    Number(evaluationSamples) > 2 ** 30
  ) {
    throw new ExperimentError(
      '--evaluation-samples',
      `was given ${values['evaluation-samples']}`,
      'a whole number from 1 to 2^30',
    );
  }
  const experiment = experimentOf(values.experiment, values);
  return {
    experiment,
    engine,
    program,
    adapter,
    evaluationSamples: Number(evaluationSamples),
    out: openOutput('--out', values.out, { '--experiment': values.experiment }),
  };
}

/** The experiment of that name with what is put in place of its own. */
function experimentOf(name: string, places: { steps?: string; seed?: string }): Experiment {
  const { input, written } = readExperiment(name);
  const changes: Record<string, number | string> = {};
  for (const key of ['steps', 'seed'] as const) {
    const text = places[key];
    if (text === undefined) continue;
    changes[key] = numberOf(text);
    if (typeof changes[key] === 'number') written.set(key, text);
  }
  const isObject = typeof input === 'object' && input !== null && !Array.isArray(input);
  try {
    return parseExperiment(isObject ? { ...input, ...changes } : input);
  } catch (error) {
    // A number is said as it was written.
    if (!(error instanceof ExperimentError) || !error.given.startsWith('was given')) throw error;
    const number = written.get(error.key);
    if (number === undefined) throw error;
    throw new ExperimentError(error.key, `was given ${number}`, error.allowed);
  }
}

/** The number that a text stands for, or the text itself, for the check that follows to complain about. */
function numberOf(text: string): number | string {
  return text.trim() === '' || Number.isNaN(Number(text)) ? text : Number(text);
}
