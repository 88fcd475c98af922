import { describe, expect, it } from 'vitest';
import { smoothed, type ChartData } from '../../src/ui/chart-data';

const steps = Array.from({ length: 1000 }, (_, k) => k);

/** Noise of one standard deviation around 1, from a fixed sequence. */
const noisy = steps.map((k) => 1 + 0.3 * Math.sin(12.9898 * k * k + 78.233 * k));

/** How far neighbours lie apart, root mean square. */
function roughness(line: ChartData[1]): number {
  const squares = line.slice(1).map((loss, k) => (Number(loss) - Number(line[k])) ** 2);
  return Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / squares.length);
}

describe('running means of losses', () => {
  it('are far less rough than the losses, with the same mean', () => {
    const [, mean] = smoothed([steps, noisy]);
    expect(roughness(mean.slice(50))).toBeLessThan(0.15 * roughness(noisy.slice(50)));
    const total = (line: ChartData[1]) => line.reduce<number>((sum, loss) => sum + loss!, 0);
    expect(total(mean) / 1000).toBeCloseTo(total(noisy) / 1000, 2);
  });

  it('take in a hundredth of the points on either side, fewer at both ends', () => {
    const [, mean] = smoothed([steps, steps.map((k) => k + 1)]);
    expect(mean[0]).toBe(1);
    expect(mean[3]).toBe(4);
    expect(mean[500]).toBe(501);
    expect(mean[999]).toBe(995);
  });

  it('leave a few points as they are, and what is 0, not finite or not known', () => {
    expect(
      smoothed([
        [0, 1, 2],
        [3, 1, 2],
      ])[1],
    ).toEqual([3, 1, 2]);
    const holes = steps.map((k) => [1, 0, null, undefined][k % 4]);
    expect(smoothed([steps, holes])[1]).toEqual(holes);
  });
});
