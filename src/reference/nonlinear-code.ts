// Two features in one number without a direction for each (Elhage et al. 2022, appendix "Nonlinear Compression"):
// t = (⌊Zx⌋ + y) / Z, with steep segments in the place of the jumps of ⌊·⌋.

/**
 * ⌊u⌋ for 0 ≤ u ≤ steps, made continuous as a few ReLUs can make it: each step is level, and its last share ε leads
 * steeply up to the next. The last step leads nowhere. ε = 0 is ⌊u⌋ itself.
 */
export function staircase(u: number, steps: number, epsilon: number): number {
  const step = Math.min(steps - 1, Math.max(0, Math.floor(u)));
  if (step === steps - 1 || epsilon === 0) return step;
  return step + Math.max(0, (u - step - 1 + epsilon) / epsilon);
}

/** The one number t, 0 to 1, that stands for x and y, both 0 to 1. */
export function compressPair(x: number, y: number, steps: number, epsilon: number): number {
  return (staircase(steps * x, steps, epsilon) + y) / steps;
}

/**
 * What is read back from t: x as the middle of its step, y as what is left. The same steep segments.
 *
 * @param first what x is read as on the first step; less than its middle where x is often 0
 */
export function decompressPair(
  t: number,
  steps: number,
  epsilon: number,
  first = 0.5 / steps,
): [number, number] {
  const stair = staircase(steps * t, steps, epsilon);
  const x = stair < 1 ? first + stair * (1.5 / steps - first) : (stair + 0.5) / steps;
  return [x, steps * t - stair];
}

/**
 * Expected squared error of both features together, x and y independent and uniform on [0, 1]. Where neither the encoder
 * (x) nor the decoder (y) is on a steep segment, y is exact and x off by its place in the step. All else is an integral of
 * polynomials over triangles, which leaves
 *
 *   x:  (1/12 + ε/3 + ε²/3 + ε³/3) / Z² − (ε/3 + ε²/3 + 7ε³/12 + ε⁵/12) / Z³
 *   y:  ε/2 − ε²/2 + ε³/3 − (ε/2 − ε²/2 + 5ε³/12 + ε⁴/12) / Z
 *
 * For ε → 0 it is 1/12Z²; a linear code, which keeps one feature or an average of both, costs 1/12 (confusedPairLoss).
 *
 * @param epsilon 0 to 1/2
 */
export function steepCompressionLoss(steps: number, epsilon: number): { x: number; y: number } {
  if (steps === 1) return { x: 1 / 12, y: 0 }; // one level step, nothing is steep
  const [z, e] = [steps, epsilon];
  const x =
    (1 / 12 + e / 3 + e ** 2 / 3 + e ** 3 / 3) / z ** 2 -
    (e / 3 + e ** 2 / 3 + (7 * e ** 3) / 12 + e ** 5 / 12) / z ** 3;
  const y =
    e / 2 - e ** 2 / 2 + e ** 3 / 3 - (e / 2 - e ** 2 / 2 + (5 * e ** 3) / 12 + e ** 4 / 12) / z;
  return { x, y };
}

/**
 * The best reading of the first step where x is 0 with probability 1 − p, else uniform on [0, 1], and jumps are not
 * steep but jumps: the mean of x there.
 */
export function firstReading(steps: number, p: number): number {
  return p / (2 * steps * steps) / (1 - p + p / steps);
}

/**
 * The same expected error for sparse features, both Bernoulli(p) · U[0, 1], with jumps (ε = 0) and firstReading: x is off
 * by its place in the step, or on the first step by what a 0 cannot be told from. y is exact.
 */
export function sparseCompressionLoss(steps: number, p: number): number {
  const first = firstReading(steps, p);
  const onFirst = p / (3 * steps ** 3) - (first * p) / (2 * steps * steps);
  return ((steps - 1) / steps) * (p / (12 * steps * steps)) + onFirst;
}

/** Cells of a side of the midpoint rule below. */
const CELLS = 120;

/**
 * Makes a function of p for any ε: the expected error with firstReading is a polynomial of p and of that reading, whose
 * coefficients are integrals over x and y, both on, one of them, or none, by the midpoint rule.
 *
 * @returns p → loss of both features
 */
export function sparseCompression(steps: number, epsilon: number): (p: number) => number {
  const values = Array.from({ length: CELLS }, (_, k) => (k + 0.5) / CELLS);
  /** Mean error over pairs, at a reading. */
  const over = (xs: readonly number[], ys: readonly number[], first: number) => {
    let sum = 0;
    for (const x of xs) {
      for (const y of ys) {
        const [backX, backY] = decompressPair(
          compressPair(x, y, steps, epsilon),
          steps,
          epsilon,
          first,
        );
        sum += (x - backX) ** 2 + (y - backY) ** 2;
      }
    }
    return sum / (xs.length * ys.length);
  };
  // Quadratic in the reading: three values of it are enough.
  const cases = [
    [values, values],
    [values, [0]],
    [[0], values],
    [[0], [0]],
  ].map(([xs, ys]) => {
    const [zero, half, one] = [0, 0.5, 1].map((first) => over(xs, ys, first));
    const square = 2 * (zero - 2 * half + one);
    return (first: number) => zero + (one - zero - square) * first + square * first * first;
  });
  return (p) => {
    const first = firstReading(steps, p);
    const [both, onlyX, onlyY, none] = cases.map((error) => error(first));
    return p * p * both + p * (1 - p) * (onlyX + onlyY) + (1 - p) ** 2 * none;
  };
}

/**
 * Expected error of both features if t, with jumps, is read by the best straight line for each: what a linear probe makes
 * of a code without directions. var x (1 − ρ²) + var y (1 − σ²), ρ and σ the correlations of x and y with t.
 */
export function linearProbeOfCode(steps: number, p: number): number {
  const z = steps;
  const variance = p / 3 - (p * p) / 4;
  // Moments of ⌊Zx⌋: each step has probability p / Z, and 0 all that is left.
  const mean = (p * (z - 1)) / 2;
  const stair = (p * (z - 1) * (2 * z - 1)) / 6 - mean * mean;
  // E ⌊Zx⌋ x: step k has its middle (k + ½) / Z.
  const together = (p / (z * z)) * (((z - 1) * z * (2 * z - 1)) / 6 + ((z - 1) * z) / 4);
  const withX = (together - (mean * p) / 2) / z;
  const withY = variance / z;
  const ofT = (stair + variance) / (z * z);
  return 2 * variance - (withX * withX + withY * withY) / ofT;
}
