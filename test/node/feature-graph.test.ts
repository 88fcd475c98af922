import { describe, expect, it } from 'vitest';
import { COSINE_TOLERANCE, featureGraph, gram, idealShapes } from '../../src/reference/index';
import { hide, randomUnitRows } from './random-geometry';

const SEEDS = Array.from({ length: 50 }, (_, seed) => seed);
const [triangle] = idealShapes(3, 2);
const [tetrahedron] = idealShapes(4, 3);
const [digon] = idealShapes(2, 1);
const ROUNDING = 1e-12;

describe('the feature graph', () => {
  it('has an edge where two features are not at right angles, with what one shows in the other', () => {
    const w = [2, 0, 0, 1, 1, 1, 0.1, 0]; // the last is below a quarter of the largest norm
    const { norm, notLearned, components } = featureGraph(w, 4, 2);
    expect(Array.from(norm)).toEqual([2, 1, Math.SQRT2, 0.1]);
    expect(notLearned).toEqual([3]);
    expect(components.map(({ features }) => features)).toEqual([[0, 1, 2]]);
    const [first, second] = components[0].edges;
    expect(components[0].edges).toHaveLength(2);
    expect(first).toMatchObject({ i: 0, j: 2 });
    expect(first.cosine).toBeCloseTo(Math.SQRT1_2, 12);
    expect(first.weight).toBeCloseTo(Math.SQRT2, 12); // |W_0 · Ŵ_2|, more than |Ŵ_0 · W_2| = 1
    expect(second).toMatchObject({ i: 1, j: 2, weight: 1 });
  });

  it('its lines can be moved', () => {
    const w = [1, 0, 0.3, 0.95, 0.1, 0];
    const features = (options: Parameters<typeof featureGraph>[3]) =>
      featureGraph(w, 3, 2, options).components.map((component) => component.features);
    expect(features({})).toEqual([[0, 1]]);
    expect(features({ edgeCosine: 0.5 })).toEqual([[0], [1]]);
    expect(features({ learnedShare: 0.05 })).toEqual([[0, 1, 2]]);
  });

  it('the coordinates of a component in its own span keep all norms and angles', () => {
    const m = 9;
    for (const seed of SEEDS) {
      const norms = [0.8, 1.2, 1];
      const hidden = hide([triangle, tetrahedron, digon], { m, noise: 0, dead: 2, norms }, seed);
      const { components } = featureGraph(hidden.w, hidden.n, m);
      expect(components, `seed ${seed}`).toHaveLength(3);
      const all = gram(hidden.w, hidden.n, m);
      for (const { features, dimension, axes, coordinates } of components) {
        const k = features.length;
        expect(dimension, `seed ${seed}`).toBe(k - 1); // simplices, all three
        gram(axes, dimension, m).forEach((value, at) =>
          expect(Math.abs(value - (at % (dimension + 1) === 0 ? 1 : 0))).toBeLessThan(ROUNDING),
        );
        gram(coordinates, k, dimension).forEach((value, at) => {
          const [i, j] = [features[Math.floor(at / k)], features[at % k]];
          expect(Math.abs(value - all[i * hidden.n + j]), `seed ${seed}`).toBeLessThan(ROUNDING);
        });
      }
    }
  });

  it('axes fall in length', () => {
    for (const seed of SEEDS) {
      const { components } = featureGraph(randomUnitRows(seed, 12, 3), 12, 3);
      const { coordinates, dimension } = components[0];
      const squares = Array.from({ length: dimension }, (_, axis) =>
        coordinates.reduce((sum, x, at) => sum + (at % dimension === axis ? x * x : 0), 0),
      );
      expect(squares, `seed ${seed}`).toEqual([...squares].sort((a, b) => b - a));
    }
  });

  it('union-find agrees with powers of the adjacency', () => {
    const [n, m] = [24, 40];
    for (const seed of SEEDS) {
      const w = randomUnitRows(seed, n, m);
      const edgeCosine = 3 * COSINE_TOLERANCE; // leaves about two edges a feature
      const { components } = featureGraph(w, n, m, { edgeCosine });
      const g = gram(w, n, m);
      let reach = g.map((value, at) =>
        Math.abs(value) >= edgeCosine || at % (n + 1) === 0 ? 1 : 0,
      );
      for (let squaring = 0; squaring < 5; squaring++) {
        reach = gram(reach, n, n).map((paths) => Math.min(1, paths)); // symmetric, so R Rᵀ = R²
      }
      const groupOf = (i: number) => components.find(({ features }) => features.includes(i));
      for (let i = 0; i < n; i++) {
        for (let j = 0; j < n; j++) {
          expect(groupOf(i) === groupOf(j), `seed ${seed}`).toBe(reach[i * n + j] === 1);
        }
      }
    }
  });
});
