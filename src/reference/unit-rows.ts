/** Each row of a [R, C] over its length; a row of zeros stays one. Result [R, C]. */
export function unitRows(a: ArrayLike<number>, R: number, C: number): Float64Array {
  const out = new Float64Array(R * C);
  for (let r = 0; r < R; r++) {
    let squares = 0;
    for (let c = 0; c < C; c++) squares += a[r * C + c] ** 2;
    if (squares === 0) continue;
    const length = Math.sqrt(squares);
    for (let c = 0; c < C; c++) out[r * C + c] = a[r * C + c] / length;
  }
  return out;
}
