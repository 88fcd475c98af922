import { COSINE_TOLERANCE, LEARNED_SHARE } from './feature-tolerance';
import { gram } from './geometry';
import { singularValues } from './svd';

/** Two features that are not at right angles. */
export interface FeatureEdge {
  /** The lower feature. */
  i: number;
  j: number;
  /** Ŵ_i · Ŵ_j */
  cosine: number;
  /** |Ŵ_i · W_j| or |Ŵ_j · W_i|, whichever is larger: how strongly one feature of size 1 shows in the other's direction. */
  weight: number;
}

/** Features that edges join, alone in their span: a factor of the tegum product. */
export interface FeatureComponent {
  /** Their numbers, rising; k of them. */
  features: number[];
  edges: FeatureEdge[];
  /** d, the dimension of what they span: directions that are more than noise. */
  dimension: number;
  /** Orthonormal principal axes of the span, [d, m], the longest first. */
  axes: Float64Array;
  /** The features' rows of W along the axes, [k, d]. */
  coordinates: Float64Array;
}

/** The feature graph of one trained W. */
export interface FeatureGraph {
  /** ‖W_i‖, [n] */
  norm: Float64Array;
  /** Features of too small a norm, rising. */
  notLearned: number[];
  /** In the order of their first features. */
  components: FeatureComponent[];
}

/** Where the feature graph draws its lines. */
export interface FeatureGraphOptions {
  /** Least norm of a learned feature, as a share of the largest. */
  learnedShare?: number;
  /** Least |cosine| that makes an edge. Norms do not matter: a weak feature's directions are as noisy as a strong one's. */
  edgeCosine?: number;
}

/**
 * The feature graph: an edge wherever two learned features are not at right angles, and the connected components, each
 * in a span of its own (Elhage et al. 2022, "The Geometry of Superposition": polytopes in orthogonal subspaces, a tegum
 * product).
 *
 * @param w [n, m]
 */
export function featureGraph(
  w: ArrayLike<number>,
  n: number,
  m: number,
  { learnedShare = LEARNED_SHARE, edgeCosine = COSINE_TOLERANCE }: FeatureGraphOptions = {},
): FeatureGraph {
  const g = gram(w, n, m);
  const norm = Float64Array.from({ length: n }, (_, i) => Math.sqrt(g[i * n + i]));
  const least = learnedShare * norm.reduce((most, value) => Math.max(most, value), 0);
  const isLearned = (i: number) => norm[i] > 0 && norm[i] >= least;
  const all = Array.from(norm.keys());
  const learned = all.filter(isLearned);
  const edges = edgesBetween(learned, g, norm, edgeCosine);
  return {
    norm,
    notLearned: all.filter((i) => !isLearned(i)),
    components: connected(learned, edges).map((features) => {
      const members = new Set(features);
      return {
        features,
        edges: edges.filter(({ i }) => members.has(i)),
        ...span(w, features, norm, m),
      };
    }),
  };
}

/** g: gram [n, n]; norm [n]. */
function edgesBetween(
  features: readonly number[],
  g: Float64Array,
  norm: Float64Array,
  edgeCosine: number,
): FeatureEdge[] {
  const edges: FeatureEdge[] = [];
  for (const i of features) {
    for (const j of features) {
      if (j <= i) continue;
      const dot = g[i * norm.length + j];
      const cosine = dot / (norm[i] * norm[j]);
      const weight = Math.abs(dot) / Math.min(norm[i], norm[j]);
      if (Math.abs(cosine) >= edgeCosine) edges.push({ i, j, cosine, weight });
    }
  }
  return edges;
}

/** Connected components by union-find; features rise within each, and so do the first ones. */
function connected(features: readonly number[], edges: readonly FeatureEdge[]): number[][] {
  const parent = new Map(features.map((i) => [i, i]));
  const root = (i: number): number => {
    let at = i;
    for (let up = parent.get(at)!; up !== at; up = parent.get(at)!) {
      parent.set(at, parent.get(up)!); // halves the path, so that later walks are short
      at = up;
    }
    return at;
  };
  for (const { i, j } of edges) parent.set(root(j), root(i));
  const groups = new Map<number, number[]>();
  for (const i of features) {
    const group = groups.get(root(i));
    if (group) group.push(i);
    else groups.set(root(i), [i]);
  }
  return [...groups.values()];
}

/**
 * The span of some rows of w [n, m] and their coordinates in it. Axes come from unit rows, so that a strong feature does
 * not turn them. One counts when the mean square of the rows' coordinates along it is more than that of noise.
 */
function span(
  w: ArrayLike<number>,
  features: readonly number[],
  norm: Float64Array,
  m: number,
): Pick<FeatureComponent, 'dimension' | 'axes' | 'coordinates'> {
  const k = features.length;
  const at = (row: number, column: number) => w[features[row] * m + column];
  const unit = Float64Array.from(
    { length: k * m },
    (_, e) => at(Math.floor(e / m), e % m) / norm[features[Math.floor(e / m)]],
  );
  const { sigma, v } = singularValues(unit, m);
  const dimension = sigma.filter((length) => length ** 2 > k * COSINE_TOLERANCE ** 2).length;
  const axes = new Float64Array(dimension * m);
  const coordinates = new Float64Array(k * dimension);
  for (let axis = 0; axis < dimension; axis++) {
    for (let column = 0; column < m; column++) axes[axis * m + column] = v[column * m + axis];
    for (let row = 0; row < k; row++) {
      for (let column = 0; column < m; column++) {
        coordinates[row * dimension + axis] += at(row, column) * axes[axis * m + column];
      }
    }
  }
  return { dimension, axes, coordinates };
}
