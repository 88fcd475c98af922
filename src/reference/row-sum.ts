/** Sum of each row. a [R, C], result [R]. */
export function rowSum(a: ArrayLike<number>, R: number, C: number): Float64Array {
  const sums = new Float64Array(R);
  for (let r = 0; r < R; r++) for (let c = 0; c < C; c++) sums[r] += a[r * C + c];
  return sums;
}
