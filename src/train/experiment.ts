import * as v from 'valibot';
import type { ToyModelConfig } from '../models/index';
import { MOST_IN_A_SET, notebookStd, type Architecture } from '../reference/index';

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

/** The most instances · replicas. */
const MAX_MODELS = 65536;

type Kind = Architecture & Pick<ToyModelConfig, 'objective'>;

/** The toy models of the paper, by the name that an experiment gives them. */
const MODELS = {
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
const MODEL_ALLOWED = MODEL_NAMES.map((name) => `"${name}"`).join(', ');

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

const probability = real('a number above 0, at most 1', (value) => value > 0 && value <= 1);
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
  'a list of numbers above 0, at most 1, a list of such lists, or {"from": …, "to": …, "scale": "log" or "linear"}',
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

const optimizer = v.strictObject({
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

const SET_SIZE = `a whole number from ${LIMITS.setSize[0]} to ${LIMITS.setSize[1]}`;
const SET_KIND = '"correlated" or "anticorrelated"';

const sets = v.strictObject(
  {
    size: wholeNumber(LIMITS.setSize),
    kind: v.picklist(['correlated', 'anticorrelated'], SET_KIND),
  },
  `null or {"size": ${SET_SIZE}, "kind": ${SET_KIND}}`,
);

const INIT_STD = '"notebook" or a number from 0 to 10';

const experimentSchema = v.strictObject({
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
  batch: whole(LIMITS.batch, 1024),
  steps: whole(LIMITS.steps, 10_000),
  optimizer: v.optional(optimizer, {}),
  initStd: v.optional(
    v.union([v.literal('notebook'), real(INIT_STD, (std) => std >= 0 && std <= 10)], INIT_STD),
    'notebook',
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

/** What is wrong with an experiment, in one sentence: the key, what was given, what is allowed. */
export class ExperimentError extends Error {
  override readonly name = 'ExperimentError';

  constructor(
    readonly key: string,
    /** A phrase such as `was given 7`. */
    given: string,
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
  checkSets(experiment);
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

/** What the inputs of a model are where an experiment does not say it. */
export function defaultInputs(model: ModelName): Inputs {
  return MODELS[model].objective === 'absolute' ? 'signed' : 'positive';
}

/** The floats of the largest activation array when a whole batch of every model is kept. */
export function activations(experiment: Experiment): number {
  const { instances, replicas, batch, features, hidden } = experiment;
  return instances * replicas * batch * Math.max(features, hidden);
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

/** A list of lists: a row of numbers an instance. */
function isNested(list: unknown): list is number[][] {
  return Array.isArray(list) && Array.isArray(list[0]);
}

/** Sets must come out even, and have one probability each. */
function checkSets({ sets: given, features, featureProbability: p }: Experiment): void {
  if (!given) return;
  const { size } = given;
  if (features % size !== 0) {
    throw new ExperimentError(
      'features',
      wasGiven(features),
      `a multiple of ${size}, the size of a set`,
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

/** Keys of the objects inside an experiment, for messages. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  '': Object.keys(experimentSchema.entries),
  optimizer: Object.keys(optimizer.entries),
  featureProbability: ['from', 'to', 'scale'],
  importance: ['decay'],
  sets: Object.keys(sets.entries),
};

/** What may stand where a required key is missing. */
const REQUIRED: Readonly<Record<string, string>> = {
  model: MODEL_ALLOWED,
  'featureProbability.from': 'a number above 0, at most 1',
  'featureProbability.to': 'a number above 0, at most 1',
  'importance.decay': 'a number above 0, at most 1',
  'sets.size': SET_SIZE,
  'sets.kind': SET_KIND,
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

/** The feature probability of each instance, [instances]; of a list of lists, the mean over its features. */
export function probabilities({ featureProbability: p, instances }: Experiment): number[] {
  if (isNested(p)) {
    return p.map((row) => row.reduce((sum, value) => sum + value, 0) / row.length);
  }
  if (Array.isArray(p)) return p;
  return Array.from({ length: instances }, (_, i) => {
    const t = instances === 1 ? 0 : i / (instances - 1);
    if (i === 0) return p.from;
    if (i === instances - 1) return p.to;
    return p.scale === 'log' ? p.from * (p.to / p.from) ** t : p.from + (p.to - p.from) * t;
  });
}

/** The probability of each feature of each instance, [instances · features]. */
export function featureProbabilities(experiment: Experiment): Float64Array {
  const { featureProbability: p, features, instances } = experiment;
  if (isNested(p)) return Float64Array.from(p.flat());
  const ofInstance = probabilities(experiment);
  return Float64Array.from(
    { length: instances * features },
    (_, f) => ofInstance[Math.floor(f / features)],
  );
}

/** The importance of each feature, [features]: that of the first instance, where instances differ. */
export function importances(experiment: Experiment): number[] {
  return importancesOf(experiment, 0);
}

/** The importance of each feature of an instance, [features]. */
export function importancesOf({ importance, features }: Experiment, instance: number): number[] {
  if (isNested(importance)) return importance[instance] ?? importance[0];
  if (Array.isArray(importance)) return importance;
  return Array.from({ length: features }, (_, j) => importance.decay ** j);
}

/** The importance of each feature of each instance, [instances · features]. */
export function featureImportances(experiment: Experiment): Float64Array {
  const { importance, features, instances } = experiment;
  if (isNested(importance)) return Float64Array.from(importance.flat());
  const shared = importances(experiment);
  return Float64Array.from({ length: instances * features }, (_, f) => shared[f % features]);
}

/**
 * What the model trains. Replica r of instance i stands at r · instances + i, so that the first replica is the
 * same run whatever the number of replicas.
 */
export function modelConfig(experiment: Experiment): ToyModelConfig {
  const { features, hidden, instances, replicas, batch, initStd, seed } = experiment;
  const { objective, ...architecture } = MODELS[experiment.model];
  return {
    instances: instances * replicas,
    features,
    hidden,
    batch,
    probability: repeated(featureProbabilities(experiment), replicas),
    importance: repeated(featureImportances(experiment), replicas),
    architecture,
    data: { signed: experiment.inputs === 'signed', sets: experiment.sets },
    objective,
    optimizer: { ...experiment.optimizer, steps: experiment.steps },
    initStd: initStd === 'notebook' ? notebookStd(features, hidden, instances) : initStd,
    seed,
  };
}

function repeated(values: Float64Array, times: number): Float64Array {
  const all = new Float64Array(values.length * times);
  for (let k = 0; k < times; k++) all.set(values, k * values.length);
  return all;
}
