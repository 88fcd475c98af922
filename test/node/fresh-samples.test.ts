// What is estimated from samples, where features are rare: as good as where they are not.
import { describe, expect, it } from 'vitest';
import { anyOn, featureGeometry, PLAIN_FEATURES } from '../../src/reference/index';
import {
  dictionaryConfig,
  freshSamples,
  memorised,
  parseExperiment,
  Trained,
  TrainedDictionaries,
  underAttack,
  type ExperimentInput,
} from '../../src/train/index';

const n = 8;
const RARE = 2e-4;

/** One model that keeps every feature in a dimension of its own, answering b in each. */
function identity(input: Partial<ExperimentInput>, b: number): Trained {
  const experiment = parseExperiment({
    ...{ model: 'relu-output', features: n, hidden: n, instances: 1, importance: { decay: 1 } },
    ...{ featureProbability: [RARE], ...input },
  });
  const w = Float32Array.from({ length: n * n }, (_, e) => Number(e % (n + 1) === 0));
  const { norm, dimensionality, overlap } = featureGeometry(w, { I: 1, n, m: n });
  const geometry = {
    norm: Float32Array.from(norm),
    dimensionality: Float32Array.from(dimensionality),
    overlap: Float32Array.from(overlap),
  };
  const moment = { step: 1, w, wDecode: null, b: new Float32Array(n).fill(b), geometry };
  return new Trained(experiment, moment, [0]);
}

describe('fresh samples', () => {
  it.each([1, 0.3, 3e-3])('at density %d stand for all, each with a feature on', (p) => {
    const probability = new Float64Array(n).fill(p);
    const { x, count, weight } = freshSamples(5000, 1, probability, PLAIN_FEATURES);
    expect([count, x.length]).toEqual([5001, 5001 * n]);
    const on = Array.from({ length: count }, (_, s) =>
      x.subarray(s * n, (s + 1) * n).some((value) => value > 0),
    );
    expect(on.indexOf(false)).toBe(5000);
    expect(weight.reduce((sum, part) => sum + part, 0)).toBeCloseTo(1, 12);
    expect(1 - weight[5000]).toBeCloseTo(anyOn(probability, PLAIN_FEATURES), 12);
    // The mean of Σ x² is known: n p / 3, its deviation among samples with a feature on less than 1.2 of their mean.
    let sum = 0;
    x.forEach((value, e) => (sum += weight[Math.floor(e / n)] * value ** 2));
    expect(Math.abs(sum / ((n * p) / 3) - 1), 'seed 1').toBeLessThan((4 * 1.2) / Math.sqrt(5000));
  });

  it('are fewer where features are so rare that they are not found', () => {
    const probability = new Float64Array(n).fill(1e-5);
    const { count, weight } = freshSamples(5000, 1, probability, PLAIN_FEATURES);
    expect(count).toBeLessThan(200);
    expect(weight.reduce((sum, part) => sum + part, 0)).toBeCloseTo(1, 12);
  });
});

describe('of rare features', () => {
  it('a dictionary’s entries are as often on as its features, and none of them is dead', () => {
    const config = dictionaryConfig(identity({}, 0), {
      ...{ entries: n + 1, l1: 0.1, batch: 16, steps: 10, learningRate: 0.01 },
    });
    const eye = (rows: number, columns: number) =>
      Float32Array.from({ length: rows * columns }, (_, e) =>
        Number(Math.floor(e / columns) === e % columns),
      );
    const numbers = {
      encode: eye(n, n + 1),
      encodeBias: new Float32Array(n + 1),
      decode: eye(n + 1, n),
      decodeBias: new Float32Array(n),
    };
    const { use, dead, lost } = new TrainedDictionaries(config, numbers, 10).instance(0);
    expect([...dead]).toEqual([n]);
    expect(lost).toBe(0);
    // Some 4200 samples with a feature on are found: 520 for each.
    use.subarray(0, n).forEach((often, e) => {
      expect(Math.abs(often / RARE - 1), `entry ${e}, seed 0`).toBeLessThan(4 / Math.sqrt(520));
    });
  });

  it('the loss on fresh samples of a model with a data set is right to a few hundredths', () => {
    const [b, dataset] = [-0.25, { samples: 4 }];
    const trained = identity({ dataset }, b);
    const { testLoss } = memorised(trained.model(0), trained.experiment)!;
    // x − (x − 1/4)₊ is x up to 1/4, then 1/4: the mean of its square is (1/4)³ / 3 + 3/4 · (1/4)².
    const expected = n * RARE * (0.25 ** 3 / 3 + 0.75 * 0.25 ** 2);
    expect(Math.abs(testLoss / expected - 1)).toBeLessThan(0.03);
  });

  it('attacks raise the loss by what they raise it by, although nearly every sample is empty', () => {
    const trained = identity({}, 0);
    const { loss, attacked, rise, norm } = underAttack(trained.model(0), trained.experiment, 500);
    expect(norm).toBeCloseTo(0.1 * n * RARE * 0.5, 7);
    expect(loss).toBeCloseTo(0, 14);
    expect(attacked / norm ** 2).toBeCloseTo(1, 5);
    expect(rise).toBeCloseTo(1, 5);
  });
});
