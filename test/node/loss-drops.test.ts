// The ticks of the time line: sudden drops are found where they are, and nothing else is told for one.
import { expect, it } from 'vitest';
import { learningRateAt } from '../../src/reference/index';
import { LossHistory } from '../../src/train/index';
import { lossDrops } from '../../src/ui/loss-drops';

const of = (loss: (step: number) => number, steps: number) => {
  const history = new LossHistory(1, 512);
  history.append(Float32Array.from({ length: steps }, (_, step) => loss(step)));
  return lossDrops(history, [0]);
};

/** Repeatable noise of ± 2 %. */
const noise = (step: number) => 1 + 0.02 * Math.sin(step * step);

it('two steps in a noisy plateau', () => {
  const found = of((step) => noise(step) * (step < 100 ? 1 : step < 300 ? 0.5 : 0.1), 400);
  expect(found).toHaveLength(2);
  expect(Math.abs(found[0] - 100)).toBeLessThanOrEqual(2);
  expect(Math.abs(found[1] - 300)).toBeLessThanOrEqual(2);
});

it('none in noise, in a smooth fall, in losses of 0, or before there is enough', () => {
  expect(of(noise, 400)).toEqual([]);
  expect(of((step) => Math.exp(-step / 20), 400)).toEqual([]);
  expect(of(() => 0, 400)).toEqual([]);
  expect(of((step) => (step < 3 ? 1 : 0.1), 6)).toEqual([]);
});

it('a warm-up ends at what the schedule says by then, as the README has it', () => {
  const at = (warmup: number, schedule: 'constant' | 'linear' | 'cosine') =>
    learningRateAt({ learningRate: 0.5, schedule, warmup, steps: 20 }, 9);
  for (const schedule of ['constant', 'linear', 'cosine'] as const) {
    expect(at(10, schedule)).toBe(at(0, schedule));
  }
  expect(at(10, 'linear')).toBeLessThan(0.5);
});
