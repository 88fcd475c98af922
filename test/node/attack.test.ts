// Attacks in training, in float64: how long they are, where they point, and that training takes them as given.
import { describe, expect, it } from 'vitest';
import { ToyModelReference } from '../../src/models/index';
import {
  attacked,
  attackedFeature,
  attackNorms,
  gram,
  initialWeights,
  meanInputNorm,
  PLAIN_FEATURES,
  RELU_OUTPUT,
  sparseFeatures,
  toyModelLoss,
  toyModelPass,
  type FeatureData,
} from '../../src/reference/index';
import { modelConfig, parseExperiment } from '../../src/train/index';

const seed = 7;
const sizes = { I: 2, B: 200, n: 6, m: 3 };
const { I, B, n, m } = sizes;
const w = initialWeights(seed, I, n * m, 0.5);
w.fill(0, 2 * m, 3 * m); // feature 2 of the first model is not represented
const x = sparseFeatures(seed, 3, new Float64Array(I * n).fill(0.4), { I, B, n });
const attack = { seed, step: 3, push: [0.3, 0.9], w, wDecode: null };

describe('an attack', () => {
  it('is as long as it is to be, along the row of WᵀW that was drawn', () => {
    const moved = attacked(x, attack, sizes);
    for (let row = 0; row < I * B; row++) {
      const [i, s] = [Math.floor(row / B), row % B];
      const a = attackedFeature(attack, i, s, n);
      const of = gram(w.subarray(i * n * m, (i + 1) * n * m), n, m).subarray(a * n, (a + 1) * n);
      const length = Math.hypot(...of);
      for (let j = 0; j < n; j++) {
        const shift = length === 0 ? 0 : (attack.push[i] * of[j]) / length;
        expect(moved[row * n + j] - x[row * n + j], `seed ${seed}`).toBeCloseTo(shift, 14);
      }
    }
  });

  it('leaves alone what is not represented, and every sample where its norm is 0', () => {
    const moved = attacked(x, attack, sizes);
    const [left] = Array.from({ length: B }, (_, s) => s).filter(
      (s) => attackedFeature(attack, 0, s, n) === 2,
    );
    const own = (of: Float64Array) => [...of.subarray(left * n, (left + 1) * n)];
    expect(own(moved)).toEqual(own(x));
    expect([...attacked(x, { ...attack, push: [0, 0] }, sizes)]).toEqual([...x]);
  });

  it('is aimed at every feature alike, and at another in the next step', () => {
    const of = (step: number) =>
      Array.from({ length: 6000 }, (_, s) => attackedFeature({ seed, step }, 0, s, n));
    const [first, second] = [of(0), of(1)];
    for (let a = 0; a < n; a++) {
      const share = first.filter((feature) => feature === a).length / first.length;
      const deviation = Math.sqrt((1 / n) * (1 - 1 / n) * (1 / first.length));
      expect(Math.abs(share - 1 / n), `seed ${seed}`).toBeLessThan(4 * deviation);
    }
    // By chance one in n is the same.
    const same = first.filter((feature, s) => feature === second[s]).length / first.length;
    expect(Math.abs(same - 1 / n)).toBeLessThan(4 * Math.sqrt(1 / n / first.length));
  });
});

describe('the mean norm of an input', () => {
  // One feature on: 1/2. Both: the mean distance of the unit square's points from its corner.
  const both = (Math.SQRT2 + Math.asinh(1)) / 3;
  const { unit, correlated, anticorrelated } = {
    unit: { ...PLAIN_FEATURES, unit: true },
    correlated: { signed: true, sets: { size: 2, kind: 'correlated' as const } },
    anticorrelated: { signed: false, sets: { size: 2, kind: 'anticorrelated' as const } },
  };

  it.each([1, 0.5, 0.1, 1e-3, 1e-5])('of two features at density %d is known', (p) => {
    const ratio = (data: FeatureData, expected: number) => meanInputNorm([p, p], data) / expected;
    expect(ratio(PLAIN_FEATURES, p * (1 - p) + p * p * both)).toBeCloseTo(1, 8);
    expect(ratio(correlated, p * both)).toBeCloseTo(1, 8);
    expect(ratio(anticorrelated, p / 2)).toBeCloseTo(1, 8);
    expect(ratio(unit, p * (2 - p))).toBeCloseTo(1, 8);
  });

  it('of more features is what samples come to', () => {
    const [n, B] = [9, 20_000];
    const set = (size: number, kind: 'correlated' | 'anticorrelated') => ({ size, kind });
    for (const data of [
      PLAIN_FEATURES,
      { signed: true, sets: null },
      { ...PLAIN_FEATURES, unit: true },
      { signed: false, sets: set(3, 'correlated') },
      { signed: true, sets: set(3, 'anticorrelated') },
      { signed: false, sets: set(3, 'anticorrelated'), unit: true },
    ]) {
      const p = Array.from({ length: n }, (_, j) => [0.4, 0.9, 0.05][Math.floor(j / 3)]);
      const x = sparseFeatures(seed, 3, p, { I: 1, B, n }, data);
      let [sum, squares] = [0, 0];
      for (let s = 0; s < B; s++) {
        const norm = Math.hypot(...x.subarray(s * n, (s + 1) * n));
        sum += norm / B;
        squares += norm ** 2 / B;
      }
      const error = Math.sqrt((squares - sum ** 2) / B);
      const off = Math.abs(sum - meanInputNorm(p, data)) / error;
      expect(off, `${JSON.stringify(data)}, seed ${seed}`).toBeLessThan(4);
    }
  });

  it('of a thousand features is less than the root of the mean square, by their spread', () => {
    // E√Q ≈ √(E Q) (1 − var Q / 8 (E Q)²), Q a sum of 1000 squares of mean 1/3 and variance 4/45.
    const [mean, variance] = [1000 / 3, (1000 * 4) / 45];
    const expected = Math.sqrt(mean) * (1 - variance / (8 * mean ** 2));
    const norm = meanInputNorm(Array<number>(1000).fill(1), PLAIN_FEATURES);
    expect(norm / expected).toBeCloseTo(1, 7);
  });
});

describe('the norm of attacks', () => {
  const normsOf = (input: object) => {
    const { attack, ...drawn } = modelConfig(parseExperiment({ model: 'relu-output', ...input }));
    return [...attackNorms({ attack: attack!, ...drawn })];
  };

  it.each([
    // The last by 30 000 000 samples of another generator. Next to one feature on, 20 · 0.001 · 1/2 less what two at once have in common.
    [20, 0.001, 0.0099556],
    [20, 1e-5, 9.99956e-5],
    [40, 0.05, 0.68954],
  ])('of %d features at density %d does not hang on the seed, and is never 0', (n, p, expected) => {
    const of = (own: number) =>
      normsOf({ features: n, instances: 1, featureProbability: [p], attack: 1, seed: own })[0];
    for (const own of [0, 1, 2, 3]) expect(of(own) / expected, `seed ${own}`).toBeCloseTo(1, 4);
  });

  it('is a share of the mean norm, and does not depend on the place of its instance', () => {
    const probability = [0.1, 0.1, 0.7, 0.7, 0.1, 0.1];
    const norms = attackNorms({ attack: [1, 0.5, 0], probability, data: PLAIN_FEATURES });
    expect([...norms]).toEqual([
      Math.fround(meanInputNorm([0.1, 0.1], PLAIN_FEATURES)),
      Math.fround(0.5 * meanInputNorm([0.7, 0.7], PLAIN_FEATURES)),
      0,
    ]);
  });
});

describe('training under attack', () => {
  it('descends the loss of the moved samples against those as they were, the attack held constant', () => {
    const input = attacked(x, attack, sizes);
    const design = {
      ...{ architecture: RELU_OUTPUT, objective: 'input' as const },
      importance: new Float64Array(I * n).fill(1),
    };
    const b = initialWeights(seed, I, n, 0.1, 1);
    const weights = { w: w.slice(), wDecode: null, b };
    const { dW } = toyModelPass(x, weights, design, sizes, input);
    const total = () =>
      toyModelLoss(x, weights, design, sizes, input).reduce((sum, loss) => sum + loss, 0);
    const h = 1e-5;
    for (let e = 0; e < dW.length; e += 5) {
      const kept = weights.w[e];
      weights.w[e] = kept + h;
      const above = total();
      weights.w[e] = kept - h;
      const below = total();
      weights.w[e] = kept;
      expect(dW[e], `seed ${seed}, weight ${e}`).toBeCloseTo((above - below) / (2 * h), 6);
    }
  });

  it('an instance without attack is the very run that it is alone; one with is another', async () => {
    const of = async (attack: number[] | number) => {
      const program = new ToyModelReference(
        modelConfig(
          parseExperiment({ model: 'relu-output', instances: 2, batch: 64, steps: 20, attack }),
        ),
      );
      await program.advance(20);
      return [...program.state.w.parameter];
    };
    const [plain, mixed] = [await of(0), await of([0, 0.8])];
    const half = plain.length / 2;
    expect(mixed.slice(0, half)).toEqual(plain.slice(0, half));
    expect(mixed.slice(half)).not.toEqual(plain.slice(half));
  });

  it('other densities mean attacks of another length, from the next step on', async () => {
    const of = (p: number) =>
      modelConfig(
        parseExperiment({
          ...{ model: 'relu-output', instances: 1, batch: 64, steps: 20, attack: 0.8 },
          featureProbability: [p],
        }),
      );
    const [changed, alone] = [new ToyModelReference(of(1)), new ToyModelReference(of(0.1))];
    changed.adjust(of(0.1));
    await Promise.all([changed.advance(5), alone.advance(5)]);
    expect([...changed.state.w.parameter]).toEqual([...alone.state.w.parameter]);
  });
});
