import * as v from 'valibot';
import type { ReluOutputConfig } from '../models/index';
import { notebookStd } from '../reference/index';

/** The most floats in one activation array: 128 MiB, what every device grants to a storage binding. */
export const MAX_ACTIVATIONS = 2 ** 25;

const LIMITS = {
  features: [1, 1024],
  hidden: [1, 256],
  instances: [1, 16384],
  replicas: [1, 1000],
  batch: [1, 65536],
  steps: [1, 10_000_000],
  seed: [0, 2 ** 32 - 1],
} as const;

const whole = ([least, most]: readonly [number, number], fallback: number) =>
  v.optional(
    v.pipe(
      v.number(`a whole number from ${least} to ${most}`),
      v.check(
        (value) => Number.isInteger(value) && value >= least && value <= most,
        `a whole number from ${least} to ${most}`,
      ),
    ),
    fallback,
  );

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
  ],
  'a list of numbers above 0, at most 1, or {"from": …, "to": …, "scale": "log" or "linear"}',
);

const importance = v.union(
  [
    v.strictObject({ decay: real('a number above 0, at most 1', (d) => d > 0 && d <= 1) }),
    v.array(notNegative),
  ],
  'a list of numbers from 0 to 1000, or {"decay": a number above 0, at most 1}',
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
});

const INIT_STD = '"notebook" or a number from 0 to 10';

const experimentSchema = v.strictObject({
  schema: v.optional(
    v.literal('antipode.experiment/1', '"antipode.experiment/1"'),
    'antipode.experiment/1',
  ),
  model: v.literal('relu-output', '"relu-output"'),
  features: whole(LIMITS.features, 5),
  hidden: whole(LIMITS.hidden, 2),
  instances: whole(LIMITS.instances, 10),
  replicas: whole(LIMITS.replicas, 1),
  featureProbability: v.optional(featureProbability, { from: 1, to: 0.05, scale: 'log' }),
  importance: v.optional(importance, { decay: 0.9 }),
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
export type Experiment = v.InferOutput<typeof experimentSchema>;

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
  const experiment = result.output;
  const { features, instances, replicas, batch, hidden } = experiment;
  checkLength('featureProbability', experiment.featureProbability, 'instances', instances);
  checkLength('importance', experiment.importance, 'features', features);
  const activations = instances * replicas * batch * Math.max(features, hidden);
  if (activations > MAX_ACTIVATIONS) {
    throw new ExperimentError(
      'instances · replicas · batch · features',
      wasGiven(activations),
      `at most ${MAX_ACTIVATIONS} (what fits into one buffer on every device); lower the batch or the replicas`,
    );
  }
  return experiment;
}

function checkLength(key: string, list: unknown, of: string, length: number): void {
  if (Array.isArray(list) && list.length !== length) {
    throw new ExperimentError(
      key,
      `was given ${list.length} numbers`,
      `a list of ${length}, one for each of the ${of}`,
    );
  }
}

/** Keys of the objects inside an experiment, for messages. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  '': Object.keys(experimentSchema.entries),
  optimizer: Object.keys(optimizer.entries),
  featureProbability: ['from', 'to', 'scale'],
  importance: ['decay'],
};

/** What may stand where a required key is missing. */
const REQUIRED: Readonly<Record<string, string>> = {
  model: '"relu-output"',
  'featureProbability.from': 'a number above 0, at most 1',
  'featureProbability.to': 'a number above 0, at most 1',
  'importance.decay': 'a number above 0, at most 1',
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

/** Of a union's issues, the one that tells most: an unknown key, else any that lies deeper in the value. */
function meant(union: v.BaseIssue<unknown>): v.BaseIssue<unknown> | undefined {
  const deeper = (union.issues ?? []).filter(({ path }) => (path?.length ?? 0) > 0);
  return deeper.find(({ expected }) => expected === 'never') ?? deeper[0];
}

function wasGiven(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return `was given ${text.length > 80 ? `${text.slice(0, 77)}…` : text}`;
}

/** The feature probability of each instance, [instances]. */
export function probabilities({ featureProbability: p, instances }: Experiment): number[] {
  if (Array.isArray(p)) return p;
  return Array.from({ length: instances }, (_, i) => {
    const t = instances === 1 ? 0 : i / (instances - 1);
    if (i === 0) return p.from;
    if (i === instances - 1) return p.to;
    return p.scale === 'log' ? p.from * (p.to / p.from) ** t : p.from + (p.to - p.from) * t;
  });
}

/** The importance of each feature, [features]. */
export function importances({ importance, features }: Experiment): number[] {
  if (Array.isArray(importance)) return importance;
  return Array.from({ length: features }, (_, j) => importance.decay ** j);
}

/**
 * What the model trains. Replica r of instance i stands at r · instances + i, so that the first replica is the
 * same run whatever the number of replicas.
 */
export function modelConfig(experiment: Experiment): ReluOutputConfig {
  const { features, hidden, instances, replicas, batch, optimizer, initStd, seed } = experiment;
  const probability = probabilities(experiment);
  return {
    instances: instances * replicas,
    features,
    hidden,
    batch,
    probability: Array.from({ length: instances * replicas }, (_, i) => probability[i % instances]),
    importance: importances(experiment),
    optimizer,
    initStd: initStd === 'notebook' ? notebookStd(features, hidden, instances) : initStd,
    seed,
  };
}
