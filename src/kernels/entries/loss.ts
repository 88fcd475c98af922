import {
  chainBound,
  DIVISION,
  dotBound,
  expError,
  l1Backward,
  l1Penalty,
  logError,
  softmax,
  softmaxCrossEntropy,
  softmaxCrossEntropyBackward,
  TINY,
  U,
  weightedSquaredError,
  weightedSquaredErrorBackward,
} from '../../reference/index';
import type { CaseRandom, KernelDefinition } from '../case';
import type { Sizes } from '../launch';
import { BATCHES, COUNTS, ROWS } from './sizes';

function batch({ I, B, n }: Sizes, random: CaseRandom) {
  return {
    uniforms: { dims: { I, B, n, scale: 1 / (B * n) } },
    inputs: {
      x: random.floats(I * B * n, 0, 1),
      out: random.floats(I * B * n, 0, 1),
      importance: random.floats(I * n, 0, 1),
    },
  };
}

export const loss: readonly KernelDefinition[] = [
  {
    file: 'shaders/loss/weighted_squared_error.wgsl',
    testSizes: BATCHES,
    variants: [{ WORKGROUP: 32 }, { WORKGROUP: 256 }],
    makeCase({ I, B, n }, random) {
      const { uniforms, inputs } = batch({ I, B, n }, random);
      const reference = () =>
        weightedSquaredError(inputs.x, inputs.out, inputs.importance, { I, B, n });
      const value = reference();
      // A term is importance · d², where d is one rounding off: 2 U from d², 2 U from two products, of
      // which dot() has one. Then the scale, rounded on the CPU and multiplied: 2 U. All terms are
      // positive, so the magnitude is the value itself.
      const bound = value.map((v) => dotBound(B * n, v) + 5 * U * v);
      return { reference, uniforms, inputs, expected: { loss: { value, bound } } };
    },
  },
  {
    file: 'shaders/loss/weighted_squared_error_backward.wgsl',
    testSizes: BATCHES,
    makeCase({ I, B, n }, random) {
      const { uniforms, inputs } = batch({ I, B, n }, random);
      const { x, out, importance } = inputs;
      const reference = () => weightedSquaredErrorBackward(x, out, importance, { I, B, n });
      const value = reference();
      // scale rounded on the CPU; the difference; two products (doubling is exact).
      const bound = value.map((v) => chainBound(4, Math.abs(v)));
      return { reference, uniforms, inputs, expected: { d_out: { value, bound } } };
    },
    gradient: {
      output: 'd_out',
      at: ({ out }) => Float64Array.from(out),
      of: (out, { x, importance }, { I, B, n }) =>
        weightedSquaredError(x, out, importance, { I, B, n }).reduce((sum, v) => sum + v, 0),
    },
  },
  {
    file: 'shaders/loss/l1_backward.wgsl',
    testSizes: COUNTS,
    makeCase({ count }, random) {
      // Every fourth is 0, where the penalty has no slope.
      const a = random.floats(count).map((v, e) => (e % 4 === 3 ? 0 : v));
      const d = random.floats(count);
      const rate = 1 / count;
      const reference = () => l1Backward(a, d, rate);
      const value = reference();
      // The rate is rounded on the CPU; its product with 1, 0 or -1 rounds nothing; the sum does.
      const bound = value.map((_, e) => chainBound(2, Math.abs(d[e]) + rate));
      return {
        reference,
        uniforms: { dims: { count, rate } },
        inputs: { a, d },
        expected: { d_all: { value, bound } },
      };
    },
    gradient: {
      output: 'd_all',
      // On the kink, where central differences of |a| find 0, or at least 2^-10 away from it.
      at: ({ a }) => Float64Array.from(a, (v) => Math.sign(v) * Math.max(Math.abs(v), 2 ** -10)),
      of: (a, { d }, { count }) =>
        a.reduce((sum, v, e) => sum + v * d[e], l1Penalty(a, 1 / count, 1)[0]),
    },
  },
  {
    file: 'shaders/loss/softmax_cross_entropy.wgsl',
    testSizes: ROWS,
    makeCase({ R, C }, random) {
      const { logits, labels, tops, sumError } = classes(R, C, random);
      const reference = () => softmaxCrossEntropy(logits, labels, R, C);
      const value = reference();
      const bound = value.map((v, r) => {
        const right = Math.abs(logits[r * C + labels[r]] - tops[r]);
        const logSum = v - right;
        // The sum's own error, the logarithm's, and three sums and differences.
        return sumError(r) + logError(Math.exp(logSum)) + chainBound(3, Math.abs(logSum) + right);
      });
      return {
        reference,
        uniforms: { dims: { R, C } },
        inputs: { logits, labels },
        expected: { loss: { value, bound } },
      };
    },
  },
  {
    file: 'shaders/loss/softmax_cross_entropy_backward.wgsl',
    testSizes: ROWS,
    makeCase({ R, C }, random) {
      const { logits, labels, tops, sumError } = classes(R, C, random);
      const scale = 1 / R;
      const reference = () => softmaxCrossEntropyBackward(logits, labels, R, C, scale);
      const value = reference();
      const probability = softmax(logits, R, C);
      const bound = value.map((_, cell) => {
        const r = Math.floor(cell / C);
        const p = probability[cell];
        const relative = termError(logits[cell] - tops[r]) + sumError(r) + DIVISION * U;
        return scale * (p * relative + chainBound(3, p + 1)) + TINY;
      });
      return {
        reference,
        uniforms: { dims: { R, C, scale } },
        inputs: { logits, labels },
        expected: { d_logits: { value, bound } },
      };
    },
    gradient: {
      output: 'd_logits',
      at: ({ logits }) => Float64Array.from(logits),
      of: (logits, { labels }, { R, C }) =>
        softmaxCrossEntropy(logits, labels, R, C).reduce((sum, v) => sum + v, 0) / R,
    },
  },
];

/** Relative error of exp(x), where x is a difference that was rounded once. */
function termError(x: number): number {
  return expError(x) + Math.abs(x) * U;
}

/** Scores of R samples for C classes, some far apart, with the right class of each. */
function classes(R: number, C: number, random: CaseRandom) {
  const logits = random.floats(R * C, -9, 9);
  const labels = Uint32Array.from({ length: R }, () => random.integer(0, C - 1));
  const row = (r: number) => Array.from(logits.subarray(r * C, (r + 1) * C));
  const tops = Float64Array.from({ length: R }, (_, r) => Math.max(...row(r)));
  /** Relative error of the sum of exponentials of a row: its terms' errors, weighted, and C additions. */
  const sumErrors = Float64Array.from({ length: R }, (_, r) => {
    const terms = row(r).map((v) => v - tops[r]);
    const sum = terms.reduce((total, x) => total + Math.exp(x), 0);
    const error = terms.reduce((total, x) => total + Math.exp(x) * termError(x), 0);
    return error / sum + (C + 1) * U;
  });
  const sumError = (r: number) => sumErrors[r];
  return { logits, labels, tops, sumError };
}
