import { featureGraph, type FeatureComponent, type FeatureGraphOptions } from './feature-graph';
import { COSINE_TOLERANCE, DIMENSIONALITY_TOLERANCE, NORM_TOLERANCE } from './feature-tolerance';
import { featureDimensionality, gram } from './geometry';
import { idealShapes, type IdealShape } from './ideal-shapes';
import { matchCorners } from './match-corners';
import { tegumProduct, type TegumProduct } from './tegum';

/** What a component is called that is no shape of the list, or too far from it. */
export const UNKNOWN = 'unknown';

/** A component of the feature graph, and the shape that its features make. */
export interface RecognisedComponent extends FeatureComponent {
  /** `dedicated`, `digon`, `triangle`, … or `unknown`. */
  name: string;
  /** Schläfli symbol; empty when unknown. */
  symbol: string;
  /** Which member of a family, or null: there is one only, or the features lie between two. */
  variant: string | null;
  /** D_i of each feature of the ideal shape; NaN when unknown. */
  idealDimensionality: number;
  /** Mean D_i as it is. */
  dimensionality: number;
  /** Largest difference of a cosine from the ideal one; NaN when unknown. */
  residual: number;
}

/** What one trained W represents, and how. */
export interface Recognition {
  /** Features of too small a norm, rising. */
  notLearned: number[];
  components: RecognisedComponent[];
  tegum: TegumProduct;
}

/**
 * The polytopes of one trained W (Elhage et al. 2022, "The Geometry of Superposition"). A component is given a name only
 * if all hold within the tolerances of feature-tolerance.ts, and is unknown otherwise:
 *
 * - its cosines are those of the shape, pair by pair (D_i alone does not tell: 3/8 is the cube and the antiprism);
 * - it spans as many dimensions;
 * - its norms are equal;
 * - each D_i, which counts what all other features add, is the shape's: nothing else leans on it.
 *
 * @param w [n, m]
 */
export function recognise(
  w: ArrayLike<number>,
  n: number,
  m: number,
  options: FeatureGraphOptions = {},
): Recognition {
  const { norm, notLearned, components } = featureGraph(w, n, m, options);
  const d = featureDimensionality(w, n, m);
  const g = gram(w, n, m);
  const recognised = components.map((component) => {
    const { features } = component;
    const own = features.map((i) => d[i]);
    const dimensionality = own.reduce((sum, value) => sum + value, 0) / own.length;
    const cosines = Float64Array.from(
      features.flatMap((i) => features.map((j) => g[i * n + j] / (norm[i] * norm[j]))),
    );
    const found = equalNorms(features.map((i) => norm[i])) ? nearest(component, cosines) : null;
    if (!found || !own.every((value) => near(value, found.shape.dimensionality))) {
      const unknown = { name: UNKNOWN, symbol: '', variant: null };
      return { ...component, ...unknown, idealDimensionality: NaN, dimensionality, residual: NaN };
    }
    const { shape, deviation, variant } = found;
    return {
      ...component,
      name: shape.name,
      symbol: shape.symbol,
      variant,
      idealDimensionality: shape.dimensionality,
      dimensionality,
      residual: deviation,
    };
  });
  return { notLearned, components: recognised, tegum: tegumProduct(recognised) };
}

function near(dimensionality: number, ideal: number): boolean {
  return Math.abs(dimensionality - ideal) <= DIMENSIONALITY_TOLERANCE;
}

function equalNorms(norms: readonly number[]): boolean {
  const mean = norms.reduce((sum, norm) => sum + norm, 0) / norms.length;
  return norms.every((norm) => Math.abs(norm / mean - 1) <= NORM_TOLERANCE);
}

/**
 * The shape that these cosines [k, k] are nearest to, if within the tolerance. Shapes of different names are further
 * than twice the tolerance from each other (a test says so), so never two of them.
 */
function nearest(
  { features, dimension }: FeatureComponent,
  cosines: Float64Array,
): { shape: IdealShape; deviation: number; variant: string | null } | null {
  const k = features.length;
  const found = idealShapes(k, dimension)
    .flatMap((shape) => {
      const ideal = gram(shape.vectors, k, dimension);
      const match = matchCorners(cosines, ideal, k, COSINE_TOLERANCE);
      return match ? [{ shape, ideal, ...match }] : [];
    })
    .sort((a, b) => a.distance - b.distance);
  if (found.length === 0) return null;
  const [first, ...others] = found;
  const clear = others.every((other) => {
    const apart = rootMeanSquare(first.ideal, other.ideal, k);
    return Math.abs(share(first.distance, other.distance, apart)) <= 1 / 4;
  });
  return { ...first, variant: clear ? first.shape.variant : null };
}

/** Where a point projects on the way from A (0) to B (1), by its distances from both and theirs from each other. */
function share(fromA: number, fromB: number, apart: number): number {
  return (fromA ** 2 - fromB ** 2 + apart ** 2) / (2 * apart ** 2);
}

/** Root mean square, over pairs, of the difference of two matrices of cosines [k, k] in one order of corners. */
function rootMeanSquare(a: Float64Array, b: Float64Array, k: number): number {
  let squares = 0;
  a.forEach((cosine, at) => (squares += (cosine - b[at]) ** 2));
  return Math.sqrt(squares / (k * (k - 1)));
}
