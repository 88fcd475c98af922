import type { Sizes } from '../launch';

/** 1, primes, workgroup (256) - 1, itself and + 1, several workgroups. */
export const COUNTS: readonly Sizes[] = [
  1, 2, 3, 7, 31, 64, 127, 255, 256, 257, 511, 513, 1009, 4099,
].map((count) => ({ count }));

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
