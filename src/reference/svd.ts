/** A = U Σ Vᵀ of a matrix [rows, columns], singular values falling. */
export interface SingularValues {
  /** Left vectors, [rows, columns]: one column a singular value; zeros where that is 0 up to rounding. */
  u: Float64Array;
  /** Singular values, [columns], the largest first. */
  sigma: Float64Array;
  /** Right vectors, [columns, columns]: one column a singular value, orthonormal. */
  v: Float64Array;
}

/** Two columns are at right angles when their cosine is a rounding error; a few units of the last place. */
const RIGHT_ANGLE = 2 ** -50;
/** Columns shorter than this share of the whole matrix are what rounding leaves of 0, and have no direction. */
const NOTHING = 2 ** -48;
/** Jacobi converges quadratically: five or six sweeps do, and a matrix that needs more is not finite. */
const MOST_SWEEPS = 30;

/**
 * Singular values and vectors by one-sided Jacobi (Hestenes 1958): rotate two columns at a time until all are at right
 * angles. It works on A itself and never on AᵀA, whose small singular values have lost half of their digits.
 *
 * @param a [rows, columns]
 */
export function singularValues(a: ArrayLike<number>, columns: number): SingularValues {
  const u = Float64Array.from(a);
  const v = identity(columns);
  const nothing = NOTHING ** 2 * u.reduce((sum, value) => sum + value ** 2, 0);
  for (let sweep = 0, turned = true; turned && sweep < MOST_SWEEPS; sweep++) {
    turned = false;
    for (let p = 0; p < columns; p++) {
      for (let q = p + 1; q < columns; q++) {
        if (straighten(u, v, p, q, columns, nothing)) turned = true;
      }
    }
  }
  return sorted(u, v, columns, nothing);
}

/** Rotates columns p and q of u to a right angle, and those of v along. False if they had one, or one is nothing. */
function straighten(
  u: Float64Array,
  v: Float64Array,
  p: number,
  q: number,
  columns: number,
  nothing: number,
): boolean {
  let [pp, qq, pq] = [0, 0, 0];
  for (let at = 0; at < u.length; at += columns) {
    const [x, y] = [u[at + p], u[at + q]];
    pp += x * x;
    qq += y * y;
    pq += x * y;
  }
  if (Math.min(pp, qq) <= nothing) return false;
  if (!(Math.abs(pq) > RIGHT_ANGLE * Math.sqrt(pp * qq))) return false;
  const zeta = (qq - pp) / (2 * pq);
  // The smaller of the two angles, without cancellation.
  const tangent = (zeta < 0 ? -1 : 1) / (Math.abs(zeta) + Math.hypot(1, zeta));
  const cosine = 1 / Math.hypot(1, tangent);
  for (const matrix of [u, v]) {
    for (let at = 0; at < matrix.length; at += columns) {
      const [x, y] = [matrix[at + p], matrix[at + q]];
      matrix[at + p] = cosine * (x - tangent * y);
      matrix[at + q] = cosine * (y + tangent * x);
    }
  }
  return true;
}

/** Lengths of the columns of u are the singular values: divide by them, and put the largest first. */
function sorted(
  u: Float64Array,
  v: Float64Array,
  columns: number,
  nothing: number,
): SingularValues {
  const length = new Float64Array(columns);
  u.forEach((value, at) => (length[at % columns] += value ** 2));
  const scale = length.map((squares) => (squares > nothing ? 1 / Math.sqrt(squares) : 0));
  const order = Array.from(length.keys()).sort((a, b) => length[b] - length[a]);
  const from = (at: number) => at - (at % columns) + order[at % columns];
  return {
    u: u.map((_, at) => u[from(at)] * scale[order[at % columns]]),
    sigma: Float64Array.from(order, (c) => Math.sqrt(length[c])),
    v: v.map((_, at) => v[from(at)]),
  };
}

/** [size, size] */
function identity(size: number): Float64Array {
  return Float64Array.from({ length: size * size }, (_, at) => (at % (size + 1) === 0 ? 1 : 0));
}
