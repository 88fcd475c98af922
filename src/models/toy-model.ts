import type { Sizes } from '../kernels/index';
import {
  hiddenL1Rate,
  initialWeights,
  seedKey,
  type Architecture,
  type FeatureData,
  type Objective,
  type ReferenceOptimizer,
} from '../reference/index';
import type { ModelParameters } from './program';
import type { ProductFamily, Rungs } from './rungs';
import type { Call } from './stepwise';

// The toy models of the paper (Elhage et al. 2022): an encoder, a decoder and a bias, with or without ReLUs. What decides
// one, and the kernel calls that are its forward pass, its backward pass and its update.

/** Everything that decides what a toy model trains on, and how. */
export interface ToyModelConfig {
  /** I: models trained side by side. */
  instances: number;
  /** n */
  features: number;
  /** m */
  hidden: number;
  /** B: samples a step. */
  batch: number;
  /** [I, n]: how often a feature is on (1 - S); of a set, how often the set is on. */
  probability: ArrayLike<number>;
  /** [I, n] */
  importance: ArrayLike<number>;
  architecture: Architecture;
  data: FeatureData;
  /** What the output is to be: the input, or its absolute value. */
  objective: Objective;
  /** λ of the penalty λ‖h‖₁ on the hidden vector (`hiddenL1Rate` says how it is weighed); none where nothing is said. */
  hiddenL1?: number;
  /** `steps` is the T of the schedule. */
  optimizer: ReferenceOptimizer;
  /** Standard deviation of the first weights. */
  initStd: number;
  /** The first bias of every output; 0 where nothing is said. */
  initBias?: number;
  /** First weights that are given instead of drawn: [I, n, m], the decoder's likewise or null, and [I, n]. */
  weights?: Readonly<Pick<ModelParameters, 'w' | 'wDecode' | 'b'>>;
  /** 0 … 2^32 - 1. */
  seed: number;
  /**
   * Samples of each model's data set, [I], which every step trains on whole; `batch` is then that of fresh samples for
   * an evaluation. Where there is none, every step draws a fresh batch.
   */
  dataset?: ArrayLike<number>;
  /**
   * [I]: the norm of attacks, as a share of the mean norm of an input. Every sample is moved so far along (WᵀW)_a of a
   * random feature a before the model sees it; the output is held against the sample as it was. Not with data sets.
   */
  attack?: ArrayLike<number>;
}

/** The most floats in one array: 128 MiB, what every device grants to a storage binding. */
export const MOST_FLOATS = 2 ** 25;

/**
 * A program that keeps every activation needs arrays that fit into one buffer.
 *
 * @throws RangeError in the words of an experiment
 */
export function checkSizes({
  instances: I,
  batch: B,
  features: n,
  hidden: m,
}: ToyModelConfig): void {
  const refuse = (what: string, floats: number, remedy: string) => {
    if (floats <= MOST_FLOATS) return;
    throw new RangeError(
      `${what}: was given ${floats}, allowed is at most ${MOST_FLOATS} (what fits into one buffer on every device); ${remedy}.`,
    );
  };
  refuse(
    'instances · replicas · batch · features',
    I * B * Math.max(n, m),
    'lower the batch or the replicas',
  );
  refuse('instances · replicas · features · hidden', I * n * m, 'lower the replicas');
}

/** First weights of the encoder, [I, n, m]; of a tied model the decoder's as well. */
export function firstWeights(config: ToyModelConfig): Float64Array {
  const { seed, instances, features, hidden, initStd, weights } = config;
  if (weights) return Float64Array.from(weights.w);
  return initialWeights(seed, instances, features * hidden, initStd);
}

/** First weights of the decoder, [I, n, m]; null when tied. */
export function firstDecoder(config: ToyModelConfig): Float64Array | null {
  const { seed, instances, features, hidden, initStd, architecture, weights } = config;
  if (architecture.tied) return null;
  if (weights?.wDecode) return Float64Array.from(weights.wDecode);
  return initialWeights(seed, instances, features * hidden, initStd, 1);
}

/** First bias of every output, [I, n]. */
export function firstBias({ instances, features, initBias = 0, weights }: ToyModelConfig) {
  if (weights) return Float64Array.from(weights.b);
  return new Float64Array(instances * features).fill(initBias);
}

/** First weights of every matrix in one array, [1 or 2, I, n, m]: the encoder, and behind it a decoder of its own. */
export function togetherWeights(config: ToyModelConfig): Float32Array {
  return Float32Array.from([...firstWeights(config), ...(firstDecoder(config) ?? [])]);
}

/** The array that a decoder is read from. */
const decoderOf = ({ tied }: Architecture) => (tied ? 'w' : 'w_decode');

/** The array that the encoder is given. */
const inputOf = ({ attack }: ToyModelConfig) => (attack ? 'attacked' : 'x');

/** The array that the output is held against. */
const wantedOf = (objective: Objective) => (objective === 'absolute' ? 'y' : 'x');

/** The calls that put a batch into x. */
export function draw(
  config: Pick<ToyModelConfig, 'instances' | 'batch' | 'features' | 'seed' | 'data'>,
  batch = 'a fresh batch',
): Call[] {
  const { instances: I, batch: B, features: n, seed, data } = config;
  const [key_0, key_1, key_2, key_3] = seedKey(seed);
  const sample: Call = {
    kernel: 'sparse_features',
    does: `x: ${batch} of sparse features${wordsOf(data)}`,
    sizes: { I, B, n },
    constants: dataConstants(data),
    arrays: { threshold: 'threshold', scale: 'scale', x: 'x' },
    uniforms: { dims: { key_0, key_1, key_2, key_3 } },
  };
  const scale: Call = {
    kernel: 'unit_rows',
    does: 'each sample scaled to length 1',
    sizes: { R: I * B, C: n },
    arrays: { a: 'x' },
  };
  return data.unit ? [sample, scale] : [sample];
}

/** The calls of the forward pass, up to the loss. */
export function forward(config: ToyModelConfig, rungs: Rungs): Call[] {
  const { instances: I, batch: B, features: n, hidden: m, seed } = config;
  const { architecture, objective } = config;
  const { tied, hiddenRelu, outputRelu } = architecture;
  const product = productOf(rungs);
  const [key_0, key_1, key_2, key_3] = seedKey(seed);
  const wanted = wantedOf(objective);
  const calls: (Call | false)[] = [
    ...draw(config, config.dataset ? 'the data set' : 'a fresh batch'),
    objective === 'absolute' && {
      kernel: 'absolute',
      does: 'y = |x|, what the output is to be',
      sizes: { count: I * B * n },
      arrays: { x: 'x', y: 'y' },
    },
    config.attack !== undefined && {
      kernel: 'attack',
      does: `attacked: x moved along (${tied ? 'WᵀW' : 'W_dᵀ W_e'})_a of a random feature a`,
      sizes: { I, B, n, m },
      arrays: {
        ...{ push: 'push', w_encode: 'w', w_decode: decoderOf(architecture) },
        ...{ x: 'x', out: 'attacked' },
      },
      uniforms: { dims: { key_0, key_1, key_2, key_3 } },
    },
    {
      ...product('matmul', { I, M: B, K: n, N: m }),
      does: hiddenRelu
        ? `pre_h = ${tied ? 'W' : 'W_e'} x, the hidden vector before its ReLU`
        : `h = ${tied ? 'W' : 'W_e'} x, the hidden vector`,
      arrays: { a: inputOf(config), b: 'w', c: hiddenRelu ? 'pre_h' : 'h' },
    },
    hiddenRelu && {
      kernel: 'relu',
      does: 'h = ReLU(pre_h), the hidden vector',
      sizes: { count: I * B * m },
      arrays: { pre: 'pre_h', h: 'h' },
    },
    {
      ...product('matmul_nt', { I, M: B, K: m, N: n }),
      does: tied ? 'pre = Wᵀ h' : 'pre = W_dᵀ h',
      arrays: { a: 'h', b: decoderOf(architecture), c: 'pre' },
    },
    {
      kernel: outputRelu ? 'bias_relu' : 'bias_add',
      does: outputRelu ? 'x′ = ReLU(pre + b), the output' : 'x′ = pre + b, the output',
      sizes: { I, B, n },
      arrays: { pre: 'pre', bias: 'b', out: 'out' },
    },
    {
      kernel: 'weighted_squared_error',
      does: `loss = mean of importance · (x′ − ${wanted})²`,
      sizes: { I, B, n },
      arrays: { x: wanted, out: 'out', importance: 'importance', loss: 'loss' },
      uniforms: { dims: { scale: 1 / (B * n) } },
    },
  ];
  return calls.filter((call) => call !== false);
}

/** The sampler's `override` values for these features. */
export function dataConstants({ signed, sets }: FeatureData): Sizes {
  return {
    ...(signed && { SIGNED: 1 }),
    ...(sets && { SET: sets.size }),
    ...(sets?.kind === 'anticorrelated' && { ANTI: 1 }),
  };
}

function wordsOf({ signed, sets }: FeatureData): string {
  const words = [signed ? 'of both signs' : '', sets ? `${sets.kind} in sets of ${sets.size}` : ''];
  return words.map((word) => word && `, ${word}`).join('');
}

/**
 * Invocations that add up a column where nothing else is said. Of fewer samples the others would only wait: on lavapipe
 * the sums of a data set of 5 samples of 1000 features took 2.2 ms of a step of 3.7.
 */
const COLUMN_LANES = 32;

/** The calls of the backward pass, up to the gradients of weights and bias. */
export function backward(config: ToyModelConfig, rungs: Rungs): Call[] {
  const { instances: I, batch: B, features: n, hidden: m, architecture, objective } = config;
  const { hiddenL1 = 0 } = config;
  const { tied, hiddenRelu, outputRelu } = architecture;
  const product = productOf(rungs);
  // Where there is no ReLU the gradient passes unchanged, and needs no array of its own.
  const dPre = outputRelu ? 'd_pre' : 'd_out';
  const dH = hiddenL1 > 0 ? 'd_h_all' : 'd_h';
  const dEncoded = hiddenRelu ? 'd_pre_h' : dH;
  const calls: (Call | false)[] = [
    {
      kernel: 'weighted_squared_error_backward',
      does: 'd_out: how the loss changes with x′',
      sizes: { I, B, n },
      arrays: { x: wantedOf(objective), out: 'out', importance: 'importance', d_out: 'd_out' },
      uniforms: { dims: { scale: 1 / (B * n) } },
    },
    outputRelu && {
      kernel: 'bias_relu_backward',
      does: 'd_pre = d_out where the ReLU was open',
      sizes: { count: I * B * n },
      arrays: { out: 'out', d_out: 'd_out', d_pre: 'd_pre' },
    },
    {
      kernel: 'column_sum',
      does: `d_b = ${dPre} summed over the batch`,
      sizes: { I, B, n },
      ...(B < COLUMN_LANES && { constants: { WORKGROUP: 2 ** Math.ceil(Math.log2(B)) } }),
      arrays: { a: dPre, sums: 'd_b' },
    },
    {
      ...product('matmul', { I, M: B, K: n, N: m }),
      does: `d_h = ${tied ? 'W' : 'W_d'} ${dPre}`,
      arrays: { a: dPre, b: decoderOf(architecture), c: 'd_h' },
    },
    hiddenL1 > 0 && {
      kernel: 'l1_backward',
      does: `d_h_all = d_h + ${hiddenL1} / (B · n) · sign(h): the penalty on ‖h‖₁`,
      sizes: { count: I * B * m },
      arrays: { a: 'h', d: 'd_h', d_all: 'd_h_all' },
      uniforms: { dims: { rate: hiddenL1Rate(config, B, n) } },
    },
    hiddenRelu && {
      kernel: 'bias_relu_backward',
      does: `d_pre_h = ${dH} where the hidden ReLU was open`,
      sizes: { count: I * B * m },
      arrays: { out: 'h', d_out: dH, d_pre: 'd_pre_h' },
    },
    {
      ...product('matmul_tn', { I, M: n, K: B, N: m }),
      does: `d_w of the decoder: ${dPre}ᵀ · h`,
      arrays: { a: dPre, b: 'h', c: 'd_w_decode' },
    },
    {
      ...product('matmul_tn', { I, M: n, K: B, N: m }),
      does: `d_w of the encoder: ${inputOf(config)}ᵀ · ${dEncoded}`,
      arrays: { a: inputOf(config), b: dEncoded, c: tied ? 'd_w_encode' : 'd_w' },
    },
    tied && {
      kernel: 'add',
      does: 'd_w: W is used twice, so its gradients add up',
      sizes: { count: I * n * m },
      arrays: { a: 'd_w_encode', b: 'd_w_decode', out: 'd_w' },
    },
  ];
  return calls.filter((call) => call !== false);
}

/** The arrays that a step trains, with their lengths and the paper's symbols. */
function trained({ instances: I, features: n, hidden: m, architecture }: ToyModelConfig) {
  const { tied } = architecture;
  return [
    { role: 'w', symbol: tied ? 'W' : 'W_e', count: I * n * m },
    ...(tied ? [] : [{ role: 'w_decode', symbol: 'W_d', count: I * n * m }]),
    { role: 'b', symbol: 'b', count: I * n },
  ];
}

/** Kernel, tile sizes and sizes of a product. */
function productOf(rungs: Rungs) {
  return (family: ProductFamily, sizes: Sizes) => ({ ...rungs(family, sizes), sizes });
}

/** The calls that change the weights and the bias. */
export function update(config: ToyModelConfig): Call[] {
  const { optimizer } = config;
  return trained(config).map(({ role, symbol, count }) => {
    const plain = { gradient: `d_${role}`, parameter: role };
    const does = `${symbol} takes one step of ${optimizer.name}`;
    const hyper = hyperOf(optimizer);
    if (optimizer.name === 'sgd') {
      return { kernel: 'sgd', does, sizes: { count }, arrays: plain, uniforms: { hyper } };
    }
    const arrays = { ...plain, m: `m_${role}`, v: `v_${role}` };
    return { kernel: 'adamw', does, sizes: { count }, arrays, uniforms: { hyper } };
  });
}

/** The optimiser's constants as uniforms have them. 1 - beta is rounded from float64. */
export function hyperOf(optimizer: ToyModelConfig['optimizer']): Readonly<Record<string, number>> {
  const { name, beta1, beta2, epsilon, weightDecay } = optimizer;
  if (name === 'sgd') return { weight_decay: weightDecay };
  return {
    beta_1: beta1,
    one_minus_beta_1: 1 - beta1,
    beta_2: beta2,
    one_minus_beta_2: 1 - beta2,
    epsilon,
    weight_decay: weightDecay,
  };
}
