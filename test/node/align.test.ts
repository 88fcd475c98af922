import { describe, expect, it } from 'vitest';
import {
  alignTo,
  canonicalPlane,
  gram,
  initialWeights,
  matmul,
  matmulNT,
  matmulTN,
  nearestOrthogonal,
  singularValues,
} from '../../src/reference/index';
import { randomRotation, withNoise } from './random-geometry';

const SEEDS = Array.from({ length: 50 }, (_, seed) => seed);
const SIZES = [
  { rows: 1, columns: 3 },
  { rows: 3, columns: 3 },
  { rows: 7, columns: 2 },
  { rows: 12, columns: 8 },
  { rows: 4, columns: 20 },
];

/** Largest difference of two arrays. */
const apart = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).reduce((most, value, at) => Math.max(most, Math.abs(value - b[at])), 0);
const identity = (m: number) =>
  Float64Array.from({ length: m * m }, (_, at) => (at % (m + 1) === 0 ? 1 : 0));

// Rotations of doubles: a few units of the last place, 2^-53, for each of the few thousand that an entry takes part in.
const ROUNDING = 1e-12;

describe('singular values', () => {
  it.each(SIZES)('$rows × $columns: U Σ Vᵀ is the matrix, V is orthogonal', (size) => {
    const { rows, columns } = size;
    for (const seed of SEEDS) {
      const a = initialWeights(seed, 1, rows * columns, 1);
      const { u, sigma, v } = singularValues(a, columns);
      const scaled = u.map((value, at) => value * sigma[at % columns]);
      const back = matmulNT(scaled, v, { I: 1, M: rows, K: columns, N: columns });
      expect(apart(back, a), `seed ${seed}`).toBeLessThan(ROUNDING);
      expect(apart(gram(v, columns, columns), identity(columns))).toBeLessThan(ROUNDING);
      expect(Array.from(sigma)).toEqual(Array.from(sigma).sort((x, y) => y - x));
      const rank = Math.min(rows, columns);
      expect(sigma.filter((value) => value > 1e-6).length, `seed ${seed}`).toBe(rank);
    }
  });

  it('keeps small ones: 1 and 1e-12, turned', () => {
    const [q, r] = [randomRotation(1, 2), randomRotation(2, 2)];
    const size = { I: 1, M: 2, K: 2, N: 2 };
    const a = matmul(matmul(q, [1, 0, 0, 1e-12], size), r, size);
    const { sigma } = singularValues(a, 2);
    // The entries of a are near 1, so that its rounding alone moves it by 1e-16.
    expect(Math.abs(sigma[1] - 1e-12)).toBeLessThan(1e-15);
  });

  it('what rounding leaves of 0 has no left vector', () => {
    for (const seed of SEEDS) {
      const [x, y] = [0, 1].map((matrix) => initialWeights(seed, 1, 5, 1, matrix));
      const rankOne = Float64Array.from(
        { length: 25 },
        (_, at) => x[Math.floor(at / 5)] * y[at % 5],
      );
      const { u, sigma } = singularValues(rankOne, 5);
      expect(sigma[0] / (Math.hypot(...x) * Math.hypot(...y)), `seed ${seed}`).toBeCloseTo(1, 12);
      expect(u.filter((value, at) => at % 5 > 0 && value !== 0).length, `seed ${seed}`).toBe(0);
    }
  });

  it('all zero', () => {
    expect(Array.from(singularValues(new Float64Array(6), 3).sigma)).toEqual([0, 0, 0]);
  });
});

describe('alignment', () => {
  it.each([2, 3, 5, 10])(
    'in %i dimensions finds the rotation again, for any number of features',
    (m) => {
      for (const seed of SEEDS) {
        const n = 1 + (seed % 12); // fewer than m as well
        const reference = initialWeights(seed, 1, n * m, 1);
        const turned = matmul(reference, randomRotation(seed, m), { I: 1, M: n, K: m, N: m });
        const { aligned, rotation, distance } = alignTo(turned, reference, n, m);
        expect(apart(aligned, reference), `seed ${seed}`).toBeLessThan(ROUNDING);
        expect(distance).toBeLessThan(ROUNDING);
        const square = matmulTN(rotation, rotation, { I: 1, M: m, K: m, N: m });
        expect(apart(square, identity(m)), `seed ${seed}`).toBeLessThan(ROUNDING);
      }
    },
  );

  it('of a noisy copy is at least as near as the rotation that made it', () => {
    const [n, m] = [9, 4];
    for (const seed of SEEDS) {
      const reference = initialWeights(seed, 1, n * m, 1);
      const q = randomRotation(seed, m);
      const noisy = withNoise(reference, n, m, 0.1, seed);
      const turned = matmul(noisy, q, { I: 1, M: n, K: m, N: m });
      const { distance } = alignTo(turned, reference, n, m);
      const made = Math.hypot(...noisy.map((value, at) => value - reference[at]));
      expect(distance, `seed ${seed}`).toBeLessThanOrEqual(made + ROUNDING);
    }
  });

  it('nothing to align with: still orthogonal', () => {
    const q = nearestOrthogonal(new Float64Array(9), 3);
    expect(apart(matmulTN(q, q, { I: 1, M: 3, K: 3, N: 3 }), identity(3))).toBeLessThan(ROUNDING);
  });
});

describe('the canonical plane', () => {
  const n = 5;
  const pentagon = Float64Array.from({ length: 2 * n }, (_, at) => {
    const angle = (2 * Math.PI * (at >> 1)) / n;
    return at % 2 ? Math.sin(angle) : Math.cos(angle);
  });

  it('brings every rotation and reflection of one embedding to the same place', () => {
    for (const seed of SEEDS) {
      const feature = seed % n;
      const turned = matmul(pentagon, randomRotation(seed, 2), { I: 1, M: n, K: 2, N: 2 });
      const [one, other] = [pentagon, turned].map((w) => canonicalPlane(w, n, feature));
      expect(apart(one, other), `seed ${seed}`).toBeLessThan(ROUNDING);
      expect(other[2 * feature]).toBeCloseTo(1, 12);
      expect(other[2 * feature + 1]).toBe(0);
    }
  });

  it('is not upset by noise: the same side stays up', () => {
    const noise = 0.02;
    for (const seed of SEEDS) {
      const noisy = withNoise(pentagon, n, 2, noise, seed);
      const turned = matmul(noisy, randomRotation(seed, 2), { I: 1, M: n, K: 2, N: 2 });
      // Off by its own noise and by the turn of the chosen feature's: ten standard deviations of both.
      expect(apart(canonicalPlane(turned, n), pentagon), `seed ${seed}`).toBeLessThan(20 * noise);
    }
  });

  it('leaves a feature of norm 0 alone', () => {
    expect(Array.from(canonicalPlane([0, 0, 0, -1], 2))).toEqual([0, 0, 0, 1]);
  });
});
