// One product of a row of features x [n] with W [n, m], read in two orders of its n · m multiply-adds. Each hidden
// dimension gets the same terms in the same order, so both end in the same bits.

/** One multiply-add: which entry of W was taken, and the hidden vector [m] after it. */
export interface MultiplyAdd {
  feature: number;
  hidden: number;
  h: Float64Array;
}

/**
 * Column after column: coordinate h_k is what the k-th column of W measures of x, x · W as a change of basis. A process
 * that is done to x, one output after the other.
 *
 * @returns [n · m]
 */
export function byColumns(
  x: ArrayLike<number>,
  w: ArrayLike<number>,
  n: number,
  m: number,
): MultiplyAdd[] {
  const h = new Float64Array(m);
  const all: MultiplyAdd[] = [];
  for (let hidden = 0; hidden < m; hidden++) {
    for (let feature = 0; feature < n; feature++) {
      h[hidden] += x[feature] * w[feature * m + hidden];
      all.push({ feature, hidden, h: h.slice() });
    }
  }
  return all;
}

/**
 * Row after row: features that are on select their rows W_i, which are scaled and added up. A state that is put together,
 * in which a feature that is off has no part.
 *
 * @returns [n · m]
 */
export function byRows(
  x: ArrayLike<number>,
  w: ArrayLike<number>,
  n: number,
  m: number,
): MultiplyAdd[] {
  const h = new Float64Array(m);
  const all: MultiplyAdd[] = [];
  for (let feature = 0; feature < n; feature++) {
    for (let hidden = 0; hidden < m; hidden++) {
      h[hidden] += x[feature] * w[feature * m + hidden];
      all.push({ feature, hidden, h: h.slice() });
    }
  }
  return all;
}
