import { ReadbackRing, Scope, type Gpu, type GpuArray } from '../gpu/index';
import {
  activationThreshold,
  biasCorrection,
  EVALUATION_STEP,
  initialWeights,
  seedKey,
} from '../reference/index';
import type { CallDescription, ModelParameters, ModelProgram } from './program';
import { CallList, type Call, type Slotted } from './stepwise';

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

/** The most steps in one submit: what the buffers that change from step to step have room for. */
const SLOTS = 128;

/** Read-backs that may be under way: two submits and a snapshot, and one to spare. */
const READBACKS = 4;

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
function forward(
  { instances: I, batch: B, features: n, hidden: m, seed }: ReluOutputConfig,
  product: Rungs,
): Call[] {
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
      kernel: product('matmul', B, m),
      does: 'h = W x, the hidden vector',
      sizes: { I, M: B, K: n, N: m },
      arrays: { a: 'x', b: 'w', c: 'h' },
    },
    {
      kernel: product('matmul_nt', B, n),
      does: 'pre = Wᵀ h',
      sizes: { I, M: B, K: m, N: n },
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
function backward(
  { instances: I, batch: B, features: n, hidden: m }: ReluOutputConfig,
  product: Rungs,
): Call[] {
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
      kernel: product('matmul', B, m),
      does: 'd_h = W d_pre',
      sizes: { I, M: B, K: n, N: m },
      arrays: { a: 'd_pre', b: 'w', c: 'd_h' },
    },
    {
      kernel: product('matmul_tn', n, m),
      does: 'd_w of the decoder: d_preᵀ · h',
      sizes: { I, M: n, K: B, N: m },
      arrays: { a: 'd_pre', b: 'h', c: 'd_w_decode' },
    },
    {
      kernel: product('matmul_tn', n, m),
      does: 'd_w of the encoder: xᵀ · d_h',
      sizes: { I, M: n, K: B, N: m },
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

/** The calls that change W and b. */
function update({ instances: I, features: n, hidden: m, optimizer }: ReluOutputConfig): Call[] {
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

/** The calls that count numbers which are none, in W and in b. */
function inspection({ instances: I, features: n, hidden: m }: ReluOutputConfig): Call[] {
  const count = (values: string, length: number): Call => ({
    kernel: 'count_nonfinite',
    does: `NaN and infinities in ${values}`,
    sizes: { count: length },
    arrays: { values, found: 'found' },
  });
  return [count('w', I * n * m), count('b', I * n)];
}

/** Chooses the rung of a product that has so many rows and columns. */
type Rungs = (
  family: 'matmul' | 'matmul_nt' | 'matmul_tn',
  rows: number,
  columns: number,
) => string;

/**
 * A rung pays where the product fills its blocks: with two hidden dimensions most of a tile would idle. On a
 * software adapter barriers are dear, and registers do what shared memory does elsewhere: on SwiftShader, at
 * I = 20, M = 1024, K = 100, N = 20, matmul_vec4 took 95 ms, matmul_coalesced 386 ms; at M = N = K = 64 and
 * I = 10, matmul_tiled took six times as long as matmul_coalesced. On a graphics card the tile is the safe choice.
 */
function rungsFor({ adapter }: Gpu): Rungs {
  return (family, rows, columns) => {
    if (adapter.fallback && Math.min(rows, columns) >= 8) return `${family}_vec4`;
    if (!adapter.fallback && Math.min(rows, columns) >= 16) return `${family}_tiled`;
    return family === 'matmul' ? 'matmul_coalesced' : `${family}_naive`;
  };
}

/**
 * The ReLU output model x' = ReLU(Wᵀ W x + b) (Elhage et al. 2022, "Demonstrating Superposition") as a stepwise
 * program of kernel calls: sample, encode, decode, bias + ReLU, loss, backward, update. Every intermediate
 * array keeps its own buffer, so that it can be looked at.
 */
export class ReluOutputStepwise implements ModelProgram {
  readonly engine = 'gpu';
  readonly maxSteps = SLOTS;
  step = 0;

  readonly #losses: ReadbackRing;
  readonly #parameters: ReadbackRing;
  readonly #schedule = new ArrayBuffer(SLOTS * 256);

  private constructor(
    private readonly gpu: Gpu,
    private readonly config: ReluOutputConfig,
    private readonly scope: Scope,
    private readonly arrays: Readonly<Record<string, GpuArray>>,
    private readonly slotted: { schedule: Slotted; loss: Slotted },
    private readonly lists: { forward: CallList; learn: CallList; inspect: CallList },
  ) {
    const { instances: I, features: n, hidden: m } = config;
    this.#losses = scope.own(
      new ReadbackRing(gpu.device, 'relu_output.losses', SLOTS * slotted.loss.stride, READBACKS),
    );
    this.#parameters = scope.own(
      new ReadbackRing(
        gpu.device,
        'relu_output.parameters',
        (I * n * m + I * n + 1) * 4,
        READBACKS,
      ),
    );
  }

  get calls(): readonly CallDescription[] {
    return [...this.lists.forward.descriptions, ...this.lists.learn.descriptions];
  }

  /** Makes the arrays, compiles and binds every call, and writes the first weights. */
  static async create(gpu: Gpu, config: ReluOutputConfig): Promise<ReluOutputStepwise> {
    const { instances: I, batch: B, features: n, hidden: m } = config;
    const scope = new Scope(gpu.device, 'relu_output');
    try {
      const { arrays, slotted } = await gpu.guarded('relu_output', () => {
        const on = Array.from(perFeature(config.probability, n), activationThreshold);
        const f32 = (role: string, shape: number[], data?: ArrayLike<number>) =>
          scope.array('f32', shape, role, data && Float32Array.from(data));
        const arrays = {
          threshold: scope.array(
            'u32',
            [I, n],
            'threshold',
            Uint32Array.from(on, ({ threshold }) => threshold),
          ),
          scale: f32(
            'scale',
            [I, n],
            on.map(({ scale }) => scale),
          ),
          importance: f32('importance', [n], config.importance),
          w: f32('w', [I, n, m], firstWeights(config)),
          m_w: f32('m_w', [I, n, m]),
          v_w: f32('v_w', [I, n, m]),
          b: f32('b', [I, n]),
          m_b: f32('m_b', [I, n]),
          v_b: f32('v_b', [I, n]),
          x: f32('x', [I, B, n]),
          h: f32('h', [I, B, m]),
          pre: f32('pre', [I, B, n]),
          out: f32('out', [I, B, n]),
          loss: f32('loss', [SLOTS, alignedFloats(I)]),
          d_out: f32('d_out', [I, B, n]),
          d_pre: f32('d_pre', [I, B, n]),
          d_h: f32('d_h', [I, B, m]),
          d_w_decode: f32('d_w_decode', [I, n, m]),
          d_w_encode: f32('d_w_encode', [I, n, m]),
          d_w: f32('d_w', [I, n, m]),
          d_b: f32('d_b', [I, n]),
          found: scope.array('u32', [1], 'found'),
        };
        const schedule = scope.uniform(new ArrayBuffer(SLOTS * 256), 'schedule');
        const slotted = {
          schedule: { buffer: schedule, stride: 256, size: 16 },
          loss: { buffer: arrays.loss.buffer, stride: alignedFloats(I) * 4, size: I * 4 },
        };
        return { arrays, slotted };
      });
      const compile = (calls: Call[]) => CallList.compile(gpu, scope, calls, arrays, slotted);
      const product = rungsFor(gpu);
      const lists = {
        forward: await compile(forward(config, product)),
        learn: await compile([...backward(config, product), ...update(config)]),
        inspect: await compile(inspection(config)),
      };
      return new ReluOutputStepwise(gpu, config, scope, arrays, slotted, lists);
    } catch (error) {
      scope.destroy();
      throw error;
    }
  }

  advance(steps: number): Promise<Float32Array> {
    const first = this.step;
    this.step += steps;
    this.#writeSchedule(steps, (slot) => first + slot);
    return this.#submit('train', steps, (pass, slot) => {
      this.lists.forward.encode(pass, slot);
      this.lists.learn.encode(pass, slot);
    });
  }

  async evaluate(batches: number, progress?: (done: number) => void): Promise<Float64Array> {
    const { instances: I } = this.config;
    const mean = new Float64Array(I);
    for (let done = 0; done < batches;) {
      const count = Math.min(SLOTS, batches - done);
      const first = EVALUATION_STEP + done;
      this.#writeSchedule(count, (slot) => first + slot);
      const losses = await this.#submit('evaluate', count, (pass, slot) =>
        this.lists.forward.encode(pass, slot),
      );
      losses.forEach((loss, at) => (mean[at % I] += loss / batches));
      done += count;
      progress?.(done);
    }
    return mean;
  }

  async parameters(): Promise<ModelParameters> {
    const { device } = this.gpu;
    const { w, b, found } = this.arrays;
    const { step } = this;
    const encoder = device.createCommandEncoder({ label: 'relu_output.parameters' });
    encoder.clearBuffer(found.buffer);
    const pass = encoder.beginComputePass({ label: 'relu_output.inspect' });
    this.lists.inspect.encode(pass, 0);
    pass.end();
    const arrive = this.#parameters.copy(
      encoder,
      [w, b, found].map(({ buffer, length }) => ({ buffer, bytes: length * 4 })),
    );
    device.queue.submit([encoder.finish()]);
    const bytes = await arrive();
    return {
      step,
      w: new Float32Array(bytes, 0, w.length),
      b: new Float32Array(bytes, w.length * 4, b.length),
      nonfinite: new Uint32Array(bytes, (w.length + b.length) * 4, 1)[0],
    };
  }

  destroy(): void {
    this.scope.destroy();
  }

  /** Writes what each step of the next submit is told: its number, and the optimiser's constants of the hour. */
  #writeSchedule(steps: number, numberOf: (slot: number) => number): void {
    const view = new DataView(this.#schedule);
    const { learningRate, beta1, beta2 } = this.config.optimizer;
    for (let slot = 0; slot < steps; slot++) {
      const step = numberOf(slot);
      view.setUint32(slot * 256, step, true);
      view.setFloat32(slot * 256 + 4, learningRate, true);
      view.setFloat32(slot * 256 + 8, biasCorrection(beta1, step + 1), true);
      view.setFloat32(slot * 256 + 12, biasCorrection(beta2, step + 1), true);
    }
    const { schedule } = this.slotted;
    this.gpu.device.queue.writeBuffer(schedule.buffer, 0, this.#schedule, 0, steps * 256);
  }

  /** One submit of many steps; resolves to their losses, [steps, I]. */
  async #submit(
    label: string,
    steps: number,
    encodeStep: (pass: GPUComputePassEncoder, slot: number) => void,
  ): Promise<Float32Array> {
    const { device } = this.gpu;
    const { loss } = this.slotted;
    const encoder = device.createCommandEncoder({ label: `relu_output.${label}` });
    const pass = encoder.beginComputePass({ label: `relu_output.${label}` });
    for (let slot = 0; slot < steps; slot++) encodeStep(pass, slot);
    pass.end();
    const part = { buffer: loss.buffer, bytes: steps * loss.stride };
    const arrive = this.#losses.copy(encoder, [part]);
    device.queue.submit([encoder.finish()]);

    const padded = new Float32Array(await arrive());
    const { instances: I } = this.config;
    const losses = new Float32Array(steps * I);
    for (let slot = 0; slot < steps; slot++) {
      const start = (slot * loss.stride) / 4;
      losses.set(padded.subarray(start, start + I), slot * I);
    }
    return losses;
  }
}

/** Dynamic offsets come in steps of 256 bytes (64 floats) on every device. */
function alignedFloats(floats: number): number {
  return Math.ceil(floats / 64) * 64;
}
