import {
  biasRelu,
  chainBound,
  columnSum,
  countNonfinite,
  rowSum,
  sumBound,
  unitRowRoundings,
  unitRows,
} from '../../reference/index';
import type { KernelDefinition } from '../case';
import { BATCHES, COUNTS, ROWS } from './sizes';

/** One rung of the ladder that sums rows. */
function rowSums(file: string, variants?: KernelDefinition['variants']): KernelDefinition {
  return {
    file: `shaders/reduction/${file}.wgsl`,
    testSizes: ROWS,
    variants,
    family: 'row_sum',
    tunings: variants?.filter(({ WORKGROUP }) => WORKGROUP >= 32),
    makeCase({ R, C }, random) {
      const a = random.floats(R * C);
      const reference = () => rowSum(a, R, C);
      const value = reference();
      const magnitude = rowSum(a.map(Math.abs), R, C);
      const bound = magnitude.map((sum) => sumBound(C, sum));
      return {
        reference,
        uniforms: { dims: { R, C } },
        inputs: { a },
        expected: { sums: { value, bound } },
      };
    },
  };
}

const TREES = [{ WORKGROUP: 64 }, { WORKGROUP: 256 }, { WORKGROUP: 8 }];

export const reduction: readonly KernelDefinition[] = [
  rowSums('row_sum_serial'),
  rowSums('row_sum_interleaved', TREES),
  rowSums('row_sum_sequential', TREES),
  rowSums('row_sum_items', TREES),
  rowSums('row_sum_subgroup', [{ WORKGROUP: 64 }, { WORKGROUP: 256 }, { WORKGROUP: 12 }]),
  {
    file: 'shaders/reduction/column_sum.wgsl',
    testSizes: BATCHES,
    variants: [1, 4, 32, 256].map((WORKGROUP) => ({ WORKGROUP })),
    makeCase({ I, B, n }, random) {
      const a = random.floats(I * B * n);
      const reference = () => columnSum(a, { I, B, n });
      const value = reference();
      const magnitude = columnSum(a.map(Math.abs), { I, B, n });
      const bound = magnitude.map((sum) => sumBound(B, sum));
      return {
        reference,
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
    file: 'shaders/reduction/unit_rows.wgsl',
    testSizes: ROWS,
    variants: [{ WORKGROUP: 32 }, { WORKGROUP: 256 }, { WORKGROUP: 7 }],
    makeCase({ R, C }, random) {
      const a = random.floats(R * C);
      a.fill(0, 0, R > 1 ? C : 0); // a row of zeros, where there are others
      const reference = () => unitRows(Float64Array.from(a), R, C);
      const value = reference();
      const bound = value.map((v) => chainBound(unitRowRoundings(C), Math.abs(v)));
      return {
        reference,
        uniforms: { dims: { R, C } },
        inputs: { a },
        expected: { a: { value, bound } },
      };
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
