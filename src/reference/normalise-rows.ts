/** Each row of a [R, C] matrix over its length, in place; a row of zeros stays as it is. */
export function normaliseRows(a: Float64Array, R: number, C: number): void {
  for (let r = 0; r < R; r++) {
    const row = a.subarray(r * C, (r + 1) * C);
    const length = Math.sqrt(row.reduce((sum, v) => sum + v * v, 0));
    if (length > 0) row.forEach((v, c) => (row[c] = v / length));
  }
}
