/** out = a + b, element by element. a, b and the result have one length. */
export function add(a: ArrayLike<number>, b: ArrayLike<number>): Float64Array {
  const out = new Float64Array(a.length);
  for (let i = 0; i < out.length; i++) out[i] = a[i] + b[i];
  return out;
}

/** A row added to every row of a matrix. a [R, C], row [C], result [R, C]. */
export function addRow(a: ArrayLike<number>, row: ArrayLike<number>): Float64Array {
  return Float64Array.from(a, (v, e) => v + row[e % row.length]);
}

/** A column added to every column of a matrix. a [R, C], column [R], result [R, C]. */
export function addColumn(a: ArrayLike<number>, column: ArrayLike<number>): Float64Array {
  const columns = a.length / column.length;
  return Float64Array.from(a, (v, e) => v + column[Math.floor(e / columns)]);
}
