/** The constants of AdamW (Loshchilov & Hutter 2019, algorithm 2), named as in PyTorch. */
export interface AdamWConstants {
  learningRate: number;
  beta1: number;
  beta2: number;
  epsilon: number;
  weightDecay: number;
}

/** Parameters and moments; updated in place. All of one length. */
export interface AdamWState {
  parameter: Float64Array;
  m: Float64Array;
  v: Float64Array;
}

/** 1 - beta^t: what the first moments lack after t steps (t >= 1) because they began at zero. */
export function biasCorrection(beta: number, t: number): number {
  return -Math.expm1(t * Math.log(beta));
}

/**
 * One AdamW update, in place, in PyTorch's order: decay, moments, step.
 *
 * @param t the number of this update, counted from 1
 */
export function adamw(
  state: AdamWState,
  gradient: ArrayLike<number>,
  t: number,
  c: AdamWConstants,
): void {
  const correction1 = biasCorrection(c.beta1, t);
  const correction2 = biasCorrection(c.beta2, t);
  for (let i = 0; i < state.parameter.length; i++) {
    const g = gradient[i];
    state.m[i] = c.beta1 * state.m[i] + (1 - c.beta1) * g;
    state.v[i] = c.beta2 * state.v[i] + (1 - c.beta2) * g * g;
    const denominator = Math.sqrt(state.v[i] / correction2) + c.epsilon;
    const decayed = state.parameter[i] * (1 - c.learningRate * c.weightDecay);
    state.parameter[i] = decayed - (c.learningRate * (state.m[i] / correction1)) / denominator;
  }
}
