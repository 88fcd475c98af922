import * as v from 'valibot';
import { featureProbabilities, isAttacked, leastDensity } from './experiment-model';
import {
  dataset,
  DENSITY_ALLOWED,
  experimentSchema,
  defaultInputs,
  grid,
  isNested,
  MAX_MODELS,
  MODEL_ALLOWED,
  optimizer,
  SET_KIND,
  SET_SIZE,
  sets,
  type Experiment,
} from './experiment-schema';

export * from './experiment-model';
export {
  defaultInputs,
  isNested,
  type Experiment,
  type ExperimentInput,
  type Inputs,
  type ModelName,
} from './experiment-schema';

/** What is wrong with an experiment, in one sentence: the key, what was given, what is allowed. */
export class ExperimentError extends Error {
  override readonly name = 'ExperimentError';

  constructor(
    readonly key: string,
    /** A phrase such as `was given 7`. */
    readonly given: string,
    readonly allowed: string,
  ) {
    super(`${key}: ${given}, allowed is ${allowed}.`);
  }
}

/**
 * Checks an experiment that came from a file, a link or a form, and fills in the defaults.
 *
 * @throws ExperimentError about the first thing that is wrong
 */
export function parseExperiment(input: unknown): Experiment {
  const result = v.safeParse(experimentSchema, input);
  if (!result.success) throw complaint(result.issues[0]);
  const inputs = result.output.inputs ?? defaultInputs(result.output.model);
  const experiment = { ...result.output, inputs };
  const { instances, replicas, optimizer: o } = experiment;
  checkLists('featureProbability', experiment.featureProbability, 'instances', experiment);
  checkLists('importance', experiment.importance, 'features', experiment);
  checkLength('dataset.samples', experiment.dataset?.samples, 'instances', instances);
  checkLength('attack', experiment.attack, 'instances', instances);
  if (experiment.dataset && isAttacked(experiment)) {
    // A data set is one batch, and so would be its attacks.
    throw new ExperimentError('attack', wasGiven(experiment.attack), '0 where there are data sets');
  }
  checkSets(experiment);
  checkGrid(experiment);
  if (instances * replicas > MAX_MODELS) {
    throw new ExperimentError(
      'instances · replicas',
      wasGiven(instances * replicas),
      `at most ${MAX_MODELS}`,
    );
  }
  if (o.warmup > experiment.steps) {
    throw new ExperimentError(
      'optimizer.warmup',
      wasGiven(o.warmup),
      `a whole number from 0 to ${experiment.steps}, the steps`,
    );
  }
  return experiment;
}

/** A list must have one number for each `of`; a list of lists one list an instance, each with a number a feature. */
function checkLists(
  key: string,
  list: unknown,
  of: 'instances' | 'features',
  { features, instances }: Pick<Experiment, 'features' | 'instances'>,
): void {
  if (!isNested(list)) return checkLength(key, list, of, of === 'instances' ? instances : features);
  checkLength(key, list, 'instances', instances, 'lists');
  list.forEach((row, i) => checkLength(`${key}.${i}`, row, 'features', features));
}

function checkLength(key: string, list: unknown, of: string, length: number, what = 'numbers') {
  if (Array.isArray(list) && list.length !== length) {
    throw new ExperimentError(
      key,
      `was given ${list.length} ${what}`,
      `a list of ${length}, one for each of the ${of}`,
    );
  }
}

/** Sets must come out even, have one probability each, and be on often enough for each of their features. */
function checkSets(experiment: Experiment): void {
  const { sets: given, features, featureProbability: p } = experiment;
  if (!given) return;
  const { size } = given;
  if (features % size !== 0) {
    throw new ExperimentError(
      'features',
      wasGiven(features),
      `a multiple of ${size}, the size of a set`,
    );
  }
  const least = leastDensity(experiment);
  const sparsest = featureProbabilities(experiment).reduce((a, b) => Math.min(a, b));
  if (sparsest < least) {
    throw new ExperimentError(
      'featureProbability',
      wasGiven(sparsest),
      `a number from ${least} to 1, ${size} times as much as for one feature: it is the probability of an anticorrelated set, and one of its ${size} features is on then`,
    );
  }
  if (!isNested(p)) return;
  p.forEach((row, i) => {
    const at = row.findIndex((value, j) => value !== row[j - (j % size)]);
    if (at >= 0) {
      throw new ExperimentError(
        `featureProbability.${i}.${at}`,
        wasGiven(row[at]),
        `${row[at - (at % size)]}, as the features before it in its set of ${size} have`,
      );
    }
  });
}

/** A map has whole rows, a feature that there is, and shared lists that it can change. */
function checkGrid({ grid: given, instances, features, importance, ...rest }: Experiment): void {
  if (!given) return;
  if (instances % given.rows !== 0) {
    throw new ExperimentError(
      'instances',
      wasGiven(instances),
      `a multiple of ${given.rows}, the rows of the grid`,
    );
  }
  if (given.feature >= features) {
    throw new ExperimentError(
      'grid.feature',
      wasGiven(given.feature),
      `a whole number from 0 to ${features - 1}, the features`,
    );
  }
  if (isNested(importance) || Array.isArray(rest.featureProbability)) {
    throw new ExperimentError(
      isNested(importance) ? 'importance' : 'featureProbability',
      'was given a list',
      'with a grid one list of importances for all and {"from": …, "to": …} for the densities',
    );
  }
}

/** Keys of the objects inside an experiment, for messages. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  '': Object.keys(experimentSchema.entries),
  optimizer: Object.keys(optimizer.entries),
  featureProbability: ['from', 'to', 'scale'],
  importance: ['decay'],
  sets: Object.keys(sets.entries),
  grid: Object.keys(grid.entries),
  dataset: Object.keys(dataset.entries),
};

/** What may stand where a required key is missing. */
const REQUIRED: Readonly<Record<string, string>> = {
  model: MODEL_ALLOWED,
  'featureProbability.from': DENSITY_ALLOWED,
  'featureProbability.to': DENSITY_ALLOWED,
  'importance.decay': 'a number above 0, at most 1',
  'sets.size': SET_SIZE,
  'sets.kind': SET_KIND,
  'dataset.samples': 'a whole number, or a list of such',
  'grid.rows': 'a whole number',
  'grid.feature': 'a feature, counted from 0',
  'grid.from': 'a number above 0, at most 1000',
  'grid.to': 'a number above 0, at most 1000',
};

function complaint(issue: v.BaseIssue<unknown>): ExperimentError {
  const path = issue.path?.map(({ key }) => String(key)) ?? [];
  if (path.length === 0) {
    return new ExperimentError(
      'experiment',
      wasGiven(issue.input),
      'an object such as {"model": "relu-output"}',
    );
  }
  // A union only says that no alternative fits; the issues of the one that was meant say why.
  const inner = issue.type === 'union' ? meant(issue) : undefined;
  const found = inner ?? issue;
  const key = [...path, ...(inner?.path?.map(({ key: k }) => String(k)) ?? [])];
  const name = key.join('.');
  if (found.type === 'strict_object' && found.expected === 'never') {
    const known = KEYS[key.slice(0, -1).join('.')] ?? [];
    return new ExperimentError(name, 'is not a known key', known.join(', '));
  }
  if (found.type === 'strict_object' && name in REQUIRED && found.input === undefined) {
    return new ExperimentError(name, 'is missing', REQUIRED[name]);
  }
  return new ExperimentError(name, wasGiven(found.input), found.message);
}

/** Of a union's issues, the one that tells most: an unknown key, else the one that lies deepest in the value. */
function meant(union: v.BaseIssue<unknown>): v.BaseIssue<unknown> | undefined {
  const deeper = (union.issues ?? []).filter(({ path }) => (path?.length ?? 0) > 0);
  const depth = ({ path }: v.BaseIssue<unknown>) => path?.length ?? 0;
  const [deepest] = [...deeper].sort((p, q) => depth(q) - depth(p));
  return deeper.find(({ expected }) => expected === 'never') ?? deepest;
}

function wasGiven(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return `was given ${text.length > 80 ? `${text.slice(0, 77)}…` : text}`;
}
