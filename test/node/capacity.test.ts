// Capacity (Scherlis et al. 2022) is dimensionality (Elhage et al. 2022), and fits into the rank.
import { describe, expect, it } from 'vitest';
import {
  capacity,
  featureDimensionality,
  initialWeights,
  leverage,
} from '../../src/reference/index';
import { polygon } from './sampled-loss';

/** Of doubles: a few hundred operations. */
const ROUNDING = 1e-12;

describe.each([
  [5, 2, 1],
  [20, 5, 2],
  [4, 6, 3],
  [60, 12, 4],
])('n = %i, m = %i, seed %i', (n, m, seed) => {
  const w = initialWeights(seed, 1, n * m, 1);

  it('capacity is dimensionality', () => {
    const [c, d] = [capacity(w, n, m), featureDimensionality(w, n, m)];
    for (let i = 0; i < n; i++)
      expect(Math.abs(c[i] - d[i]), `seed ${seed}`).toBeLessThan(ROUNDING);
  });

  it('is never above the leverage, whose sum is the rank', () => {
    const c = capacity(w, n, m);
    const { leverage: most, rank } = leverage(w, n, m, 1e-9);
    expect(rank).toBe(Math.min(n, m));
    for (let i = 0; i < n; i++) expect(c[i], `seed ${seed}`).toBeLessThan(most[i] + ROUNDING);
    expect(most.reduce((sum, value) => sum + value, 0)).toBeCloseTo(rank, 10);
  });

  it('of a W of less rank, the sum is below that rank', () => {
    // The last hidden dimension is a copy of the first.
    const copied = Float64Array.from(w, (value, at) => (at % m === m - 1 ? w[at - m + 1] : value));
    const { rank } = leverage(copied, n, m, 1e-9);
    expect(rank).toBe(Math.min(n, m - 1));
    const sum = capacity(copied, n, m).reduce((a, b) => a + b, 0);
    expect(sum, `seed ${seed}`).toBeLessThan(rank + ROUNDING);
  });
});

it('a k-gon fills the plane, a feature without a norm has no capacity', () => {
  const c = capacity([...polygon(5, 1.2), 0, 0], 6, 2);
  for (const value of c.subarray(0, 5)) expect(value).toBeCloseTo(0.4, 12);
  expect(c[5]).toBe(0);
});
