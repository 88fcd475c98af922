/** Which entry of a dictionary is nearest in direction to each feature. */
export interface DictionaryMatch {
  /** Cosine with it, [n]; 0 of a feature without length. */
  cosine: Float64Array;
  /** Which it is, [n]. */
  entry: Int32Array;
}

/**
 * The largest cosine of each feature w [n, m] with any entry of a dictionary [d, m]. Its mean over the features is the mean
 * max cosine similarity, MMCS (Sharkey et al. 2022).
 */
export function matchDictionary(
  w: ArrayLike<number>,
  dictionary: ArrayLike<number>,
  m: number,
): DictionaryMatch {
  const [n, d] = [w.length / m, dictionary.length / m];
  const cosine = new Float64Array(n);
  const entry = new Int32Array(n);
  const lengthOf = (a: ArrayLike<number>, row: number) => Math.sqrt(dot(a, row, a, row, m));
  for (let i = 0; i < n; i++) {
    const length = lengthOf(w, i);
    if (length === 0) continue;
    let best = -Infinity;
    for (let e = 0; e < d; e++) {
      const other = lengthOf(dictionary, e);
      const c = other > 0 ? dot(w, i, dictionary, e, m) / (length * other) : 0;
      if (c > best) [best, entry[i]] = [c, e];
    }
    cosine[i] = best;
  }
  return { cosine, entry };
}

/** Product of two rows of m numbers. */
function dot(a: ArrayLike<number>, p: number, b: ArrayLike<number>, q: number, m: number): number {
  let sum = 0;
  for (let k = 0; k < m; k++) sum += a[p * m + k] * b[q * m + k];
  return sum;
}
