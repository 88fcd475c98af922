// Settings that change while a model trains: as multiples for a slider, and in words.
import { describe, expect, it } from 'vitest';
import { parseExperiment, type Experiment, type ExperimentInput } from '../../src/train/index';
import {
  adjustmentInWords,
  changedBefore,
  changeInWords,
  densityFactor,
  densityInWords,
  fromLog,
  isDecay,
  leastFactor,
  scaledDensity,
} from '../../src/ui/in-flight';

type Density = Experiment['featureProbability'];

const densityOf = (
  featureProbability: ExperimentInput['featureProbability'],
  instances = 3,
): Density =>
  parseExperiment({ model: 'relu-output', instances, features: 2, featureProbability })
    .featureProbability;

const list = densityOf([1, 0.3, 0.1]);
const each = densityOf([
  [0.4, 0.1],
  [0.2, 0.05],
  [0.1, 0.02],
]);
const range = densityOf({ from: 1, to: 0.05 });

describe('multiples of densities', () => {
  it('are at most 1, of a list, of a density a feature and of the ends of a range', () => {
    expect(scaledDensity(list, 2)).toEqual([1, 0.6, 0.2]);
    expect(scaledDensity(each, 0.5)).toEqual([
      [0.2, 0.05],
      [0.1, 0.025],
      [0.05, 0.01],
    ]);
    expect(scaledDensity(range, 2)).toEqual({ ...range, from: 1, to: 0.1 });
  });

  it('by one change nothing', () => {
    for (const density of [list, each, range]) expect(scaledDensity(density, 1)).toBe(density);
  });

  it.each([0.01, 0.0355, 0.5, 1, 1.41, 3])('are known again: %f', (factor) => {
    for (const density of [list, each, range]) {
      const found = densityFactor(scaledDensity(density, factor), density)!;
      // Four digits are kept of a density.
      expect(Math.abs(found / factor - 1), JSON.stringify(density)).toBeLessThan(1e-3);
    }
  });

  it('are null where densities are no multiples', () => {
    expect(densityFactor(densityOf([1, 0.3, 0.2]), list)).toBeNull();
    expect(densityFactor(list, range)).toBeNull();
    expect(densityFactor(densityOf([1, 0.3], 2), list)).toBeNull();
    expect(densityFactor(densityOf({ from: 1, to: 0.05, scale: 'linear' }), range)).toBeNull();
  });

  it.each([1e-5, 1.0002e-5, 1.779e-5, 2e-5, 9.99e-4, 1e-3, 0.3])(
    'leave every density where it may be, down from %d',
    (p) => {
      const [density, step] = [densityOf([1, p, 1]), 0.05];
      const least = leastFactor(density, 1e-5, step);
      const scaled = scaledDensity(density, fromLog(least)) as number[];
      expect(densityOf(scaled)).toEqual(scaled); // none is refused
      // One more step would be too many.
      expect(scaled[1] * 10 ** -step).toBeLessThan(1.01e-5);
    },
  );

  it('come from a logarithm without a tail of digits', () => {
    expect([fromLog(0), fromLog(-2), fromLog(0.15)]).toEqual([1, 0.01, 1.41]);
  });
});

describe('in words', () => {
  it('a density is one number, two ends, or the least and the greatest', () => {
    expect(densityInWords(densityOf([0.1, 0.1, 0.1]))).toBe('0.10');
    expect(densityInWords(range)).toBe('1.0 to 0.050');
    expect(densityInWords(densityOf([0.3, 0.1, 0.3]))).toBe('0.10 to 0.30');
  });

  it('a change has both values, in the symbols of the paper', () => {
    const before = { decay: 0.9 };
    expect(
      changeInWords({ key: 'featureProbability', from: range, to: scaledDensity(range, 0.5) }),
    ).toBe('1 − S = 1.0 to 0.050 → 0.50 to 0.025');
    expect(changeInWords({ key: 'importance', from: before, to: { decay: 0.7 } })).toBe(
      'I = 0.9 → 0.7 to the power i',
    );
    expect(changeInWords({ key: 'importance', from: before, to: [1, 2] })).toBe(
      'other importances I',
    );
    const rate = { key: 'optimizer.learningRate', from: 0.001, to: 0.003 } as const;
    expect(adjustmentInWords({ step: 1480, changes: [rate] })).toMatch(
      /^step 1.480: learning rate 0.001 → 0.003$/,
    );
  });

  it('only what was changed before the step that is read is told of it', () => {
    const at = (step: number, to: number) => ({
      step,
      changes: [{ key: 'optimizer.learningRate' as const, from: 0.001, to }],
    });
    const run = { adjustments: [at(10, 0.003), at(20, 0.01)] };
    expect(changedBefore(undefined, 30)).toBe('');
    expect(changedBefore(run, 10)).toBe('');
    expect(changedBefore(run, 11)).toBe('; changed at step 10: learning rate 0.001 → 0.003');
    expect(changedBefore(run, 30)).toContain('0.01');
  });

  it('importances are a decay or a list', () => {
    expect([isDecay({ decay: 1 }), isDecay([1, 2]), isDecay(null)]).toEqual([true, false, false]);
  });
});
