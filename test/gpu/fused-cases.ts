// Every option of the models, one case each, and how a program's 200 steps are held against float64; for Chromium and
// wgpu alike.
import { ToyModelReference, type ModelProgram, type ToyModelConfig } from '../../src/models/index';
import { PLAIN_FEATURES, RELU_OUTPUT } from '../../src/reference/index';
import { worstAdmissible, type Band } from './admissible';

export const STEPS = 200;

/** The step at which a model is adjusted, where it is. */
export const ADJUSTED_AT = 100;

const OPTIMIZER = {
  name: 'adamw',
  learningRate: 1e-3,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  weightDecay: 0.01,
  schedule: 'constant',
  warmup: 0,
  steps: STEPS,
} as const;

/** The notebook's densities and importances, on fewer instances and a smaller batch. */
export function fusedConfig(change: Partial<ToyModelConfig> = {}): ToyModelConfig {
  const { instances = 3, features = 5 } = change;
  const density = (i: number) => 20 ** (-i / Math.max(1, instances - 1));
  return {
    instances,
    features,
    hidden: 2,
    batch: 64,
    probability: Float64Array.from({ length: instances * features }, (_, f) =>
      density(Math.floor(f / features)),
    ),
    importance: Float64Array.from(
      { length: instances * features },
      (_, f) => 0.9 ** (f % features),
    ),
    architecture: RELU_OUTPUT,
    data: PLAIN_FEATURES,
    objective: 'input',
    optimizer: OPTIMIZER,
    initStd: 0.258,
    seed: 17,
    ...change,
  };
}

const sets = (size: number, kind: 'correlated' | 'anticorrelated') => ({
  signed: false,
  sets: { size, kind },
});

/** One case an option, and some that have several. All fit into one workgroup. */
export const fusedCases: readonly (readonly [string, ToyModelConfig])[] = [
  ['the notebook’s model', fusedConfig()],
  ['sizes that fill no block', fusedConfig({ features: 7, hidden: 3, batch: 61 })],
  ['as many features as fit', fusedConfig({ features: 16, hidden: 4, batch: 64, instances: 2 })],
  ['one hidden dimension', fusedConfig({ features: 2, hidden: 1 })],
  ['linear output', fusedConfig({ architecture: { ...RELU_OUTPUT, outputRelu: false } })],
  // Seeds at which no hidden unit lingers where its ReLU opens: there the band itself grows without limit.
  [
    'hidden ReLU',
    fusedConfig({
      features: 9,
      hidden: 4,
      batch: 128,
      seed: 1,
      architecture: { ...RELU_OUTPUT, hiddenRelu: true },
    }),
  ],
  ['a penalty on h', fusedConfig({ hiddenL1: 0.05 })],
  [
    'a penalty on h behind its ReLU, two matrices',
    fusedConfig({
      features: 9,
      hidden: 4,
      batch: 128,
      seed: 1,
      hiddenL1: 0.05,
      architecture: { tied: false, hiddenRelu: true, outputRelu: true },
    }),
  ],
  ['two matrices', fusedConfig({ architecture: { ...RELU_OUTPUT, tied: false } })],
  [
    'absolute values: two matrices, both ReLUs, signed inputs',
    fusedConfig({
      features: 3,
      hidden: 4,
      architecture: { tied: false, hiddenRelu: true, outputRelu: true },
      data: { signed: true, sets: null },
      objective: 'absolute',
      batch: 128,
      seed: 3,
    }),
  ],
  ['outputs that start above 0', fusedConfig({ initBias: 0.1 })],
  ['correlated pairs', fusedConfig({ features: 4, data: sets(2, 'correlated') })],
  [
    'few features of many on',
    fusedConfig({ features: 13, hidden: 3, probability: new Float64Array(39).fill(0.05) }),
  ],
  [
    'absolute values of sparse pairs of both signs, by two matrices',
    fusedConfig({
      features: 6,
      hidden: 4,
      architecture: { ...RELU_OUTPUT, tied: false },
      data: { signed: true, sets: { size: 2, kind: 'correlated' } },
      objective: 'absolute',
      probability: new Float64Array(18).fill(0.1),
    }),
  ],
  ['anticorrelated triples', fusedConfig({ features: 6, data: sets(3, 'anticorrelated') })],
  [
    'a density a feature, an importance an instance',
    fusedConfig({
      probability: Float64Array.from({ length: 15 }, (_, f) => 0.9 - 0.05 * f),
      importance: Float64Array.from({ length: 15 }, (_, f) => 1 + (f % 4)),
    }),
  ],
  [
    'a linear schedule with warm-up',
    fusedConfig({
      optimizer: { ...OPTIMIZER, learningRate: 3e-3, schedule: 'linear', warmup: 20 },
    }),
  ],
  [
    'a cosine schedule',
    fusedConfig({ optimizer: { ...OPTIMIZER, learningRate: 3e-3, schedule: 'cosine' } }),
  ],
  [
    'plain gradient descent',
    fusedConfig({ optimizer: { ...OPTIMIZER, name: 'sgd', learningRate: 0.1 } }),
  ],
];

/** Cases that only the stepwise program trains: a finite data set, inputs of length 1, and samples under attack. */
export const dataCases: readonly (readonly [string, ToyModelConfig])[] = [
  ['inputs of length 1', fusedConfig({ data: { ...PLAIN_FEATURES, unit: true } })],
  [
    'a data set of five samples',
    fusedConfig({
      ...{ features: 40, batch: 5, dataset: [5, 5, 5] },
      optimizer: { ...OPTIMIZER, name: 'sgd', learningRate: 0.1 },
    }),
  ],
  [
    'a data set of samples of length 1, a cosine with warm-up',
    fusedConfig({
      features: 100,
      batch: 7,
      dataset: [7, 7, 7],
      data: { ...PLAIN_FEATURES, unit: true },
      optimizer: { ...OPTIMIZER, schedule: 'cosine', warmup: 25 },
    }),
  ],
  ['attacks of three strengths', fusedConfig({ attack: [0, 0.2, 0.8] })],
  [
    'attacks on absolute values: two matrices, both ReLUs, signed inputs',
    fusedConfig({
      features: 3,
      hidden: 4,
      architecture: { tied: false, hiddenRelu: true, outputRelu: true },
      data: { signed: true, sets: null },
      objective: 'absolute',
      batch: 128,
      seed: 3,
      attack: [0.1, 0.5, 1],
    }),
  ],
];

/** Name of a case of its own, on wgpu: loops as long as they get. */
export const EVERY_FEATURE = 'every feature on';
/** The case of more models than an axis of a launch holds. */
export const MANY_MODELS = '70 000 models';

/** The fused programs. */
export type FusedKind = 'small' | 'phases' | 'sparse';

/** The cases that a program takes: for sparse features, a linear hidden layer without a penalty. */
export function casesOf(kind: FusedKind): typeof fusedCases {
  if (kind !== 'sparse') return fusedCases;
  return fusedCases.filter(
    ([, { architecture, hiddenL1 }]) => !architecture.hiddenRelu && !hiddenL1,
  );
}

/** Largest difference of two lists; NaN where one has a NaN. */
function largest(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let worst = 0;
  for (let e = 0; e < a.length; e++) {
    const difference = Math.abs(a[e] - b[e]);
    if (!(difference <= worst)) worst = difference;
  }
  return worst;
}

/** What float64 makes of a model in 200 steps, and how far a correct f32 run may be from it. */
interface Standard {
  losses: Float32Array;
  reference: ToyModelReference;
  /** How far runs stray whose every operation errs at random within its derived bound. */
  band: Band;
  /** How far training has moved the weights. */
  moved: number;
}

const standards = new Map<ToyModelConfig, Promise<Standard>>();

/** Worked out once for all programs of a model; of one that is adjusted, once for each `then`. */
function standardOf(config: ToyModelConfig, then?: ToyModelConfig): Promise<Standard> {
  const known = standards.get(then ?? config) ?? makeStandard(config, then);
  standards.set(then ?? config, known);
  return known;
}

async function makeStandard(config: ToyModelConfig, then = config): Promise<Standard> {
  const reference = new ToyModelReference(config);
  const start = reference.state.w.parameter.slice();
  const losses = new Float32Array(STEPS * config.instances);
  losses.set(await reference.advance(ADJUSTED_AT));
  reference.adjust(then);
  losses.set(await reference.advance(STEPS - ADJUSTED_AT), ADJUSTED_AT * config.instances);
  const moved = largest(start, reference.state.w.parameter);
  const at = (step: number) => (step < ADJUSTED_AT ? config : then);
  return { losses, reference, band: worstAdmissible(config, STEPS, 4, at), moved };
}

export interface Trajectory extends Pick<Standard, 'band' | 'moved'> {
  found: Band & { nonfinite: number };
  note: string;
}

/**
 * 200 steps, in launches of different lengths, held against float64. Destroys the program.
 *
 * @param then what the model is adjusted to at ADJUSTED_AT
 * @param adjusts whether the program is told so
 */
export async function trajectory(
  program: ModelProgram,
  config: ToyModelConfig,
  then?: ToyModelConfig,
  adjusts = true,
): Promise<Trajectory> {
  const { instances } = config;
  const losses = new Float64Array(STEPS * instances);
  for (let step = 0; step < STEPS;) {
    if (step === ADJUSTED_AT && then && adjusts) program.adjust!(then);
    const end = step < ADJUSTED_AT ? ADJUSTED_AT : STEPS;
    const count = Math.min(1 + (step % 50), end - step, program.maxSteps);
    losses.set(await program.advance(count), step * instances);
    step += count;
  }
  const { w, wDecode, b, nonfinite } = await program.parameters();
  program.destroy();

  const { losses: expected, reference, band, moved } = await standardOf(config, then);
  const { state } = reference;
  const found = {
    loss: largest(losses, expected),
    w: largest(w, state.w.parameter),
    wDecode: largest(wDecode ?? [], state.wDecode?.parameter ?? []),
    b: largest(b, state.b.parameter),
    nonfinite,
  };
  return { found, band, moved, note: JSON.stringify({ found, band, seed: config.seed }) };
}

/**
 * Why a trajectory is not what it should be; empty when it is.
 *
 * @param moves whether training is to move the weights by far more than the band allows, so that the band means something
 */
export function complaints({ found, band, moved }: Trajectory, moves = true): string[] {
  const parts = ['loss', 'w', 'wDecode', 'b'] as const;
  const far = parts.filter((part) => !(found[part] <= band[part])).map((part) => `${part} is far`);
  if (found.nonfinite > 0) far.push('numbers that are none');
  if (moves && !(moved > 100 * band.w)) far.push('nothing has moved');
  return far;
}
