// What is near a shape of the list, or has its D, or is random, must stay unknown.
import { describe, expect, it } from 'vitest';
import { idealShapes, recognise, ROW_NOISE, UNKNOWN } from '../../src/reference/index';
import { hide, randomBetween, randomUnitRows, type Rows } from './random-geometry';

const SEEDS = Array.from({ length: 50 }, (_, seed) => seed);
const [digon] = idealShapes(2, 1);
const [tetrahedron] = idealShapes(4, 3);
const [pentagon] = idealShapes(5, 2);
const [cube] = idealShapes(8, 3);
const [icosahedron] = idealShapes(12, 3);
const [dodecahedron] = idealShapes(20, 3);

const namesIn = (w: Float64Array, n: number, m: number) =>
  recognise(w, n, m).components.map(({ name }) => name);

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
    ['a cube stretched by 1.3', stretched(cube, 1.3)],
    ['a cuboctahedron, of D = 1/4 as the icosahedron', CUBOCTAHEDRON],
    ['a triangular prism', PRISM],
    ['an icosahedron stretched by 1.3', stretched(icosahedron, 1.3)],
    ['a 12-gon', plane(...Array.from({ length: 12 }, (_, k) => 30 * k))],
    ['a cube without one corner', { ...cube, corners: 7 }],
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
      const { w, n } = hide([weakened(dodecahedron, 0.87)], { m, noise: 0 }, seed);
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
