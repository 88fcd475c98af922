import { describe, expect, it } from 'vitest';
import {
  featureCodes,
  initialWeights,
  isPairCode,
  isSplitBySign,
  neuronStacks,
} from '../../src/reference/index';
import { randomBetween, randomOrder } from './random-geometry';

const SEEDS = Array.from({ length: 50 }, (_, seed) => seed);
const kinds = (w: ArrayLike<number>, n: number, m: number) =>
  neuronStacks(w, n, m).map(({ kind }) => kind);
/** Noise that training leaves, added to every weight. */
const noisy = (w: readonly number[], seed: number) =>
  initialWeights(seed, 1, w.length, 0.01).map((x, at) => x + w[at]);

/** All ten pairs of five neurons, each a feature: positive in the pair, negative elsewhere. */
const PAIRS = [0, 1, 2, 3, 4].flatMap((a) => [1, 2, 3, 4].slice(a).map((b) => [a, b]));
const PAIR_CODE = PAIRS.flatMap((pair) =>
  [0, 1, 2, 3, 4].map((k) => (pair.includes(k) ? 0.7 : -0.9)),
);

describe('neurons', () => {
  it('one feature each: monosemantic, and dead where there is none', () => {
    const w = [1, 0, 0, 0, 0, 1.2, 0, 0, 0, 0, 0.9, 0];
    for (const seed of SEEDS) {
      const stacks = neuronStacks(noisy(w, seed), 3, 4);
      expect(featureCodes(noisy(w, seed), 3, 4)).toEqual(
        [0, 1, 2].map((k) => ({ feature: k, learned: true, positive: [k], negative: [] })),
      );
      expect(
        stacks.map(({ kind, features }) => [kind, features]),
        `seed ${seed}`,
      ).toEqual([
        ['monosemantic', 1],
        ['monosemantic', 1],
        ['monosemantic', 1],
        ['dead', 0],
      ]);
    }
  });

  it('three features in two neurons, the binary code', () => {
    for (const seed of SEEDS) {
      const w = noisy([0.9, -0.7, -0.8, 0.8, 0.8, 0.9, 0, 0], seed);
      expect(kinds(w, 4, 2), `seed ${seed}`).toEqual(['polysemantic', 'polysemantic']);
      const codes = featureCodes(w, 4, 2);
      expect(codes.map(({ positive }) => positive)).toEqual([[0], [1], [0, 1], []]);
      expect(codes.map(({ learned }) => learned)).toEqual([true, true, true, false]);
      expect(codes.map(isPairCode)).toEqual([false, false, true, false]);
    }
  });

  it('every feature a pair of neurons', () => {
    for (const seed of SEEDS) {
      const w = noisy(PAIR_CODE, seed);
      const codes = featureCodes(w, 10, 5);
      expect(
        codes.map(({ positive }) => positive),
        `seed ${seed}`,
      ).toEqual(PAIRS);
      expect(codes.every(isPairCode)).toBe(true);
      for (const stack of neuronStacks(w, 10, 5)) {
        expect(stack).toMatchObject({ kind: 'polysemantic', features: 10 });
      }
    }
  });

  it('two neurons a feature for |x|: monosemantic, split by sign', () => {
    for (const seed of SEEDS) {
      const w = noisy([1, -0.8, 0, 0, 0, 0, 1.1, -1], seed);
      expect(kinds(w, 2, 4), `seed ${seed}`).toEqual(Array(4).fill('monosemantic'));
      const codes = featureCodes(w, 2, 4);
      expect(codes.map(isSplitBySign)).toEqual([true, true]);
      expect(codes.map(isPairCode)).toEqual([false, false]);
    }
  });

  it('bars hold every weight, the largest first, with its sign', () => {
    const [stack] = neuronStacks([0.5, -2, 0.1], 3, 1);
    expect(stack.weights).toEqual([
      { feature: 1, weight: -2 },
      { feature: 0, weight: 0.5 },
      { feature: 2, weight: 0.1 },
    ]);
    expect(stack.total).toBeCloseTo(2.6, 12);
    expect(stack).toMatchObject({ features: 2, share: 0.8, kind: 'polysemantic' });
  });

  it('lines can be moved', () => {
    const w = [1, 0.2]; // share 0.83
    const kind = (options: Parameters<typeof neuronStacks>[3]) =>
      neuronStacks(w, 2, 1, options)[0].kind;
    expect(kind({})).toBe('polysemantic');
    expect(kind({ monosemanticShare: 0.8 })).toBe('monosemantic');
    expect(kind({ negligible: 0.3 })).toBe('monosemantic');
  });

  it('scaling a neuron or renaming features changes nothing', () => {
    const [n, m] = [9, 4];
    for (const seed of SEEDS) {
      const w = initialWeights(seed, 1, n * m, 1);
      const order = randomOrder(seed, n);
      const scale = Array.from({ length: m }, (_, k) => randomBetween(seed, 0.7, 1.4, k));
      const other = w.map((_, at) => w[order[Math.floor(at / m)] * m + (at % m)] * scale[at % m]);
      const [stacks, others] = [w, other].map((each) => neuronStacks(each, n, m));
      stacks.forEach(({ kind, features, share, weights }, k) => {
        expect(others[k], `seed ${seed}`).toMatchObject({ kind, features });
        expect(others[k].share).toBeCloseTo(share, 12);
        expect(others[k].weights.map(({ feature }) => order[feature])).toEqual(
          weights.map(({ feature }) => feature),
        );
      });
    }
  });

  it('nothing learned: all dead, no codes', () => {
    expect(kinds(new Float64Array(4), 2, 2)).toEqual(['dead', 'dead']);
    expect(featureCodes(new Float64Array(4), 2, 2).every(({ learned }) => !learned)).toBe(true);
  });
});
