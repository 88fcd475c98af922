// Losses of solutions with fixed weights, summed over the features they are about, for independent features
// x = Bernoulli(p) · U[0, 1]. Integrals of polynomials over the unit square and cube.
import { featureVariance } from './feature-moments';

/**
 * Loss of a linear model x' = Wᵀ W x + b at its best: the m most important features are represented orthogonally, the
 * others answered by their mean (Elhage et al. 2022, "Basic Results"). Any ReLU output model can do the same.
 *
 * @param importance [n]
 */
export function topDedicatedLoss(importance: ArrayLike<number>, hidden: number, p: number): number {
  const sorted = Array.from(importance).sort((a, b) => b - a);
  return sorted.slice(hidden).reduce((sum, weight) => sum + weight, 0) * featureVariance(p);
}

/** Best mean-loss of a linear model on dense features (p = 1); see topDedicatedLoss. */
export function denseOptimum(importance: ArrayLike<number>, hidden: number): number {
  return topDedicatedLoss(importance, hidden, 1) / importance.length;
}

/** Loss of a feature that is ignored and answered by 0: E x². Answered by its mean, it costs featureVariance. */
export function zeroAnswerLoss(p: number): number {
  return p / 3;
}

/** Loss (summed over both features, of importance a and b) of an antipodal pair of unit vectors without bias. */
export function antipodalPairLoss(p: number, a: number, b: number): number {
  return jointPairLoss(p * p, a, b);
}

/**
 * The same, if both features are active together with a probability of its own. Each output then misses the lesser of
 * the two, E min(x, y)² = 1/6; alone, each is answered exactly.
 */
export function jointPairLoss(together: number, a: number, b: number): number {
  return ((a + b) * together) / 6;
}

/**
 * Loss of two features (of importance a and b) that share one direction: W = (1, 1)/√2, no bias. Both outputs are the
 * mean of the two. Without a bias, the optimum of n = 2, m = 1 at high density.
 */
export function confusedPairLoss(p: number, a: number, b: number): number {
  return ((a + b) * featureVariance(p)) / 2;
}

/**
 * Loss of three unit vectors at 120° in a plane, no bias, importance 1. An active feature with one other misses
 * E min(x, y/2)² = 1/16, with both E min(x, (y + z)/2)² = 1/6. Never less than a pair and a dedicated feature.
 */
export function triangleLoss(p: number): number {
  return (3 * p * p + p ** 3) / 8;
}

/** Loss of four unit vectors at right angles in a plane, no bias, importance 1: two antipodal pairs. */
export function squareLoss(p: number): number {
  return 2 * antipodalPairLoss(p, 1, 1);
}

/**
 * Loss of two dense features x, y in one number t = (⌊Zx⌋ + y) / Z: y comes back exactly, x as the middle of its step
 * of width 1/Z (Elhage et al. 2022, appendix on nonlinear compression, with infinitely steep steps). Linear: 1/12, by
 * keeping one.
 */
export function nonlinearCompressionLoss(steps: number): number {
  return 1 / (12 * steps * steps);
}

/**
 * Dimensionality of a data point when T of them are memorised as a regular T-gon in m = 2 hidden dimensions, or any
 * other tight frame of T vectors in m (Henighan et al. 2023, "Superposition, Memorization, and Double Descent").
 */
export function memorisedDimensionality(hidden: number, points: number): number {
  return hidden / points;
}

/**
 * How many of m neurons features of both signs are expected to meet in, if each of n features is given a neuron and a
 * sign at random (Lecomte et al. 2023, "Incidental Polysemanticity"). For many neurons n² / 4m.
 */
export function incidentalCollisions(n: number, m: number): number {
  return m * (1 - 2 * (1 - 1 / (2 * m)) ** n + (1 - 1 / m) ** n);
}
