import { describe, expect, it } from 'vitest';
import {
  adamw,
  antipodalPairLoss,
  biasCorrection,
  denseOptimum,
  featureDimensionality,
  featureGeometry,
  featureGeometryBound,
  featureVariance,
  hiddenL1Rate,
  initialWeights,
  l1Penalty,
  notebookStd,
  RELU_OUTPUT,
  toyModelForward,
  toyModelLoss,
  toyModelPass,
  learningRateAt,
  sparseFeatures,
  superposition,
  weightedSquaredError,
} from '../../src/reference/index';

const booleans = [true, false];
const DESIGNS = booleans.flatMap((tied) =>
  booleans.flatMap((hiddenRelu) =>
    booleans.flatMap((outputRelu) =>
      (['input', 'absolute'] as const).flatMap((objective) =>
        [0, 0.3].map((hiddenL1) => ({
          architecture: { tied, hiddenRelu, outputRelu },
          objective,
          hiddenL1,
        })),
      ),
    ),
  ),
);

describe('the toy models in float64', () => {
  it.each(DESIGNS)('%j has the gradient that central differences find', (design) => {
    const sizes = { I: 2, B: 7, n: 4, m: 3 };
    const { I, B, n, m } = sizes;
    const data = { signed: design.objective === 'absolute', sets: null };
    const x = sparseFeatures(1, 0, new Float64Array(I * n).fill(0.7), { I, B, n }, data);
    const w = initialWeights(2, I, n * m, 0.5);
    const wDecode = design.architecture.tied ? null : initialWeights(2, I, n * m, 0.5, 1);
    const b = initialWeights(3, I, n, 0.3);
    const importance = [1, 0.9, 0.5, 0.2, 0.1, 2, 0, 1];
    const pass = toyModelPass(x, { w, wDecode, b }, { ...design, importance }, sizes);
    const sum = (values: Float64Array) => values.reduce((all, value) => all + value, 0);
    const weights = { w, wDecode, b };
    const loss = () => sum(toyModelLoss(x, weights, { ...design, importance }, sizes));
    const total = () => {
      const { h } = toyModelForward(x, weights, design.architecture, sizes);
      return loss() + sum(l1Penalty(h, hiddenL1Rate(design, B, n), I));
    };
    const h = 1e-5;
    const difference = (array: Float64Array, e: number) => {
      const kept = array[e];
      array[e] = kept + h;
      const above = total();
      array[e] = kept - h;
      const below = total();
      array[e] = kept;
      return (above - below) / (2 * h);
    };
    // Truncation is O(h²) = 1e-10 times third derivatives of order 1; rounding 1e-16 / h.
    w.forEach((_, e) => expect(pass.dW[e]).toBeCloseTo(difference(w, e), 8));
    wDecode?.forEach((_, e) => expect(pass.dWDecode![e]).toBeCloseTo(difference(wDecode, e), 8));
    b.forEach((_, e) => expect(pass.dB[e]).toBeCloseTo(difference(b, e), 8));
    expect(sum(pass.loss)).toBe(loss());
  });

  it('with a decoder of its own that equals the encoder: the gradients add up to the tied one', () => {
    const sizes = { I: 1, B: 5, n: 3, m: 2 };
    const x = sparseFeatures(4, 0, [1, 1, 1], sizes);
    const [w, b, importance] = [initialWeights(1, 1, 6, 0.5), [0.1, 0, -0.1], [1, 1, 1]];
    const of = (tied: boolean) =>
      toyModelPass(
        x,
        { w, wDecode: tied ? null : w, b },
        { importance, architecture: { ...RELU_OUTPUT, tied }, objective: 'input' },
        sizes,
      );
    const [tied, untied] = [of(true), of(false)];
    tied.dW.forEach((v, e) => expect(untied.dW[e] + untied.dWDecode![e]).toBe(v));
    expect(tied.out).toEqual(untied.out);
  });

  /** Mean over many samples of the loss, summed over features, of a model whose weights are written down. */
  function measured(w: number[], n: number, m: number, p: number, importance: number[]) {
    const [I, B] = [1, 400_000];
    const x = sparseFeatures(9, 0, new Float64Array(n).fill(p), { I, B, n });
    const { out } = toyModelForward(x, { w, wDecode: null, b: new Float64Array(n) }, RELU_OUTPUT, {
      I,
      B,
      n,
      m,
    });
    return weightedSquaredError(x, out, importance, { I, B, n })[0] * n;
  }

  it('meets the closed forms: antipodal pair, triangle, ignored feature', () => {
    // Standard error of these means is below 0.5 % at 400 000 samples: 4 of them.
    expect(measured([1, -1], 2, 1, 0.2, [1, 1]) / antipodalPairLoss(0.2, 1, 1)).toBeCloseTo(1, 1.7);
    const triangle = [0, 1, 2].flatMap((k) => [
      Math.cos((2 * Math.PI * k) / 3),
      Math.sin((2 * Math.PI * k) / 3),
    ]);
    const p = 0.5;
    expect(measured(triangle, 3, 2, p, [1, 1, 1]) / ((3 * p * p) / 8 + p ** 3 / 8)).toBeCloseTo(
      1,
      1.7,
    );
    expect(measured([1, 0], 2, 1, 0.2, [1, 1]) / (0.2 / 3)).toBeCloseTo(1, 1.7);
  });

  it('knows the dense optimum of the paper’s first figure', () => {
    const importance = [0, 1, 2, 3, 4].map((j) => 0.9 ** j);
    expect(denseOptimum(importance, 2)).toBeCloseTo(0.036585, 6);
    expect(featureVariance(0.05)).toBeCloseTo(0.016042, 6);
  });

  it('starts as the notebook does', () => {
    expect(notebookStd(5, 2, 10)).toBeCloseTo(0.258, 3);
    expect(notebookStd(5, 2, 48)).toBeCloseTo(0.137, 3);
  });
});

describe('geometry', () => {
  const polygon = (k: number) =>
    Array.from({ length: k }, (_, j) => [
      Math.cos((2 * Math.PI * j) / k),
      Math.sin((2 * Math.PI * j) / k),
    ]).flat();

  it.each([3, 4, 5, 6, 7])('of a %i-gon: every dimensionality is 2/k', (k) => {
    featureDimensionality(polygon(k), k, 2).forEach((d) => expect(d).toBeCloseTo(2 / k, 12));
  });

  it('of a digon: dimensionality 1/2, each feature as strong on the other', () => {
    expect([...featureDimensionality([1, -1], 2, 1)]).toEqual([0.5, 0.5]);
    expect([...superposition([1, -1], 2, 1)]).toEqual([1, 1]);
    expect([...featureDimensionality([0, 0], 2, 1)]).toEqual([0, 0]);
  });

  it('of many models at once is that of each alone', () => {
    const [I, n, m] = [3, 4, 2];
    const w = Float64Array.from({ length: I * n * m }, (_, k) => Math.sin(1 + 3 * k));
    w.fill(0, 5 * m, 6 * m); // feature 1 of instance 1
    const all = featureGeometry(w, { I, n, m });
    for (let i = 0; i < I; i++) {
      const own = w.slice(i * n * m, (i + 1) * n * m);
      const [dimensionality, overlap] = [
        featureDimensionality(own, n, m),
        superposition(own, n, m),
      ];
      for (let f = 0; f < n; f++) {
        expect(all.norm[i * n + f]).toBeCloseTo(Math.hypot(own[f * m], own[f * m + 1]), 12);
        expect(all.dimensionality[i * n + f]).toBeCloseTo(dimensionality[f], 12);
        expect(all.overlap[i * n + f]).toBeCloseTo(overlap[f], 12);
      }
    }
    expect([all.norm[5], all.dimensionality[5], all.overlap[5]]).toEqual([0, 0, 0]);
  });

  it('bounds that mean something: a ten thousandth of what they bound, and 0 for zeros', () => {
    const sizes = { I: 1, n: 40, m: 10 };
    const w = Float64Array.from({ length: 400 }, (_, k) => Math.sin(1 + 3 * k));
    w.fill(0, 30, 40);
    const [value, bound] = [featureGeometry(w, sizes), featureGeometryBound(w, sizes)];
    for (const role of ['norm', 'dimensionality', 'overlap'] as const) {
      bound[role].forEach((b, f) => expect(b).toBeLessThanOrEqual(1e-4 * value[role][f]));
    }
  });
});

describe('the learning rate', () => {
  const of = (schedule: 'constant' | 'linear' | 'cosine', warmup: number, steps: number) =>
    Array.from({ length: steps + 2 }, (_, t) =>
      learningRateAt({ learningRate: 2, schedule, warmup, steps }, t),
    );

  it('stays, falls along a line, or along a quarter of a cosine, and then is 0', () => {
    expect(of('constant', 0, 3)).toEqual([2, 2, 2, 2, 2]);
    expect(of('linear', 0, 4)).toEqual([2, 1.5, 1, 0.5, 0, 0]);
    const cosine = of('cosine', 0, 4);
    [2, Math.sqrt(3), 1, 0, 0, 0].forEach((rate, t) => expect(cosine[t]).toBeCloseTo(rate, 14));
    expect(cosine[3]).toBe(0);
  });

  it('grows over the warm-up, to its full size at the last step of it', () => {
    expect(of('constant', 4, 6)).toEqual([0.5, 1, 1.5, 2, 2, 2, 2, 2]);
    expect(of('linear', 2, 4)).toEqual([1, 1.5, 1, 0.5, 0, 0]);
  });

  it('of a single step is whole', () => {
    expect(of('cosine', 0, 1)).toEqual([2, 0, 0]);
    expect(of('linear', 0, 1)).toEqual([2, 0, 0]);
  });

  it('is never below 0, far behind the last step and in the steps of evaluation', () => {
    for (const schedule of ['linear', 'cosine'] as const) {
      for (const t of [11, 500, 2 ** 31]) {
        expect(learningRateAt({ learningRate: 1, schedule, warmup: 3, steps: 10 }, t)).toBe(0);
      }
    }
  });
});

describe('AdamW', () => {
  const constants = {
    learningRate: 0.1,
    beta1: 0.9,
    beta2: 0.999,
    epsilon: 1e-8,
    weightDecay: 0.01,
  };

  it('makes the first step by hand', () => {
    const state = {
      parameter: Float64Array.of(2),
      m: new Float64Array(1),
      v: new Float64Array(1),
    };
    adamw(state, [0.5], 1, constants);
    // m / c1 = g and sqrt(v / c2) = |g|, so the step is the learning rate, after the decay.
    expect(state.parameter[0]).toBeCloseTo(2 * (1 - 0.001) - 0.1 * (0.5 / (0.5 + 1e-8)), 12);
    expect(state.m[0]).toBeCloseTo(0.05, 12);
    expect(state.v[0]).toBeCloseTo(0.00025, 12);
  });

  it('over many steps equals the textbook recursion', () => {
    const state = { parameter: Float64Array.of(1), m: new Float64Array(1), v: new Float64Array(1) };
    let [p, m, v] = [1, 0, 0];
    for (let t = 1; t <= 500; t++) {
      const g = Math.sin(t) + 0.2 * state.parameter[0];
      adamw(state, [g], t, constants);
      m = 0.9 * m + 0.1 * g;
      v = 0.999 * v + 0.001 * g * g;
      p -= 0.1 * 0.01 * p;
      p -= (0.1 / (1 - 0.9 ** t)) * (m / (Math.sqrt(v) / Math.sqrt(1 - 0.999 ** t) + 1e-8));
      expect(state.parameter[0]).toBeCloseTo(p, 9);
    }
  });

  it('corrects bias without losing digits', () => {
    expect(biasCorrection(0.999, 1)).toBeCloseTo(0.001, 15);
    expect(biasCorrection(0, 5)).toBe(1);
  });
});
