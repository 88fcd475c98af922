import type { BatchSizes } from './bias-relu';

/**
 * The importance-weighted loss, as a mean over batch and features, one number an instance:
 * loss[i] = 1 / (B · n) · sum over s, j of importance[i, j] · (out - x)².
 * The paper sums over features; its notebook takes this mean, n times smaller (Elhage et al. 2022,
 * "Experiment Setup"). x is what the output is to be. x, out [I, B, n]; importance [I, n]; result [I].
 */
export function weightedSquaredError(
  x: ArrayLike<number>,
  out: ArrayLike<number>,
  importance: ArrayLike<number>,
  { I, B, n }: BatchSizes,
): Float64Array {
  const loss = new Float64Array(I);
  for (let i = 0; i < I; i++) {
    let sum = 0;
    for (let s = 0; s < B; s++) {
      for (let j = 0; j < n; j++) {
        const cell = (i * B + s) * n + j;
        const difference = out[cell] - x[cell];
        sum += importance[i * n + j] * difference * difference;
      }
    }
    loss[i] = sum / (B * n);
  }
  return loss;
}

/**
 * d_out = 2 · importance · (out - x) / (B · n): the gradient of the loss above.
 * x, out and the result [I, B, n]; importance [I, n].
 */
export function weightedSquaredErrorBackward(
  x: ArrayLike<number>,
  out: ArrayLike<number>,
  importance: ArrayLike<number>,
  { I, B, n }: BatchSizes,
): Float64Array {
  const dOut = new Float64Array(I * B * n);
  const scale = 2 / (B * n);
  for (let cell = 0; cell < dOut.length; cell++) {
    const instance = Math.floor(cell / (B * n));
    dOut[cell] = scale * importance[instance * n + (cell % n)] * (out[cell] - x[cell]);
  }
  return dOut;
}
