/**
 * The L1 penalty of each instance: rate · Σ|a|. `a` [I, …], result [I] (Elhage et al. 2022, "Strategic Picture of Solving
 * Superposition": λ‖h‖₁).
 */
export function l1Penalty(a: ArrayLike<number>, rate: number, I: number): Float64Array {
  const penalty = new Float64Array(I);
  const each = a.length / I;
  for (let e = 0; e < a.length; e++) penalty[Math.floor(e / each)] += rate * Math.abs(a[e]);
  return penalty;
}

/**
 * Adds the slope of the penalty to `d`, how the rest of the loss changes with `a`; at 0 the slope is taken as 0. All of
 * one length.
 */
export function l1Backward(a: ArrayLike<number>, d: ArrayLike<number>, rate: number): Float64Array {
  return Float64Array.from(a, (v, e) => d[e] + rate * Math.sign(v));
}

/**
 * The norm that a feature has which is alone on a hidden dimension, where h is penalised by λ‖h‖₁: the one that makes
 * I (1 − v²)² E[x²] + λ v E[|x|] least, with x uniform on [0, 1) where it is on. E[x²] = 1/3 and E[|x|] = 1/2 are of the
 * same cases, so the density drops out: v (1 − v²) = 3 λ / (8 I) at the larger root. Where that costs more than being
 * ignored, which is where (2 / 3) (2 v − v³) I < λ, it is 0: features of an importance below λ / 0.7258 are.
 */
export function penalisedNorm(lambda: number, importance: number): number {
  const pull = (3 * lambda) / (8 * importance);
  // v - v³ falls from its top at 1/√3 to 0 at 1.
  let [low, high] = [1 / Math.sqrt(3), 1];
  if (low - low ** 3 < pull) return 0;
  for (let k = 0; k < 60; k++) {
    const v = (low + high) / 2;
    if (v - v ** 3 > pull) low = v;
    else high = v;
  }
  return (2 / 3) * (2 * low - low ** 3) * importance > lambda ? low : 0;
}
