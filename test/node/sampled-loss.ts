import { expect } from 'vitest';
import {
  EVALUATION_STEP,
  PLAIN_FEATURES,
  RELU_OUTPUT,
  sparseFeatures,
  toyModelForward,
  type Architecture,
  type FeatureData,
  type ToyModelWeights,
} from '../../src/reference/index';

const BATCH = 2 ** 12;
/** Of a normal deviate, 1 in 16 000 is further off. */
const FEW = 4;

export interface Sampled {
  p: ArrayLike<number>;
  importance: ArrayLike<number>;
  m: number;
  weights: ToyModelWeights;
  architecture?: Architecture;
  data?: FeatureData;
  seed?: number;
  samples?: number;
}

/** The loss summed over features by Monte Carlo: its mean and the mean's standard error. */
export function sampledLoss({
  p,
  importance,
  m,
  weights,
  architecture = RELU_OUTPUT,
  data = PLAIN_FEATURES,
  seed = 1,
  samples = 2 ** 17,
}: Sampled): { mean: number; error: number } {
  const n = p.length;
  const sizes = { I: 1, B: BATCH, n, m };
  let sum = 0;
  let squares = 0;
  for (let batch = 0; batch * BATCH < samples; batch++) {
    const x = sparseFeatures(seed, EVALUATION_STEP + batch, p, sizes, data);
    const { out } = toyModelForward(x, weights, architecture, sizes);
    for (let s = 0; s < BATCH; s++) {
      let loss = 0;
      for (let i = 0; i < n; i++) {
        const wanted = Math.abs(x[s * n + i]); // the features are not negative, or their absolute value is wanted
        loss += importance[i] * (wanted - out[s * n + i]) ** 2;
      }
      sum += loss;
      squares += loss * loss;
    }
  }
  const mean = sum / samples;
  return { mean, error: Math.sqrt((squares / samples - mean * mean) / samples) };
}

/** Holds a loss against its Monte Carlo estimate. */
export function expectSampled(loss: number, sampled: Sampled, what = ''): void {
  const { mean, error } = sampledLoss(sampled);
  const seed = sampled.seed ?? 1;
  const text = `${what} seed ${seed}: ${loss} against ${mean} ± ${error}`;
  expect(Math.abs(mean - loss), text).toBeLessThanOrEqual(FEW * error);
}

/** k unit vectors around a circle: [k, 2]. */
export function polygon(k: number, norm = 1): number[] {
  return Array.from({ length: k }, (_, j) => [
    norm * Math.cos((2 * Math.PI * j) / k),
    norm * Math.sin((2 * Math.PI * j) / k),
  ]).flat();
}

/** n times the same number. */
export const same = (n: number, value: number) => new Array<number>(n).fill(value);
