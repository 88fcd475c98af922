// What is known of each ideal shape, and that no two can be taken for each other.
import { describe, expect, it } from 'vitest';
import {
  COSINE_TOLERANCE,
  gram,
  idealShapes,
  initialWeights,
  matchCorners,
  randomWords,
  seedKey,
  type IdealShape,
} from '../../src/reference/index';
import { randomOrder } from './random-geometry';

const PHI = 1 / Math.sqrt(5);

/** Name, variant, corners, dimension, D_i and the different cosines between corners, falling. */
const KNOWN: [string, string | null, number, number, number, number[]][] = [
  ['dedicated', null, 1, 1, 1, []],
  ['digon', null, 2, 1, 1 / 2, [-1]],
  ['triangle', null, 3, 2, 2 / 3, [-1 / 2]],
  ['tetrahedron', null, 4, 3, 3 / 4, [-1 / 3]],
  ['4-simplex', null, 5, 4, 4 / 5, [-1 / 4]],
  ['5-simplex', null, 6, 5, 5 / 6, [-1 / 5]],
  ['6-simplex', null, 7, 6, 6 / 7, [-1 / 6]],
  ['pentagon', null, 5, 2, 2 / 5, [0.309017, -0.809017]],
  ['hexagon', null, 6, 2, 2 / 6, [0.5, -0.5, -1]],
  ['heptagon', null, 7, 2, 2 / 7, [0.62349, -0.222521, -0.900969]],
  ['octagon', null, 8, 2, 2 / 8, [0.707107, 0, -0.707107, -1]],
  ['9-gon', null, 9, 2, 2 / 9, [0.766044, 0.173648, -0.5, -0.939693]],
  ['10-gon', null, 10, 2, 2 / 10, [0.809017, 0.309017, -0.309017, -0.809017, -1]],
  ['cube', null, 8, 3, 3 / 8, [1 / 3, -1 / 3, -1]],
  ['square antiprism', 'tight frame', 8, 3, 3 / 8, [1 / 3, 0.138071, -1 / 3, -0.804738]],
  ['square antiprism', 'Thomson', 8, 3, 0.37438, [0.3141, 0.1709, -0.3718, -0.7991]],
  ['square antiprism', 'equal edges', 8, 3, 0.36642, [0.261204, -0.477592, -0.783612]],
  ['icosahedron', null, 12, 3, 1 / 4, [PHI, -PHI, -1]],
  ['dodecahedron', null, 20, 3, 3 / 20, [Math.sqrt(5) / 3, 1 / 3, -1 / 3, -Math.sqrt(5) / 3, -1]],
];

const cosinesOf = ({ vectors, corners, dimension }: IdealShape) =>
  gram(vectors, corners, dimension);

/** Values of an array, falling, each once. */
function different(values: ArrayLike<number>): number[] {
  const sorted = Array.from(values).sort((a, b) => b - a);
  return sorted.filter((value, at) => at === 0 || sorted[at - 1] - value > 1e-6);
}

describe('ideal shapes', () => {
  it.each(KNOWN)('%s (%s): corners, D and cosines', (name, variant, k, d, share, cosines) => {
    const shape = idealShapes(k, d).find((one) => one.name === name && one.variant === variant)!;
    expect(shape.dimensionality).toBeCloseTo(share, 5);
    const found = different(cosinesOf(shape));
    expect(found).toHaveLength(cosines.length + 1); // with itself: 1
    [1, ...cosines].forEach((cosine, at) => expect(found[at]).toBeCloseTo(cosine, 4));
    // All corners are alike: their rows hold the same cosines.
    const all = cosinesOf(shape);
    const row = (i: number) => all.slice(i * k, (i + 1) * k).sort();
    for (let i = 1; i < k; i++) row(i).forEach((c, at) => expect(c).toBeCloseTo(row(0)[at], 12));
  });

  it('a square and an octahedron are no components', () => {
    expect(idealShapes(4, 2)).toEqual([]);
    expect(idealShapes(6, 3)).toEqual([]);
  });

  it('shapes of different names are further apart than twice the tolerance', () => {
    const shapes = KNOWN.flatMap(([, , k, d]) => idealShapes(k, d));
    let compared = 0;
    for (const a of shapes) {
      for (const b of shapes) {
        if (a.name === b.name || a.corners !== b.corners) continue;
        const match = matchCorners(cosinesOf(a), cosinesOf(b), a.corners, 2 * COSINE_TOLERANCE);
        expect(match, `${a.name}, ${b.name}`).toBeNull();
        compared++;
      }
    }
    expect(compared).toBeGreaterThan(0);
  });
});

describe('matching corners', () => {
  /** Symmetric, ones on the diagonal: cosines that the given function of a pair says. */
  const matrix = (k: number, cosine: (i: number, j: number) => number) =>
    Float64Array.from({ length: k * k }, (_, at) => {
      const [i, j] = [Math.floor(at / k), at % k];
      return i === j ? 1 : cosine(Math.min(i, j), Math.max(i, j));
    });
  const reordered = (a: Float64Array, order: readonly number[]) =>
    matrix(order.length, (i, j) => a[order[i] * order.length + order[j]]);

  /** Least sum of squares over all orders that stay within the tolerance, and its largest difference; the plain way. */
  function plainly(a: Float64Array, b: Float64Array, k: number, tolerance: number) {
    let best = { squares: Infinity, largest: Infinity };
    const order: number[] = [];
    const visit = (squares: number, largest: number): void => {
      if (order.length === k && squares < best.squares) best = { squares, largest };
      for (let c = 0; c < k; c++) {
        if (order.includes(c)) continue;
        const off = order.map((d, j) => Math.abs(a[order.length * k + j] - b[c * k + d]));
        if (off.some((value) => value > tolerance)) continue;
        order.push(c);
        visit(
          off.reduce((sum, value) => sum + value ** 2, squares),
          Math.max(largest, ...off),
        );
        order.pop();
      }
    };
    visit(0, 0);
    return best;
  }

  it.each([
    { k: 5, d: 2, seeds: 50, tolerance: 0.3 },
    { k: 6, d: 2, seeds: 50, tolerance: 0.7 },
    { k: 8, d: 3, seeds: 8, tolerance: 0.8 },
  ])('finds the best of all orders of $k, though several are within $tolerance', (test) => {
    const { k, d, seeds, tolerance } = test;
    const ideals = idealShapes(k, d).map(cosinesOf);
    for (let seed = 0; seed < seeds; seed++) {
      for (const ideal of ideals) {
        const noise = initialWeights(seed, 1, k * k, 0.2);
        const bent = matrix(k, (i, j) => ideal[i * k + j] + noise[i * k + j]);
        const noisy = reordered(bent, randomOrder(seed, k));
        const match = matchCorners(noisy, ideal, k, tolerance);
        const best = plainly(noisy, ideal, k, tolerance);
        expect(match === null, `seed ${seed}`).toBe(best.squares === Infinity);
        if (!match) continue;
        expect((match.distance ** 2 * k * (k - 1)) / 2, `seed ${seed}`).toBeCloseTo(
          best.squares,
          10,
        );
        expect(match.deviation, `seed ${seed}`).toBeCloseTo(best.largest, 10);
      }
    }
  });

  it('the same cosines in every row are not enough: two triangles are no hexagon', () => {
    const ring = matrix(6, (i, j) => (j - i === 1 || j - i === 5 ? 0.5 : -0.1));
    const triangles = matrix(6, (i, j) => (i % 2 === j % 2 ? 0.5 : -0.1));
    expect(matchCorners(triangles, ring, 6, 0.1)).toBeNull();
    expect(matchCorners(reordered(ring, [3, 1, 0, 5, 4, 2]), ring, 6, 0.1)).not.toBeNull();
  });

  it('a simplex of many corners with one pair off is turned down at once', () => {
    const [k, off] = [20, Math.floor((randomWords(seedKey(1), [0, 0, 0, 0])[0] / 2 ** 32) * 19)];
    const ideal = matrix(k, () => -1 / (k - 1));
    const bent = matrix(k, (i, j) => (i === off && j === k - 1 ? 0.2 : -1 / (k - 1)));
    expect(matchCorners(ideal, ideal, k, 0.1)).toEqual({ deviation: 0, distance: 0 });
    expect(matchCorners(bent, ideal, k, 0.1)).toBeNull();
  });
});
