/** Sums of squares of shares of a gradient: element e belongs to part floor(e / width) mod parts. [parts] */
export function squareSums(
  gradient: ArrayLike<number>,
  parts: number,
  width: number,
): Float64Array {
  const sums = new Float64Array(parts);
  for (let e = 0; e < gradient.length; e++) {
    sums[Math.floor(e / width) % parts] += gradient[e] * gradient[e];
  }
  return sums;
}

/** A gradient shortened to at most `maxNorm`, given the parts of its sum of squares. */
export function clipByNorm(
  gradient: ArrayLike<number>,
  parts: ArrayLike<number>,
  maxNorm: number,
): Float64Array {
  let squares = 0;
  for (let p = 0; p < parts.length; p++) squares += parts[p];
  const norm = Math.sqrt(squares);
  return Float64Array.from(gradient, (v) => (norm > maxNorm ? (v * maxNorm) / norm : v));
}
