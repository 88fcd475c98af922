import { expect, test } from 'vitest';
import { featureDimensionality, gram, superposition } from '../../src/reference/index';
import { GramJob } from '../../src/ui/gram-job';

function weights(n: number, m: number): Float32Array {
  return Float32Array.from({ length: n * m }, (_, k) => Math.sin(1 + 3 * k));
}

test.each([
  [5, 2, 1],
  [150, 50, 2],
])('%i features in %i dimensions: the same numbers as the reference', (n, m, leastSlices) => {
  const w = weights(n, m);
  const job = new GramJob(7, w, new Float32Array(n), m);
  let slices = 1;
  let numbers = job.advance();
  for (; !numbers; numbers = job.advance()) slices++;
  expect(slices).toBeGreaterThanOrEqual(leastSlices);
  expect(numbers.step).toBe(7);
  const near = (got: Float64Array, want: Float64Array) => {
    expect(got.length).toBe(want.length);
    // Both are float64 sums of the same few terms.
    got.forEach((value, k) => expect(Math.abs(value - want[k])).toBeLessThanOrEqual(1e-9));
  };
  near(numbers.gram, gram(w, n, m));
  near(numbers.dimensionality, featureDimensionality(w, n, m));
  near(numbers.overlap, superposition(w, n, m));
  expect(numbers.norm[3]).toBeCloseTo(Math.sqrt(numbers.gram[3 * n + 3]), 12);
});
