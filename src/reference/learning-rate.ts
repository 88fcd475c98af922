/** How a learning rate changes through a run. */
export interface LearningRateSchedule {
  /** What the factors below are of. With a warm-up and a falling schedule no step has all of it. */
  learningRate: number;
  /** What follows the warm-up: no change, a straight line to 0, or a quarter of a cosine to 0. */
  schedule: 'constant' | 'linear' | 'cosine';
  /** Steps over which the rate grows from 0 to what the schedule says by then; 0 for none. */
  warmup: number;
  /** T: the step at which a falling schedule has come to 0. */
  steps: number;
}

/**
 * The learning rate of step t, counted from 0: learningRate · min(1, (t + 1) / warmup) · one of
 * 1 (constant), 1 - t / T (linear), cos(½π · t / (T - 1)) (cosine); 0 where a falling schedule has ended.
 */
export function learningRateAt(
  { learningRate, schedule, warmup, steps }: LearningRateSchedule,
  t: number,
): number {
  const warm = warmup > 0 ? Math.min(1, (t + 1) / warmup) : 1;
  return learningRate * warm * fall(schedule, t, steps);
}

function fall(schedule: LearningRateSchedule['schedule'], t: number, steps: number): number {
  if (schedule === 'constant') return 1;
  if (schedule === 'linear') return Math.max(0, 1 - t / steps);
  if (t === 0) return 1; // also where T = 1, and t / (T - 1) is 0 / 0
  // The cosine of a float64 next to ½π is not exactly 0.
  return t >= steps - 1 ? 0 : Math.cos((Math.PI / 2) * (t / (steps - 1)));
}
