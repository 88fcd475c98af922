import { expect, test } from 'vitest';
import { gram } from '../../src/reference/index';
import { GramJob } from '../../src/ui/gram-job';

function weights(n: number, m: number): Float32Array {
  return Float32Array.from({ length: n * m }, (_, k) => Math.sin(1 + 3 * k));
}

test.each([
  [5, 2, 1],
  [150, 50, 2],
])('%i features in %i dimensions: the same numbers as the reference', (n, m, leastSlices) => {
  const w = weights(n, m);
  const bias = new Float32Array(n);
  const geometry = { norm: bias, dimensionality: bias, overlap: bias };
  const job = new GramJob(7, w, bias, geometry, m);
  let slices = 1;
  let numbers = job.advance();
  for (; !numbers; numbers = job.advance()) slices++;
  expect(slices).toBeGreaterThanOrEqual(leastSlices);
  expect(numbers.step).toBe(7);
  const want = gram(w, n, m);
  expect(numbers.gram.length).toBe(want.length);
  // Both are float64 sums of the same few terms.
  numbers.gram.forEach((value, k) => expect(Math.abs(value - want[k])).toBeLessThanOrEqual(1e-9));
  expect(numbers.geometry).toBe(geometry);
});
