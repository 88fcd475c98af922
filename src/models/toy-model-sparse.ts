import type { Gpu } from '../gpu/index';
import { CallProgram, type Shapes } from './call-program';
import { architectureConstants, keysOf, parametersOf, updateCall } from './fused-calls';
import type { Call } from './stepwise';
import {
  dataConstants,
  firstBias,
  MOST_FLOATS,
  togetherWeights,
  type ToyModelConfig,
} from './toy-model';

/** How the work is cut into invocations; which cut is fastest depends on the device. */
export interface SparseCut {
  /** Invocations of a workgroup: of train_active each has eight outputs. */
  LANES: number;
  /** The batch is cut into slabs until train_active has so many workgroups, which keep the device busy. */
  WORKGROUPS: number;
}

/** Cuts worth trying: few workgroups for CPUs, because every slab has sums to be zeroed and added; many for graphics cards. */
export const SPARSE_CUTS: readonly SparseCut[] = [
  { LANES: 8, WORKGROUPS: 16 },
  { LANES: 32, WORKGROUPS: 256 },
  { LANES: 32, WORKGROUPS: 1024 },
];

/** llvmpipe ends all loops of an invocation after so many rounds in all, and says nothing. */
const MOST_ROUNDS = 65535;

/**
 * A toy model with a linear hidden layer in six launches a step, whose cost follows the number of features that are on:
 * the loss depends on the weights by way of G = W_e W_dᵀ alone, so a sample adds up rows of G, and the gradient of G is
 * the sum of what the samples give back to the same rows.
 */
export class ToyModelSparse extends CallProgram {
  /** @throws RangeError when the model is none for this program, or too large for it */
  static async create(
    gpu: Gpu,
    config: ToyModelConfig,
    cut: SparseCut = SPARSE_CUTS[gpu.adapter.fallback ? 0 : 1],
  ): Promise<ToyModelSparse> {
    checkSparse(config, cut);
    const slabs = slabsOf(config, cut);
    const parts = await CallProgram.open(gpu, config, {
      owner: 'toy_model_sparse',
      kind: 'sparse',
      forward: (model) => forward(model, cut, slabs),
      learn: (model) => learn(model, cut, slabs),
      shapes: shapesOf(config, slabs),
      slices: slabs,
      // The slabs were cut for the features that were on; more of them may be too many for a loop.
      check: (model) => checkRounds(model, slabs),
    });
    return new ToyModelSparse(parts);
  }
}

/** The kernels that train such a model, each once. */
export function sparseKernels(config: ToyModelConfig): string[] {
  const [cut] = SPARSE_CUTS;
  const calls = [...forward(config, cut, 1), ...learn(config, cut, 1)];
  return [...new Set(calls.map(({ kernel }) => kernel))];
}

/**
 * Features of a sample that are on, on average, of each instance. Of an anticorrelated set that is on, one of them is.
 */
export function activeFeatures({
  instances: I,
  features: n,
  probability,
  data,
}: Pick<ToyModelConfig, 'instances' | 'features' | 'probability' | 'data'>): number[] {
  const size = data.sets?.kind === 'anticorrelated' ? data.sets.size : 1;
  return Array.from({ length: I }, (_, i) => {
    let sum = 0;
    for (let j = 0; j < n; j++) {
      const members = Math.min(size, n - (j - (j % size))); // the last set may be smaller
      sum += probability[i * n + j] / members;
    }
    return sum;
  });
}

/**
 * Whether the program can train such a model.
 *
 * @throws RangeError in the words of an experiment
 */
export function checkSparse(config: ToyModelConfig, cut: SparseCut = SPARSE_CUTS[0]): void {
  if (config.architecture.hiddenRelu) {
    throw new RangeError('The program for sparse features needs a linear hidden layer.');
  }
  if (config.hiddenL1) {
    throw new RangeError('The program for sparse features has no hidden vector to penalise.');
  }
  const slabs = slabsOf(config, cut);
  const floats = Object.values(shapesOf(config, slabs)).map(([shape]) =>
    shape.reduce((product, extent) => product * extent, 1),
  );
  const largest = Math.max(...floats);
  if (largest > MOST_FLOATS) {
    throw new RangeError(
      `The program for sparse features would need an array of ${largest} numbers; ${MOST_FLOATS} fit into one buffer on every device.`,
    );
  }
  checkRounds(config, slabs);
}

/** Whether no loop becomes too long when the batch is cut into so many slabs. */
function checkRounds(config: ToyModelConfig, slabs: number): void {
  const { features: n } = config;
  // train_gram_gradient walks all slabs for each feature, twice; every loop makes one round more, to find its end.
  const rounds = Math.max(n * (2 * slabs + 1), roundsOf(config, Math.ceil(config.batch / slabs)));
  if (rounds > MOST_ROUNDS) {
    throw new RangeError(
      `The program for sparse features would make ${rounds} rounds of loops an invocation; some drivers end them after ${MOST_ROUNDS}.`,
    );
  }
}

/** As many slabs of the batch as keep the device busy, or as many as keep the loops short enough. */
export function slabsOf(config: ToyModelConfig, { LANES, WORKGROUPS }: SparseCut): number {
  const { instances: I, batch: B, features: n } = config;
  const groups = I * Math.ceil(Math.ceil(n / 8) / LANES);
  let slabs = Math.min(B, Math.ceil(WORKGROUPS / groups));
  while (slabs < B && roundsOf(config, Math.ceil(B / slabs)) > MOST_ROUNDS) slabs++;
  return slabs;
}

/**
 * Rounds of all loops of an invocation of train_active, with as many features on as is ever to be expected. Every loop
 * makes one more, to find its end.
 */
function roundsOf(config: ToyModelConfig, samples: number): number {
  return config.features + 1 + samples + 1 + 2 * (mostActive(config, samples) + samples);
}

/** Chance that a slab has more features on than `mostActive` says, as the exponent of e: one in 10^28. */
const NEVER = 64;

/**
 * The most features that are on in so many samples together, of the densest instance. What sets or features of their own
 * do is independent, so Bernstein's inequality holds: with `size` features at once, the mean μ and so a variance of at
 * most size · μ, the sum exceeds μ + t with a probability below exp(-t² / (2 · size · μ + 2 · size · t / 3)).
 */
export function mostActive(config: ToyModelConfig, samples: number): number {
  const { features: n, data } = config;
  const size = data.sets?.kind === 'correlated' ? data.sets.size : 1;
  const mean = samples * Math.max(...activeFeatures(config));
  const linear = (NEVER * size) / 3;
  const t = linear + Math.sqrt(linear ** 2 + 2 * NEVER * size * mean);
  return Math.min(samples * n, Math.ceil(mean + t));
}

function forward(config: ToyModelConfig, { LANES }: SparseCut, SLABS: number): Call[] {
  const { instances: I, batch: B, features: n, hidden: m, seed } = config;
  const { tied, outputRelu } = config.architecture;
  const { weights, output } = architectureConstants(config);
  const lists = { count: 'count', index: 'index', value: 'value' };
  const active = activeFeatures(config);
  return [
    {
      kernel: 'train_list',
      does: 'draws x, a fresh batch, and lists the features of each sample that are on',
      sizes: { I, B, n },
      constants: { LANES: 2 * LANES, ...dataConstants(config.data) },
      arrays: { threshold: 'threshold', scale: 'scale', ...lists },
      uniforms: { dims: keysOf(seed) },
    },
    {
      kernel: 'train_gram',
      does: `G = ${tied ? 'WᵀW' : 'W_dᵀ W_e'}, what each feature gives to each output`,
      sizes: { I, n, m },
      constants: { LANES, ...weights },
      arrays: { w: 'w', gram: 'gram' },
    },
    {
      kernel: 'train_active',
      does: `x′ = ${outputRelu ? 'ReLU' : ''}(G x + b), the loss, and M = d xᵀ, its slope with G, from the features that are on`,
      sizes: { I, B, n, k: active.reduce((sum, k) => sum + k, 0) / I },
      constants: { LANES, SLABS, ...output },
      arrays: {
        ...{ ...lists, importance: 'importance', b: 'b', gram: 'gram' },
        ...{ slopes: 'slopes', parts: 'parts' },
      },
      uniforms: { dims: { loss_scale: 1 / (B * n) } },
    },
    {
      kernel: 'row_sum_sequential',
      does: 'loss = the sum of its parts',
      sizes: { R: I, C: SLABS * Math.ceil(n / 8) },
      arrays: { a: 'parts', sums: 'loss' },
    },
  ];
}

function learn(config: ToyModelConfig, { LANES }: SparseCut, SLABS: number): Call[] {
  const { instances: I, features: n, hidden: m, architecture } = config;
  const { weights } = architectureConstants(config);
  return [
    {
      kernel: 'train_gram_gradient',
      does: `d_w = ${architecture.tied ? 'W (M + Mᵀ)' : 'W_d M and W_e Mᵀ'}, and d_b`,
      sizes: { I, n, m },
      constants: { LANES, SLABS, ...weights },
      arrays: { w: 'w', slopes: 'slopes', gradient: 'gradient' },
    },
    updateCall(config, 1),
  ];
}

function shapesOf(config: ToyModelConfig, slabs: number): Shapes {
  const { instances: I, batch: B, features: n, hidden: m } = config;
  const places = 4 * Math.ceil(n / 4); // of a list: four are written at a time
  const row = 8 * Math.ceil(n / 8); // of G: an invocation has eight columns
  return {
    w: [[config.architecture.tied ? 1 : 2, I, n, m], togetherWeights(config)],
    b: [[I, n], firstBias(config)],
    moments: [[2, parametersOf(config)]],
    count: [[I, B]],
    index: [[I, places, B]],
    value: [[I, places, B]],
    gram: [[I, n, row]],
    slopes: [[I, slabs, n + 1, row]],
    parts: [[I, slabs * Math.ceil(n / 8)]],
    gradient: [[1, parametersOf(config)]],
  };
}
