import {
  add,
  biasRelu,
  biasReluBackward,
  chainBound,
  multiply,
  scale,
} from '../../reference/index';
import type { KernelDefinition } from '../case';
import { BATCHES, COUNTS } from './sizes';

export const elementwise: readonly KernelDefinition[] = [
  {
    file: 'shaders/elementwise/add.wgsl',
    testSizes: COUNTS,
    makeCase({ count }, random) {
      const a = random.floats(count);
      const b = random.floats(count);
      const value = add(a, b);
      const bound = value.map((_, e) => chainBound(1, Math.abs(a[e]) + Math.abs(b[e])));
      return {
        uniforms: { dims: { count } },
        inputs: { a, b },
        expected: { out: { value, bound } },
      };
    },
  },
  {
    file: 'shaders/elementwise/multiply.wgsl',
    testSizes: COUNTS,
    makeCase({ count }, random) {
      const a = random.floats(count);
      const b = random.floats(count);
      const value = multiply(a, b);
      const bound = value.map((v) => chainBound(1, Math.abs(v)));
      return {
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
      const value = scale(a, factor);
      const bound = value.map((v) => chainBound(2, Math.abs(v)));
      return {
        uniforms: { dims: { count, factor } },
        inputs: { a },
        expected: { out: { value, bound } },
      };
    },
  },
  {
    file: 'shaders/elementwise/bias_relu.wgsl',
    testSizes: BATCHES,
    makeCase({ I, B, n }, random) {
      const pre = random.floats(I * B * n);
      const bias = random.floats(I * n);
      const value = biasRelu(pre, bias, { I, B, n });
      // One addition; max(0, ·) makes no error larger.
      const bound = value.map((_, cell) => {
        const instance = Math.floor(cell / (B * n));
        return chainBound(1, Math.abs(pre[cell]) + Math.abs(bias[instance * n + (cell % n)]));
      });
      return {
        uniforms: { dims: { I, B, n } },
        inputs: { pre, bias },
        expected: { out: { value, bound } },
      };
    },
  },
  {
    file: 'shaders/elementwise/bias_relu_backward.wgsl',
    testSizes: COUNTS,
    makeCase({ count }, random) {
      // What a ReLU writes: about half zeros.
      const out = random.floats(count).map((v) => Math.max(0, v));
      const dOut = random.floats(count);
      const value = biasReluBackward(out, dOut);
      return {
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
