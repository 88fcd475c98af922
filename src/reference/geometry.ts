import { chainBound, DIVISION, dotBound, SQRT, TINY, U } from './bounds';
import { singularValues } from './svd';

/**
 * WᵀW of one instance: what each input feature does to each output feature before the bias.
 *
 * @param w [n, m], one row a feature (the paper's W_i)
 * @returns [n, n]
 */
export function gram(w: ArrayLike<number>, n: number, m: number): Float64Array {
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      for (let k = 0; k < m; k++) out[i * n + j] += w[i * m + k] * w[j * m + k];
    }
  }
  return out;
}

/**
 * Feature dimensionality D_i = ‖W_i‖² / sum over j of (Ŵ_i · W_j)²: the share of a hidden dimension that
 * feature i has for itself (Elhage et al. 2022, "The Geometry of Superposition"). 0 for a feature of norm 0.
 *
 * The same number as the capacity (W_i · W_i)² / Σ_j (W_i · W_j)² of Scherlis et al. 2022. Their sum is at most the
 * rank of W, so at most m: D_i is never above the leverage of row i, by Cauchy and Schwarz. It is m for a tight frame.
 *
 * @param w [n, m]
 * @returns [n]
 */
export function featureDimensionality(w: ArrayLike<number>, n: number, m: number): Float64Array {
  const g = gram(w, n, m);
  const out = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let overlap = 0;
    for (let j = 0; j < n; j++) overlap += g[i * n + j] ** 2;
    const squaredNorm = g[i * n + i];
    out[i] = overlap > 0 ? squaredNorm ** 2 / overlap : 0;
  }
  return out;
}

/**
 * Capacity C_i of a feature, as Scherlis et al. 2022 write it ("Polysemanticity and Capacity in Neural Networks"):
 * (W_i · W_i)² / Σ_j (W_i · W_j)², the share of its own embedding in all that is read along it. The same number as
 * featureDimensionality, by another way: here from G = WᵀW and its square, C_i = G_ii² / (G²)_ii.
 *
 * @param w [n, m]
 * @returns [n]
 */
export function capacity(w: ArrayLike<number>, n: number, m: number): Float64Array {
  const g = gram(w, n, m);
  // (G²)_ii = W_iᵀ (Σ_j W_j W_jᵀ) W_i, by the second moment of the rows, [m, m].
  const second = new Float64Array(m * m);
  for (let j = 0; j < n; j++) {
    for (let k = 0; k < m; k++) {
      for (let l = 0; l < m; l++) second[k * m + l] += w[j * m + k] * w[j * m + l];
    }
  }
  return Float64Array.from({ length: n }, (_, i) => {
    let square = 0;
    for (let k = 0; k < m; k++) {
      for (let l = 0; l < m; l++) square += w[i * m + k] * second[k * m + l] * w[i * m + l];
    }
    return square > 0 ? g[i * n + i] ** 2 / square : 0;
  });
}

/**
 * Leverage of each row of W, W_iᵀ (Σ_j W_j W_jᵀ)⁺ W_i: the most that its D_i or C_i can be, by Cauchy and Schwarz. Their
 * sum is the rank, so that Σ C_i is at most the rank of W.
 *
 * @param w [n, m]
 * @returns leverage [n], and the rank: how many singular values are more than `small` times the largest
 */
export function leverage(
  w: ArrayLike<number>,
  n: number,
  m: number,
  small: number,
): { leverage: Float64Array; rank: number } {
  const { u, sigma } = singularValues(w, m);
  const rank = sigma.filter((value) => value > small * sigma[0]).length;
  const out = Float64Array.from({ length: n }, (_, i) => {
    let sum = 0;
    for (let k = 0; k < rank; k++) sum += u[i * m + k] ** 2;
    return sum;
  });
  return { leverage: out, rank };
}

/**
 * How much the other features lean on feature i's direction: sum over j ≠ i of (Ŵ_i · W_j)². At 1 or more,
 * others can switch the feature on as strongly as itself (Elhage et al. 2022, "Basic Results").
 *
 * @param w [n, m]
 * @returns [n]
 */
export function superposition(w: ArrayLike<number>, n: number, m: number): Float64Array {
  const g = gram(w, n, m);
  const out = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    if (g[i * n + i] === 0) continue;
    for (let j = 0; j < n; j++) if (j !== i) out[i] += g[i * n + j] ** 2 / g[i * n + i];
  }
  return out;
}

/**
 * Dimensions per feature D* = m / ‖W‖_F² of one model: the paper counts a feature as learned by its ‖W_i‖², about 1 or
 * 0 (Elhage et al. 2022, "The Geometry of Superposition"). Not the mean of featureDimensionality: norms above 1, which
 * a pentagon has because of its negative biases, make it less.
 *
 * @param w [n, m]
 */
export function dimensionsPerFeature(w: ArrayLike<number>, m: number): number {
  let squares = 0;
  for (let e = 0; e < w.length; e++) squares += w[e] * w[e];
  return m / squares;
}

/** What is known of each feature of each instance, all [I, n]. */
export interface FeatureGeometry<Numbers = Float64Array> {
  /** ‖W_i‖ */
  norm: Numbers;
  /** D_i; see featureDimensionality. */
  dimensionality: Numbers;
  /** sum over j ≠ i of (Ŵ_i · W_j)²; see superposition. */
  overlap: Numbers;
}

/**
 * Norm, dimensionality and overlap of every feature of many models. All are 0 for a feature of norm 0.
 *
 * @param w [I, n, m]
 */
export function featureGeometry(
  w: ArrayLike<number>,
  { I, n, m }: { I: number; n: number; m: number },
): FeatureGeometry {
  const norm = new Float64Array(I * n);
  const dimensionality = new Float64Array(I * n);
  const overlap = new Float64Array(I * n);
  for (let feature = 0; feature < I * n; feature++) {
    const squares = product(w, feature, feature, m);
    if (squares === 0) continue;
    norm[feature] = Math.sqrt(squares);
    const first = feature - (feature % n);
    for (let other = first; other < first + n; other++) {
      if (other !== feature) overlap[feature] += product(w, feature, other, m) ** 2 / squares;
    }
    dimensionality[feature] = squares / (squares + overlap[feature]);
  }
  return { norm, dimensionality, overlap };
}

/** W_i · W_j, for rows of [rows, m]. */
function product(w: ArrayLike<number>, i: number, j: number, m: number): number {
  let sum = 0;
  for (let k = 0; k < m; k++) sum += w[i * m + k] * w[j * m + k];
  return sum;
}

/**
 * How far f32 may be from featureGeometry. With s = ‖W_i‖², off by at most e = dotBound(m, s):
 *
 * - norm: |√(s ± e) − √s| ≤ e / √s, and the root itself.
 * - c = Ŵ_i · W_j: a dot product over the norm. It is furthest off upwards, with the largest product over the least
 *   norm: (|p| + dot error) / (norm − its error), and the division.
 * - overlap: squares of c, each off by at most (2 |c| + its error) · its error, summed as a dot product of n − 1 terms.
 * - dimensionality s / (s + overlap) rises with s and falls with the overlap: its ends are at their ends. Then one sum
 *   and one division.
 *
 * @param w [I, n, m]
 */
export function featureGeometryBound(
  w: ArrayLike<number>,
  { I, n, m }: { I: number; n: number; m: number },
): FeatureGeometry {
  const norm = new Float64Array(I * n);
  const dimensionality = new Float64Array(I * n);
  const overlap = new Float64Array(I * n);
  for (let feature = 0; feature < I * n; feature++) {
    const s = product(w, feature, feature, m);
    if (s === 0) continue; // zeros are exact
    const e = dotBound(m, s);
    const length = Math.sqrt(s);
    norm[feature] = e / length + SQRT * U * (length + e / length);

    let exact = 0; // sum of c²
    let largest = 0; // sum of (|c| + its error)²
    const first = feature - (feature % n);
    for (let other = first; other < first + n; other++) {
      if (other === feature) continue;
      let p = 0;
      let magnitude = 0;
      for (let k = 0; k < m; k++) {
        const term = w[feature * m + k] * w[other * m + k];
        p += term;
        magnitude += Math.abs(term);
      }
      const upper =
        ((Math.abs(p) + dotBound(m, magnitude)) / (length - norm[feature])) * (1 + DIVISION * U);
      exact += p ** 2 / s;
      largest += (upper + TINY) ** 2;
    }
    overlap[feature] = largest - exact + dotBound(n - 1, largest);

    const value = s / (s + exact);
    const most = (s + e) / (s + e + Math.max(0, exact - overlap[feature]));
    const least = Math.max(0, s - e) / (s - e + exact + overlap[feature]);
    dimensionality[feature] =
      Math.max(most - value, value - least) + chainBound(1 + DIVISION, most);
  }
  return { norm, dimensionality, overlap };
}
