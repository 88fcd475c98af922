// Shapes are hidden in a W by rotation, order, scale and noise, and must be found again.
import { describe, expect, it } from 'vitest';
import { idealShapes, recognise, ROW_NOISE, type IdealShape } from '../../src/reference/index';
import { hide, randomBetween, type Rows } from './random-geometry';

const SEEDS = Array.from({ length: 50 }, (_, seed) => seed);
const SHAPES = [
  [1, 1],
  [2, 1],
  [3, 2],
  [4, 3],
  [5, 4],
  [6, 5],
  [7, 6],
  [5, 2],
  [6, 2],
  [7, 2],
  [8, 2],
  [9, 2],
  [10, 2],
  [8, 3],
  [12, 3],
  [20, 3],
].flatMap(([corners, dimension]) => idealShapes(corners, dimension));

const named = (name: string, variant: string | null = null): IdealShape =>
  SHAPES.find((shape) => shape.name === name && (variant === null || shape.variant === variant))!;
const [dedicated, digon, triangle, pentagon, tetrahedron] = [
  'dedicated',
  'digon',
  'triangle',
  'pentagon',
  'tetrahedron',
].map((name) => named(name));

const namesIn = (w: Float64Array, n: number, m: number) =>
  recognise(w, n, m).components.map(({ name }) => name);

describe('one shape', () => {
  const cases = SHAPES.flatMap((shape) =>
    [0, 3, 13].map((more) => ({ ...shape, shape, m: shape.dimension + more })),
  );

  it.each(cases)('$name ($variant) in $m dimensions', ({ shape, m }) => {
    for (const seed of SEEDS) {
      for (const noise of [0, ROW_NOISE]) {
        const norms = [10 ** randomBetween(seed, -3, 3)];
        const { w, n } = hide([shape], { m, noise, norms }, seed);
        const { components, notLearned } = recognise(w, n, m);
        const text = `seed ${seed}, noise ${noise}`;
        expect(
          components.map(({ name }) => name),
          text,
        ).toEqual([shape.name]);
        expect(notLearned, text).toEqual([]);
        const [component] = components;
        expect(component.features, text).toHaveLength(shape.corners);
        expect(component.dimension, text).toBe(shape.dimension);
        if (noise > 0) continue;
        expect(component.variant, text).toBe(shape.variant);
        expect(component.idealDimensionality, text).toBe(shape.dimensionality);
        expect(component.dimensionality, text).toBeCloseTo(shape.dimensionality, 6);
        // Rows are drawn as f32 nowhere here but in the noise, so what is left is rounding of doubles.
        expect(component.residual, text).toBeLessThan(1e-12);
      }
    }
  });

  it('square antiprisms: the height is told too, or left open between two', () => {
    const variants = idealShapes(8, 3).filter(({ name }) => name === 'square antiprism');
    expect(variants).toHaveLength(3);
    for (const seed of SEEDS) {
      for (const shape of variants) {
        const { w, n } = hide([shape], { m: 5, noise: ROW_NOISE / 4, norms: [2] }, seed);
        expect(recognise(w, n, 5).components[0].variant, `seed ${seed}`).toBe(shape.variant);
      }
    }
    const [, thomson, edges] = variants;
    const between = thomson.vectors.map((x, at) => (x + edges.vectors[at]) / 2);
    const { w, n } = hide([{ ...thomson, vectors: between }], { m: 3, noise: 0 }, 1);
    expect(recognise(w, n, 3).components[0]).toMatchObject({
      name: 'square antiprism',
      variant: null,
    });
  });

  it('the pentagon of the first figure, a little stretched by importance', () => {
    const angles = [0, 74, 145, 214, 285].map((degrees) => (degrees * Math.PI) / 180);
    const vectors = angles.flatMap((angle, i) => {
      const norm = 1.11 - 0.01 * i;
      return [norm * Math.cos(angle), norm * Math.sin(angle)];
    });
    expect(namesIn(Float64Array.from(vectors), 5, 2)).toEqual(['pentagon']);
  });
});

describe('several shapes in orthogonal subspaces', () => {
  const UNIONS: { shapes: Rows[]; name: string | null; text: string }[] = [
    { shapes: [digon, digon], name: 'square', text: 'square = 2 × digon' },
    { shapes: [digon, digon, digon], name: 'octahedron', text: 'octahedron = 3 × digon' },
    { shapes: Array(7).fill(digon), name: '7-orthoplex', text: '7-orthoplex = 7 × digon' },
    {
      shapes: [triangle, digon],
      name: 'triangular bipyramid',
      text: 'triangular bipyramid = triangle ⊕ digon',
    },
    {
      shapes: [pentagon, digon],
      name: 'pentagonal bipyramid',
      text: 'pentagonal bipyramid = pentagon ⊕ digon',
    },
    { shapes: [triangle, triangle, digon], name: null, text: '2 × triangle ⊕ digon' },
    {
      shapes: [digon, dedicated, dedicated],
      name: null,
      text: 'digon; 2 dedicated',
    },
    {
      shapes: [digon, triangle, tetrahedron, digon, triangle, dedicated],
      name: null,
      text: 'tetrahedron ⊕ 2 × triangle ⊕ 2 × digon; 1 dedicated',
    },
    {
      shapes: [named('cube'), named('square antiprism', 'Thomson'), named('icosahedron')],
      name: null,
      text: 'cube ⊕ square antiprism ⊕ icosahedron',
    },
  ];

  it.each(UNIONS)('$text', ({ shapes, name, text }) => {
    const least = shapes.reduce((sum, { dimension }) => sum + dimension, 0);
    for (const seed of SEEDS) {
      const m = least + (seed % 5);
      const dead = seed % 4;
      const norms = shapes.map((_, at) => randomBetween(seed, 0.7, 1.4, at));
      for (const noise of [0, ROW_NOISE / 2]) {
        const { w, n, shapeOf } = hide(shapes, { m, noise, dead, norms }, seed);
        const { components, notLearned, tegum } = recognise(w, n, m);
        const message = `seed ${seed}, noise ${noise}`;
        expect(
          notLearned.map((i) => shapeOf[i]),
          message,
        ).toEqual(Array(dead).fill(-1));
        expect(components, message).toHaveLength(shapes.length);
        for (const { features } of components) {
          expect(new Set(features.map((i) => shapeOf[i])).size, message).toBe(1);
        }
        expect(tegum.name, message).toBe(name);
        // The order of factors of one dimension is that of the features, which are shuffled.
        const parts = (one: string) => one.split(/ ⊕ |; | = /).sort();
        expect(parts(tegum.text), message).toEqual(parts(text));
      }
    }
  });

  it('nothing learned', () => {
    const { components, notLearned, tegum } = recognise(new Float64Array(6), 3, 2);
    expect([components, notLearned, tegum.text]).toEqual([[], [0, 1, 2], 'nothing learned']);
  });
});
