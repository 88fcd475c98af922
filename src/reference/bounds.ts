/**
 * Error bounds for f32 results, derived from the accuracy table of the WGSL specification
 * (section "Floating Point Accuracy"). A test never types a tolerance by hand: it asks here.
 *
 * Notation: each f32 operation returns either neighbour of the exact result, so its relative
 * error is at most U = 2^-23 (twice the round-to-nearest unit). Results below 2^-126 may be flushed
 * to zero, which adds at most TINY = 2^-126 an operation.
 */
export const U = 2 ** -23;

/** The smallest normal f32: the most that flushing a subnormal can change a result. */
export const TINY = 2 ** -126;

/**
 * A K-term dot product, summed in any order, with or without fused multiply-add.
 * Each product is off by (1 + U), then passes through at most K additions of (1 + U) each:
 * |got - exact| <= ((1 + U)^(K + 1) - 1) · sum|a·b| <= (K + 2) · U · sum|a·b| for K < 2^20.
 *
 * @param terms K, the number of products
 * @param magnitude sum over k of |a_k · b_k|
 */
export function dotBound(terms: number, magnitude: number): number {
  return (terms + 2) * U * magnitude + terms * TINY;
}

/**
 * A sum of K terms that are themselves exact f32 numbers: K - 1 additions in any order.
 *
 * @param terms K
 * @param magnitude sum over k of |a_k|
 */
export function sumBound(terms: number, magnitude: number): number {
  return terms * U * magnitude + terms * TINY;
}

/**
 * A value that went through `operations` roundings in a row, none of which cancels
 * (products, or sums of numbers of one sign). One spare U covers the second-order terms.
 *
 * @param operations how many roundings, counting the rounding of constants to f32
 * @param magnitude |value|, with every difference replaced by the sum of absolute values
 */
export function chainBound(operations: number, magnitude: number): number {
  return (operations + 1) * U * magnitude + operations * TINY;
}

/** Division: 2.5 ULP (WGSL). Expressed in U, rounded up. */
export const DIVISION = 3;

/**
 * Square root: WGSL inherits it from 1 / inverseSqrt(x). inverseSqrt is 2 ULP, the division
 * 2.5 ULP: 4.5 ULP together, rounded up.
 */
export const SQRT = 5;

/**
 * An element of a row of f32 numbers over the length of the row, as a number of roundings: half of those of the sum of
 * C squares (dotBound), for the root halves a relative error; the root; the division.
 *
 * @param columns C
 */
export function unitRowRoundings(columns: number): number {
  return (columns + 2) / 2 + SQRT + DIVISION;
}

/** tanh: 1e-5, absolute (WGSL). */
export const TANH = 1e-5;

/** log(x): 2^-21 absolute on [0.5, 2], else 3 ULP (WGSL). */
export function logError(x: number): number {
  return x >= 0.5 && x <= 2 ? 2 ** -21 : 3 * U * Math.abs(Math.log(x));
}

/** exp(x): 3 + 2 · |x| ULP (WGSL), as a relative error. */
export function expError(x: number): number {
  return (3 + 2 * Math.abs(x)) * U;
}
