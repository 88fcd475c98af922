/** out = a · b, element by element. */
export function multiply(a: ArrayLike<number>, b: ArrayLike<number>): Float64Array {
  return Float64Array.from({ length: a.length }, (_, e) => a[e] * b[e]);
}

/** out = factor · a, element by element. */
export function scale(a: ArrayLike<number>, factor: number): Float64Array {
  return Float64Array.from(a, (value) => factor * value);
}
