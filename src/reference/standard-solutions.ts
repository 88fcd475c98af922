import { antipodalPairLoss, topDedicatedLoss, triangleLoss } from './closed-form';
import { featureVariance } from './feature-moments';
import { kGon } from './k-gon';

/** A solution that one can write down, for a line on a chart of the loss. */
export interface StandardSolution {
  name: string;
  /** How many features it represents; the others are answered by their mean. */
  represented: number;
  /** Summed over features. */
  loss: number;
  /** loss / n */
  meanLoss: number;
}

/** Polygons that are listed; more corners are worse than leaving features out, even for p → 0. */
const POLYGONS = [
  { sides: 5, name: 'pentagon' },
  { sides: 6, name: 'hexagon' },
  { sides: 7, name: 'heptagon' },
];

/**
 * The standard solutions of x' = ReLU(Wᵀ W x + b) for n independent features with feature probability p: nothing
 * learned, the m most important dedicated (the best linear model), antipodal pairs, triangles and larger polygons in
 * planes at right angles. Represented are the most important features, and the least important of them share. Unit
 * vectors without bias, except that polygons from five sides have their best norm and bias at p, found numerically (see
 * kGon; milliseconds). Optimal models relax norms, angles and biases, so these losses are bounds from above; with n > m
 * and small p the best of them is near.
 *
 * @param importance [n]
 */
export function standardSolutions(
  n: number,
  m: number,
  p: number,
  importance: ArrayLike<number>,
): StandardSolution[] {
  const sorted = Array.from(importance).sort((a, b) => b - a);
  const sum = (from: number, to: number) => sorted.slice(from, to).reduce((a, b) => a + b, 0);
  const variance = featureVariance(p);
  const solutions: StandardSolution[] = [];
  const add = (name: string, represented: number, lossOfThem: number) => {
    const loss = lossOfThem + sum(represented, n) * variance;
    solutions.push({ name, represented, loss, meanLoss: loss / n });
  };

  add('nothing learned', 0, 0);
  const dedicated = Math.min(n, m);
  const loss = topDedicatedLoss(importance, m, p);
  solutions.push({
    name: n > m ? `${m} dedicated, the others at their mean` : 'all dedicated',
    represented: dedicated,
    loss,
    meanLoss: loss / n,
  });
  if (n > m) {
    const represented = Math.min(n, 2 * m);
    const alone = 2 * m - represented; // dimensions that are left to one feature
    const name = alone > 0 ? `antipodal pairs and ${alone} dedicated` : 'antipodal pairs';
    add(name, represented, antipodalPairLoss(p, sum(alone, represented), 0));
  }
  const planes = Math.floor(m / 2);
  const plural = planes > 1 ? 's' : '';
  const own = m % 2; // an odd dimension belongs to the most important feature
  if (planes > 0 && n >= own + 3 * planes) {
    const represented = own + 3 * planes;
    add(`triangle${plural}`, represented, (triangleLoss(p) / 3) * sum(own, represented));
  }
  for (const { sides, name } of planes > 0 ? POLYGONS : []) {
    const represented = own + sides * planes;
    if (n >= represented) {
      add(`${name}${plural}`, represented, kGon(sides, p).loss * sum(own, represented));
    }
  }
  return solutions;
}
