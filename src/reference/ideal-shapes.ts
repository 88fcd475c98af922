import { COSINE_TOLERANCE } from './feature-tolerance';
import { featureDimensionality } from './geometry';

/** An ideal arrangement of features around the origin, by construction. All its corners are alike, of norm 1. */
export interface IdealShape {
  name: string;
  /** Schläfli symbol, '( )' for a point and '{ }' for a segment. */
  symbol: string;
  /** Which member of a family of that name; null where there is one only. */
  variant: string | null;
  /** k, how many features. */
  corners: number;
  /** d, of the space that they span. */
  dimension: number;
  /** Unit vectors, [k, d]. */
  vectors: Float64Array;
  /** D_i of each of its features, where nothing else is near. */
  dimensionality: number;
}

/**
 * Polygons beyond this many corners are not told apart from stretched ones: neighbours of an 11-gon are closer to each
 * other, 1 − cos(2π/11) = 0.16, than twice the tolerance of a cosine.
 */
const MOST_POLYGON_CORNERS = Math.floor((2 * Math.PI) / Math.acos(1 - 2 * COSINE_TOLERANCE));

const POLYGONS: Readonly<Record<number, string>> = {
  3: 'triangle',
  5: 'pentagon',
  6: 'hexagon',
  7: 'heptagon',
  8: 'octagon',
};

/**
 * All shapes of that many corners in that many dimensions. Shapes that fall into orthogonal parts are not among them: a
 * square is two digons, an octahedron three (see tegumProduct).
 */
export function idealShapes(corners: number, dimension: number): IdealShape[] {
  const shapes: IdealShape[] = [];
  if (corners === 1 && dimension === 1) shapes.push(shape('dedicated', '( )', [[1]]));
  if (corners === dimension + 1 && dimension !== 2) shapes.push(simplex(dimension));
  if (dimension === 2 && corners !== 4 && corners >= 3 && corners <= MOST_POLYGON_CORNERS) {
    shapes.push(polygon(corners));
  }
  if (dimension === 3 && corners === 8) shapes.push(cube(), ...squareAntiprisms());
  if (dimension === 3 && corners === 12) shapes.push(icosahedron());
  if (dimension === 3 && corners === 20) shapes.push(dodecahedron());
  return shapes;
}

/** Name of the polygon of so many corners. */
function polygonName(corners: number): string {
  return POLYGONS[corners] ?? `${corners}-gon`;
}

function polygon(corners: number): IdealShape {
  const points = Array.from({ length: corners }, (_, k) => onCircle((2 * Math.PI * k) / corners));
  return shape(polygonName(corners), `{${corners}}`, points);
}

/**
 * d + 1 vectors, every two at the same angle: the standard basis of d + 1 dimensions less its mean (the paper's
 * W ⊥ (1, …, 1)), written in d: each axis puts one vector against all that follow.
 */
function simplex(d: number): IdealShape {
  const points = Array.from({ length: d + 1 }, (_, corner) =>
    Array.from({ length: d }, (_, axis) => {
      // Along an axis: its corner at + the number of those after it, each of which is at −1; those before it at 0.
      const after = d - axis;
      const value = corner === axis ? after : corner > axis ? -1 : 0;
      return value / Math.sqrt(after * (after + 1));
    }),
  );
  if (d === 1) return shape('digon', '{ }', points);
  return shape(
    d === 3 ? 'tetrahedron' : `${d}-simplex`,
    `{${Array(d - 1)
      .fill(3)
      .join(',')}}`,
    points,
  );
}

function cube(): IdealShape {
  return shape('cube', '{4,3}', SIGNS);
}

/**
 * Two squares at heights ±z, one turned by 45°. The paper's square antiprism stands near D = 3/8; three heights have
 * a reason of their own, and trained features lie between them.
 */
function squareAntiprisms(): IdealShape[] {
  const at = (variant: string, z: number) =>
    shape('square antiprism', 's{2,8}', squareAntiprism(z), variant);
  return [
    at('tight frame', Math.sqrt(1 / 3)), // sum of W_i W_iᵀ is a multiple of the identity: D = 3/8
    at(
      'Thomson',
      minimum((z) => coulombEnergy(squareAntiprism(z)), 0.3, 0.8),
    ),
    // Sides within a square, 2 r², as long as those between: r² (2 − √2) + 4 z², where r² = 1 − z².
    at('equal edges', Math.sqrt(Math.SQRT2 / (4 + Math.SQRT2))),
  ];
}

function squareAntiprism(z: number): number[][] {
  const radius = Math.sqrt(1 - z * z);
  return Array.from({ length: 8 }, (_, k) => [
    ...onCircle((Math.PI * k) / 4).map((x) => radius * x),
    k % 2 === 0 ? z : -z,
  ]);
}

function icosahedron(): IdealShape {
  return shape('icosahedron', '{3,5}', goldenRectangles(1, GOLDEN));
}

function dodecahedron(): IdealShape {
  return shape('dodecahedron', '{5,3}', [...SIGNS, ...goldenRectangles(1 / GOLDEN, GOLDEN)]);
}

const GOLDEN = (1 + Math.sqrt(5)) / 2;

/** (±1, ±1, ±1) */
const SIGNS = Array.from({ length: 8 }, (_, k) =>
  [0, 1, 2].map((bit) => ((k >> bit) & 1 ? 1 : -1)),
);

/** (0, ±a, ±b) and its cyclic turns: three rectangles at right angles. */
function goldenRectangles(a: number, b: number): number[][] {
  return [0, 1, 2].flatMap((turn) =>
    [1, -1].flatMap((s) =>
      [1, -1].map((t) => {
        const point = [0, s * a, t * b];
        return [0, 1, 2].map((axis) => point[(axis + turn) % 3]);
      }),
    ),
  );
}

function onCircle(angle: number): number[] {
  return [Math.cos(angle), Math.sin(angle)];
}

/** Sum of 1 / distance over all pairs: what charges on a sphere make least (Thomson's problem). */
function coulombEnergy(points: readonly number[][]): number {
  let energy = 0;
  points.forEach((p, i) => {
    for (let j = 0; j < i; j++) energy += 1 / Math.hypot(...p.map((x, a) => x - points[j][a]));
  });
  return energy;
}

/** Where f is least between low and high, if it falls and then rises: ternary search. */
function minimum(f: (x: number) => number, low: number, high: number): number {
  // Each round keeps two thirds, so 40 rounds leave 1e-7; f is flat there, and more would be rounding.
  for (let round = 0; round < 40; round++) {
    const third = (high - low) / 3;
    if (f(low + third) < f(high - third)) high -= third;
    else low += third;
  }
  return (low + high) / 2;
}

/** Puts the points at distance 1 and measures the rest. */
function shape(
  name: string,
  symbol: string,
  points: readonly number[][],
  variant: string | null = null,
): IdealShape {
  const [corners, dimension] = [points.length, points[0].length];
  const vectors = Float64Array.from(
    points.flatMap((point) => point.map((x) => x / Math.hypot(...point))),
  );
  const [dimensionality] = featureDimensionality(vectors, corners, dimension);
  return { name, symbol, variant, corners, dimension, vectors, dimensionality };
}
