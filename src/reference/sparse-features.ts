import type { BatchSizes } from './bias-relu';
import { LAST_WORDS } from './counters';
import { randomWords, seedKey, type Words } from './pcg4d';
import { unitRows } from './unit-rows';

/** Random words are used to 24 bits, which f32 holds exactly. */
export const LEVELS = 2 ** 24;

/**
 * The least that a feature may be on. Of a feature with probability p, T = p · 2^24 levels mean on, and how large it is
 * goes from 0 to 1 − 1 / T in steps of 1 / T: E[x²] is 3 / 2T too small, and the mean of a signed feature −1 / T in the
 * place of 0. At this density T is 168, so that both are right to a hundredth. In sets the size has bits of its own, but T
 * levels of the set pick which of its anticorrelated features is on, each by T / size of them: again to a hundredth.
 */
export const LEAST_DENSITY = 1e-5;

/** The most features in a set: a level of 24 bits times a member's number must fit into 32. */
export const MOST_IN_A_SET = 128;

/** What kind of features a batch holds. */
export interface FeatureData {
  /** A feature that is on is uniform on [-1, 1) instead of [0, 1). */
  signed: boolean;
  /**
   * Features in sets of `size` neighbours that are on together (correlated), or of which at most one is on
   * (anticorrelated). A set is on with its features' probability.
   */
  sets: { size: number; kind: 'correlated' | 'anticorrelated' } | null;
  /** Each sample is scaled to length 1; one in which no feature is on stays 0. */
  unit?: boolean;
}

/** Independent features, never negative: the paper's first experiments. */
export const PLAIN_FEATURES: FeatureData = { signed: false, sets: null };

/**
 * A feature probability p as the sampler sees it: of 2^24 levels, the lowest `threshold` switch the feature on.
 *
 * @returns threshold, 1 … 2^24, so p is met to 2^-25, a third of a percent of `LEAST_DENSITY`; scale = f32(1 / threshold)
 */
export function activationThreshold(probability: number): { threshold: number; scale: number } {
  const threshold = Math.min(LEVELS, Math.max(1, Math.round(probability * LEVELS)));
  return { threshold, scale: Math.fround(1 / threshold) };
}

/**
 * A batch of synthetic features (Elhage et al. 2022, "Experiment Setup"): each is 0 with probability
 * S = 1 - p, else uniform on [0, 1). Counter = (step, instance, sample, block of four features), key from the
 * seed, so a seed means the same data in every program and on every machine.
 *
 * A word's high 24 bits, its level, decide: below the threshold means on, and how far below is again uniform. In
 * sets, a word of the set's own decides for all its features, and a feature's own level says only how large it is.
 * Each f32 rounding of the shader is made here too, but for those of the scaling to length 1.
 *
 * @param probability [I, n] feature probabilities; one number within a set
 * @returns x [I, B, n]
 */
export function sparseFeatures(
  seed: number,
  step: number,
  probability: ArrayLike<number>,
  { I, B, n }: BatchSizes,
  { signed, sets, unit }: FeatureData = PLAIN_FEATURES,
): Float64Array {
  const x = new Float64Array(I * B * n);
  const key = seedKey(seed);
  const on = Array.from(probability, activationThreshold);
  const threshold = Float64Array.from(on, (feature) => feature.threshold);
  const scale = Float64Array.from(on, (feature) => feature.scale);
  const size = sets?.size ?? 1;
  const ofSet = new Float64Array(Math.ceil(n / size));
  const counter: Words = [step, 0, 0, 0];
  const words = (i: number, s: number, last: number) => {
    counter[1] = i;
    counter[2] = s;
    counter[3] = last;
    return randomWords(key, counter);
  };
  for (let i = 0; i < I; i++) {
    for (let s = 0; s < B; s++) {
      if (size > 1) {
        for (let k = 0; k < ofSet.length; k++) ofSet[k] = words(i, s, LAST_WORDS.sets + k)[0] >>> 8;
      }
      for (let block = 0; block * 4 < n; block++) {
        const own = words(i, s, block);
        for (let lane = 0; lane < 4 && block * 4 + lane < n; lane++) {
          const j = block * 4 + lane;
          const f = i * n + j;
          const level = own[lane] >>> 8;
          let isOn = level < threshold[f];
          let value = Math.fround(level * scale[f]); // given that it is on, uniform on [0, 1)
          if (size > 1) {
            const member = j % size;
            const set = (j - member) / size;
            isOn = ofSet[set] < threshold[f];
            value = level / LEVELS;
            if (sets?.kind === 'anticorrelated') {
              // Given that the set is on, its level is uniform below the threshold: it picks the member, too.
              const members = Math.min(size, n - set * size); // the last set may be smaller
              isOn &&= Math.floor((ofSet[set] * members) / threshold[f]) === member;
            }
          }
          if (signed) value = Math.fround(2 * value - 1);
          if (isOn) x[(i * B + s) * n + j] = value;
        }
      }
    }
  }
  return unit ? unitRows(x, I * B, n) : x;
}
