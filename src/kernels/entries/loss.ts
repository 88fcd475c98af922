import {
  chainBound,
  dotBound,
  U,
  weightedSquaredError,
  weightedSquaredErrorBackward,
} from '../../reference/index';
import type { CaseRandom, KernelDefinition } from '../case';
import type { Sizes } from '../launch';
import { BATCHES } from './sizes';

function batch({ I, B, n }: Sizes, random: CaseRandom) {
  return {
    uniforms: { dims: { I, B, n, scale: 1 / (B * n) } },
    inputs: {
      x: random.floats(I * B * n, 0, 1),
      out: random.floats(I * B * n, 0, 1),
      importance: random.floats(n, 0, 1),
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
      const value = weightedSquaredError(inputs.x, inputs.out, inputs.importance, { I, B, n });
      // A term is importance · d², where d is one rounding off: 2 U from d², 2 U from two products, of
      // which dot() has one. Then the scale, rounded on the CPU and multiplied: 2 U. All terms are
      // positive, so the magnitude is the value itself.
      const bound = value.map((v) => dotBound(B * n, v) + 5 * U * v);
      return { uniforms, inputs, expected: { loss: { value, bound } } };
    },
  },
  {
    file: 'shaders/loss/weighted_squared_error_backward.wgsl',
    testSizes: BATCHES,
    makeCase({ I, B, n }, random) {
      const { uniforms, inputs } = batch({ I, B, n }, random);
      const { x, out, importance } = inputs;
      const value = weightedSquaredErrorBackward(x, out, importance, { I, B, n });
      // scale rounded on the CPU; the difference; two products (doubling is exact).
      const bound = value.map((v) => chainBound(4, Math.abs(v)));
      return { uniforms, inputs, expected: { d_out: { value, bound } } };
    },
    gradient: {
      output: 'd_out',
      at: ({ out }) => Float64Array.from(out),
      of: (out, { x, importance }, { I, B, n }) =>
        weightedSquaredError(x, out, importance, { I, B, n }).reduce((sum, v) => sum + v, 0),
    },
  },
];
