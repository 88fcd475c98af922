import type { Gpu } from '../gpu/index';
import type { Sizes } from '../kernels/index';
import type { Tuned, Tuner } from '../measure/index';
import { initialWeights, seedKey } from '../reference/index';
import type { Call } from './stepwise';

// The ReLU output model x' = ReLU(Wᵀ W x + b) (Elhage et al. 2022, "Demonstrating Superposition"): what decides it,
// and the kernel calls that are its forward pass, its backward pass and its update.

/** Everything that decides what the ReLU output model trains on, and how. */
export interface ReluOutputConfig {
  /** I: models trained side by side. */
  instances: number;
  /** n */
  features: number;
  /** m */
  hidden: number;
  /** B: samples a step. */
  batch: number;
  /** [I]: how often a feature of the instance is on (1 - S). */
  probability: readonly number[];
  /** [n] */
  importance: readonly number[];
  optimizer: {
    name: 'adamw' | 'sgd';
    learningRate: number;
    beta1: number;
    beta2: number;
    epsilon: number;
    weightDecay: number;
  };
  /** Standard deviation of the first W. */
  initStd: number;
  /** 0 … 2^32 - 1. */
  seed: number;
}

/** [I, n]: the instance's probability for each of its features. */
export function perFeature(probability: readonly number[], features: number): Float64Array {
  return Float64Array.from(
    { length: probability.length * features },
    (_, f) => probability[Math.floor(f / features)],
  );
}

/** First weights of a configuration, [I, n, m]. */
export function firstWeights(config: ReluOutputConfig): Float64Array {
  const { seed, instances, features, hidden, initStd } = config;
  return initialWeights(seed, instances, features * hidden, initStd);
}

/** The calls of the forward pass, up to the loss. */
export function forward(
  { instances: I, batch: B, features: n, hidden: m, seed }: ReluOutputConfig,
  rungs: Rungs,
): Call[] {
  const product = productOf(rungs);
  const [key_0, key_1, key_2, key_3] = seedKey(seed);
  return [
    {
      kernel: 'sparse_features',
      does: 'x: a fresh batch of sparse features',
      sizes: { I, B, n },
      arrays: { threshold: 'threshold', scale: 'scale', x: 'x' },
      uniforms: { dims: { key_0, key_1, key_2, key_3 } },
    },
    {
      ...product('matmul', { I, M: B, K: n, N: m }),
      does: 'h = W x, the hidden vector',
      arrays: { a: 'x', b: 'w', c: 'h' },
    },
    {
      ...product('matmul_nt', { I, M: B, K: m, N: n }),
      does: 'pre = Wᵀ h',
      arrays: { a: 'h', b: 'w', c: 'pre' },
    },
    {
      kernel: 'bias_relu',
      does: 'x′ = ReLU(pre + b), the output',
      sizes: { I, B, n },
      arrays: { pre: 'pre', bias: 'b', out: 'out' },
    },
    {
      kernel: 'weighted_squared_error',
      does: 'loss = mean of importance · (x′ − x)²',
      sizes: { I, B, n },
      arrays: { x: 'x', out: 'out', importance: 'importance', loss: 'loss' },
      uniforms: { dims: { scale: 1 / (B * n) } },
    },
  ];
}

/** The calls of the backward pass, up to the gradients of W and b. */
export function backward(
  { instances: I, batch: B, features: n, hidden: m }: ReluOutputConfig,
  rungs: Rungs,
): Call[] {
  const product = productOf(rungs);
  return [
    {
      kernel: 'weighted_squared_error_backward',
      does: 'd_out: how the loss changes with x′',
      sizes: { I, B, n },
      arrays: { x: 'x', out: 'out', importance: 'importance', d_out: 'd_out' },
      uniforms: { dims: { scale: 1 / (B * n) } },
    },
    {
      kernel: 'bias_relu_backward',
      does: 'd_pre = d_out where the ReLU was open',
      sizes: { count: I * B * n },
      arrays: { out: 'out', d_out: 'd_out', d_pre: 'd_pre' },
    },
    {
      kernel: 'column_sum',
      does: 'd_b = d_pre summed over the batch',
      sizes: { I, B, n },
      arrays: { a: 'd_pre', sums: 'd_b' },
    },
    {
      ...product('matmul', { I, M: B, K: n, N: m }),
      does: 'd_h = W d_pre',
      arrays: { a: 'd_pre', b: 'w', c: 'd_h' },
    },
    {
      ...product('matmul_tn', { I, M: n, K: B, N: m }),
      does: 'd_w of the decoder: d_preᵀ · h',
      arrays: { a: 'd_pre', b: 'h', c: 'd_w_decode' },
    },
    {
      ...product('matmul_tn', { I, M: n, K: B, N: m }),
      does: 'd_w of the encoder: xᵀ · d_h',
      arrays: { a: 'x', b: 'd_h', c: 'd_w_encode' },
    },
    {
      kernel: 'add',
      does: 'd_w: W is used twice, so its gradients add up',
      sizes: { count: I * n * m },
      arrays: { a: 'd_w_encode', b: 'd_w_decode', out: 'd_w' },
    },
  ];
}

/** Kernel, tile sizes and sizes of a product. */
function productOf(rungs: Rungs) {
  return (family: ProductFamily, sizes: Sizes) => ({ ...rungs(family, sizes), sizes });
}

/** The calls that change W and b. */
export function update({
  instances: I,
  features: n,
  hidden: m,
  optimizer,
}: ReluOutputConfig): Call[] {
  const target = (role: 'w' | 'b', count: number): Call => {
    const plain = { gradient: `d_${role}`, parameter: role };
    const does = `${role === 'w' ? 'W' : 'b'} takes one step of ${optimizer.name}`;
    if (optimizer.name === 'sgd') {
      const hyper = { weight_decay: optimizer.weightDecay };
      return { kernel: 'sgd', does, sizes: { count }, arrays: plain, uniforms: { hyper } };
    }
    const hyper = {
      beta_1: optimizer.beta1,
      one_minus_beta_1: 1 - optimizer.beta1,
      beta_2: optimizer.beta2,
      one_minus_beta_2: 1 - optimizer.beta2,
      epsilon: optimizer.epsilon,
      weight_decay: optimizer.weightDecay,
    };
    const arrays = { ...plain, m: `m_${role}`, v: `v_${role}` };
    return { kernel: 'adamw', does, sizes: { count }, arrays, uniforms: { hyper } };
  };
  return [target('w', I * n * m), target('b', I * n)];
}

/** A product's family of kernels: A · B, A · Bᵀ or Aᵀ · B. */
export type ProductFamily = 'matmul' | 'matmul_nt' | 'matmul_tn';

/** Chooses the rung, and its tile sizes, of a product of these sizes (I, M, K, N). */
export type Rungs = (family: ProductFamily, sizes: Sizes) => Tuned;

/**
 * A guess, for where nothing was measured. A rung pays where the product fills its blocks: with two hidden dimensions
 * most of a tile would idle. On a software adapter barriers are dear, and registers do what shared memory does elsewhere:
 * on SwiftShader, at I = 20, M = 1024, K = 100, N = 20, matmul_vec4 took 95 ms, matmul_coalesced 386 ms; at
 * M = N = K = 64 and I = 10, matmul_tiled took six times as long as matmul_coalesced. On a graphics card the tile is the
 * safe choice.
 */
export function guessedRungs({ adapter }: Gpu): Rungs {
  return (family, { M, N }) => {
    const plain = family === 'matmul' ? 'matmul_coalesced' : `${family}_naive`;
    const narrow = Math.min(M, N);
    let kernel = plain;
    if (adapter.fallback && narrow >= 8) kernel = `${family}_vec4`;
    if (!adapter.fallback && narrow >= 16) kernel = `${family}_tiled`;
    return { kernel, constants: {} };
  };
}

/**
 * Measured choices for every product of this model on this device; those measured before come from the tuner's store.
 *
 * @param onProgress choices made, and how many there are
 */
export async function tunedRungs(
  gpu: Gpu,
  config: ReluOutputConfig,
  tuner: Tuner,
  onProgress: (done: number, of: number) => void = () => undefined,
): Promise<Rungs> {
  // The lists themselves say which products there are: they are made once for the asking.
  const asked = new Map<string, { family: ProductFamily; sizes: Sizes }>();
  const guess = guessedRungs(gpu);
  const ask: Rungs = (family, sizes) => {
    asked.set(JSON.stringify([family, sizes]), { family, sizes });
    return guess(family, sizes);
  };
  forward(config, ask);
  backward(config, ask);
  const chosen = new Map<string, Tuned>();
  for (const [key, { family, sizes }] of asked) {
    onProgress(chosen.size, asked.size);
    chosen.set(key, await tuner.choose(family, sizes));
  }
  return (family, sizes) => chosen.get(JSON.stringify([family, sizes])) ?? guess(family, sizes);
}
