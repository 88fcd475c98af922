// Random rotations, orders and noise for tests of geometry, from the project's counter-based generators.
import {
  initialWeights,
  matmul,
  nearestOrthogonal,
  randomWords,
  seedKey,
} from '../../src/reference/index';

/** What initialWeights may draw for one seed without meeting itself: its matrices. */
export const DRAW = { rotation: 10, noise: 11, points: 12 };

/** A rotation or reflection of m dimensions, [m, m], all equally likely: the polar factor of normal numbers. */
export function randomRotation(seed: number, m: number): Float64Array {
  return nearestOrthogonal(initialWeights(seed, 1, m * m, 1, DRAW.rotation), m);
}

/** 0 … n − 1 in an order of the seed's own. */
export function randomOrder(seed: number, n: number): number[] {
  const key = seedKey(seed);
  const draw = Array.from({ length: n }, (_, i) => randomWords(key, [0, 0, 0, i])[0]);
  return Array.from(draw.keys()).sort((a, b) => draw[a] - draw[b]);
}

/** A number from low to high that the seed decides. */
export function randomBetween(seed: number, low: number, high: number, draw = 0): number {
  return low + ((high - low) * randomWords(seedKey(seed), [0, 0, 1, draw])[0]) / 2 ** 32;
}

/** Rows of normal numbers made unit vectors, [n, m]. */
export function randomUnitRows(seed: number, n: number, m: number): Float64Array {
  const rows = initialWeights(seed, 1, n * m, 1, DRAW.points);
  for (let i = 0; i < n; i++) {
    const norm = Math.hypot(...rows.subarray(i * m, (i + 1) * m));
    for (let k = 0; k < m; k++) rows[i * m + k] /= norm;
  }
  return rows;
}

/** Each coordinate of each row of w [n, m] moved by a normal number of `noise` times the row's norm. */
export function withNoise(w: Float64Array, n: number, m: number, noise: number, seed: number) {
  const normal = initialWeights(seed, 1, n * m, noise, DRAW.noise);
  return w.map((value, at) => {
    const row = at - (at % m);
    return value + normal[at] * Math.hypot(...w.subarray(row, row + m));
  });
}

/** Features of one shape: rows [corners, dimension]. */
export interface Rows {
  vectors: ArrayLike<number>;
  corners: number;
  dimension: number;
}

/** How shapes are hidden in a W. */
export interface Hiding {
  /** Hidden dimensions; at least the sum of the shapes'. */
  m: number;
  /** See withNoise. */
  noise: number;
  /** Rows added that are too small to be learned. */
  dead?: number;
  /** Norm of each shape's features; 1 when left out. */
  norms?: readonly number[];
}

/**
 * Shapes in orthogonal subspaces of m dimensions, turned by a random rotation, in random order, with noise.
 *
 * @returns w [n, m], and for each feature the shape that it belongs to (−1 when dead)
 */
export function hide(shapes: readonly Rows[], { m, noise, dead = 0, norms }: Hiding, seed: number) {
  const rows: { row: Float64Array; shape: number }[] = [];
  let axis = 0;
  shapes.forEach(({ vectors, corners, dimension }, shape) => {
    for (let c = 0; c < corners; c++) {
      const row = new Float64Array(m);
      for (let k = 0; k < dimension; k++) {
        row[axis + k] = vectors[c * dimension + k] * (norms?.[shape] ?? 1);
      }
      rows.push({ row, shape });
    }
    axis += dimension;
  });
  const small = randomUnitRows(seed, dead, m);
  for (let i = 0; i < dead; i++) {
    rows.push({ row: small.slice(i * m, (i + 1) * m).map((x) => x / 20), shape: -1 });
  }
  const shuffled = randomOrder(seed, rows.length).map((i) => rows[i]);
  const n = rows.length;
  const flat = Float64Array.from(shuffled.flatMap(({ row }) => Array.from(row)));
  const turned = matmul(flat, randomRotation(seed, m), { I: 1, M: n, K: m, N: m });
  return {
    w: withNoise(turned, n, m, noise, seed),
    n,
    shapeOf: shuffled.map(({ shape }) => shape),
  };
}
