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

/** What is read back from t: x as the middle of its step, y as what is left. The same steep segments. */
export function decompressPair(t: number, steps: number, epsilon: number): [number, number] {
  const stair = staircase(steps * t, steps, epsilon);
  return [(stair + 0.5) / steps, steps * t - stair];
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
