// Closed forms: the numbers that they are known by, and the sampler's verdict on each.
import { describe, expect, it } from 'vitest';
import {
  absoluteDedicatedLoss,
  adversarialDamage,
  antipodalAcrossLoss,
  antipodalInsideLoss,
  antipodalPairLoss,
  anticorrelatedAcrossLoss,
  asymmetricNeuron,
  collapsedPairLoss,
  confusedPairLoss,
  correlatedPairVariances,
  denseOptimum,
  dimensionsPerFeature,
  exactLoss,
  featureDimensionality,
  featureMean,
  featureVariance,
  incidentalCollisions,
  initialWeights,
  kGon,
  memorisedDimensionality,
  nonlinearCompressionLoss,
  randomWords,
  RELU_OUTPUT,
  seedKey,
  squareLoss,
  standardSolutions,
  topDedicatedLoss,
  triangleLoss,
  zeroAnswerLoss,
  type FeatureData,
} from '../../src/reference/index';
import { expectSampled, polygon, same } from './sampled-loss';

const DIGITS = 6; // agree to half a unit of the sixth decimal, unless a table has fewer

describe('standard solutions', () => {
  it.each([
    [0.5, 0.104167, 0.166667, 0.083333, 0.109375, 0.166667, 0.104167],
    [0.2, 0.056667, 0.066667, 0.013333, 0.016, 0.026667, 0.056667],
    [0.05, 0.016042, 0.016667, 0.000833, 0.000953, 0.001667, 0.016042],
  ])('p = %f', (p, ignored, zero, pair, triangle, square, confused) => {
    expect(featureVariance(p)).toBeCloseTo(ignored, DIGITS);
    expect(zeroAnswerLoss(p)).toBeCloseTo(zero, DIGITS);
    expect(antipodalPairLoss(p, 1, 1)).toBeCloseTo(pair, DIGITS);
    expect(triangleLoss(p)).toBeCloseTo(triangle, DIGITS);
    expect(squareLoss(p)).toBeCloseTo(square, DIGITS);
    expect(confusedPairLoss(p, 1, 1)).toBeCloseTo(confused, DIGITS);
    expect(topDedicatedLoss([1, 1, 1], 1, p)).toBeCloseTo(2 * ignored, 5);
    expect(triangleLoss(p)).toBeGreaterThan(antipodalPairLoss(p, 1, 1));
  });

  it('unequal importance: the exact loss agrees', () => {
    const setting = { n: 2, m: 1, p: [0.3, 0.3], importance: [1, 0.4] };
    expect(antipodalPairLoss(0.3, 1, 0.4)).toBeCloseTo(exactLoss([1, -1], [0, 0], setting), 14);
    const half = Math.SQRT1_2;
    expect(confusedPairLoss(0.3, 1, 0.4)).toBeCloseTo(exactLoss([half, half], [0, 0], setting), 14);
  });

  it('dense, n = 20, m = 5', () => {
    const importance = Array.from({ length: 20 }, (_, i) => 0.7 ** i);
    expect(denseOptimum(importance, 5)).toBeCloseTo(0.0023232, 7);
  });

  it('are listed with their losses', () => {
    const p = 0.1;
    const importance = [0, 1, 2, 3, 4].map((i) => 0.9 ** i);
    const variance = featureVariance(p);
    const listed = standardSolutions(5, 2, p, importance);
    const loss = Object.fromEntries(listed.map((solution) => [solution.name, solution.loss]));
    const total = importance.reduce((sum, weight) => sum + weight, 0);
    expect(loss).toEqual({
      'nothing learned': expect.closeTo(total * variance, 12),
      '2 dedicated, the others at their mean': expect.closeTo(
        topDedicatedLoss(importance, 2, p),
        12,
      ),
      'antipodal pairs': expect.closeTo(
        antipodalPairLoss(p, 1 + 0.9, 0.81 + 0.729) + 0.9 ** 4 * variance,
        12,
      ),
      triangle: expect.closeTo(
        ((1 + 0.9 + 0.81) * triangleLoss(p)) / 3 + (0.729 + 0.6561) * variance,
        12,
      ),
      pentagon: expect.closeTo(total * kGon(5, p).loss, 12),
    });
    for (const solution of listed) {
      expect(solution.meanLoss).toBeCloseTo(solution.loss / 5, 14);
    }
  });

  it.each([
    [
      3,
      2,
      [
        'nothing learned',
        '2 dedicated, the others at their mean',
        'antipodal pairs and 1 dedicated',
        'triangle',
      ],
    ],
    [2, 2, ['nothing learned', 'all dedicated']],
    [2, 1, ['nothing learned', '1 dedicated, the others at their mean', 'antipodal pairs']],
  ])('n = %i, m = %i: %j', (n, m, names) => {
    const listed = standardSolutions(n, m, 0.2, same(n, 1));
    expect(listed.map(({ name }) => name)).toEqual(names);
  });

  it('many features: planes at right angles, and every loss is one that weights have', () => {
    const [n, m, p] = [7, 4, 0.2];
    const importance = [1, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4];
    const listed = standardSolutions(n, m, p, importance);
    const loss = (name: string) => listed.find((solution) => solution.name === name)!.loss;
    const setting = { n, m, p: same(n, p), importance };
    const triangles = new Float64Array(n * m);
    for (let i = 0; i < 6; i++) {
      const axis = i < 3 ? 0 : 2;
      triangles[i * m + axis] = polygon(3)[2 * (i % 3)];
      triangles[i * m + axis + 1] = polygon(3)[2 * (i % 3) + 1];
    }
    expect(loss('triangles')).toBeCloseTo(
      exactLoss(triangles, [0, 0, 0, 0, 0, 0, p / 2], setting),
      12,
    );
    const pairs = new Float64Array(n * m);
    [0, 1, 2, 3, 3, 2, 1].forEach((axis, i) => (pairs[i * m + axis] = i < 4 ? 1 : -1));
    expect(loss('antipodal pairs and 1 dedicated')).toBeCloseTo(
      exactLoss(pairs, same(n, 0), setting),
      12,
    );
  });
});

describe('dimensions and attacks', () => {
  it.each([
    [2, [1, -1], 1, 2],
    [3, polygon(3), 2, 3 / 2],
    [5, polygon(5), 2, 5 / 2],
    [4, [1, 1, 1, 1, -1, -1, -1, 1, -1, -1, -1, 1].map((x) => x / Math.sqrt(3)), 3, 4 / 3],
  ])('n = %i unit vectors: vulnerable by 1 / D', (n, w, m, ratio) => {
    const epsilon = 0.1;
    const dimensionality = featureDimensionality(w, n, m);
    adversarialDamage(w, n, m, epsilon).forEach((damage, i) => {
      expect(damage / epsilon ** 2).toBeCloseTo(ratio, 12);
      expect(damage).toBeCloseTo(epsilon ** 2 / dimensionality[i], 12);
    });
    expect(dimensionsPerFeature(w, m)).toBeCloseTo(m / n, 12);
    expect(memorisedDimensionality(m, n)).toBeCloseTo(dimensionality[0], 12);
  });

  it('the attack does what is said, wherever the ReLU stays active', () => {
    const [n, m, epsilon] = [6, 3, 1e-2];
    const w = initialWeights(3, 1, n * m, 0.6);
    const damage = adversarialDamage(w, n, m, epsilon);
    const g = (i: number, j: number) => {
      let product = 0;
      for (let k = 0; k < m; k++) product += w[i * m + k] * w[j * m + k];
      return product;
    };
    for (let i = 0; i < n; i++) {
      const row = Array.from({ length: n }, (_, j) => g(i, j));
      const length = Math.hypot(...row);
      const shift = row.reduce((sum, c) => sum + (c * epsilon * c) / length, 0);
      expect(damage[i]).toBeCloseTo(shift ** 2, 14);
      const squaredNorm = row[i];
      const dimensionality = featureDimensionality(w, n, m)[i];
      expect(damage[i]).toBeCloseTo((epsilon * squaredNorm) ** 2 / dimensionality, 14);
    }
  });

  it('dimensionality is capacity: it never adds up to more than m', () => {
    for (let seed = 0; seed < 200; seed++) {
      const [n, m] = [3 + (seed % 8), 1 + (seed % 4)];
      const w = initialWeights(seed, 1, n * m, 1);
      const sum = featureDimensionality(w, n, m).reduce((a, b) => a + b, 0);
      expect(sum, `seed ${seed}`).toBeLessThanOrEqual(m + 1e-12);
    }
  });
});

describe('features in sets, and absolute values', () => {
  const correlated = (size: number): FeatureData => ({
    signed: false,
    sets: { size, kind: 'correlated' },
  });
  const anticorrelated: FeatureData = { signed: false, sets: { size: 2, kind: 'anticorrelated' } };
  const tied = (w: number[], m: number, p: number, data: FeatureData, seed: number) => ({
    p: same(w.length / m, p),
    importance: same(w.length / m, 1),
    m,
    weights: { w, wDecode: null, b: same(w.length / m, 0) },
    data,
    seed,
  });
  const across = [1, 0, 0, 1, -1, 0, 0, -1];
  const inside = [1, 0, -1, 0, 0, 1, 0, -1];

  it('correlated pairs', () => {
    const { sum, difference } = correlatedPairVariances(0.3);
    expect(sum).toBeCloseTo(0.13, 12);
    expect(difference).toBeCloseTo(0.025, 12);
    expect(sum + difference).toBeCloseTo(2 * featureVariance(0.3), 12);
    const half = [Math.SQRT1_2, Math.SQRT1_2];
    for (const p of [1, 0.3, 0.05]) {
      expectSampled(collapsedPairLoss(p), tied(half, 1, p, correlated(2), 1), `p ${p}`);
    }
  });

  it.each([0.1, 0.4])('two sets of two in two dimensions, p = %f', (p) => {
    expect(antipodalAcrossLoss(p, 2)).toBeCloseTo((2 * p * p) / 3, 12);
    expect(antipodalInsideLoss(p, 2)).toBeCloseTo((2 * p) / 3, 12);
    expect(anticorrelatedAcrossLoss(p, 2)).toBeCloseTo((p * p) / 6, 12);
    expectSampled(antipodalAcrossLoss(p, 2), tied(across, 2, p, correlated(2), 2));
    expectSampled(antipodalInsideLoss(p, 2), tied(inside, 2, p, correlated(2), 3));
    expectSampled(anticorrelatedAcrossLoss(p, 2), tied(across, 2, p, anticorrelated, 4));
    expectSampled(0, tied(inside, 2, p, anticorrelated, 5));
  });

  it('two sets of three make an octahedron', () => {
    const p = 0.2;
    expect(antipodalAcrossLoss(p, 3)).toBeCloseTo(p * p, 12);
    const octahedron = [1, -1].flatMap((sign) => [sign, 0, 0, 0, sign, 0, 0, 0, sign]);
    expectSampled(p * p, tied(octahedron, 3, p, correlated(3), 6));
  });

  it.each([
    [1, 4.804e-5],
    [0.3, 4.468e-5],
    [0.1, 1.777e-5],
    [0.03, 5.635e-6],
    [0.01, 1.907e-6],
    [0.003, 5.752e-7],
    [0.001, 1.92e-7],
  ])('absolute values without superposition, n = 100, m = 40, p = %f', (p, loss) => {
    const importance = Array.from({ length: 100 }, (_, i) => 0.8 ** i);
    expect(absoluteDedicatedLoss(importance, 40, p) / loss).toBeCloseTo(1, 3);
  });

  it('absolute values: the sampler agrees, with one feature of two represented', () => {
    const p = 0.3;
    const importance = [1, 0.5];
    // Two neurons, for x and −x; W is stored by features, [n, m].
    expectSampled(2 * absoluteDedicatedLoss(importance, 2, p), {
      p: same(2, p),
      importance,
      m: 2,
      weights: { w: [1, -1, 0, 0], wDecode: [1, 1, 0, 0], b: [0, featureMean(p)] },
      architecture: { tied: false, hiddenRelu: true, outputRelu: true },
      data: { signed: true, sets: null },
      seed: 7,
    });
    expect(RELU_OUTPUT.hiddenRelu).toBe(false);
  });

  it('the asymmetric neuron', () => {
    expect(asymmetricNeuron(1, 0)).toEqual([1, 4]);
    expect(asymmetricNeuron(0, -1)).toEqual([0.25, 1]);
    expect(asymmetricNeuron(0, 1)).toEqual([0, 0]);
  });
});

describe('numbers by chance, and compression', () => {
  it.each([
    [256, 39.6, 1],
    [1024, 14.1, 2],
    [4096, 3.86, 2],
  ])('incidental collisions of 256 features in %i neurons', (m, collisions, digits) => {
    expect(incidentalCollisions(256, m)).toBeCloseTo(collisions, digits);
  });

  it('incidental collisions are n² / 4m where neurons abound, and what counting gives', () => {
    expect((incidentalCollisions(256, 1e6) * 4e6) / 256 ** 2).toBeCloseTo(1, 2);
    const [n, m, trials, seed] = [20, 30, 4000, 9];
    const key = seedKey(seed);
    const counts = Array.from({ length: trials }, (_, trial) => {
      const signs = Array.from({ length: m }, () => new Set<number>());
      for (let i = 0; i < n; i++) {
        const [neuron, sign] = randomWords(key, [trial, i, 0, 0]);
        signs[neuron % m].add(sign & 1);
      }
      return signs.filter((both) => both.size === 2).length;
    });
    const mean = counts.reduce((a, b) => a + b, 0) / trials;
    const error = Math.sqrt(counts.reduce((a, b) => a + (b - mean) ** 2, 0)) / trials;
    const off = Math.abs(mean - incidentalCollisions(n, m));
    expect(off, `seed ${seed}`).toBeLessThan(4 * error);
  });

  it('nonlinear compression', () => {
    expect(nonlinearCompressionLoss(3)).toBeCloseTo(0.00926, 5);
    expect(nonlinearCompressionLoss(1)).toBeCloseTo(featureVariance(1), 12);
    const [Z, points] = [5, 1000];
    let loss = 0;
    for (let k = 0; k < points; k++) {
      const [x, y] = [(k + 0.5) / points, ((k * 617 + 0.5) % points) / points];
      const t = (Math.floor(Z * x) + y) / Z;
      const step = Math.floor(Z * t);
      loss += ((x - (step + 0.5) / Z) ** 2 + (y - (Z * t - step)) ** 2) / points;
    }
    expect(loss).toBeCloseTo(nonlinearCompressionLoss(Z), 6);
  });
});
