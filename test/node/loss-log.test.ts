import { describe, expect, it } from 'vitest';
import { LossLog } from '../../src/train/loss-log';

const MODELS = 4;

/** Losses of steps from + 1 … to: 10 · step + the model. */
function part(from: number, to: number): Float32Array {
  return Float32Array.from({ length: MODELS * (to - from) }, (_, at) => {
    return 10 * (from + Math.floor(at / MODELS) + 1) + (at % MODELS);
  });
}

/** Losses of all steps up to `to`, added in submits of so many steps. */
function fill(log: LossLog, to: number, submit: number, from = 0): void {
  for (let step = from; step < to; step += submit) {
    const end = Math.min(to, step + submit);
    log.add(part(step, end), end - step, end);
  }
}

describe('losses on their way to the page', () => {
  it('are told step by step where they are few', () => {
    const log = new LossLog(MODELS * 8);
    fill(log, 8, 3);
    const { losses, lossSteps } = log.take(8);
    expect([...lossSteps]).toEqual(Array(8).fill(1));
    expect([...losses]).toEqual([...part(0, 8)]);
    expect(log.take(100).losses.length).toBe(0);
  });

  it.each([1, 3, 7, 64])(
    'are means where they are many, of every step once: submits of %i',
    (submit) => {
      const log = new LossLog(MODELS * 8);
      fill(log, 1000, submit);
      const { losses, lossSteps } = log.take(1000);
      expect(lossSteps.length).toBeLessThanOrEqual(8);
      expect(losses.length).toBe(MODELS * lossSteps.length);
      expect(lossSteps.reduce((sum, steps) => sum + steps, 0)).toBe(1000);
      let end = 0;
      lossSteps.forEach((steps, row) => {
        // Steps end + 1 … end + steps have the mean end + (steps + 1) / 2.
        const mean = 10 * (end + (steps + 1) / 2);
        for (let model = 0; model < MODELS; model++) {
          expect(losses[row * MODELS + model]).toBeCloseTo(mean + model, 1);
        }
        end += steps;
      });
    },
  );

  it('end where the snapshot ends that is on its way', () => {
    const log = new LossLog(MODELS * 2);
    fill(log, 37, 5);
    log.seal(37);
    fill(log, 200, 5, 37);
    expect(log.take(37).lossSteps.reduce((sum, steps) => sum + steps, 0)).toBe(37);
    expect(log.take(200).lossSteps.reduce((sum, steps) => sum + steps, 0)).toBe(163);
  });

  it('are one row at least, however many models there are', () => {
    const log = new LossLog(1);
    fill(log, 10, 10);
    const { losses, lossSteps } = log.take(10);
    expect([...lossSteps]).toEqual([10]);
    expect([...losses]).toEqual([55, 56, 57, 58]);
  });
});
