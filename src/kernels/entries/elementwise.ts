import {
  absolute,
  add,
  addColumn,
  addRow,
  biasAdd,
  biasRelu,
  biasReluBackward,
  chainBound,
  multiply,
  relu,
  scale,
} from '../../reference/index';
import type { KernelDefinition } from '../case';
import { BATCHES, COUNTS, ROWS } from './sizes';

/** A vector spread over a matrix, along rows or along columns. */
function broadcast(
  file: string,
  vector: 'row' | 'col',
  reference: (a: ArrayLike<number>, v: ArrayLike<number>) => Float64Array,
): KernelDefinition {
  return {
    file: `shaders/elementwise/${file}.wgsl`,
    testSizes: ROWS,
    makeCase({ R, C }, random) {
      const a = random.floats(R * C);
      const v = random.floats(vector === 'row' ? C : R);
      const value = reference(a, v);
      const magnitude = reference(a.map(Math.abs), v.map(Math.abs));
      return {
        reference: () => reference(a, v),
        uniforms: { dims: { R, C } },
        inputs: { a, [vector]: v },
        expected: { out: { value, bound: magnitude.map((size) => chainBound(1, size)) } },
      };
    },
  };
}

/** A bias added to every sample of a batch, and what may follow. */
function ofBias(file: string, reference: typeof biasAdd): KernelDefinition {
  return {
    file: `shaders/elementwise/${file}.wgsl`,
    testSizes: BATCHES,
    makeCase({ I, B, n }, random) {
      const pre = random.floats(I * B * n);
      const bias = random.floats(I * n);
      const compute = () => reference(pre, bias, { I, B, n });
      const value = compute();
      // One addition; max(0, ·) makes no error larger.
      const bound = value.map((_, cell) => {
        const instance = Math.floor(cell / (B * n));
        return chainBound(1, Math.abs(pre[cell]) + Math.abs(bias[instance * n + (cell % n)]));
      });
      return {
        reference: compute,
        uniforms: { dims: { I, B, n } },
        inputs: { pre, bias },
        expected: { out: { value, bound } },
      };
    },
  };
}

/** A function of one element that chooses or changes a sign, and so rounds nothing. */
function exact(
  file: string,
  input: string,
  output: string,
  reference: (x: ArrayLike<number>) => Float64Array,
): KernelDefinition {
  return {
    file: `shaders/elementwise/${file}.wgsl`,
    testSizes: COUNTS,
    makeCase({ count }, random) {
      const given = random.floats(count);
      const compute = () => reference(given);
      const value = compute();
      return {
        reference: compute,
        uniforms: { dims: { count } },
        inputs: { [input]: given },
        expected: { [output]: { value, bound: new Float64Array(count) } },
      };
    },
  };
}

export const elementwise: readonly KernelDefinition[] = [
  {
    file: 'shaders/elementwise/add.wgsl',
    testSizes: COUNTS,
    makeCase({ count }, random) {
      const a = random.floats(count);
      const b = random.floats(count);
      const reference = () => add(a, b);
      const value = reference();
      const bound = value.map((_, e) => chainBound(1, Math.abs(a[e]) + Math.abs(b[e])));
      return {
        reference,
        uniforms: { dims: { count } },
        inputs: { a, b },
        expected: { out: { value, bound } },
      };
    },
  },
  broadcast('add_row', 'row', addRow),
  broadcast('add_column', 'col', addColumn),
  {
    file: 'shaders/elementwise/multiply.wgsl',
    testSizes: COUNTS,
    makeCase({ count }, random) {
      const a = random.floats(count);
      const b = random.floats(count);
      const reference = () => multiply(a, b);
      const value = reference();
      const bound = value.map((v) => chainBound(1, Math.abs(v)));
      return {
        reference,
        uniforms: { dims: { count } },
        inputs: { a, b },
        expected: { out: { value, bound } },
      };
    },
  },
  {
    file: 'shaders/elementwise/scale.wgsl',
    testSizes: COUNTS,
    makeCase({ count }, random) {
      const a = random.floats(count);
      const [factor] = random.floats(1);
      const reference = () => scale(a, factor);
      const value = reference();
      const bound = value.map((v) => chainBound(2, Math.abs(v)));
      return {
        reference,
        uniforms: { dims: { count, factor } },
        inputs: { a },
        expected: { out: { value, bound } },
      };
    },
  },
  ofBias('bias_relu', biasRelu),
  ofBias('bias_add', biasAdd),
  exact('relu', 'pre', 'h', relu),
  exact('absolute', 'x', 'y', absolute),
  {
    file: 'shaders/elementwise/bias_relu_backward.wgsl',
    testSizes: COUNTS,
    makeCase({ count }, random) {
      // What a ReLU writes: about half zeros.
      const out = random.floats(count).map((v) => Math.max(0, v));
      const dOut = random.floats(count);
      const reference = () => biasReluBackward(out, dOut);
      const value = reference();
      return {
        reference,
        uniforms: { dims: { count } },
        inputs: { out, d_out: dOut },
        expected: { d_pre: { value, bound: value.map(() => 0) } },
      };
    },
    gradient: {
      output: 'd_pre',
      // A pre-activation that gives this `out`, at least 2^-10 away from the kink.
      at: ({ out }) => Float64Array.from(out, (v) => (v > 0 ? Math.max(v, 2 ** -10) : -1)),
      of: (pre, { d_out: dOut }) => {
        const out = biasRelu(pre, new Float64Array(1), { I: 1, B: pre.length, n: 1 });
        return out.reduce((sum, v, e) => sum + v * dOut[e], 0);
      },
    },
  },
];
