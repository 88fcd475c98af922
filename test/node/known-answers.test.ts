// What must come out when the float64 reference trains the paper's first experiment to the end.
import { describe, expect, it } from 'vitest';
import {
  EVALUATION_STEP,
  denseOptimum,
  featureDimensionality,
  initialWeights,
  notebookStd,
  recognise,
  RELU_OUTPUT,
  toyModelForward,
  toyModelState,
  toyModelStep,
  sparseFeatures,
  weightedSquaredError,
  type ToyModelDesign,
} from '../../src/reference/index';

const [n, m, B, STEPS, SEED] = [5, 2, 1024, 10_000, 1];
const REPLICAS = 4;
const importance = [0, 1, 2, 3, 4].map((j) => 0.9 ** j);
const adamw = {
  name: 'adamw',
  learningRate: 1e-3,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  weightDecay: 0.01,
  schedule: 'constant',
  warmup: 0,
  steps: STEPS,
} as const;

/** Trains all instances side by side, and measures each on fresh samples. */
function train(density: readonly number[]) {
  const I = density.length;
  const sizes = { I, B, n, m };
  const p = Float64Array.from({ length: I * n }, (_, f) => density[Math.floor(f / n)]);
  const std = notebookStd(n, m, 10);
  const state = toyModelState(initialWeights(SEED, I, n * m, std), null, new Float64Array(I * n));
  const design: ToyModelDesign = {
    importance: density.flatMap(() => importance),
    architecture: RELU_OUTPUT,
    objective: 'input',
    optimizer: adamw,
  };
  for (let step = 0; step < STEPS; step++) {
    const x = sparseFeatures(SEED, step, p, { I, B, n });
    toyModelStep(state, x, step + 1, design, sizes);
  }
  return density.map((_, i) => ({
    w: state.w.parameter.slice(i * n * m, (i + 1) * n * m),
    b: state.b.parameter.slice(i * n, (i + 1) * n),
  }));
}

/** Mean-loss on fresh samples, those of the evaluation batches from `first` on. */
function measure(
  { w, b }: { w: Float64Array; b: Float64Array },
  p: number,
  samples: number,
  first = 0,
): number {
  const size = { I: 1, B: 2 ** 14, n };
  const batches = samples / size.B;
  let loss = 0;
  for (let batch = 0; batch < batches; batch++) {
    const x = sparseFeatures(
      SEED,
      EVALUATION_STEP + first + batch,
      new Float64Array(n).fill(p),
      size,
    );
    const { out } = toyModelForward(x, { w, wDecode: null, b }, RELU_OUTPUT, { ...size, m });
    loss += weightedSquaredError(x, out, importance, size)[0] / batches;
  }
  return loss;
}

describe('10 000 steps of the reference', () => {
  const density = [1, ...Array.from({ length: REPLICAS }, () => 0.05)];
  const trained = train(density);

  it('dense: the two most important features at right angles, the others ignored', () => {
    const [dense] = trained;
    const norm = (j: number) => Math.hypot(dense.w[2 * j], dense.w[2 * j + 1]);
    const dot = dense.w[0] * dense.w[2] + dense.w[1] * dense.w[3];
    expect(norm(0)).toBeCloseTo(1, 1);
    expect(norm(1)).toBeCloseTo(1, 1);
    expect(Math.abs(dot)).toBeLessThan(0.05);
    for (const j of [2, 3, 4]) expect(norm(j)).toBeLessThan(0.1);
    expect(recognise(dense.w, n, m)).toMatchObject({
      notLearned: [2, 3, 4],
      tegum: { text: '2 dedicated' },
    });
    expect(measure(dense, 1, 2 ** 18) / denseOptimum(importance, m)).toBeCloseTo(1, 1.7);
  });

  it('sparse: the best replica is the pentagon, within 1 % of its exact loss', () => {
    const ranked = trained
      .slice(1)
      .map((model) => ({ model, loss: measure(model, 0.05, 2 ** 17, 1000) }))
      .sort((a, b) => a.loss - b.loss);
    const [{ model }] = ranked;
    for (const d of featureDimensionality(model.w, n, m))
      expect(Math.abs(d - 0.4)).toBeLessThan(0.02);
    expect(recognise(model.w, n, m).tegum.text).toBe('pentagon');
    // 2 million fresh samples: other than those that chose the replica, so not the luckiest of four.
    expect(Math.abs(measure(model, 0.05, 2 ** 21) / 0.001455 - 1)).toBeLessThan(0.01);
  });
});
