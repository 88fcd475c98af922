import { describe, expect, test } from 'vitest';
import {
  densitySymbol,
  distinctionOf,
  instanceAxis,
  instanceName,
  instanceShare,
} from '../../src/ui/distinction';
import { experimentOf } from './page';

describe('what sets instances apart', () => {
  test('densities, where it is nothing else', () => {
    const of = distinctionOf(experimentOf({ instances: 3, featureProbability: [1, 0.1, 0.01] }));
    expect([0, 1, 2].map((i) => instanceName(of, i))).toEqual([
      '1 − S = 1.0',
      '1 − S = 0.10',
      '1 − S = 0.010',
    ]);
    expect(instanceShare(of, 1)).toBeCloseTo(0.5, 9);
    const { from, to } = instanceAxis(of);
    expect([from, to]).toEqual([0.95, 105]);
  });

  test.each([
    [null, '1 − S', 'the density 1 − S', '1 / (1 − S): sparser →'],
    ['correlated', '1 − S', 'the density 1 − S', '1 / (1 − S): sparser →'],
    [
      ...(['anticorrelated', '1 − S of a set of 3'] as const),
      ...['the probability 1 − S of a set of 3', '1 / (1 − S) of a set of 3: sparser →'],
    ],
  ] as const)(
    'of sets %s, axes and columns say what is on so often',
    (kind, heads, said, along) => {
      const experiment = experimentOf({ features: 6, sets: kind && { size: 3, kind } });
      expect(densitySymbol(experiment)).toBe(heads);
      const { symbol, words, axis } = distinctionOf(experiment);
      expect([symbol, words, axis.label]).toEqual([heads, said, along]);
    },
  );

  test('instances of one density, or of densities written alike, are told apart by which they are', () => {
    const repeated = Array.from({ length: 160 }, (_, k) => 1 / (1 + Math.floor(k / 8)));
    const of = distinctionOf(experimentOf({ instances: 160, featureProbability: repeated }));
    const names = repeated.map((_, i) => instanceName(of, i));
    expect(new Set(names).size).toBe(160);
    expect(names.slice(0, 2)).toEqual(['1 − S = 1.0 (1)', '1 − S = 1.0 (2)']);
  });

  test('sizes of data sets, on a logarithmic scale', () => {
    const of = distinctionOf(experimentOf({ instances: 3, dataset: { samples: [4, 20, 100] } }));
    expect(instanceName(of, 2)).toBe('T = 100');
    expect([0, 1, 2].map((i) => instanceShare(of, i))).toEqual([0, expect.closeTo(0.5, 9), 1]);
    expect(of.words).toContain('data set');
  });

  test('attacks in training, on a linear one, as there may be none', () => {
    const of = distinctionOf(experimentOf({ instances: 3, attack: [0, 0.2, 0.8] }));
    expect(instanceName(of, 1)).toBe('attacks of 0.2');
    expect([0, 1, 2].map((i) => instanceShare(of, i))).toEqual([0, expect.closeTo(0.25, 9), 1]);
    expect(instanceAxis(of).from).toBeLessThan(0);
  });

  test('the density of one feature, where the others keep theirs', () => {
    const given = { instances: 2, features: 2, hidden: 1 };
    const one = distinctionOf(
      experimentOf({
        ...given,
        featureProbability: [
          [0.1, 0.2],
          [0.4, 0.2],
        ],
      }),
    );
    expect(instanceName(one, 1)).toBe('1 − S₀ = 0.40');
    expect(one.words).toBe('the density 1 − S₀ of feature 0');
    const both = distinctionOf(
      experimentOf({
        ...given,
        featureProbability: [
          [0.1, 0.2],
          [0.4, 0.4],
        ],
      }),
    );
    expect(instanceName(both, 1)).toBe('1 − S = 0.40');
  });

  test('not what all have alike', () => {
    const alike = experimentOf({ instances: 2, attack: [0.2, 0.2], featureProbability: [1, 0.1] });
    expect(instanceName(distinctionOf(alike), 1)).toBe('1 − S = 0.10');
  });
});
