import type { Sizes } from '../launch';

/** 1, primes, workgroup ± 1, several workgroups, more than one row of a small fold. */
export const COUNTS: readonly Sizes[] = [
  1, 2, 3, 7, 31, 63, 64, 65, 127, 128, 129, 1009, 4099,
].map((count) => ({ count }));

/** Batches of activations: single elements, primes, workgroup ± 1 in total and along each axis. */
export const BATCHES: readonly Sizes[] = [
  { I: 1, B: 1, n: 1 },
  { I: 1, B: 1, n: 5 },
  { I: 1, B: 63, n: 1 },
  { I: 1, B: 64, n: 1 },
  { I: 1, B: 65, n: 1 },
  { I: 1, B: 1, n: 67 },
  { I: 2, B: 3, n: 5 },
  { I: 3, B: 7, n: 11 },
  { I: 7, B: 1, n: 2 },
  { I: 1, B: 127, n: 3 },
  { I: 10, B: 128, n: 5 },
  { I: 2, B: 129, n: 17 },
  { I: 67, B: 2, n: 3 },
  { I: 3, B: 1024, n: 5 },
];
