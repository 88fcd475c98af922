// Moments of one sparse feature, Bernoulli(p) · uniform, and of sums of them. All from E x^q = p / (q + 1).

/** Mean of one sparse feature: Bernoulli(p) times uniform [0, 1]. Also the best bias of a feature that is ignored. */
export function featureMean(p: number): number {
  return p / 2;
}

/** Variance of one sparse feature: Bernoulli(p) times uniform [0, 1]. */
export function featureVariance(p: number): number {
  return p / 3 - (p * p) / 4;
}

/** Skewness of one sparse feature: E(x − mean)³ / variance^(3/2). */
export function featureSkewness(p: number): number {
  return (p / 4 - (p * p) / 2 + p ** 3 / 4) / featureVariance(p) ** 1.5;
}

/** Excess kurtosis of one sparse feature: about 9 / (5p) for small p, least (−1.3125) at p = 0.8. */
export function featureKurtosis(p: number): number {
  return (1.8 * (16 - 40 * p + 40 * p * p - 15 * p ** 3)) / (p * (4 - 3 * p) ** 2) - 3;
}

/** Variance of a signed sparse feature: Bernoulli(p) times uniform [−1, 1]. Its skewness is 0. */
export function signedFeatureVariance(p: number): number {
  return p / 3;
}

/** Excess kurtosis of a signed sparse feature. */
export function signedFeatureKurtosis(p: number): number {
  return 9 / (5 * p) - 3;
}

/**
 * What is left of the features' excess kurtosis in one hidden dimension h = w · x: Σ w⁴ / (Σ w²)², 1 / n for equal
 * weights. Many sparse features in superposition look Gaussian (central limit theorem; Elhage et al. 2022, footnote
 * 22).
 *
 * @param w [features]: their entries in this dimension
 */
export function projectionKurtosis(w: ArrayLike<number>, kurtosis: number): number {
  return (kurtosis * powerSum(w, 4)) / powerSum(w, 2) ** 2;
}

/** Likewise for the skewness: Σ w³ / (Σ w²)^(3/2). w [features] */
export function projectionSkewness(w: ArrayLike<number>, skewness: number): number {
  return (skewness * powerSum(w, 3)) / powerSum(w, 2) ** 1.5;
}

/**
 * Mean, variance and excess kurtosis of a projection h = w · x of independent features, each with its own probability:
 * cumulants add, the fourth of w x being w⁴ variance² κ. With one probability for all, projectionKurtosis.
 *
 * @param w [features]: their entries in this dimension
 * @param p [features]
 */
export function projectionMoments(
  w: ArrayLike<number>,
  p: ArrayLike<number>,
): { mean: number; variance: number; kurtosis: number } {
  let [mean, variance, fourth] = [0, 0, 0];
  for (let i = 0; i < w.length; i++) {
    const own = w[i] * w[i] * featureVariance(p[i]);
    mean += w[i] * featureMean(p[i]);
    variance += own;
    fourth += own * own * featureKurtosis(p[i]);
  }
  return { mean, variance, kurtosis: fourth / variance ** 2 };
}

/**
 * Excess kurtosis of samples whose mean and variance are known: a mean over them, so without bias, and with a standard
 * error of its own.
 *
 * @param values [samples]
 */
export function sampleKurtosis(
  values: ArrayLike<number>,
  mean: number,
  variance: number,
): { kurtosis: number; standardError: number } {
  let [sum, squares] = [0, 0];
  for (let s = 0; s < values.length; s++) {
    const fourth = ((values[s] - mean) ** 2 / variance) ** 2;
    sum += fourth;
    squares += fourth * fourth;
  }
  const average = sum / values.length;
  const spread = squares / values.length - average * average;
  return { kurtosis: average - 3, standardError: Math.sqrt(spread / values.length) };
}

/** About what projectionKurtosis is for one coordinate of n random unit vectors in m dimensions, n large. */
export function randomProjectionKurtosis(n: number, m: number, kurtosis: number): number {
  return (3 * m * kurtosis) / ((m + 2) * n);
}

/** Probability that exactly one of n features is active. */
export function exactlyOneActive(n: number, p: number): number {
  return n * p * (1 - p) ** (n - 1);
}

function powerSum(w: ArrayLike<number>, power: number): number {
  let sum = 0;
  for (let i = 0; i < w.length; i++) sum += w[i] ** power;
  return sum;
}
