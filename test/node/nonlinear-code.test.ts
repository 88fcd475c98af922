// Nonlinear compression: what comes back, and its expected error against sums over a grid.
import { describe, expect, it } from 'vitest';
import {
  compressPair,
  confusedPairLoss,
  decompressPair,
  nonlinearCompressionLoss,
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
