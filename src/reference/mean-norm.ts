import type { FeatureData } from './sparse-features';

// E‖x‖ of sparse features. For every Q >= 0,
//
//   √Q = 1/√π ∫ (1 − exp(−s² Q)) / s² ds,   s from 0 to ∞,
//
// and the mean of exp(−s² ‖x‖²) is a product over what is drawn independently. A feature that is on is uniform on [0, 1),
// or on [−1, 1), which is the same to its square: φ(s) = ∫₀¹ exp(−s² u²) du. A feature gives the factor 1 − p (1 − φ); so
// does an anticorrelated set, in which one is on; a correlated set of k, which are on together, 1 − p (1 − φᵏ).
//
// With s = eᵛ the integrand falls off as e^−|v| and is analytic to π/4 on either side of the real line, so that a sum over
// points h apart is off by exp(−π² / 2h) of it, 3e-9, and cutting it off at |v| = 24 takes e^−24 of it, 4e-11.

const STEP = 1 / 4;
const END = 24;

/** The points of the sum: 1 / s, and 1 − φ(s). */
const POINTS = Array.from({ length: (2 * END) / STEP + 1 }, (_, k) => {
  const s = Math.exp(k * STEP - END);
  return { weight: STEP / s, missing: missing(s) };
});

/** 1 − φ(s), to full relative precision at either end. */
function missing(s: number): number {
  const t = s * s;
  if (s > 6) return 1 - Math.sqrt(Math.PI) / (2 * s); // φ = √π erf(s) / 2s, and 1 − erf(6) is 2e-17
  if (t < 1) {
    let [power, sum] = [1, 0];
    for (let k = 1; k < 20; k++) sum -= (power *= -t / k) / (2 * k + 1);
    return sum;
  }
  // φ = exp(−t) Σ (2t)ᵏ / (2k + 1)!!: nothing cancels.
  let [term, sum] = [1, 1];
  for (let k = 1; term > 1e-17 * sum; k++) sum += term *= (2 * t) / (2 * k + 1);
  return 1 - Math.exp(-t) * sum;
}

/** What is drawn independently of the rest: how often it is on, how many features are on with it, how often it occurs. */
interface Draw {
  p: number;
  together: number;
  times: number;
}

function drawsOf(probability: ArrayLike<number>, { sets }: FeatureData): Draw[] {
  const n = probability.length;
  const size = sets?.size ?? 1;
  const draws = new Map<string, Draw>();
  for (let j = 0; j < n; j += size) {
    const p = probability[j];
    const together = sets?.kind === 'correlated' ? Math.min(size, n - j) : 1;
    const key = `${p} ${together}`;
    const known = draws.get(key);
    if (known) known.times++;
    else draws.set(key, { p, together, times: 1 });
  }
  return [...draws.values()];
}

/** How often a sample has any feature on, [0, 1]. */
export function anyOn(probability: ArrayLike<number>, data: FeatureData): number {
  let log = 0;
  for (const { p, times } of drawsOf(probability, data)) log += times * Math.log1p(-p);
  return -Math.expm1(log);
}

/**
 * The mean norm E‖x‖ of the samples of an instance, to eight digits.
 *
 * @param probability [n]: of each feature; within sets, of the set
 */
export function meanInputNorm(probability: ArrayLike<number>, data: FeatureData): number {
  if (data.unit) return anyOn(probability, data);
  const draws = drawsOf(probability, data);
  let sum = 0;
  for (const { weight, missing: off } of POINTS) {
    let log = 0;
    for (const { p, together, times } of draws) {
      const all = together === 1 ? off : -Math.expm1(together * Math.log1p(-off));
      log += times * Math.log1p(-p * all);
    }
    sum -= weight * Math.expm1(log);
  }
  return sum / Math.sqrt(Math.PI);
}
