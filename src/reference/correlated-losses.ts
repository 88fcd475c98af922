// Losses of fixed solutions for features in sets, and of the model of absolute values (Elhage et al. 2022). Summed over
// features of importance 1 unless said otherwise; a set is on with probability p.
import { jointPairLoss } from './closed-form';
import { featureVariance } from './feature-moments';

/** Variances of a correlated pair a, b (on together, sizes independent) along (a + b)/√2 and (a − b)/√2. */
export function correlatedPairVariances(p: number): { sum: number; difference: number } {
  return { sum: (7 * p) / 12 - (p * p) / 2, difference: p / 12 };
}

/** Loss of a correlated pair stored as its first principal component alone: W = 1/√2 each, no bias. */
export function collapsedPairLoss(p: number): number {
  return correlatedPairVariances(p).difference;
}

/**
 * Loss of correlated sets at right angles inside, and antipodal across: each feature of the one set is opposite to one
 * of the other, and both sets must be on for interference. Two sets of three in three dimensions make an octahedron.
 *
 * @param size features in each of the two sets
 */
export function antipodalAcrossLoss(p: number, size: number): number {
  return size * jointPairLoss(p * p, 1, 1);
}

/** Loss of correlated pairs that are antipodal inside, where both are on whenever one is. */
export function antipodalInsideLoss(p: number, pairs: number): number {
  return pairs * jointPairLoss(p, 1, 1);
}

/**
 * Loss of two anticorrelated sets (one random member is on) that are at right angles inside and antipodal across. A
 * local optimum: antipodal inside costs nothing, since the two are never on together.
 */
export function anticorrelatedAcrossLoss(p: number, size: number): number {
  return size * jointPairLoss((p / size) ** 2, 1, 1);
}

/**
 * Mean-loss of absolute values y = |x|, x signed, in m neurons without superposition: each of the ⌊m/2⌋ most important
 * features has one neuron for either sign, the others are answered by their mean ("Computation in Superposition").
 *
 * @param importance [n]
 */
export function absoluteDedicatedLoss(
  importance: ArrayLike<number>,
  neurons: number,
  p: number,
): number {
  const ignored = Array.from(importance)
    .sort((a, b) => b - a)
    .slice(Math.floor(neurons / 2));
  return (
    (ignored.reduce((sum, weight) => sum + weight, 0) * featureVariance(p)) / importance.length
  );
}

/**
 * The two outputs of one neuron of the asymmetric motif, ReLU(2 a − b/2), read out with weights 1/2 and 2: it answers a
 * exactly, but disturbs b's output by 4 a, which a neuron that inhibits must undo ("The Asymmetric Superposition
 * Motif").
 */
export function asymmetricNeuron(a: number, b: number): [ofA: number, ofB: number] {
  const neuron = Math.max(0, 2 * a - b / 2);
  return [neuron / 2, 2 * neuron];
}
