// Nonlinear compression: what comes back, and its expected error against sums over a grid.
import { describe, expect, it } from 'vitest';
import {
  compressPair,
  confusedPairLoss,
  decompressPair,
  EVALUATION_STEP,
  featureVariance,
  firstReading,
  linearProbeOfCode,
  nonlinearCompressionLoss,
  sparseCompression,
  sparseCompressionLoss,
  sparseFeatures,
  staircase,
  steepCompressionLoss,
} from '../../src/reference/index';

/** The same error by the midpoint rule on a grid of `cells` a side. */
function bySum(steps: number, epsilon: number, cells: number) {
  const sum = { x: 0, y: 0 };
  for (let i = 0; i < cells; i++) {
    for (let j = 0; j < cells; j++) {
      const [x, y] = [(i + 0.5) / cells, (j + 0.5) / cells];
      const [backX, backY] = decompressPair(compressPair(x, y, steps, epsilon), steps, epsilon);
      sum.x += (x - backX) ** 2 / cells ** 2;
      sum.y += (y - backY) ** 2 / cells ** 2;
    }
  }
  return sum;
}

describe('nonlinear compression', () => {
  it('gives y back exactly and x as the middle of its step, away from steep segments', () => {
    expect(compressPair(0.5, 0.25, 3, 0.1)).toBeCloseTo(1.25 / 3, 15);
    const [x, y] = decompressPair(1.25 / 3, 3, 0.1);
    expect(x).toBeCloseTo(0.5, 15);
    expect(y).toBeCloseTo(0.25, 14);
  });

  it('is continuous, from 0 to the last step', () => {
    expect(staircase(0, 4, 0.2)).toBe(0);
    expect(staircase(4, 4, 0.2)).toBe(3);
    const fine = Array.from({ length: 4001 }, (_, k) => staircase(k / 1000, 4, 0.2));
    // Steeper than 1/ε it is nowhere.
    for (let k = 1; k < fine.length; k++) {
      expect(fine[k] - fine[k - 1]).toBeGreaterThanOrEqual(0);
      expect(fine[k] - fine[k - 1]).toBeLessThanOrEqual(0.001 / 0.2 + 1e-12);
    }
  });

  it.each([
    [1, 0.1],
    [2, 0.1],
    [2, 0.5],
    [3, 0.1],
    [5, 0.25],
    [8, 0.25],
  ])('Z = %i, ε = %f: the expected error is that of the code', (steps, epsilon) => {
    const exact = steepCompressionLoss(steps, epsilon);
    // The code is continuous and its kinks lie on edges and diagonals of cells: halving the cells quarters what the
    // midpoint rule misses.
    const off = (cells: number) => {
      const sum = bySum(steps, epsilon, cells);
      return { x: Math.abs(sum.x - exact.x), y: Math.abs(sum.y - exact.y) };
    };
    const unit = steps / epsilon;
    const cells = unit * Math.ceil(200 / unit);
    const [coarse, fine] = [off(cells), off(2 * cells)];
    const rounding = 1e-13;
    expect(fine.x).toBeLessThan(0.3 * coarse.x + rounding);
    expect(fine.y).toBeLessThan(0.3 * coarse.y + rounding);
  });

  it('tends to 1/12Z², and beats every linear code even at Z = 3, ε = 0.1', () => {
    const linear = confusedPairLoss(1, 1, 1);
    expect(linear).toBeCloseTo(1 / 12, 15);
    for (const steps of [1, 2, 3, 10]) {
      const { x, y } = steepCompressionLoss(steps, 0);
      expect(x).toBeCloseTo(nonlinearCompressionLoss(steps), 15);
      expect(y).toBe(0);
    }
    const { x, y } = steepCompressionLoss(3, 0.1);
    expect(x + y).toBeCloseTo(0.0421824, 7);
    expect(x + y).toBeLessThan(linear);
  });

  it('with one step there is nothing to gain', () => {
    const { x, y } = steepCompressionLoss(1, 0.3);
    expect(x).toBeCloseTo(1 / 12, 15);
    expect(y).toBeCloseTo(0, 15);
  });
});

describe('for sparse features', () => {
  const SAMPLES = 2 ** 16;

  it.each([
    [3, 0, 1],
    [3, 0, 0.1],
    [5, 0, 0.3],
    [3, 0.1, 0.1],
    [4, 0.25, 0.5],
  ])('Z = %i, ε = %f, p = %f: the sampler agrees', (steps, epsilon, p) => {
    const seed = 4;
    const pairs = sparseFeatures(seed, EVALUATION_STEP, [p, p], { I: 1, B: SAMPLES, n: 2 });
    const first = firstReading(steps, p);
    let [sum, squares] = [0, 0];
    for (let s = 0; s < SAMPLES; s++) {
      const [x, y] = [pairs[2 * s], pairs[2 * s + 1]];
      const t = compressPair(x, y, steps, epsilon);
      const [backX, backY] = decompressPair(t, steps, epsilon, first);
      const error = (x - backX) ** 2 + (y - backY) ** 2;
      sum += error / SAMPLES;
      squares += (error * error) / SAMPLES;
    }
    const few = 4 * Math.sqrt((squares - sum * sum) / SAMPLES);
    expect(Math.abs(sparseCompression(steps, epsilon)(p) - sum), `seed ${seed}`).toBeLessThan(few);
    if (epsilon === 0) {
      expect(Math.abs(sparseCompressionLoss(steps, p) - sum), `seed ${seed}`).toBeLessThan(few);
    }
  });

  it('at p = 1 it is the dense error', () => {
    expect(sparseCompressionLoss(3, 1)).toBeCloseTo(nonlinearCompressionLoss(3), 15);
  });

  it.each([
    [2, 1],
    [3, 0.4],
    [10, 0.05],
  ])('Z = %i, p = %f: the best straight lines leave as much as least squares do', (steps, p) => {
    const seed = 5;
    const pairs = sparseFeatures(seed, EVALUATION_STEP, [p, p], { I: 1, B: SAMPLES, n: 2 });
    const t = Float64Array.from({ length: SAMPLES }, (_, s) =>
      compressPair(pairs[2 * s], pairs[2 * s + 1], steps, 0),
    );
    const mean = (of: (s: number) => number) => {
      let sum = 0;
      for (let s = 0; s < SAMPLES; s++) sum += of(s) / SAMPLES;
      return sum;
    };
    const meanT = mean((s) => t[s]);
    const varT = mean((s) => (t[s] - meanT) ** 2);
    let errors: number[] = new Array<number>(SAMPLES).fill(0);
    for (const which of [0, 1]) {
      const own = (s: number) => pairs[2 * s + which];
      const average = mean(own);
      const slope = mean((s) => (t[s] - meanT) * (own(s) - average)) / varT;
      errors = errors.map((sum, s) => sum + (own(s) - average - slope * (t[s] - meanT)) ** 2);
    }
    const left = mean((s) => errors[s]);
    const few = 4 * Math.sqrt(mean((s) => (errors[s] - left) ** 2) / SAMPLES);
    const exact = linearProbeOfCode(steps, p);
    expect(Math.abs(exact - left), `seed ${seed}`).toBeLessThan(few);
    // No better than a direction for one of them.
    expect(exact).toBeGreaterThan(featureVariance(p));
  });
});
