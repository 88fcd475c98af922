import type { BatchSizes } from './bias-relu';

/**
 * Sum over the samples of a batch: the gradient of a bias that was added to every sample.
 * a [I, B, n], result [I, n].
 */
export function columnSum(a: ArrayLike<number>, { I, B, n }: BatchSizes): Float64Array {
  const sums = new Float64Array(I * n);
  for (let i = 0; i < I; i++) {
    for (let s = 0; s < B; s++) {
      for (let j = 0; j < n; j++) {
        sums[i * n + j] += a[(i * B + s) * n + j];
      }
    }
  }
  return sums;
}
