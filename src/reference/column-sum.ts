import type { BatchSizes } from './bias-relu';

/**
 * Sum over the samples of a batch: the gradient of a bias that was added to every sample.
 * a [I, B, n], result [I, n]; `magnitude` is the sum of absolute values, for the error bound.
 */
export function columnSum(
  a: ArrayLike<number>,
  { I, B, n }: BatchSizes,
): { value: Float64Array; magnitude: Float64Array } {
  const value = new Float64Array(I * n);
  const magnitude = new Float64Array(I * n);
  for (let i = 0; i < I; i++) {
    for (let s = 0; s < B; s++) {
      for (let j = 0; j < n; j++) {
        const term = a[(i * B + s) * n + j];
        value[i * n + j] += term;
        magnitude[i * n + j] += Math.abs(term);
      }
    }
  }
  return { value, magnitude };
}
