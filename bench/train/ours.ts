// The one place of the bench that knows this project's models: who of ours takes part, from which start, and what a
// model's loss is.
import type { Gpu } from '../../src/gpu/index';
import {
  firstWeights,
  fusedProgram,
  ToyModelReference,
  ToyModelStepwise,
  type ModelProgram,
  type ToyModelConfig,
} from '../../src/models/index';
import {
  EVALUATION_STEP,
  notebookStd,
  PLAIN_FEATURES,
  RELU_OUTPUT,
  sparseFeatures,
  toyModelLoss,
} from '../../src/reference/index';
import { ADAMW, type TrainCase } from './cases';

/** Seed of weights and data. */
const SEED = 1;

/** One of our programs, as an entrant. */
export interface Contender {
  variant: string;
  create(gpu: Gpu, config: ToyModelConfig): Promise<ModelProgram>;
  /** Left out where steps a second are followed to large problems. */
  onCpu?: boolean;
}

/** Programs that take part, each tested against the float64 reference. The first is what all others are checked by. */
export const CONTENDERS: readonly Contender[] = [
  { variant: 'stepwise', create: (gpu, config) => ToyModelStepwise.create(gpu, config) },
  { variant: 'fused', create: fusedProgram },
  {
    variant: 'float64 reference',
    onCpu: true,
    create: (_, config) => Promise.resolve(new ToyModelReference(config)),
  },
];

/** The case as our programs take it. */
export function configOf({ sizes, probability, importance }: TrainCase): ToyModelConfig {
  const { I, n, m, B } = sizes;
  return {
    instances: I,
    features: n,
    hidden: m,
    batch: B,
    probability: perFeature(probability, n),
    importance: Float64Array.from({ length: I * n }, (_, f) => importance[f % n]),
    architecture: RELU_OUTPUT,
    data: PLAIN_FEATURES,
    objective: 'input',
    optimizer: { name: 'adamw', ...ADAMW, schedule: 'constant', warmup: 0, steps: 10_000 },
    initStd: notebookStd(n, m, I),
    seed: SEED,
  };
}

/** The weights that every contender starts from, [I, n, m]. */
export function startOf(problem: TrainCase): Float32Array {
  return Float32Array.from(firstWeights(configOf(problem)));
}

/**
 * Batches that nobody trains on, the same for every contender.
 *
 * @returns each [I, B, n]
 */
export function freshBatches({ sizes, probability }: TrainCase, count: number): Float64Array[] {
  const { I, n, B } = sizes;
  const each = perFeature(probability, n);
  return Array.from({ length: count }, (_, k) =>
    sparseFeatures(SEED, EVALUATION_STEP + k, each, { I, B, n }),
  );
}

/** [I, n]: an instance's probability for each of its features. */
function perFeature(probability: readonly number[], n: number): Float64Array {
  return Float64Array.from(
    { length: probability.length * n },
    (_, f) => probability[Math.floor(f / n)],
  );
}

/** Mean loss of all instances on these batches, in float64. w [I, n, m], b [I, n]. */
export function lossOn(
  batches: readonly Float64Array[],
  { w, b }: { w: Float32Array; b: Float32Array },
  problem: TrainCase,
): number {
  const losses = batches.flatMap((x) => [
    ...toyModelLoss(x, { w, wDecode: null, b }, configOf(problem), problem.sizes),
  ]);
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}
