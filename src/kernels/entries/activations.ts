import {
  chainBound,
  DIVISION,
  expError,
  gelu,
  geluArgument,
  geluInner,
  geluSlope,
  sigmoid,
  sigmoidSlope,
  TANH,
  tanhSlope,
  TINY,
  U,
} from '../../reference/index';
import type { KernelDefinition } from '../case';
import { COUNTS } from './sizes';

/** Inputs reach far into saturation, and past where exp overflows in f32. */
const FAR = 120;

/** A kernel that applies `f` to each element of x. */
function forward(
  file: string,
  f: (x: number) => number,
  bound: (x: number) => number,
): KernelDefinition {
  return {
    file: `shaders/elementwise/${file}.wgsl`,
    testSizes: COUNTS,
    makeCase({ count }, random) {
      // Most near zero, where the function bends; every fourth anywhere.
      const [near, far] = [random.floats(count, -4, 4), random.floats(count, -FAR, FAR)];
      const x = near.map((v, e) => (e % 4 === 3 ? far[e] : v));
      const reference = () => Float64Array.from(x, f);
      const value = reference();
      return {
        reference,
        uniforms: { dims: { count } },
        inputs: { x },
        expected: { out: { value, bound: Float64Array.from(x, bound) } },
      };
    },
  };
}

/** A backward kernel that needs only the output of its forward kernel. */
function fromOutput(
  file: string,
  slope: (out: number) => number,
  range: readonly [number, number],
  f: (x: number) => number,
  inverse: (out: number) => number,
): KernelDefinition {
  return {
    file: `shaders/elementwise/${file}.wgsl`,
    testSizes: COUNTS,
    makeCase({ count }, random) {
      const out = random.floats(count, ...range);
      const dOut = random.floats(count);
      const reference = () => Float64Array.from(out, (y, e) => dOut[e] * slope(y));
      const value = reference();
      // The difference 1 - y or 1 - y² is taken of magnitudes up to 1.
      const bound = value.map((_, e) => chainBound(3, Math.abs(dOut[e])));
      return {
        reference,
        uniforms: { dims: { count } },
        inputs: { out, d_out: dOut },
        expected: { d_x: { value, bound } },
      };
    },
    gradient: {
      output: 'd_x',
      at: ({ out }) => Float64Array.from(out, inverse),
      of: (x, { d_out: dOut }) => x.reduce((sum, v, e) => sum + dOut[e] * f(v), 0),
    },
  };
}

/** How far tanh of GELU's argument may be off: tanh itself, and six roundings of the argument, at slope 1 or less. */
function geluTanhError(x: number): number {
  return TANH + 6 * U * Math.min(Math.abs(geluArgument(x)), 10);
}

export const activations: readonly KernelDefinition[] = [
  // exp, an addition and a division; an exponential that is subnormal may be flushed.
  forward('sigmoid', sigmoid, (x) => sigmoid(x) * (expError(x) + (1 + DIVISION) * U) + TINY),
  fromOutput('sigmoid_backward', sigmoidSlope, [0.01, 0.99], sigmoid, (y) => Math.log(y / (1 - y))),
  forward('tanh_forward', Math.tanh, () => TANH),
  fromOutput('tanh_backward', tanhSlope, [-0.99, 0.99], Math.tanh, Math.atanh),
  forward('gelu', gelu, (x) => (Math.abs(x) / 2) * (geluTanhError(x) + 4 * U) + TINY),
  {
    file: 'shaders/elementwise/gelu_backward.wgsl',
    testSizes: COUNTS,
    makeCase({ count }, random) {
      const x = random.floats(count, -6, 6);
      const dOut = random.floats(count);
      const reference = () => Float64Array.from(x, (v, e) => dOut[e] * geluSlope(v));
      const value = reference();
      const bound = Float64Array.from(x, (v, e) => {
        const lever = (Math.abs(v) / 2) * geluInner(v);
        // t stands once alone and once squared; then the roundings of sums and products of magnitude 1 and lever.
        return Math.abs(dOut[e]) * (geluTanhError(v) * (0.5 + 2 * lever) + 10 * U * (1 + lever));
      });
      return {
        reference,
        uniforms: { dims: { count } },
        inputs: { x, d_out: dOut },
        expected: { d_x: { value, bound } },
      };
    },
    gradient: {
      output: 'd_x',
      at: ({ x }) => Float64Array.from(x),
      of: (x, { d_out: dOut }) => x.reduce((sum, v, e) => sum + dOut[e] * gelu(v), 0),
    },
  },
];
