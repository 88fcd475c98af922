import type { LiveRun } from './live-run';
import type { LossQuantiles } from './loss-quantiles';

/** The most lines one chart shows; more could not be told apart. */
export const MAX_LINES = 40;

/** With more instances than this, the chart shows quantiles over all models, and the selected instance. */
export const MOST_IN_LINES = 200;

/** Instances that get a line: all, or evenly spaced ones, first and last among them. */
export function chartInstances(instances: number): number[] {
  if (instances <= MAX_LINES) return Array.from({ length: instances }, (_, i) => i);
  return Array.from({ length: MAX_LINES }, (_, k) =>
    Math.round((k * (instances - 1)) / (MAX_LINES - 1)),
  );
}

/** A loss; null where the model was not finite, undefined where it is not known yet. */
type Loss = number | null | undefined;

/** Steps, and the losses of several lines. */
export type ChartData = [number[], ...Loss[][]];

/** Steps, and the loss of each given instance's best replica. */
export function chartData(live: LiveRun, instances: readonly number[]): ChartData {
  const { history } = live;
  const points = Array.from({ length: history.length }, (_, point) => point);
  const lines = instances.map((instance) => {
    const model = live.best(instance);
    return points.map((point) => {
      const loss = live.lossOf(point, model);
      return Number.isFinite(loss) ? loss : null;
    });
  });
  return [points.map((point) => history.stepOf(point)), ...lines];
}

/** The same for a logarithmic axis, on which there is no place for 0. */
export function logarithmic([steps, ...lines]: ChartData): ChartData {
  return [steps, ...lines.map((line) => line.map((loss) => (loss === 0 ? null : loss)))];
}

/** Of all points, the share on either side of a point that its mean takes in. */
const REACH = 0.01;

/**
 * Running means of losses, which are noisy: each batch is another one. A mean takes in a hundredth of the points on either
 * side; near the first step as many as there are before, because losses fall fast there, and at the newest those before.
 * What is no positive number stays as it is, and is left out of means.
 */
export function smoothed([steps, ...lines]: ChartData): ChartData {
  return [steps, ...lines.map(runningMean)];
}

function runningMean(line: readonly Loss[]): Loss[] {
  const most = Math.floor(line.length * REACH);
  const known = (loss: Loss): loss is number => typeof loss === 'number' && loss > 0;
  // Sums and counts of all points before each one: a mean then costs two differences.
  const sums = new Float64Array(line.length + 1);
  const counts = new Uint32Array(line.length + 1);
  line.forEach((loss, k) => {
    sums[k + 1] = sums[k] + (known(loss) ? loss : 0);
    counts[k + 1] = counts[k] + Number(known(loss));
  });
  return line.map((loss, k) => {
    const reach = Math.min(most, k);
    const [from, to] = [k - reach, Math.min(line.length, k + reach + 1)];
    return reach > 0 && known(loss) ? (sums[to] - sums[from]) / (counts[to] - counts[from]) : loss;
  });
}

/** Why a chart of losses is empty, in a sentence; '' where it is not, or nothing has been trained. */
export function whyEmpty([steps, ...lines]: ChartData): string {
  const all = lines.flat();
  if (steps.length === 0 || all.some((loss) => loss === undefined || (loss ?? 0) > 0)) {
    return '';
  }
  return all.includes(0)
    ? 'Every loss is exactly 0, and a logarithmic axis has no place for 0.'
    : 'No model is finite.';
}

/** Steps, the quantiles that are known, and the loss of one instance's best replica. */
export function bandData(live: LiveRun, quantiles: LossQuantiles, instance: number): ChartData {
  const [steps, own] = chartData(live, [instance]);
  const known = quantiles.lines.map((line) => steps.map((_, point) => line[point]));
  return [steps, ...known, own];
}

/** CSS pixels left and right of a step axis: the same in all charts, so that what happens at one step stands at one place. */
export const STEP_ROOM = { left: 78, right: 26 };

/**
 * An end for the step axis that stands still for a while: 1, 2 or 5 times a power of ten, at least 100; the last of the
 * steps that are to be made, once these come first.
 */
export function axisEnd(step: number, steps = Infinity): number {
  let end = 100;
  for (let k = 0; end < step; k++) end *= [2, 2.5, 2][k % 3];
  return step <= steps ? Math.min(end, steps) : end;
}

/** Ticks of a logarithmic axis: 1, 2 and 5 times the powers of ten from least to most; only 1 over many decades. */
export function logTicks(least: number, most: number): number[] {
  const [first, last] = [Math.floor(Math.log10(least)), Math.ceil(Math.log10(most))];
  if (!(last - first < 400)) return []; // also where either is no positive number
  const leads = last - first > 6 ? [1] : [1, 2, 5];
  const ticks: number[] = [];
  for (let exponent = first; exponent <= last; exponent++) {
    for (const lead of leads) {
      const tick = Number(`${lead}e${exponent}`);
      if (tick >= least && tick <= most) ticks.push(tick);
    }
  }
  return ticks;
}

/** Rows for the chart's table: at most so many points, evenly spaced, the newest among them. */
export function tableRows(length: number, most = 20): number[] {
  if (length <= most) return Array.from({ length }, (_, k) => k);
  return Array.from({ length: most }, (_, k) => Math.round(((k + 1) * length) / most) - 1);
}
