import { multiplyAddChains, ramp, stridedSums, sumBound, tileSums, U } from '../../reference/index';
import type { KernelDefinition } from '../case';
import { COUNTS } from './sizes';

// Kernels that measure what the device can do at most; the bench places all others against them.

/** A bound of nothing: small whole numbers and quarters are exact in f32. */
function exactly(value: Float64Array) {
  return { value, bound: value.map(() => 0) };
}

export const peak: readonly KernelDefinition[] = [
  {
    file: 'shaders/peak/peak_multiply_add.wgsl',
    testSizes: COUNTS,
    variants: [{}, { ROUNDS: 2 }, { ROUNDS: 6, WORKGROUP: 32 }],
    makeCase({ count }, _, { ROUNDS }) {
      const [factor, term] = [0.5, 0.75];
      const reference = () => multiplyAddChains(count, ROUNDS, factor, term);
      const value = reference();
      // Each round halves the error that it finds and adds a rounding of a number below 2 (twice, unfused):
      // at most 2 · 2 U · 2 a chain, and the beginning's division and sums, 4 roundings, less. Sixteen of them,
      // and four levels of sums, of positive numbers.
      const bound = value.map((v) => 16 * (8 + 4) * U * 2 + 4 * U * v);
      return {
        reference,
        uniforms: { dims: { count, factor, term } },
        inputs: {},
        expected: { out: { value, bound } },
      };
    },
  },
  {
    file: 'shaders/peak/peak_read.wgsl',
    testSizes: COUNTS,
    variants: [{}, { READS: 3 }],
    makeCase({ count }, random, { READS }) {
      const a = random.floats(count * READS * 4);
      const reference = () => stridedSums(a, count, READS);
      const magnitude = stridedSums(a.map(Math.abs), count, READS);
      const bound = magnitude.map((sum) => sumBound(4 * READS, sum));
      return {
        reference,
        uniforms: { dims: { count } },
        inputs: { a },
        expected: { out: { value: reference(), bound } },
      };
    },
  },
  {
    file: 'shaders/peak/peak_write.wgsl',
    testSizes: COUNTS,
    makeCase({ count }) {
      const reference = () => ramp(count);
      return {
        reference,
        uniforms: { dims: { count } },
        inputs: {},
        expected: { out: exactly(reference()) },
      };
    },
  },
  {
    file: 'shaders/peak/peak_copy.wgsl',
    testSizes: COUNTS,
    makeCase({ count }, random) {
      const a = random.floats(count * 4);
      const reference = () => Float64Array.from(a);
      return {
        reference,
        uniforms: { dims: { count } },
        inputs: { a },
        expected: { out: exactly(reference()) },
      };
    },
  },
  {
    file: 'shaders/peak/peak_workgroup.wgsl',
    testSizes: COUNTS,
    variants: [{}, { WORKGROUP: 32, ROUNDS: 40 }],
    makeCase({ count }, _, { ROUNDS, WORKGROUP }) {
      const reference = () => tileSums(count, ROUNDS, WORKGROUP);
      return {
        reference,
        uniforms: { dims: { count } },
        inputs: {},
        expected: { out: exactly(reference()) },
      };
    },
  },
];
