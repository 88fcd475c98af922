import { describe, expect, it } from 'vitest';
import { levelsOf, nearLevel } from '../../src/ui/chart-levels';
import { parseExperiment } from '../../src/train/index';

const experiment = parseExperiment({ model: 'relu-output', importance: { decay: 1 } });

describe('losses of known solutions', () => {
  it('at the density of the instance, as means over the features', () => {
    const levels = levelsOf(experiment, 9);
    const of = (name: string) => levels.find((level) => level.name === name)?.loss;
    // p = 0.05: v = p/3 − p²/4; two pairs cost p²/3 each, and the fifth feature its variance.
    const v = 0.05 / 3 - 0.05 ** 2 / 4;
    expect(of('nothing learned')).toBeCloseTo(v, 12);
    expect(of('antipodal pairs')).toBeCloseTo(((2 * 0.05 ** 2) / 3 + v) / 5, 12);
    expect(of('pentagon')).toBeCloseTo(0.0089036 / 5, 7);
  });

  it('with neurons: one for each feature, or two for each |x|', () => {
    const neurons = { features: 4, hidden: 2, instances: 1, featureProbability: [0.5] };
    const of = (model: 'hidden-relu' | 'absolute-value', inputs?: 'positive') =>
      levelsOf(parseExperiment({ ...neurons, model, inputs, importance: { decay: 0.5 } }), 0);
    const v = 0.5 / 3 - 0.5 ** 2 / 4;
    const nothing = { name: 'nothing learned', loss: (1.875 / 4) * v };
    expect(of('hidden-relu')).toEqual([
      nothing,
      { name: '2 dedicated, the others at their mean', loss: (0.375 / 4) * v },
    ]);
    expect(of('absolute-value')).toEqual([
      nothing,
      { name: '1 in two neurons each, the others at their mean', loss: (0.875 / 4) * v },
    ]);
    // One neuron is enough where no feature is below zero.
    expect(of('absolute-value', 'positive')).toEqual([]);
  });

  it('not where features differ in density, or come in sets', () => {
    const base = { ...experiment, instances: 1 };
    const mixed = { ...base, featureProbability: [[0.1, 0.1, 0.1, 0.1, 0.2]] };
    expect(levelsOf(mixed, 0)).toEqual([]);
    expect(levelsOf({ ...base, features: 4, sets: { size: 2, kind: 'correlated' } }, 0)).toEqual(
      [],
    );
  });

  it('a loss is told by the solution that it is nearest to', () => {
    const levels = levelsOf(experiment, 9);
    expect(nearLevel(levels, 0.00178)).toBe('within 1 % of “pentagon”');
    expect(nearLevel(levels, 0.00195)).toBe('10 % above “pentagon”');
    expect(nearLevel(levels, 1e-5)).toBe('');
    expect(nearLevel([], 1)).toBe('');
  });
});
