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
