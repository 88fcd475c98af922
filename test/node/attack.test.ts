// Attacks in training, in float64: how long they are, where they point, and that training takes them as given.
import { describe, expect, it } from 'vitest';
import { ToyModelReference } from '../../src/models/index';
import {
  attacked,
  attackedFeature,
  attackNorms,
  gram,
  initialWeights,
  PLAIN_FEATURES,
  RELU_OUTPUT,
  sparseFeatures,
  toyModelLoss,
  toyModelPass,
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
  const normOf = (probability: number[], share = 1, unit = false) =>
    attackNorms({ attack: [share], seed, probability, data: { ...PLAIN_FEATURES, unit } })[0];

  it.each([1, 0.5, 0.1])('of two features at density %d is known', (p) => {
    // One on: 1/2. Both: the mean distance of the unit square's points from its corner.
    const both = (Math.SQRT2 + Math.asinh(1)) / 3;
    const expected = p * (1 - p) + p * p * both;
    // The second moment, 2 p / 3, bounds the standard deviation of one of 4096 samples.
    const error = Math.sqrt(((2 * p) / 3 - expected ** 2) / 4096);
    expect(Math.abs(normOf([p, p]) - expected), `seed ${seed}`).toBeLessThan(4 * error);
  });

  it('is 1 of inputs of length 1; a share is a share; instances do not depend on their place', () => {
    expect(normOf([1, 1, 1], 1, true)).toBe(1);
    expect(normOf([0.3, 0.3], 0.5)).toBeCloseTo(0.5 * normOf([0.3, 0.3]), 7);
    const probability = [0.1, 0.1, 0.7, 0.7, 0.1, 0.1];
    const [a, b, c] = attackNorms({ attack: [1, 1, 0], seed, probability, data: PLAIN_FEATURES });
    expect([a, b, c]).toEqual([normOf([0.1, 0.1]), normOf([0.7, 0.7]), 0]);
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
