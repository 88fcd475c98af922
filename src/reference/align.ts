import { matmul, matmulNT, matmulTN } from './matmul';
import { singularValues } from './svd';

/**
 * The orthogonal matrix nearest to A: its polar factor U Vᵀ. Directions that A has nothing to say about are turned as
 * little as their order decides, so that the result is orthogonal all the same.
 *
 * @param a [m, m]
 * @returns [m, m], a rotation or a reflection
 */
export function nearestOrthogonal(a: ArrayLike<number>, m: number): Float64Array {
  const { u, v } = singularValues(a, m);
  complete(u, m);
  return matmulNT(u, v, { I: 1, M: m, K: m, N: m });
}

/** Fills the columns of u [m, m] that are zero, so that all are orthonormal (Gram and Schmidt). */
function complete(u: Float64Array, m: number): void {
  const dot = (p: number, q: number) => {
    let sum = 0;
    for (let r = 0; r < m; r++) sum += u[r * m + p] * u[r * m + q];
    return sum;
  };
  for (let column = 0; column < m; column++) {
    if (dot(column, column) > 0) continue;
    // Of the unit vectors, the one that the others say least of: at least 1/m of its square is left,
    // so that no digits are lost.
    const said = Array.from({ length: m }, (_, r) => Math.hypot(...u.subarray(r * m, (r + 1) * m)));
    u[said.indexOf(Math.min(...said)) * m + column] = 1;
    for (let other = 0; other < m; other++) {
      const share = other === column ? 0 : dot(column, other);
      for (let r = 0; r < m; r++) u[r * m + column] -= share * u[r * m + other];
    }
    const length = Math.sqrt(dot(column, column));
    for (let r = 0; r < m; r++) u[r * m + column] /= length;
  }
}

/** A W turned onto another. */
export interface Alignment {
  /** W · Q, [n, m] */
  aligned: Float64Array;
  /** Q, orthogonal, [m, m] */
  rotation: Float64Array;
  /** ‖W Q − reference‖, Frobenius. */
  distance: number;
}

/**
 * Turns W onto a reference of the same features (orthogonal Procrustes; Schönemann 1966). The loss of a model without
 * a privileged basis does not change when its hidden space is rotated or reflected, so that two runs can be compared
 * only after this.
 *
 * @param w [n, m]
 * @param reference [n, m]
 */
export function alignTo(
  w: ArrayLike<number>,
  reference: ArrayLike<number>,
  n: number,
  m: number,
): Alignment {
  const rotation = nearestOrthogonal(matmulTN(w, reference, { I: 1, M: m, K: n, N: m }), m);
  const aligned = matmul(w, rotation, { I: 1, M: n, K: m, N: m });
  const squares = aligned.reduce((sum, x, at) => sum + (x - reference[at]) ** 2, 0);
  return { aligned, rotation, distance: Math.sqrt(squares) };
}

/** Sine of the least angle to the x-axis at which a feature says which side is up: 30°. */
const ASIDE = 0.5;

/**
 * Rotates and reflects an embedding in the plane so that runs can be drawn over each other (Elhage et al. 2022,
 * "Non-Uniform Superposition"): the chosen feature points along +x, and the first other one that stands clearly aside
 * is above it. A chosen feature of norm 0 leaves W as it is, but for the reflection.
 *
 * @param w [n, 2]
 * @returns [n, 2]
 */
export function canonicalPlane(w: ArrayLike<number>, n: number, feature = 0): Float64Array {
  const norm = Math.hypot(w[2 * feature], w[2 * feature + 1]);
  const [cosine, sine] = norm > 0 ? [w[2 * feature] / norm, w[2 * feature + 1] / norm] : [1, 0];
  const out = matmul(w, [cosine, -sine, sine, cosine], { I: 1, M: n, K: 2, N: 2 });
  const aside = Array.from({ length: n }, (_, i) => i).find(
    (i) => Math.abs(out[2 * i + 1]) > ASIDE * Math.hypot(out[2 * i], out[2 * i + 1]),
  );
  const side = aside !== undefined && out[2 * aside + 1] < 0 ? -1 : 1;
  for (let i = 0; i < n; i++) out[2 * i + 1] *= side;
  out[2 * feature + 1] = 0; // without rounding, and not −0
  return out;
}
