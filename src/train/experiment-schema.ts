import * as v from 'valibot';
import type { ToyModelConfig } from '../models/index';
import { LEAST_DENSITY, MOST_IN_A_SET, type Architecture } from '../reference/index';

// What an experiment may say: its keys, their limits and their defaults, which are those of the paper's notebook.

const LIMITS = {
  features: [1, 1024],
  hidden: [1, 256],
  instances: [1, 16384],
  replicas: [1, 1000],
  batch: [1, 65536],
  steps: [1, 10_000_000],
  seed: [0, 2 ** 32 - 1],
  setSize: [2, MOST_IN_A_SET],
} as const;

/** The most instances · replicas: the paper's phase diagram, best of ten in each of 100 · 100 cells, is below it. */
export const MAX_MODELS = 131_072;

type Kind = Architecture & Pick<ToyModelConfig, 'objective'>;

/** The toy models of the paper, by the name that an experiment gives them. */
export const MODELS = {
  /** Demonstrating Superposition. */
  'relu-output': { tied: true, hiddenRelu: false, outputRelu: true, objective: 'input' },
  /** Demonstrating Superposition: what the model above is compared with. */
  'linear-output': { tied: true, hiddenRelu: false, outputRelu: false, objective: 'input' },
  /** Superposition in a Privileged Basis. */
  'hidden-relu': { tied: true, hiddenRelu: true, outputRelu: true, objective: 'input' },
  /** Computation in Superposition. */
  'absolute-value': { tied: false, hiddenRelu: true, outputRelu: true, objective: 'absolute' },
} as const satisfies Record<string, Kind>;

export type ModelName = keyof typeof MODELS;
const MODEL_NAMES = Object.keys(MODELS) as ModelName[];
export const MODEL_ALLOWED = MODEL_NAMES.map((name) => `"${name}"`).join(', ');

const wholeNumber = ([least, most]: readonly [number, number]) =>
  v.pipe(
    v.number(`a whole number from ${least} to ${most}`),
    v.check(
      (value) => Number.isInteger(value) && value >= least && value <= most,
      `a whole number from ${least} to ${most}`,
    ),
  );

const whole = (limits: readonly [number, number], fallback: number) =>
  v.optional(wholeNumber(limits), fallback);

const real = (allowed: string, test: (value: number) => boolean) =>
  v.pipe(
    v.number(allowed),
    v.check((value) => Number.isFinite(value) && test(value), allowed),
  );

/** What the density of a feature may be: above the least, the levels of a random number are fine enough. */
export const DENSITY_ALLOWED = `a number from ${LEAST_DENSITY} to 1`;
const probability = real(DENSITY_ALLOWED, (value) => value >= LEAST_DENSITY && value <= 1);
const notNegative = real('a number from 0 to 1000', (value) => value >= 0 && value <= 1000);

const featureProbability = v.union(
  [
    v.strictObject({
      from: probability,
      to: probability,
      scale: v.optional(v.picklist(['log', 'linear'], '"log" or "linear"'), 'log'),
    }),
    v.array(probability),
    v.array(v.array(probability)),
  ],
  `a list of numbers from ${LEAST_DENSITY} to 1, a list of such lists, or {"from": …, "to": …, "scale": "log" or "linear"}`,
);

const importance = v.union(
  [
    v.strictObject({ decay: real('a number above 0, at most 1', (d) => d > 0 && d <= 1) }),
    v.array(notNegative),
    v.array(v.array(notNegative)),
  ],
  'a list of numbers from 0 to 1000, a list of such lists, or {"decay": a number above 0, at most 1}',
);

const rate = real('a number above 0, at most 10', (value) => value > 0 && value <= 10);
const decay = real('a number from 0 to 1', (value) => value >= 0 && value <= 1);
const beta = real('a number from 0, below 1', (value) => value >= 0 && value < 1);

export const optimizer = v.strictObject({
  name: v.optional(v.picklist(['adamw', 'sgd'], '"adamw" or "sgd"'), 'adamw'),
  learningRate: v.optional(rate, 1e-3),
  weightDecay: v.optional(decay, 0.01),
  beta1: v.optional(beta, 0.9),
  beta2: v.optional(beta, 0.999),
  epsilon: v.optional(
    real('a number above 0, at most 1', (e) => e > 0 && e <= 1),
    1e-8,
  ),
  schedule: v.optional(
    v.picklist(['constant', 'linear', 'cosine'], '"constant", "linear" or "cosine"'),
    'constant',
  ),
  warmup: whole([0, LIMITS.steps[1]], 0),
});

export const SET_SIZE = `a whole number from ${LIMITS.setSize[0]} to ${LIMITS.setSize[1]}`;
export const SET_KIND = '"correlated" or "anticorrelated"';

export const sets = v.strictObject(
  {
    size: wholeNumber(LIMITS.setSize),
    kind: v.picklist(['correlated', 'anticorrelated'], SET_KIND),
  },
  `null or {"size": ${SET_SIZE}, "kind": ${SET_KIND}}`,
);

export const GRID_ALLOWED = `null or {"rows": a whole number from 1 to ${LIMITS.instances[1]}, "feature": a feature, "from": …, "to": …}`;

/** Importances above 0, for a logarithmic axis. */
const axis = real('a number above 0, at most 1000', (value) => value > 0 && value <= 1000);

/**
 * Instances as cells of a map, row after row: the feature probability changes along a row, the importance of one feature
 * from row to row, logarithmically.
 */
export const grid = v.strictObject(
  {
    rows: wholeNumber(LIMITS.instances),
    feature: wholeNumber([0, LIMITS.features[1] - 1]),
    from: axis,
    to: axis,
  },
  GRID_ALLOWED,
);

const SAMPLES = `a whole number from ${LIMITS.batch[0]} to ${LIMITS.batch[1]}`;
export const DATASET_ALLOWED = `null or {"samples": ${SAMPLES}, or a list of such}`;

/** So many samples for every instance, or a number an instance, in the place of fresh ones. */
export const dataset = v.strictObject(
  {
    samples: v.union(
      [wholeNumber(LIMITS.batch), v.array(wholeNumber(LIMITS.batch))],
      `${SAMPLES}, or a list of such`,
    ),
  },
  DATASET_ALLOWED,
);

const ATTACK_ALLOWED = 'a number from 0 to 10, or a list of such';

/** The norm of attacks on every instance, or one an instance, as shares of the mean norm of an input. */
const share = real(ATTACK_ALLOWED, (value) => value >= 0 && value <= 10);
const attack = v.union([share, v.array(share)], ATTACK_ALLOWED);

const INIT_STD = '"notebook" or a number from 0 to 10';
const INIT_BIAS = 'a number from -10 to 10';

export const experimentSchema = v.strictObject({
  schema: v.optional(
    v.literal('antipode.experiment/1', '"antipode.experiment/1"'),
    'antipode.experiment/1',
  ),
  model: v.picklist(MODEL_NAMES, MODEL_ALLOWED),
  features: whole(LIMITS.features, 5),
  hidden: whole(LIMITS.hidden, 2),
  instances: whole(LIMITS.instances, 10),
  replicas: whole(LIMITS.replicas, 1),
  featureProbability: v.optional(featureProbability, { from: 1, to: 0.05, scale: 'log' }),
  importance: v.optional(importance, { decay: 0.9 }),
  inputs: v.optional(v.picklist(['positive', 'signed'], '"positive" or "signed"')),
  sets: v.optional(v.nullable(sets), null),
  hiddenL1: v.optional(notNegative, 0),
  grid: v.optional(v.nullable(grid), null),
  dataset: v.optional(v.nullable(dataset), null),
  unitInputs: v.optional(v.boolean('true or false'), false),
  attack: v.optional(attack, 0),
  batch: whole(LIMITS.batch, 1024),
  steps: whole(LIMITS.steps, 10_000),
  optimizer: v.optional(optimizer, {}),
  initStd: v.optional(
    v.union([v.literal('notebook'), real(INIT_STD, (std) => std >= 0 && std <= 10)], INIT_STD),
    'notebook',
  ),
  initBias: v.optional(
    real(INIT_BIAS, (bias) => bias >= -10 && bias <= 10),
    0,
  ),
  seed: whole(LIMITS.seed, 0),
});

/**
 * An experiment with every default filled in. The defaults are those of the paper's notebook
 * (Elhage et al. 2022, first figure).
 */
export type Experiment = v.InferOutput<typeof experimentSchema> & { inputs: Inputs };

/** Whether a feature that is on lies in [0, 1) or in [-1, 1). */
export type Inputs = 'positive' | 'signed';

/** An experiment as a person may write it: only `model` is required. */
export type ExperimentInput = v.InferInput<typeof experimentSchema>;

/** What the inputs of a model are where an experiment does not say it. */
export function defaultInputs(model: ModelName): Inputs {
  return MODELS[model].objective === 'absolute' ? 'signed' : 'positive';
}

/** A list of lists: a row of numbers an instance. */
export function isNested(list: unknown): list is number[][] {
  return Array.isArray(list) && Array.isArray(list[0]);
}
