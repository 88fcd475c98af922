import { minimise } from './minimise';
import { reluMoments } from './relu-moments';

/** A regular k-gon in two hidden dimensions: ‖W_i‖ and b_i, the same for all. */
export interface KGon {
  norm: number;
  bias: number;
}

/**
 * The best regular k-gon where at most one feature is active, uniform on [0, 1]: the limit p → 0 (Chen et al. 2023,
 * "Dynamical versus Bayesian Phase Transitions in a Toy Model of Superposition"). Found, not tabulated: with bias −ρ
 * l², 0 ≤ ρ < 1, three times the losses of all k are
 *
 *   h_k = 3k (E(x − l² (x − ρ)₊)² + l⁴ Σ_{j≠0} E(x cos θ_j − ρ)₊²) = k (1 − 6 l² A + 3 l⁴ B),
 *   A = ∫ x (x − ρ)₊ = 1/3 − ρ/2 + ρ³/6,   B = Σ_j (cos θ_j − ρ)₊³ / (3 cos θ_j),
 *
 * least at l² = A / B, where h_k = k (1 − 3 A² / B): one unknown, ρ. A feature that is not learned adds 1 instead.
 */
export function kGonLimit(k: number): KGon & { h: number } {
  const cosines = polygonCosines(k);
  const at = (rho: number) => {
    const benefit = 1 / 3 - rho / 2 + rho ** 3 / 6;
    let cost = 0;
    for (const cosine of cosines) if (cosine > rho) cost += (cosine - rho) ** 3 / (3 * cosine);
    return { benefit, cost, h: k * (1 - (3 * benefit * benefit) / cost) };
  };
  const rho = leastOnUnitInterval((value) => at(value).h);
  const { benefit, cost, h } = at(rho);
  const squaredNorm = benefit / cost;
  return { norm: Math.sqrt(squaredNorm), bias: 0 - rho * squaredNorm, h };
}

/**
 * Loss of c features, k of them in the best k-gon and the others dead, if exactly one is active at a time: the sum over
 * features, expected, as Chen et al. print it, L = (h_k + c − k) / 3c, where c is there because each feature is the active
 * one with probability 1 / c. They write 4⁺ for a 4-gon one of whose dead features has its best bias 1 / 2c instead of
 * none, which takes off 1 / 4c².
 *
 * @param withBias dead features that have this bias
 */
export function kGonLimitLoss(k: number, c: number, withBias = 0): number {
  return (kGonLimit(k).h + c - k) / (3 * c) - withBias / (4 * c * c);
}

/** A critical point of c features in a plane: a k-gon, and of the others so many with their best bias. */
export interface CriticalKGon {
  /** As Chen et al. write it: 5⁺ for a pentagon and one dead feature with its best bias. */
  name: string;
  k: number;
  withBias: number;
  /** See kGonLimitLoss. */
  loss: number;
  /**
   * The local learning coefficient λ, half of the directions in which the loss grows. Each corner has three parameters, a
   * dead feature with a bias three, too, one without a bias none (it may have any negative one), and turning the plane
   * changes nothing: λ = (3 (k + withBias) − 1) / 2. Null for the 4-gon, where the loss is not quadratic.
   */
  learningCoefficient: number | null;
}

/** Fewest and most corners of a critical polygon (Chen et al.: none with 9 to 203 corners but multiples of 4). */
const CORNERS = [4, 8] as const;

/** The critical k-gons of c features, 4 … 8, the least loss first. */
export function criticalKGons(c: number): CriticalKGon[] {
  const all: CriticalKGon[] = [];
  for (let k = CORNERS[0]; k <= Math.min(c, CORNERS[1]); k++) {
    for (let withBias = 0; withBias <= c - k; withBias++) {
      all.push({
        name: `${k}${'⁺'.repeat(withBias)}`,
        ...{ k, withBias },
        loss: kGonLimitLoss(k, c, withBias),
        learningCoefficient: k > 4 ? (3 * (k + withBias) - 1) / 2 : null,
      });
    }
  }
  return all.sort((a, b) => a.loss - b.loss);
}

/**
 * The best regular k-gon of k independent features with feature probability p; loss is that of one feature. Exact in
 * the loss, minimised over norm and bias from the limit p → 0. By symmetry one output stands for all.
 *
 * @param k 3 … MOST_EXACT_FEATURES
 */
export function kGon(k: number, p: number): KGon & { loss: number } {
  const cosines = polygonCosines(k);
  const moments = reluMoments(k);
  const probability = new Float64Array(k).fill(p);
  const limit = kGonLimit(k);
  const scale = p / 3; // loss of answering 0
  const found = minimise(
    ([squaredNorm, bias], gradient) => {
      const weights = cosines.map((cosine) => squaredNorm * cosine);
      const of = moments(bias, weights, probability, 0);
      gradient[0] = 0;
      for (let j = 0; j < k; j++) {
        gradient[0] += (2 * cosines[j] * (of.product[j] - of.activeProduct[j])) / scale;
      }
      gradient[1] = (2 * (of.first - of.active)) / scale;
      return (of.square - 2 * of.product[0]) / scale + 1;
    },
    [limit.norm ** 2, limit.bias],
  );
  // A negative square is no polygon: nothing is learned then.
  const squaredNorm = Math.max(0, found.x[0]);
  return { norm: Math.sqrt(squaredNorm), bias: found.x[1], loss: found.value * scale };
}

/** cos(2πj / k), with what should be 0 exactly 0. */
function polygonCosines(k: number): number[] {
  return Array.from({ length: k }, (_, j) =>
    (4 * j) % (2 * k) === k ? 0 : Math.cos((2 * Math.PI * j) / k),
  );
}

/** Where a function on [0, 1) is least: the best of a grid, then golden sections around it. */
function leastOnUnitInterval(f: (x: number) => number): number {
  const GRID = 256;
  let best = 0;
  for (let i = 1; i < GRID; i++) if (f(i / GRID) < f(best / GRID)) best = i;
  if (best === 0) return 0;
  const ratio = (Math.sqrt(5) - 1) / 2;
  let [a, b] = [(best - 1) / GRID, (best + 1) / GRID];
  while (b - a > 1e-9) {
    const [low, high] = [b - ratio * (b - a), a + ratio * (b - a)];
    if (f(low) < f(high)) b = high;
    else a = low;
  }
  return (a + b) / 2;
}
