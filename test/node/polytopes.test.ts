// Shapes are hidden in a W by rotation, order, scale and noise, and must be found again; what is none stays unknown.
import { describe, expect, it } from 'vitest';
import {
  idealShapes,
  recognise,
  ROW_NOISE,
  UNKNOWN,
  type IdealShape,
} from '../../src/reference/index';
import { hide, randomBetween, randomUnitRows, type Rows } from './random-geometry';

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

/** Unit vectors in the plane at these angles, in degrees. */
const plane = (...degrees: number[]): Rows => ({
  vectors: degrees.flatMap((a) => [Math.cos((a * Math.PI) / 180), Math.sin((a * Math.PI) / 180)]),
  corners: degrees.length,
  dimension: 2,
});

/** Points made unit vectors. */
const onSphere = (points: number[][]): Rows => ({
  vectors: points.flatMap((point) => point.map((x) => x / Math.hypot(...point))),
  corners: points.length,
  dimension: points[0].length,
});

/** Two squares at the heights of a tight frame, one turned by an angle: 0 is the cube, 45 the antiprism. */
const twistedCube = (degrees: number) =>
  onSphere(
    Array.from({ length: 8 }, (_, k) => {
      const angle = ((k >> 1) * 90 + (k & 1 ? degrees : 0)) * (Math.PI / 180);
      return [Math.cos(angle), Math.sin(angle), (k & 1 ? -1 : 1) * Math.SQRT1_2];
    }),
  );

const stretched = ({ vectors, corners, dimension }: Rows, factor: number) =>
  onSphere(
    Array.from({ length: corners }, (_, c) =>
      Array.from({ length: dimension }, (_, k) => vectors[c * dimension + k] * (k ? 1 : factor)),
    ),
  );

const CUBOCTAHEDRON = onSphere(
  [1, -1].flatMap((s) =>
    [1, -1].flatMap((t) => [
      [s, t, 0],
      [0, s, t],
      [t, 0, s],
    ]),
  ),
);

const PRISM = onSphere(
  [0, 1, 2].flatMap((k) => [
    [Math.cos((2 * Math.PI * k) / 3), Math.sin((2 * Math.PI * k) / 3), 0.6],
    [Math.cos((2 * Math.PI * k) / 3), Math.sin((2 * Math.PI * k) / 3), -0.6],
  ]),
);

describe('what is no shape of the list stays unknown', () => {
  const NEGATIVES: [string, Rows][] = [
    ['a pentagon stretched by 1.25', stretched(pentagon, 1.25)],
    ['a pentagon with one feature 10° off', plane(10, 72, 144, 216, 288)],
    [
      'a pentagon that is not flat',
      onSphere(
        [0, 1, 2, 3, 4].map((k) => [
          Math.cos((2 * Math.PI * k) / 5),
          Math.sin((2 * Math.PI * k) / 5),
          [0.25, -0.3, 0.3, -0.25, 0][k],
        ]),
      ),
    ],
    ['a pentagon with one corner twice', plane(0, 6, 72, 144, 216, 288)],
    [
      'a heptagon with one corner twice',
      plane(...[0, 0, 1, 2, 3, 4, 5, 6].map((k) => (k * 360) / 7)),
    ],
    ['a hexagon without one corner', plane(0, 60, 120, 180, 240)],
    ['two digons at 80°', plane(0, 80, 180, 260)],
    ['three features on one line', plane(0, 3, 180)],
    ['two features on one direction', plane(0, 4)],
    ['a triangle of 100°, 130°, 130°', plane(0, 100, 230)],
    ['a cube twisted by 15°', twistedCube(15)],
    ['a cube twisted by 22.5°', twistedCube(22.5)],
    ['a cube stretched by 1.3', stretched(named('cube'), 1.3)],
    ['a cuboctahedron, of D = 1/4 as the icosahedron', CUBOCTAHEDRON],
    ['a triangular prism', PRISM],
    ['an icosahedron stretched by 1.3', stretched(named('icosahedron'), 1.3)],
    ['a 12-gon', plane(...Array.from({ length: 12 }, (_, k) => 30 * k))],
    ['a cube without one corner', { ...named('cube'), corners: 7 }],
  ];

  it.each(NEGATIVES)('%s', (_, shape) => {
    for (const seed of SEEDS) {
      const m = shape.dimension + (seed % 4);
      for (const noise of [0, ROW_NOISE / 2]) {
        const { w, n } = hide([shape], { m, noise }, seed);
        expect(new Set(namesIn(w, n, m)), `seed ${seed}, noise ${noise}`).toEqual(
          new Set([UNKNOWN]),
        );
      }
    }
  });

  it('five visible features are not a pentagon: two share a direction', () => {
    for (const seed of SEEDS) {
      const { w, n } = hide([plane(0, 180, 90, 268, 272)], { m: 2, noise: ROW_NOISE / 2 }, seed);
      expect(namesIn(w, n, 2).sort(), `seed ${seed}`).toEqual(['digon', UNKNOWN]);
    }
  });

  it('a shape with one feature weaker than the others', () => {
    const weakened = ({ vectors, corners, dimension }: Rows, norm: number) => ({
      vectors: Array.from(vectors, (x, at) => (at < dimension ? norm * x : x)),
      corners,
      dimension,
    });
    for (const seed of SEEDS) {
      const m = 4 + (seed % 3);
      for (const shape of [digon, pentagon, tetrahedron]) {
        const weak = weakened(shape, randomBetween(seed, 0.4, 0.8));
        const { w, n } = hide([weak], { m, noise: 0 }, seed);
        expect(namesIn(w, n, m), `seed ${seed}`).toEqual([UNKNOWN]);
      }
      // Its D is off by less than the tolerance of D, because D is small: only the norm tells.
      const { w, n } = hide([weakened(named('dodecahedron'), 0.87)], { m, noise: 0 }, seed);
      expect(namesIn(w, n, m), `seed ${seed}`).toEqual([UNKNOWN]);
    }
  });

  it('six, eight and twelve random vectors in three dimensions, five in two', () => {
    for (const seed of Array.from({ length: 300 }, (_, k) => k)) {
      for (const [n, m] of [
        [5, 2],
        [6, 3],
        [8, 3],
        [12, 3],
        [20, 3],
      ]) {
        const names = namesIn(randomUnitRows(seed, n, m), n, m);
        // Of random vectors two may well be opposite by chance, but not all n a shape.
        expect(names.includes(UNKNOWN), `seed ${seed}, ${n} in ${m}`).toBe(true);
        if (names.length === 1) expect(names, `seed ${seed}`).toEqual([UNKNOWN]);
      }
    }
  });

  it('a feature that many others lean on a little is not dedicated: D says so', () => {
    const [n, m] = [40, 40];
    const lean = 0.08; // below the cosine of an edge
    const w = new Float64Array(n * m);
    for (let i = 0; i < n; i++) w[i * m + i] = i === 0 ? 1 : Math.sqrt(1 - lean ** 2);
    for (let i = 1; i < n; i++) w[i * m] = lean;
    const { components } = recognise(w, n, m);
    expect(components).toHaveLength(n);
    expect(components[0].name).toBe(UNKNOWN);
    expect(components[0].dimensionality).toBeCloseTo(1 / (1 + (n - 1) * lean ** 2), 10);
  });

  it('numbers that are not finite are not learned', () => {
    expect(recognise([NaN, 1, 1, 0], 2, 2).notLearned).toEqual([0, 1]);
  });
});
