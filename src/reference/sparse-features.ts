import type { BatchSizes } from './bias-relu';
import { randomWords, seedKey, type Words } from './pcg4d';

/** Random words are used to 24 bits, which f32 holds exactly. */
export const LEVELS = 2 ** 24;

/**
 * The step number that names no training step: its counters draw the initial weights.
 * Training steps count up from 0, evaluation steps from `EVALUATION_STEP`; none may reach the next.
 */
export const INITIAL_STEP = 0xffffffff;

/** First step number of the data that a trained model is judged on: never seen in training. */
export const EVALUATION_STEP = 0x80000000;

/**
 * A feature probability p as the sampler sees it: of 2^24 levels, the lowest `threshold` switch the feature on.
 *
 * @returns threshold, 1 … 2^24, so p is met to 2^-25; scale = f32(1 / threshold)
 */
export function activationThreshold(probability: number): { threshold: number; scale: number } {
  const threshold = Math.min(LEVELS, Math.max(1, Math.round(probability * LEVELS)));
  return { threshold, scale: Math.fround(1 / threshold) };
}

/**
 * One feature from one word: on with the feature's probability, and then uniform on [0, 1).
 * The word's high 24 bits decide both: below the threshold means on, and how far below is again uniform.
 * One f32 rounding (the last product); exact when threshold is a power of two.
 */
export function sparseFeature(word: number, threshold: number, scale: number): number {
  const level = word >>> 8;
  return level < threshold ? Math.fround(level * scale) : 0;
}

/**
 * A batch of synthetic features (Elhage et al. 2022, "Experiment Setup"): each is 0 with probability
 * S = 1 - p, else uniform on [0, 1). Counter = (step, instance, sample, block of four features), key from the
 * seed, so a seed means the same data in every program and on every machine.
 *
 * @param probability [I, n] feature probabilities
 * @returns x [I, B, n]
 */
export function sparseFeatures(
  seed: number,
  step: number,
  probability: ArrayLike<number>,
  { I, B, n }: BatchSizes,
): Float64Array {
  const x = new Float64Array(I * B * n);
  const key = seedKey(seed);
  const on = Array.from(probability, activationThreshold);
  const threshold = Float64Array.from(on, (feature) => feature.threshold);
  const scale = Float64Array.from(on, (feature) => feature.scale);
  const counter: Words = [step, 0, 0, 0];
  for (let i = 0; i < I; i++) {
    for (let s = 0; s < B; s++) {
      for (let block = 0; block * 4 < n; block++) {
        counter[1] = i;
        counter[2] = s;
        counter[3] = block;
        const words = randomWords(key, counter);
        for (let lane = 0; lane < 4 && block * 4 + lane < n; lane++) {
          const j = block * 4 + lane;
          const f = i * n + j;
          x[(i * B + s) * n + j] = sparseFeature(words[lane], threshold[f], scale[f]);
        }
      }
    }
  }
  return x;
}
