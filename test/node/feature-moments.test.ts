// Moments of sparse features and of their sums, by table and by the sampler.
import { describe, expect, it } from 'vitest';
import {
  EVALUATION_STEP,
  exactlyOneActive,
  featureKurtosis,
  featureMean,
  featureSkewness,
  featureVariance,
  initialWeights,
  projectionKurtosis,
  projectionMoments,
  projectionSkewness,
  randomProjectionKurtosis,
  sampleKurtosis,
  signedFeatureKurtosis,
  signedFeatureVariance,
  sparseFeatures,
} from '../../src/reference/index';
import { same } from './sampled-loss';

const DIGITS = 6; // agree to half a unit of the sixth decimal, unless a table has fewer

/** Excess kurtosis and skewness of numbers. */
function shape(values: Float64Array) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const central = (power: number) =>
    values.reduce((sum, value) => sum + (value - mean) ** power, 0) / values.length;
  const variance = central(2);
  return { skewness: central(3) / variance ** 1.5, kurtosis: central(4) / variance ** 2 - 3 };
}

describe('moments of a feature', () => {
  it.each([
    [1, 0.5, 0.083333, 0, -1.2],
    [0.5, 0.25, 0.104167, 0.9295, -0.624],
    [0.1, 0.05, 0.030833, 3.7402, 13.2841],
    [0.05, 0.025, 0.016042, 5.5524, 31.2407],
    [0.01, 0.005, 0.003308, 12.8765, 175.208],
    [0.001, 0.0005, 0.000333, 41.0432, 1795.2],
  ])('p = %f', (p, mean, variance, skewness, kurtosis) => {
    expect(featureMean(p)).toBeCloseTo(mean, DIGITS);
    expect(featureVariance(p)).toBeCloseTo(variance, DIGITS);
    expect(featureSkewness(p)).toBeCloseTo(skewness, 4);
    expect(featureKurtosis(p)).toBeCloseTo(kurtosis, p < 0.05 ? 2 : 4);
  });

  it('kurtosis: where it is 0 and least, what it tends to', () => {
    expect(featureKurtosis(0.41293)).toBeCloseTo(0, 4);
    expect(featureKurtosis(0.8)).toBeCloseTo(-1.3125, 10);
    for (const p of [0.79, 0.81]) expect(featureKurtosis(p)).toBeGreaterThan(-1.3125);
    expect(featureKurtosis(1e-4) - 9 / 5e-4).toBeCloseTo(-24 / 5, 2);
    expect(signedFeatureKurtosis(1)).toBeCloseTo(-1.2, 12);
  });

  it('of projections: the sampler agrees', () => {
    const [B, n, seed] = [2 ** 16, 12, 5];
    const w = initialWeights(seed, 1, n, 1);
    // Four standard errors: of a kurtosis about √(24 / B), here times 2 since the sum is not quite normal.
    const few = 4 * 2 * Math.sqrt(24 / B);
    for (const signed of [false, true]) {
      const p = 0.5;
      const x = sparseFeatures(
        seed,
        EVALUATION_STEP,
        same(n, p),
        { I: 1, B, n },
        { signed, sets: null },
      );
      const h = new Float64Array(B);
      for (let s = 0; s < B; s++) for (let i = 0; i < n; i++) h[s] += w[i] * x[s * n + i];
      const { skewness, kurtosis } = shape(h);
      const ofFeature = signed ? signedFeatureKurtosis(p) : featureKurtosis(p);
      expect(Math.abs(kurtosis - projectionKurtosis(w, ofFeature)), `seed ${seed}`).toBeLessThan(
        few,
      );
      const skew = signed ? 0 : projectionSkewness(w, featureSkewness(p));
      expect(Math.abs(skewness - skew), `seed ${seed}`).toBeLessThan(few);
      const second = h.reduce((sum, value) => sum + value * value, 0) / B;
      const norm = w.reduce((sum, entry) => sum + entry * entry, 0);
      if (signed) expect(second / (norm * signedFeatureVariance(p))).toBeCloseTo(1, 1);
    }
    expect(projectionKurtosis(same(7, 3), 14)).toBeCloseTo(2, 12);
  });

  it.each([
    [100, 20, 0.05, 0.852],
    [400, 30, 0.01, 1.232],
    [1000, 20, 0.01, 0.478],
  ])('random unit directions: n = %i, m = %i, p = %f', (n, m, p, kurtosis) => {
    expect(randomProjectionKurtosis(n, m, featureKurtosis(p))).toBeCloseTo(kurtosis, 3);
    // The average over the m coordinates of random unit vectors is near, though these vary.
    const w = initialWeights(1, 1, n * m, 1);
    const norm = Array.from({ length: n }, (_, i) => Math.hypot(...w.subarray(i * m, (i + 1) * m)));
    let mean = 0;
    for (let k = 0; k < m; k++) {
      const column = norm.map((length, i) => w[i * m + k] / length);
      mean += projectionKurtosis(column, featureKurtosis(p)) / m;
    }
    expect(mean / kurtosis).toBeCloseTo(1, 0.7);
  });

  it('of projections: each feature with a probability of its own', () => {
    const [B, seed] = [2 ** 16, 7];
    const p = [0.05, 0.1, 0.3, 0.5, 1, 0.2, 0.05];
    const w = initialWeights(seed, 1, p.length, 1);
    const x = sparseFeatures(seed, EVALUATION_STEP, p, { I: 1, B, n: p.length });
    const h = new Float64Array(B);
    for (let s = 0; s < B; s++) {
      for (let i = 0; i < p.length; i++) h[s] += w[i] * x[s * p.length + i];
    }
    const { mean, variance, kurtosis } = projectionMoments(w, p);
    const measured = sampleKurtosis(h, mean, variance);
    expect(Math.abs(measured.kurtosis - kurtosis), `seed ${seed}`).toBeLessThan(
      4 * measured.standardError,
    );
    // Small enough to tell this from what one probability for all would give.
    const mixed = projectionKurtosis(w, featureKurtosis(0.3));
    expect(Math.abs(mixed - kurtosis)).toBeGreaterThan(4 * measured.standardError);
    const average = h.reduce((sum, value) => sum + value, 0) / B;
    expect(Math.abs(average - mean), `seed ${seed}`).toBeLessThan(4 * Math.sqrt(variance / B));
    const same = projectionMoments([1, 2, -1], [0.1, 0.1, 0.1]);
    expect(same.kurtosis).toBeCloseTo(projectionKurtosis([1, 2, -1], featureKurtosis(0.1)), 12);
  });

  it('one feature alone', () => {
    expect(exactlyOneActive(5, 0.05)).toBeCloseTo(0.2036, 4);
    expect(exactlyOneActive(100, 0.05)).toBeCloseTo(0.0312, 4);
  });
});
