/** A toy model whose features are one set of which at most one is on: a set of n, on with probability p. */
export interface OneActiveSetting {
  n: number;
  m: number;
  /** How often one of the features is on; 1: always, as Chen et al. 2023 have it. */
  p: number;
  /** [n] */
  importance: ArrayLike<number>;
}

/**
 * Exact expected loss of x' = ReLU(Wᵀ W x + b), summed over features, where x is 0 or one random feature alone, uniform on
 * [0, 1]: along each feature's axis an output is a line cut off at 0,
 *
 *   (p / n) Σ_j ∫₀¹ Σ_i I_i (x δ_ij − (c_ij x + b_i)₊)² dx + (1 − p) Σ_i I_i b_i₊²,   c_ij = W_i · W_j.
 *
 * @param w [n, m]
 * @param b [n]
 */
export function oneActiveLoss(
  w: ArrayLike<number>,
  b: ArrayLike<number>,
  { n, m, p, importance }: OneActiveSetting,
): number {
  let loss = 0;
  for (let i = 0; i < n; i++) {
    let own = (1 - p) * Math.max(0, b[i]) ** 2;
    for (let j = 0; j < n; j++) {
      let slope = 0;
      for (let k = 0; k < m; k++) slope += w[i * m + k] * w[j * m + k];
      own += (p / n) * lineError(slope, b[i], i === j ? 1 : 0);
    }
    loss += importance[i] * own;
  }
  return loss;
}

/** ∫₀¹ (target x − (slope x + offset)₊)² dx, target 0 or 1. */
function lineError(slope: number, offset: number, target: number): number {
  // Where the line is above 0: from `from` to `to`.
  const zero = slope === 0 ? NaN : Math.min(1, Math.max(0, -offset / slope));
  const [from, to] = slope > 0 ? [zero, 1] : slope < 0 ? [0, zero] : offset > 0 ? [0, 1] : [0, 0];
  // The missing part is (target − slope) x − offset there, target x elsewhere.
  const factor = target - slope;
  const inside = (x: number) =>
    (factor ** 2 * x ** 3) / 3 - factor * offset * x ** 2 + offset ** 2 * x;
  const outside = (target * (1 - to ** 3 + from ** 3)) / 3;
  return inside(to) - inside(from) + outside;
}
