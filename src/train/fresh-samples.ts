import { anyOn, EVALUATION_STEP, sparseFeatures, type FeatureData } from '../reference/index';

/** Numbers that are drawn at most, on or off: where features are very rare, fewer samples are found than were wanted. */
const MOST_DRAWN = 2 ** 22;

/** Numbers that are kept, 32 MiB: a figure asks for the same samples at every drawing. */
const MOST_KEPT = 2 ** 22;

const kept = new Map<string, FreshSamples>();

/** Samples for the mean of a quantity over the data, those in which nothing is on taken together. */
export interface FreshSamples {
  /** [B, n]: samples in which a feature is on, and behind them one of zeros. */
  x: Float64Array;
  /** B */
  count: number;
  /** [B]: how much each stands for; 1 together. */
  weight: Float64Array;
}

/**
 * Draws samples until enough of them have a feature on. Of rare features most samples are empty, and say nothing that one
 * of zeros does not; how often a sample is empty is known exactly.
 *
 * @param wanted samples with a feature on
 * @param probability [n]
 */
export function freshSamples(
  wanted: number,
  seed: number,
  probability: ArrayLike<number>,
  data: FeatureData,
  step: number = EVALUATION_STEP,
): FreshSamples {
  const key = JSON.stringify([wanted, seed, Array.from(probability), data, step]);
  const made = kept.get(key) ?? draw(wanted, seed, probability, data, step);
  kept.delete(key); // and to the end: the oldest go first
  kept.set(key, made);
  let numbers = [...kept.values()].reduce((sum, { x }) => sum + x.length, 0);
  for (const [oldest, { x }] of kept) {
    if (numbers <= MOST_KEPT || oldest === key) break;
    kept.delete(oldest);
    numbers -= x.length;
  }
  return made;
}

function draw(
  wanted: number,
  seed: number,
  probability: ArrayLike<number>,
  data: FeatureData,
  step: number,
): FreshSamples {
  const n = probability.length;
  const share = anyOn(probability, data);
  // How many are found scatters by at most √wanted.
  const enough = Math.ceil((wanted + 4 * Math.sqrt(wanted)) / share);
  const drawn = Math.min(enough, Math.ceil(MOST_DRAWN / n));
  const all = sparseFeatures(seed, step, probability, { I: 1, B: drawn, n }, data);
  const x = new Float64Array((wanted + 1) * n);
  let found = 0;
  for (let s = 0; s < drawn && found < wanted; s++) {
    const sample = all.subarray(s * n, (s + 1) * n);
    if (sample.some((value) => value !== 0)) x.set(sample, found++ * n);
  }
  const count = found + 1;
  // Where none was found at all, the sample of zeros stands for everything.
  const weight = new Float64Array(count).fill(share / found);
  weight[found] = found > 0 ? 1 - share : 1;
  return { x: x.slice(0, count * n), count, weight };
}
