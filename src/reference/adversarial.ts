import { gram } from './geometry';

/**
 * What an attack on the input of norm ε does to the squared error of the output that it is aimed at: along (WᵀW)_i it
 * shifts output i by ε ‖(WᵀW)_i‖, as long as its ReLU is active. ε² Σ_j (W_i · W_j)² = ε² ‖W_i‖⁴ / D_i, so unit vectors
 * are 1 / D_i times as vulnerable as without superposition (Elhage et al. 2022, "Superposition and Adversarial
 * Examples").
 *
 * @param w [n, m]
 * @returns [n]
 */
export function adversarialDamage(
  w: ArrayLike<number>,
  n: number,
  m: number,
  epsilon: number,
): Float64Array {
  const g = gram(w, n, m);
  const out = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) out[i] += (epsilon * g[i * n + j]) ** 2;
  }
  return out;
}

/** Norm of the paper's attacks, as a share of the average input norm. */
export const ATTACK_SHARE = 0.1;

/** A model x' = ReLU(Wᵀ W x + b) under attack. */
export interface AttackedModel {
  n: number;
  m: number;
  /** [n, m] */ w: ArrayLike<number>;
  /** [n] */ b: ArrayLike<number>;
  /** [n] */ importance: ArrayLike<number>;
}

/** What attacks came to. Losses are sums over features, means over samples. */
export interface AttackOutcome {
  /** ε: norm of every attack. */
  norm: number;
  /** L: as the samples are. */
  loss: number;
  /** L': each sample under its worst attack. */
  attacked: number;
  /**
   * (L' − L) / (L'₀ − L₀), against a model without superposition. That one gives its m most important features back
   * exactly and answers the others by a constant, so an attack shifts one output by ε: L'₀ − L₀ = ε² · the largest
   * importance, at any density.
   */
  rise: number;
}

/**
 * The paper's analytic attack (Elhage et al. 2022, "Superposition and Adversarial Examples"; attacks by gradients fail
 * where a ReLU is closed): to each sample ε (WᵀW)_i / ‖(WᵀW)_i‖ is added for every i, and what does the most harm is
 * kept. The error is measured against the sample as it was.
 *
 * @param x [B, n]
 * @param norm ε: of every attack
 * @param weight [B]: how much each sample stands for, 1 together; all alike where nothing is said
 */
export function analyticAttack(
  x: ArrayLike<number>,
  { n, m, w, b, importance }: AttackedModel,
  norm: number,
  weight?: ArrayLike<number>,
): AttackOutcome {
  const B = x.length / n;
  const g = gram(w, n, m);
  const shifts = attackShifts(g, n, norm);
  const lossOf = (pre: Float64Array, first: number, from: number) => {
    let sum = 0;
    for (let j = 0; j < n; j++) {
      const error = Math.max(0, pre[j] + shifts[from + j]) - x[first + j];
      sum += importance[j] * error * error;
    }
    return sum;
  };
  const pre = new Float64Array(n);
  let [loss, attacked] = [0, 0];
  for (let first = 0; first < x.length; first += n) {
    for (let j = 0; j < n; j++) pre[j] = b[j];
    for (let k = 0; k < n; k++) {
      const value = x[first + k];
      if (value === 0) continue;
      for (let j = 0; j < n; j++) pre[j] += value * g[k * n + j];
    }
    const own = lossOf(pre, first, n * n);
    let worst = own; // no attack is one, too: of a model that has learned nothing
    for (let i = 0; i < n; i++) worst = Math.max(worst, lossOf(pre, first, i * n));
    const part = weight?.[first / n] ?? 1 / B;
    loss += part * own;
    attacked += part * worst;
  }
  const largest = Math.max(...Array.from(importance));
  return { norm, loss, attacked, rise: (attacked - loss) / (norm * norm * largest) };
}

/**
 * How each attack shifts all outputs before their ReLU: WᵀW ε (WᵀW)_i / ‖(WᵀW)_i‖. Behind the n attacks stands a row of
 * zeros, which is none.
 *
 * @param g WᵀW: [n, n]
 * @returns [n + 1, n]
 */
function attackShifts(g: Float64Array, n: number, norm: number): Float64Array {
  const shifts = new Float64Array((n + 1) * n);
  for (let i = 0; i < n; i++) {
    let squares = 0;
    for (let k = 0; k < n; k++) squares += g[i * n + k] ** 2;
    if (squares === 0) continue; // what is not represented cannot be aimed at
    const scale = norm / Math.sqrt(squares);
    for (let k = 0; k < n; k++) {
      const push = scale * g[i * n + k];
      for (let j = 0; j < n; j++) shifts[i * n + j] += push * g[k * n + j];
    }
  }
  return shifts;
}
