import { describe, expect, it } from 'vitest';
import { LossHistory } from '../../src/train/index';

/** Losses of two instances: the step's number, and its square. */
function losses(from: number, to: number): Float32Array {
  return Float32Array.from({ length: 2 * (to - from) }, (_, at) => {
    const step = from + Math.floor(at / 2) + 1;
    return at % 2 ? step * step : step;
  });
}

describe('loss history', () => {
  it.each([
    [10, 1024],
    [4096, 1024],
    [25_000, 166],
    [131_072, 32],
  ])('of %i models keeps %i points, as means over all steps', (models, points) => {
    const history = new LossHistory(models);
    expect(history.capacity).toBe(points);
    // As text, 20 characters a number: a sixth of the longest string there is, 2^29 characters.
    expect(history.capacity * models).toBeLessThanOrEqual(2 ** 22);
  });

  it('of the most models there may be tells of every step', () => {
    const history = new LossHistory(131_072);
    const step = new Float32Array(131_072).fill(0.5);
    for (let k = 0; k < 64; k++) history.append(step);
    expect([history.steps, history.length, history.stride]).toEqual([64, 32, 2]);
    expect(history.lossOf(31, 131_071)).toBe(0.5);
  });

  it('keeps every step while there is room', () => {
    const history = new LossHistory(2, 8);
    history.append(losses(0, 3));
    history.append(losses(3, 7));
    expect(history.length).toBe(7);
    expect([1, 2, 7].map((step) => history.lossOf(step - 1, 0))).toEqual([1, 2, 7]);
    expect(history.latest(1)).toBe(49);
    expect(history.stepOf(6)).toBe(7);
  });

  it('then merges neighbours into means, and loses no step', () => {
    const history = new LossHistory(2, 8);
    for (let step = 0; step < 37; step += 5) history.append(losses(step, Math.min(37, step + 5)));
    expect(history.stride).toBe(8);
    expect(history.steps).toBe(37);
    expect(history.length).toBe(4);
    // Steps 1 … 8 have mean 4.5, steps 25 … 32 mean 28.5.
    expect(history.lossOf(0, 0)).toBe(4.5);
    expect(history.lossOf(3, 0)).toBe(28.5);
    expect(history.stepOf(3)).toBe(32);
  });

  it('does not depend on how the steps arrive', () => {
    const [whole, parts] = [new LossHistory(2, 16), new LossHistory(2, 16)];
    whole.append(losses(0, 100));
    for (let step = 0; step < 100; step++) parts.append(losses(step, step + 1));
    for (let point = 0; point < whole.length; point++) {
      expect(parts.lossOf(point, 1)).toBe(whole.lossOf(point, 1));
    }
  });

  it('takes a mean over several steps for as many equal ones', () => {
    const [steps, means] = [new LossHistory(1, 8), new LossHistory(1, 8)];
    steps.append([1, 1, 1, 5, 5, 2]);
    means.append([1, 5, 2], [3, 2, 1]);
    expect(means.length).toBe(6);
    for (let point = 0; point < 6; point++) {
      expect(means.lossOf(point, 0)).toBe(steps.lossOf(point, 0));
    }
  });

  it('takes a mean over a million steps in, and loses no step', () => {
    const history = new LossHistory(1, 8);
    history.append([4, 4, 4]);
    history.append([1], [1_000_000]);
    expect(history.steps).toBe(1_000_003);
    expect(history.length).toBeLessThanOrEqual(8);
    expect(history.length).toBeGreaterThanOrEqual(3);
    expect(history.lossOf(0, 0)).toBeCloseTo(1 + 9 / history.stride, 6);
    expect(history.latest(0)).toBe(1);
  });

  it('knows nothing before the first step', () => {
    expect(new LossHistory(2).latest(0)).toBeNaN();
  });
});
