import { ReadbackRing, Scope, type Gpu, type GpuArray } from '../gpu/index';
import type { Sizes } from '../kernels/index';
import {
  checkAutoencoder,
  firstDirections,
  type Dictionaries,
  type DictionaryProgram,
  type SparseAutoencoderConfig,
} from './dictionary';
import type { Shapes } from './call-program';
import { givenArrays } from './given';
import { READBACKS } from './memory';
import { guessedRungs, type ProductFamily, type Rungs } from './rungs';
import { inOnePass, SLOTS, StepSlots } from './step-slots';
import { CallList, type Call } from './stepwise';
import { draw, hyperOf } from './toy-model';

/** The trained arrays, in the order in which they are read back. */
const TRAINED = ['w_e', 'b_e', 'w_d', 'b_d'] as const;

/**
 * Sparse autoencoders on the hidden vectors of models that no longer change, as a stepwise program: sample, encode by the
 * model, encode by the autoencoder, decode, error, backward, update, rows of the decoder back to length 1.
 */
export class SparseAutoencoder implements DictionaryProgram {
  readonly maxSteps = SLOTS;
  step = 0;

  private constructor(
    private readonly gpu: Gpu,
    private readonly config: SparseAutoencoderConfig,
    private readonly scope: Scope,
    private readonly arrays: Readonly<Record<string, GpuArray>>,
    private readonly slots: StepSlots,
    private readonly calls: CallList,
    private readonly ring: ReadbackRing,
  ) {}

  /** @throws RangeError when an array would not fit into one buffer on every device */
  static async create(
    gpu: Gpu,
    config: SparseAutoencoderConfig,
    rungs: Rungs = guessedRungs(gpu),
  ): Promise<SparseAutoencoder> {
    checkAutoencoder(config);
    const owner = 'sparse_autoencoder';
    const scope = new Scope(gpu.device, owner);
    try {
      const calls = [...forward(config, rungs), ...learn(config, rungs)];
      const { arrays, slots, ring } = await gpu.guarded(owner, () => {
        const made = new StepSlots(gpu, scope, owner, config.instances);
        const all = makeArrays(scope, config, calls, made);
        const bytes = TRAINED.reduce((sum, role) => sum + 4 * all[role].length, 0);
        const back = new ReadbackRing(gpu.device, `${owner}.dictionary`, bytes, READBACKS);
        return { arrays: all, slots: made, ring: scope.own(back) };
      });
      const list = await CallList.compile(gpu, scope, calls, arrays, slots.slotted);
      return new SparseAutoencoder(gpu, config, scope, arrays, slots, list, ring);
    } catch (error) {
      scope.destroy();
      throw error;
    }
  }

  /** The calls of one training step in order. */
  get descriptions() {
    return this.calls.descriptions;
  }

  advance(steps: number): Promise<Float32Array> {
    const first = this.step;
    this.step += steps;
    this.slots.write(this.config.optimizer, steps, (slot) => first + slot);
    return this.slots.submit('train', steps, (encoder) => {
      inOnePass(encoder, steps, undefined, (pass, slot) => this.calls.encode(pass, slot));
    });
  }

  async dictionaries(): Promise<Dictionaries> {
    const { device } = this.gpu;
    const encoder = device.createCommandEncoder({ label: this.scope.name });
    const parts = TRAINED.map((role) => this.arrays[role]);
    const arrive = this.ring.copy(
      encoder,
      parts.map(({ buffer, length }) => ({ buffer, bytes: 4 * length })),
    );
    device.queue.submit([encoder.finish()]);
    const numbers = new Float32Array(await arrive());
    let at = 0;
    const [encode, encodeBias, decode, decodeBias] = parts.map(({ length }) =>
      numbers.subarray(at, (at += length)),
    );
    return { encode, encodeBias, decode, decodeBias };
  }

  destroy(): void {
    this.scope.destroy();
  }
}

function productOf(rungs: Rungs) {
  return (family: ProductFamily, sizes: Sizes) => ({ ...rungs(family, sizes), sizes });
}

/** The calls of the forward pass, up to the error. */
function forward(config: SparseAutoencoderConfig, rungs: Rungs): Call[] {
  const { instances: I, batch: B, features: n, hidden: m, entries: d } = config;
  const product = productOf(rungs);
  const calls: (Call | false)[] = [
    ...draw(config),
    {
      ...product('matmul', { I, M: B, K: n, N: m }),
      does: 'h = W x, the hidden vector of the model, whose W stays as it is',
      arrays: { a: 'x', b: 'w', c: config.hiddenRelu ? 'pre_h' : 'h' },
    },
    config.hiddenRelu && {
      kernel: 'relu',
      does: 'h = ReLU(pre_h)',
      sizes: { count: I * B * m },
      arrays: { pre: 'pre_h', h: 'h' },
    },
    {
      kernel: 'scale',
      does: '−b_d',
      sizes: { count: I * m },
      arrays: { a: 'b_d', out: 'minus_b_d' },
      uniforms: { dims: { factor: -1 } },
    },
    {
      kernel: 'bias_add',
      does: 'centred = h − b_d',
      sizes: { I, B, n: m },
      arrays: { pre: 'h', bias: 'minus_b_d', out: 'centred' },
    },
    {
      ...product('matmul', { I, M: B, K: m, N: d }),
      does: 'pre = W_e (h − b_d)',
      arrays: { a: 'centred', b: 'w_e', c: 'pre' },
    },
    {
      kernel: 'bias_relu',
      does: 'f = ReLU(pre + b_e), how much of each entry',
      sizes: { I, B, n: d },
      arrays: { pre: 'pre', bias: 'b_e', out: 'f' },
    },
    {
      ...product('matmul', { I, M: B, K: d, N: m }),
      does: 'W_d f, the entries added up',
      arrays: { a: 'f', b: 'w_d', c: 'mixed' },
    },
    {
      kernel: 'bias_add',
      does: 'ĥ = W_d f + b_d',
      sizes: { I, B, n: m },
      arrays: { pre: 'mixed', bias: 'b_d', out: 'out' },
    },
    {
      kernel: 'weighted_squared_error',
      does: 'error = mean of (ĥ − h)²',
      sizes: { I, B, n: m },
      arrays: { x: 'h', out: 'out', importance: 'ones', loss: 'loss' },
      uniforms: { dims: { scale: 1 / (B * m) } },
    },
  ];
  return calls.filter((call) => call !== false);
}

/** The calls of the backward pass and the update. */
function learn(config: SparseAutoencoderConfig, rungs: Rungs): Call[] {
  const { instances: I, batch: B, hidden: m, entries: d, l1 } = config;
  const product = productOf(rungs);
  const counts = { w_e: I * m * d, b_e: I * d, w_d: I * d * m, b_d: I * m };
  return [
    {
      kernel: 'weighted_squared_error_backward',
      does: 'd_out: how the error changes with ĥ',
      sizes: { I, B, n: m },
      arrays: { x: 'h', out: 'out', importance: 'ones', d_out: 'd_out' },
      uniforms: { dims: { scale: 1 / (B * m) } },
    },
    {
      ...product('matmul_nt', { I, M: B, K: m, N: d }),
      does: 'd_f = d_out W_dᵀ',
      arrays: { a: 'd_out', b: 'w_d', c: 'd_f' },
    },
    {
      kernel: 'l1_backward',
      does: `d_f_all = d_f + ${l1} / (B · m) · sign(f): the penalty on ‖f‖₁`,
      sizes: { count: I * B * d },
      arrays: { a: 'f', d: 'd_f', d_all: 'd_f_all' },
      uniforms: { dims: { rate: l1 / (B * m) } },
    },
    {
      kernel: 'bias_relu_backward',
      does: 'd_pre = d_f_all where the ReLU was open',
      sizes: { count: I * B * d },
      arrays: { out: 'f', d_out: 'd_f_all', d_pre: 'd_pre' },
    },
    {
      ...product('matmul_nt', { I, M: B, K: d, N: m }),
      does: 'd_centred = d_pre W_eᵀ',
      arrays: { a: 'd_pre', b: 'w_e', c: 'd_centred' },
    },
    {
      ...product('matmul_tn', { I, M: m, K: B, N: d }),
      does: 'd_w_e = centredᵀ d_pre',
      arrays: { a: 'centred', b: 'd_pre', c: 'd_w_e' },
    },
    {
      kernel: 'column_sum',
      does: 'd_b_e = d_pre summed over the batch',
      sizes: { I, B, n: d },
      arrays: { a: 'd_pre', sums: 'd_b_e' },
    },
    {
      ...product('matmul_tn', { I, M: d, K: B, N: m }),
      does: 'd_w_d = fᵀ d_out',
      arrays: { a: 'f', b: 'd_out', c: 'd_w_d' },
    },
    {
      kernel: 'column_sum',
      does: 'd_out summed over the batch: b_d is added to ĥ',
      sizes: { I, B, n: m },
      arrays: { a: 'd_out', sums: 'd_b_d_added' },
    },
    {
      kernel: 'column_sum',
      does: 'd_centred summed over the batch: b_d is taken from h',
      sizes: { I, B, n: m },
      arrays: { a: 'd_centred', sums: 'd_b_d_taken' },
    },
    {
      kernel: 'scale',
      does: 'with the sign of a difference',
      sizes: { count: I * m },
      arrays: { a: 'd_b_d_taken', out: 'd_b_d_minus' },
      uniforms: { dims: { factor: -1 } },
    },
    {
      kernel: 'add',
      does: 'd_b_d: b_d is used twice, so its gradients add up',
      sizes: { count: I * m },
      arrays: { a: 'd_b_d_added', b: 'd_b_d_minus', out: 'd_b_d' },
    },
    ...TRAINED.map((role): Call => ({
      kernel: 'adamw',
      does: `${role.replace('w', 'W')} takes one step of AdamW`,
      sizes: { count: counts[role] },
      arrays: { gradient: `d_${role}`, parameter: role, m: `m_${role}`, v: `v_${role}` },
      uniforms: { hyper: hyperOf(config.optimizer) },
    })),
    {
      kernel: 'unit_rows',
      does: 'every entry of the dictionary back to length 1',
      sizes: { R: I * d, C: m },
      arrays: { a: 'w_d' },
    },
  ];
}

/** Makes the arrays that the calls use. */
function makeArrays(
  scope: Scope,
  config: SparseAutoencoderConfig,
  calls: readonly Call[],
  slots: StepSlots,
): Record<string, GpuArray> {
  const { instances: I, features: n } = config;
  const shapes = shapesOf(config);
  const importance = new Float32Array(I * n); // an autoencoder has none
  const given = givenArrays(scope, { ...config, importance });
  const arrays: Record<string, GpuArray> = { ...given, loss: slots.loss };
  for (const role of new Set(calls.flatMap((call) => Object.values(call.arrays)))) {
    if (role in arrays) continue;
    const [shape, first] = shapes[role];
    arrays[role] = scope.array('f32', shape, role, first ? Float32Array.from(first) : undefined);
  }
  return arrays;
}

function shapesOf(config: SparseAutoencoderConfig): Shapes {
  const { instances: I, batch: B, features: n, hidden: m, entries: d } = config;
  const { encode, decode } = firstDirections(config);
  const [ofHidden, ofEntries] = [
    [I, B, m],
    [I, B, d],
  ];
  const [ofEncoder, ofDecoder] = [
    [I, m, d],
    [I, d, m],
  ];
  return {
    x: [[I, B, n]],
    w: [[I, n, m], config.w],
    ones: [[I, m], new Float32Array(I * m).fill(1)],
    pre_h: [ofHidden],
    h: [ofHidden],
    minus_b_d: [[I, m]],
    centred: [ofHidden],
    pre: [ofEntries],
    f: [ofEntries],
    mixed: [ofHidden],
    out: [ofHidden],
    d_out: [ofHidden],
    d_f: [ofEntries],
    d_f_all: [ofEntries],
    d_pre: [ofEntries],
    d_centred: [ofHidden],
    ...{ w_e: [ofEncoder, encode], d_w_e: [ofEncoder], m_w_e: [ofEncoder], v_w_e: [ofEncoder] },
    ...{ w_d: [ofDecoder, decode], d_w_d: [ofDecoder], m_w_d: [ofDecoder], v_w_d: [ofDecoder] },
    ...{ b_e: [[I, d]], d_b_e: [[I, d]], m_b_e: [[I, d]], v_b_e: [[I, d]] },
    ...{ b_d: [[I, m]], d_b_d: [[I, m]], m_b_d: [[I, m]], v_b_d: [[I, m]] },
    ...{ d_b_d_added: [[I, m]], d_b_d_taken: [[I, m]], d_b_d_minus: [[I, m]] },
  };
}
