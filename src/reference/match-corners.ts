/** How far features are from the corners of a shape, at the best assignment of the one to the other. */
export interface CornerMatch {
  /** Largest difference of two cosines. */
  deviation: number;
  /** Root mean square of the differences, over all pairs. */
  distance: number;
}

/**
 * Whether unit vectors are those of a shape up to rotation, reflection and order: whether their matrix of cosines is the
 * shape's when rows and columns are reordered together. Null if some cosine is off by more than the tolerance in every
 * order.
 *
 * Sorted rows are compared first. That alone does not decide, because the same cosines can be arranged in other ways,
 * but without it a simplex, whose corners can be exchanged at will, would be tried in all k! orders.
 *
 * @param cosines [k, k]
 * @param ideal [k, k], of a shape whose corners are all alike
 */
export function matchCorners(
  cosines: Float64Array,
  ideal: Float64Array,
  k: number,
  tolerance: number,
): CornerMatch | null {
  if (!sortedRowsAgree(cosines, ideal, k, tolerance)) return null;
  const nearestAnyway = halfLeastGap(ideal);
  const corner: number[] = []; // of each feature that has one
  const free = Array<boolean>(k).fill(true);
  let best = Infinity; // sum of squares over pairs
  let deviation = Infinity;
  let done = false;

  /** Sum of squares and largest difference of the next feature at this corner; null beyond the tolerance. */
  const cost = (candidate: number): { squares: number; largest: number } | null => {
    const feature = corner.length;
    let squares = 0;
    let largest = 0;
    for (let other = 0; other < feature; other++) {
      const off = Math.abs(cosines[feature * k + other] - ideal[candidate * k + corner[other]]);
      if (!(off <= tolerance)) return null;
      squares += off * off;
      largest = Math.max(largest, off);
    }
    return { squares, largest };
  };

  const place = (squares: number, largest: number): void => {
    if (corner.length === k) {
      best = squares;
      deviation = largest;
      // Every cosine is next to its nearest value in the shape, so that no other order can be nearer.
      done = largest < nearestAnyway;
      return;
    }
    // All corners are alike: the first feature may have the first.
    const last = corner.length === 0 ? 1 : k;
    for (let candidate = 0; candidate < last && !done; candidate++) {
      const extra = free[candidate] ? cost(candidate) : null;
      if (!extra || squares + extra.squares >= best) continue;
      free[candidate] = false;
      corner.push(candidate);
      place(squares + extra.squares, Math.max(largest, extra.largest));
      corner.pop();
      free[candidate] = true;
    }
  };

  place(0, 0);
  if (best === Infinity) return null;
  return { deviation, distance: Math.sqrt(best / Math.max(1, (k * (k - 1)) / 2)) };
}

/** Whether each row, sorted, is within the tolerance of the shape's. No order of the rows can be nearer than this. */
function sortedRowsAgree(
  cosines: Float64Array,
  ideal: Float64Array,
  k: number,
  tolerance: number,
): boolean {
  const row = (matrix: Float64Array, i: number) => matrix.slice(i * k, (i + 1) * k).sort();
  const wanted = row(ideal, 0);
  for (let i = 0; i < k; i++) {
    if (!row(cosines, i).every((cosine, at) => Math.abs(cosine - wanted[at]) <= tolerance)) {
      return false;
    }
  }
  return true;
}

/** Half of the least difference between two cosines of a shape that are not the same. */
function halfLeastGap(ideal: Float64Array): number {
  const values = ideal.slice().sort();
  let least = Infinity;
  for (let at = 1; at < values.length; at++) {
    const gap = values[at] - values[at - 1];
    if (gap > 1e-6) least = Math.min(least, gap); // less is rounding of one and the same
  }
  return least / 2;
}
