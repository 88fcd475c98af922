// The paper's theory of its phase diagrams (Elhage et al. 2022, "Superposition as a Phase Change"): a few candidates
// with unit weights, of which the one of least loss wins. Optimal and trained models are not bound to them: compare
// those with phaseCell.
import { antipodalPairLoss } from './closed-form';
import { featureVariance } from './feature-moments';

/** What becomes of a feature. */
export type FeatureFate = 'not-learned' | 'superposed' | 'dedicated';

/** A candidate of the theory, for the extra (the last) feature. */
export interface TheoryCandidate {
  /** Vector that the rows' single hidden direction (n = 2), or the plane's normal (n = 3), is along. */
  direction: readonly number[];
  fate: FeatureFate;
  /** Summed over features. */
  loss: number;
}

/** Where the three phases of the theory meet: the density above which nothing is in superposition, at r = 1. */
export const TRIPLE_POINT = { importance: 1, density: 4 / 7 };

/** Importance r of the extra feature at which it is as well ignored as antipodal to another one: 2p / (4 − 5p). */
export function ignoredLine(p: number): number {
  return (2 * p) / (4 - 5 * p);
}

/** … and at which it is as well antipodal as dedicated, with n = 2, m = 1: (4 − 5p) / 2p. */
export function dedicatedLine(p: number): number {
  return (4 - 5 * p) / (2 * p);
}

/**
 * The paper's candidates for n = 2, m = 1 (importance 1 and r) or n = 3, m = 2 (importance 1, 1 and r), with their
 * losses. W ⊥ (1, 1, 1), the triangle, is left out as in the paper; it never wins.
 *
 * @param r importance of the extra feature
 * @param p feature probability of all
 */
export function theoryCandidates(n: 2 | 3, r: number, p: number): TheoryCandidate[] {
  const variance = featureVariance(p);
  const shared = antipodalPairLoss(p, 1, r);
  if (n === 2) {
    return [
      { direction: [1, 0], fate: 'not-learned', loss: r * variance },
      { direction: [0, 1], fate: 'dedicated', loss: variance },
      { direction: [1, -1], fate: 'superposed', loss: shared },
    ];
  }
  return [
    { direction: [0, 0, 1], fate: 'not-learned', loss: r * variance },
    { direction: [1, 0, 0], fate: 'dedicated', loss: variance },
    { direction: [0, 1, 1], fate: 'superposed', loss: shared },
    { direction: [1, 1, 0], fate: 'dedicated', loss: antipodalPairLoss(p, 1, 1) },
  ];
}

/** The candidate of least loss; see theoryCandidates. */
export function theoryPhase(n: 2 | 3, r: number, p: number): TheoryCandidate {
  return theoryCandidates(n, r, p).reduce((best, next) => (next.loss < best.loss ? next : best));
}
