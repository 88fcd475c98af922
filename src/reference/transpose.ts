/** B = Aᵀ. a [I, R, C], result [I, C, R]. */
export function transpose(
  a: ArrayLike<number>,
  { I, R, C }: { I: number; R: number; C: number },
): Float64Array {
  const out = new Float64Array(I * R * C);
  for (let i = 0; i < I; i++) {
    for (let r = 0; r < R; r++) {
      for (let c = 0; c < C; c++) out[(i * C + c) * R + r] = a[(i * R + r) * C + c];
    }
  }
  return out;
}
