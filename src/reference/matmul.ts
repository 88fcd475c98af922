/** Sizes of a batched product: I instances of an M × K by K × N product. */
export interface MatmulSizes {
  I: number;
  M: number;
  K: number;
  N: number;
}

type Strides = { row: number; col: number };

/** C[i, r, c] = sum over k of A[i](r, k) · B[i](k, c), where the strides say how A and B are stored. */
function product(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  { I, M, K, N }: MatmulSizes,
  sa: Strides,
  sb: Strides,
): Float64Array {
  const out = new Float64Array(I * M * N);
  for (let i = 0; i < I; i++) {
    for (let r = 0; r < M; r++) {
      for (let c = 0; c < N; c++) {
        let at = i * M * K + r * sa.row;
        let bt = i * K * N + c * sb.col;
        let sum = 0;
        for (let k = 0; k < K; k++) {
          sum += a[at] * b[bt];
          at += sa.col;
          bt += sb.row;
        }
        out[(i * M + r) * N + c] = sum;
      }
    }
  }
  return out;
}

/** C = A · B. a [I, M, K], b [I, K, N], result [I, M, N]. */
export function matmul(a: ArrayLike<number>, b: ArrayLike<number>, s: MatmulSizes): Float64Array {
  return product(a, b, s, { row: s.K, col: 1 }, { row: s.N, col: 1 });
}

/**
 * C = A · Bᵀ. a [I, M, K], b [I, N, K], result [I, M, N].
 * For C = A · B this is the gradient of the left factor: d_a = d_c · Bᵀ.
 */
export function matmulNT(a: ArrayLike<number>, b: ArrayLike<number>, s: MatmulSizes): Float64Array {
  return product(a, b, s, { row: s.K, col: 1 }, { row: 1, col: s.K });
}

/**
 * C = Aᵀ · B. a [I, K, M], b [I, K, N], result [I, M, N].
 * For C = A · B this is the gradient of the right factor: d_b = Aᵀ · d_c.
 */
export function matmulTN(a: ArrayLike<number>, b: ArrayLike<number>, s: MatmulSizes): Float64Array {
  return product(a, b, s, { row: 1, col: s.M }, { row: s.N, col: 1 });
}
