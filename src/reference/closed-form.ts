/** Variance of one sparse feature: Bernoulli(p) times uniform [0, 1]. */
export function featureVariance(p: number): number {
  return p / 3 - (p * p) / 4;
}

/**
 * Best mean-loss of a dense model (p = 1) with m hidden dimensions: the m most important features are
 * represented orthogonally, the others answered by their mean (Elhage et al. 2022, "Basic Results").
 */
export function denseOptimum(importance: ArrayLike<number>, hidden: number): number {
  const sorted = Array.from(importance).sort((a, b) => b - a);
  const ignored = sorted.slice(hidden).reduce((sum, weight) => sum + weight, 0);
  return (ignored * featureVariance(1)) / importance.length;
}

/** Loss (summed over features) of an antipodal pair of unit vectors without bias: (a + b) p² / 6. */
export function antipodalPairLoss(p: number, a: number, b: number): number {
  return ((a + b) * p * p) / 6;
}
