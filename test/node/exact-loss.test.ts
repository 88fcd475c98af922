import { describe, expect, it } from 'vitest';
import {
  exactLoss,
  exactLossFunction,
  gram,
  initialWeights,
  linearOutputLoss,
  MOST_EXACT_FEATURES,
  reluMoments,
  RELU_OUTPUT,
  type ExactSetting,
} from '../../src/reference/index';
import { expectSampled, polygon, same } from './sampled-loss';

const MIXED = [0.3, 0.5, 1, 0.05, 0.8, 0.4, 0.6, 0.2];

function setting(n: number, m: number): ExactSetting {
  return { n, m, p: MIXED.slice(0, n), importance: MIXED.slice(0, n).map((_, i) => 0.9 ** i) };
}

function weights(seed: number, { n, m }: ExactSetting) {
  return { w: initialWeights(seed, 1, n * m, 0.7), b: initialWeights(seed, 1, n, 0.3, 1) };
}

/**
 * The loss by the midpoint rule, over all subsets of active features. In each direction the rule is off by h²/24 of the
 * second derivative of (s₊ − x)², at most 2 (|c| + 1)²; in the cell where s changes sign, by h²/8 of the jump of the
 * first derivative, at most 2 |c|. Together less than h²/8 · 2 (|c| + 1)².
 */
function midpointLoss(w: ArrayLike<number>, b: ArrayLike<number>, s: ExactSetting, points: number) {
  const { n, m, p, importance } = s;
  const g = gram(w, n, m);
  const x = new Float64Array(n);
  let loss = 0;
  for (let subset = 0; subset < 2 ** n; subset++) {
    const active = Array.from({ length: n }, (_, i) => i).filter((i) => (subset >> i) & 1);
    let chance = 1;
    for (let i = 0; i < n; i++) chance *= (subset >> i) & 1 ? p[i] : 1 - p[i];
    const count = points ** active.length;
    x.fill(0);
    for (let point = 0; chance > 0 && point < count; point++) {
      active.forEach(
        (i, d) => (x[i] = ((Math.floor(point / points ** d) % points) + 0.5) / points),
      );
      for (let i = 0; i < n; i++) {
        let out = b[i];
        for (let j = 0; j < n; j++) out += g[i * n + j] * x[j];
        loss += (chance / count) * importance[i] * (Math.max(0, out) - x[i]) ** 2;
      }
    }
  }
  return loss;
}

describe('the exact loss', () => {
  it.each([0.5, 0.2, 0.05])('meets the closed forms at p = %f', (p) => {
    const of = (w: number[], n: number, m: number) =>
      exactLoss(w, same(n, 0), { n, m, p: same(n, p), importance: same(n, 1) });
    const variance = p / 3 - (p * p) / 4;
    expect(of([1, -1], 2, 1)).toBeCloseTo((p * p) / 3, 14);
    expect(of([1, 0], 2, 1)).toBeCloseTo(p / 3, 14);
    expect(of([Math.SQRT1_2, Math.SQRT1_2], 2, 1)).toBeCloseTo(variance, 14);
    expect(of(polygon(3), 3, 2)).toBeCloseTo((3 * p * p) / 8 + p ** 3 / 8, 14);
    expect(of(polygon(4), 4, 2)).toBeCloseTo((2 * p * p) / 3, 14);
    expect(of([1, 0, 0, 1], 2, 2)).toBeCloseTo(0, 14);
    const ignored = { n: 1, m: 1, p: [p], importance: [1] };
    expect(exactLoss([0], [p / 2], ignored)).toBeCloseTo(variance, 14);
  });

  it.each([
    [2, 1, 400],
    [3, 2, 100],
    [4, 2, 28],
  ])('n = %i, m = %i: agrees with the midpoint rule, %i points a side', (n, m, points) => {
    for (let seed = 1; seed <= 4; seed++) {
      const s = setting(n, m);
      const { w, b } = weights(seed, s);
      const steepest = gram(w, n, m).reduce((most, c) => Math.max(most, Math.abs(c)), 0);
      const bound = (n * n * 2 * (steepest + 1) ** 2) / (8 * points * points);
      const off = Math.abs(exactLoss(w, b, s) - midpointLoss(w, b, s, points));
      expect(off, `seed ${seed}`).toBeLessThan(bound);
    }
  });

  it.each([
    [2, 1],
    [3, 2],
    [5, 2],
    [8, 3],
  ])('n = %i, m = %i: agrees with samples', (n, m) => {
    const s = setting(n, m);
    for (let seed = 1; seed <= 3; seed++) {
      const { w, b } = weights(seed, s);
      const given = { ...s, weights: { w, wDecode: null, b }, seed, samples: 2 ** 16 };
      expectSampled(exactLoss(w, b, s), given, `n ${n}`);
    }
  });

  it.each([
    [1, 1],
    [2, 1],
    [3, 2],
    [5, 2],
    [6, 3],
  ])('n = %i, m = %i: has the gradient that central differences find', (n, m) => {
    const s = setting(n, m);
    const loss = exactLossFunction(s);
    const gradient = { dW: new Float64Array(n * m), dB: new Float64Array(n) };
    for (let seed = 1; seed <= 4; seed++) {
      const { w, b } = weights(seed, s);
      expect(loss(w, b, gradient)).toBeCloseTo(loss(w, b), 14);
      const h = 1e-5;
      for (const [array, slopes] of [
        [w, gradient.dW],
        [b, gradient.dB],
      ]) {
        for (let e = 0; e < array.length; e++) {
          const kept = array[e];
          array[e] = kept + h;
          const above = loss(w, b);
          array[e] = kept - h;
          const below = loss(w, b);
          array[e] = kept;
          expect(Math.abs((above - below) / (2 * h) - slopes[e]), `seed ${seed}`).toBeLessThan(
            1e-8,
          );
        }
      }
    }
  });

  it('does not lose digits where weights are small or of different size', () => {
    // Inclusion and exclusion over all corners divides by the product of all weights: by 1e-48 here. The moments are
    // Lipschitz in the weights, with constants of at most 2 |s| < 8.
    const n = 6;
    const moments = reluMoments(n);
    const take = (b: number, c: number[]) => {
      const { square, first, product } = moments(b, c, MIXED, 1);
      return [square, first, ...product];
    };
    for (const small of [1e-3, 1e-6, 1e-8, 1e-12, 1e-25, 0]) {
      for (const b of [0.1, -0.2, small, -small, 0]) {
        const c = [-small, 1.1, small / 2, -0.4, small, -small / 3];
        const without = take(b, [0, 1.1, 0, -0.4, 0, 0]);
        take(b, c).forEach((value, k) => {
          const off = Math.abs(value - without[k]);
          expect(off, `${small} ${b} ${k}`).toBeLessThanOrEqual(8 * 3 * small + 1e-14);
        });
      }
    }
  });

  it('scales: small weights and biases give moments in proportion, to 12 digits', () => {
    const n = 5;
    const moments = reluMoments(n);
    const c = [0.9, -0.3, 0.25, -0.8, 0.01];
    const { square, first, active } = moments(-0.1, c, MIXED, 0);
    for (const scale of [1e-3, 1e-6, 1e-9]) {
      const scaled = moments(
        -0.1 * scale,
        c.map((weight) => weight * scale),
        MIXED,
        0,
      );
      expect(scaled.square / (square * scale * scale)).toBeCloseTo(1, 12);
      expect(scaled.first / (first * scale)).toBeCloseTo(1, 12);
      expect(scaled.active / active).toBeCloseTo(1, 12);
    }
  });

  it('keeps its digits up to the most features it takes, and takes no more', () => {
    const n = MOST_EXACT_FEATURES;
    const moments = reluMoments(n);
    const c = Array.from({ length: n }, (_, i) => (i % 2 ? -1 : 1) * (0.3 + i / n));
    const whole = moments(-0.05, c, same(n, 0.4), 0).square;
    // A third of everything is rounded anew throughout.
    const third = c.map((weight) => weight / 3);
    const again = 9 * moments(-0.05 / 3, third, same(n, 0.4), 0).square;
    expect(Math.abs(again - whole)).toBeLessThan(1e-11);
    expect(() => reluMoments(n + 1)).toThrow(RangeError);
  });
});

it.each([
  [5, 2, 1],
  [8, 3, 2],
])('of a linear output, n = %i, m = %i, seed %i: the sampler agrees', (n, m, seed) => {
  const s = setting(n, m);
  const { w, b } = weights(seed, s);
  const architecture = { ...RELU_OUTPUT, outputRelu: false };
  const sampled = { ...s, weights: { w, wDecode: null, b }, architecture, seed };
  expectSampled(linearOutputLoss(w, b, s), sampled);
});
