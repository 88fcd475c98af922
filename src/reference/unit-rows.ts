/** Each row of a [R, C] over its length, in place; a row of zeros stays one. Returns a. */
export function unitRows(a: Float64Array, R: number, C: number): Float64Array {
  for (let r = 0; r < R; r++) {
    let squares = 0;
    for (let c = 0; c < C; c++) squares += a[r * C + c] ** 2;
    if (squares === 0) continue;
    const length = Math.sqrt(squares);
    for (let c = 0; c < C; c++) a[r * C + c] /= length;
  }
  return a;
}
