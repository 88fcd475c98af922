import type { Sizes } from '../launch';

/** 1, primes, workgroup (256) - 1, itself and + 1, several workgroups. */
export const COUNTS: readonly Sizes[] = [
  1, 2, 3, 7, 31, 64, 127, 255, 256, 257, 511, 513, 1009, 4099,
].map((count) => ({ count }));

/** Rows and columns: 1, primes, workgroup (64) - 1, itself and + 1, several workgroups, long and short rows. */
export const ROWS: readonly Sizes[] = [
  { R: 1, C: 1 },
  { R: 1, C: 2 },
  { R: 3, C: 1 },
  { R: 5, C: 7 },
  { R: 1, C: 63 },
  { R: 2, C: 64 },
  { R: 3, C: 65 },
  { R: 63, C: 3 },
  { R: 64, C: 4 },
  { R: 65, C: 5 },
  { R: 7, C: 257 },
  { R: 2, C: 1009 },
  { R: 131, C: 17 },
];

/** Batches of activations: single elements, primes, workgroup (32, 256) ± 1 in total and along each axis. */
export const BATCHES: readonly Sizes[] = [
  { I: 1, B: 1, n: 1 },
  { I: 1, B: 1, n: 5 },
  { I: 1, B: 31, n: 1 },
  { I: 1, B: 32, n: 1 },
  { I: 1, B: 33, n: 1 },
  { I: 1, B: 1, n: 67 },
  { I: 2, B: 3, n: 5 },
  { I: 3, B: 7, n: 11 },
  { I: 7, B: 1, n: 2 },
  { I: 1, B: 255, n: 3 },
  { I: 1, B: 256, n: 2 },
  { I: 10, B: 257, n: 5 },
  { I: 2, B: 129, n: 17 },
  { I: 67, B: 2, n: 3 },
  { I: 3, B: 1024, n: 5 },
];

/** Elements in parts: fewer, as many and more than a workgroup, and parts that stay empty. */
export const PARTS: readonly Sizes[] = COUNTS.flatMap(({ count }, at) => [
  { count, P: [1, 2, 3, 7, 16][at % 5] },
]);

/**
 * Weights of many models: single elements, primes, workgroup (32, 64, 256) ± 1 features in all, thousands of the
 * smallest model, and the largest of the paper's.
 */
export const WEIGHTS: readonly Sizes[] = [
  { I: 1, n: 1, m: 1 },
  { I: 1, n: 2, m: 1 },
  { I: 2, n: 1, m: 3 },
  { I: 1, n: 5, m: 2 },
  { I: 3, n: 7, m: 5 },
  { I: 10, n: 5, m: 2 },
  { I: 7, n: 9, m: 4 },
  { I: 2, n: 32, m: 8 },
  { I: 5, n: 13, m: 3 },
  { I: 1, n: 255, m: 7 },
  { I: 1, n: 257, m: 11 },
  { I: 3, n: 80, m: 20 },
  { I: 1009, n: 2, m: 1 },
  { I: 1, n: 400, m: 30 },
  { I: 1, n: 1000, m: 100 },
  { I: 2, n: 5, m: 8 },
];
