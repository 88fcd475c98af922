import type { LossHistory } from '../train/index';

/** Points on either side that a drop is measured between. */
const REACH = 3;
/** A drop is at least this factor between the means on either side. */
const LEAST = 1.15;
/** The most drops that are told. */
const MOST = 12;

/**
 * Steps at which losses fell suddenly: where the mean logarithm of the losses of some models falls by more than LEAST
 * over a few points, and by more than four times what it does at most points.
 *
 * @param models of the history
 * @returns steps, in order
 */
export function lossDrops(history: LossHistory, models: readonly number[]): number[] {
  const points = history.length;
  if (points < 4 * REACH || models.length === 0) return [];
  const mean = Array.from({ length: points }, (_, point) => {
    const logs = models.map((model) => Math.log(history.lossOf(point, model)));
    const finite = logs.filter(Number.isFinite);
    return finite.reduce((sum, log) => sum + log, 0) / finite.length;
  });
  const window = (from: number) =>
    mean.slice(from, from + REACH).reduce((sum, value) => sum + value, 0) / REACH;
  const falls = Array.from({ length: points - 2 * REACH + 1 }, (_, k) =>
    Math.max(0, window(k) - window(k + REACH)),
  );
  const usual = [...falls].sort((a, b) => a - b)[Math.floor(falls.length / 2)];
  const least = Math.max(Math.log(LEAST), 4 * usual);
  return falls
    .map((fall, k) => ({ fall, k }))
    .filter(({ fall, k }) => {
      const near = falls.slice(Math.max(0, k - REACH), k + REACH + 1);
      return fall >= least && fall === Math.max(...near);
    })
    .sort((a, b) => b.fall - a.fall)
    .slice(0, MOST)
    .map(({ k }) => history.stepOf(k + REACH - 1))
    .sort((a, b) => a - b);
}
