import { medianSorted } from 'simple-statistics';

/** A median and the interval that holds it with 95 % confidence. */
export interface Interval {
  median: number;
  low: number;
  high: number;
}

/** The first of two against the second. */
export type Verdict = 'faster' | 'slower' | 'cannot tell';

/** How long the first takes, as a multiple of the second, and what can be said of that. */
export interface Comparison {
  verdict: Verdict;
  /** Time of the first over time of the second; NaN where either was not measured. */
  ratio: number;
  /** Interval of the ratio; 0 to Infinity where nothing is known. */
  low: number;
  high: number;
}

const CONFIDENCE = 0.95;

/**
 * Confidence of a verdict on interleaved samples. A report holds dozens of them: at 95 % one in twenty identical
 * pairs would be called different, and a page of forty rows would always hold two wrong words.
 */
const VERDICT_CONFIDENCE = 0.99;

/**
 * Differences below one per cent are not called. What sampling cannot average away (the place within a round, where
 * buffers lie in memory) is of that size.
 */
const TRIFLE = 0.01;

/**
 * The median and its interval from order statistics: the number of samples below the true median is binomial with
 * p = 1/2, whatever their distribution. No assumption but independence; outliers move it by at most their number.
 *
 * With 1 to 5 samples no pair of them reaches 95 %: low and high are then -Infinity and Infinity. Without
 * samples the median is NaN as well.
 *
 * @param samples in any order and unit, all finite
 */
export function medianInterval(samples: readonly number[], confidence = CONFIDENCE): Interval {
  if (samples.length === 0) return { median: NaN, low: -Infinity, high: Infinity };
  const sorted = Float64Array.from(samples).sort();
  const rank = medianRank(sorted.length, confidence);
  return {
    median: medianSorted(Array.from(sorted)),
    low: rank === 0 ? -Infinity : sorted[rank - 1],
    high: rank === 0 ? Infinity : sorted[sorted.length - rank],
  };
}

/** The largest r for which the r-th smallest and the r-th largest of n samples enclose the median so surely; or 0. */
function medianRank(n: number, confidence: number): number {
  const tail = (1 - confidence) / 2;
  let logTerm = -n * Math.LN2; // P(exactly r of n samples lie below the median)
  let below = Math.exp(logTerm);
  let rank = 0;
  while (below <= tail && rank < n / 2) {
    rank++;
    logTerm += Math.log((n - rank + 1) / rank);
    below += Math.exp(logTerm);
  }
  return rank;
}

/** Whether the interval spans no more than this part of its median: 0.02 is ± 1 %. */
export function narrowEnough({ median, low, high }: Interval, relative: number): boolean {
  return median > 0 && high - low <= relative * median;
}

/** The interval as a report holds it; null where it is not known. */
export function bounds({ low, high }: Interval): [number, number] | null {
  return Number.isFinite(low) && Number.isFinite(high) ? [low, high] : null;
}

/**
 * Compares two variants that were sampled in turn. a[i] and b[i] come from the same round, so whatever slows a whole
 * round down (a warmer chip, another process) cancels in their ratio; the median of the ratios shrugs off outliers.
 * Reverse the order within every second round, so that being later is no disadvantage either.
 *
 * @param a times, one a round; NaN for a sample that was thrown away
 * @param b times of the other, as many
 * @param resolution what the clock can tell apart, of each, in the unit of the times: its quantum over the launches of
 *   a sample. Medians of quantised times may be off by half of it, however many samples there are.
 * @throws RangeError when the rounds do not match
 */
export function compareInterleaved(
  a: readonly number[],
  b: readonly number[],
  resolution: readonly [number, number] = [0, 0],
): Comparison {
  if (a.length !== b.length) {
    throw new RangeError(`rounds do not match: ${a.length} samples against ${b.length}`);
  }
  const rounds = a.map((time, i) => [time, b[i]]).filter(([x, y]) => x > 0 && y > 0);
  const ratios = rounds.map(([x, y]) => x / y);
  const { median, low, high } = medianInterval(ratios, VERDICT_CONFIDENCE);
  const doubt = (side: 0 | 1) =>
    resolution[side] / 2 / medianInterval(rounds.map((round) => round[side])).median || 0;
  const [ofA, ofB] = [doubt(0), doubt(1)];
  const widened = {
    low: Math.max(0, (low * Math.max(0, 1 - ofA)) / (1 + ofB)),
    high: ofB < 1 ? (high * (1 + ofA)) / (1 - ofB) : Infinity,
  };
  return judged(median, widened.low, widened.high);
}

/**
 * Compares two medians of which only the intervals are left, as saved reports have them: different if the intervals
 * are apart. Weaker than the comparison of interleaved samples, as it must be: the runs had different conditions.
 */
export function compareIntervals(a: Interval, b: Interval): Comparison {
  const known = a.median > 0 && b.median > 0;
  if (!known) return judged(NaN, 0, Infinity);
  const low = Math.max(0, a.low) / b.high;
  const high = b.low > 0 ? a.high / b.low : Infinity;
  return judged(a.median / b.median, low, high);
}

function judged(ratio: number, low: number, high: number): Comparison {
  let verdict: Verdict = 'cannot tell';
  if (high < 1 - TRIFLE) verdict = 'faster';
  if (low > 1 + TRIFLE) verdict = 'slower';
  return { verdict, ratio, low, high };
}
