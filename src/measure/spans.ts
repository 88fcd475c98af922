/** When a pass ran, in ns from the beginning of its step: the mean over many steps. */
export interface Span {
  begin: number;
  end: number;
  /** Standard error of the duration. */
  error: number;
}

/** The mean step on a time line. */
export interface MeanStep {
  spans: Span[];
  /** Steps that the means are of. */
  steps: number;
  /** Steps left out: the clock went backwards, or something else held the device up. */
  discarded: number;
}

/** A step so many times as long as the median one was held up by something else. */
const HELD_UP = 3;

/**
 * Makes one step of many. A clock that ticks in long quanta is off by up to one of them at every reading, but it ticks
 * at any moment of a step alike: the mean of many readings is right, and its error is said.
 *
 * @param times of each submit, [steps, passes, 2]: beginning and end of each pass, in ns
 */
export function meanStep(times: readonly Float64Array[], passes: number): MeanStep {
  const all = times.flatMap((submit) =>
    Array.from({ length: submit.length / (2 * passes) }, (_, step) => {
      const own = submit.subarray(step * 2 * passes, (step + 1) * 2 * passes);
      return own.map((time) => time - own[0]);
    }),
  );
  // Passes that do not need each other may overlap, but none ends before it begins.
  const forwards = all.filter((step) =>
    step.every((time, at) => time >= (at % 2 === 0 ? 0 : step[at - 1])),
  );
  const lengths = forwards.map((step) => step[step.length - 1]).sort((a, b) => a - b);
  const longest = HELD_UP * (lengths[lengths.length >> 1] ?? 0);
  // Where most steps pass between two ticks, the median knows nothing of how long one is.
  const kept = forwards.filter((step) => !(longest > 0 && step[step.length - 1] > longest));
  const mean = (of: (step: Float64Array) => number) =>
    kept.reduce((sum, step) => sum + of(step), 0) / kept.length;
  const spans = Array.from({ length: kept.length > 0 ? passes : 0 }, (_, pass): Span => {
    const [begin, end] = [mean((step) => step[2 * pass]), mean((step) => step[2 * pass + 1])];
    const spread = mean((step) => (step[2 * pass + 1] - step[2 * pass] - (end - begin)) ** 2);
    return { begin, end, error: Math.sqrt(spread / kept.length) };
  });
  return { spans, steps: kept.length, discarded: all.length - kept.length };
}
