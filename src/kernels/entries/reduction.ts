import { biasRelu, columnSum, countNonfinite, sumBound } from '../../reference/index';
import type { KernelDefinition } from '../case';
import { BATCHES, COUNTS } from './sizes';

export const reduction: readonly KernelDefinition[] = [
  {
    file: 'shaders/reduction/column_sum.wgsl',
    testSizes: BATCHES,
    variants: [{ WORKGROUP: 32 }, { WORKGROUP: 256 }],
    makeCase({ I, B, n }, random) {
      const a = random.floats(I * B * n);
      const value = columnSum(a, { I, B, n });
      const magnitude = columnSum(a.map(Math.abs), { I, B, n });
      const bound = magnitude.map((sum) => sumBound(B, sum));
      return {
        uniforms: { dims: { I, B, n } },
        inputs: { a },
        expected: { sums: { value, bound } },
      };
    },
    gradient: {
      output: 'sums',
      // Where every ReLU is open, a bias that is added to all samples has the column sums as its gradient.
      at: (_, { I, n }, random) => Float64Array.from(random.floats(I * n, 1, 2)),
      of: (bias, { a }, { I, B, n }) => {
        const out = biasRelu(new Float64Array(I * B * n), bias, { I, B, n });
        return out.reduce((sum, v, e) => sum + v * a[e], 0);
      },
    },
  },
  {
    file: 'shaders/check/count_nonfinite.wgsl',
    testSizes: COUNTS,
    makeCase({ count }, random) {
      const values = random.floats(count);
      for (const bad of [NaN, Infinity, -Infinity, 3.4e38, -1e-45]) {
        values[random.integer(0, count - 1)] = bad;
      }
      const found = random.integer(0, 9);
      return {
        uniforms: { dims: { count } },
        inputs: { values: new Uint32Array(values.buffer), found: new Uint32Array([found]) },
        expected: {
          found: {
            value: new Float64Array([found + countNonfinite(values)]),
            bound: new Float64Array(1),
          },
        },
      };
    },
  },
];
