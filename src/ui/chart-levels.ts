import type uPlot from 'uplot';
import { featureVariance, standardSolutions, topDedicatedLoss } from '../reference/index';
import { featureProbabilities, importancesOf, type Experiment } from '../train/index';
import type { Palette } from './colour';

/** A loss that a known solution has, as the chart shows losses: a mean over the features. */
export interface Level {
  name: string;
  loss: number;
}

/** More features than this: solutions in many planes are nothing that anybody would recognise on the chart. */
const MOST_FEATURES = 200;

/**
 * The losses of solutions that can be written down, at the density and importances of an instance; none where nothing is
 * known of such a model, or its features differ in density.
 */
export function levelsOf(experiment: Experiment, instance: number): Level[] {
  const { model, features: n, hidden: m, sets, inputs } = experiment;
  if (sets !== null || inputs !== 'positive' || n > MOST_FEATURES) return [];
  const own = featureProbabilities(experiment).subarray(instance * n, (instance + 1) * n);
  const p = own[0];
  if (p === undefined || own.some((value) => value !== p)) return [];
  const importance = importancesOf(experiment, instance);
  if (model === 'relu-output') {
    return standardSolutions(n, m, p, importance).map(({ name, meanLoss }) => ({
      name,
      loss: meanLoss,
    }));
  }
  if (model !== 'linear-output') return [];
  const nothing = importance.reduce((sum, value) => sum + value, 0) * featureVariance(p);
  return [
    { name: 'nothing learned', loss: nothing / n },
    {
      name: `${m} dedicated, the others at their mean`,
      loss: topDedicatedLoss(importance, m, p) / n,
    },
  ];
}

/** Least CSS pixels between two names. */
const APART = 13;

/** Draws the levels that lie within the chart as dashed lines with their names. */
export function drawLevels(plot: uPlot, levels: readonly Level[], palette: Palette): void {
  const { ctx: context, bbox } = plot;
  const ratio = devicePixelRatio || 1;
  context.save();
  context.strokeStyle = palette.soft;
  context.fillStyle = palette.ink;
  context.font = `${11 * ratio}px ${palette.font}`;
  context.textAlign = 'right';
  context.textBaseline = 'bottom';
  context.lineWidth = ratio;
  context.setLineDash([5 * ratio, 4 * ratio]);
  let last = -Infinity;
  for (const { name, loss } of [...levels].sort((a, b) => b.loss - a.loss)) {
    const y = loss > 0 ? plot.valToPos(loss, 'y', true) : NaN;
    if (!(y >= bbox.top && y <= bbox.top + bbox.height)) continue;
    context.beginPath();
    context.moveTo(bbox.left, y);
    context.lineTo(bbox.left + bbox.width, y);
    context.stroke();
    if (y - last < APART * ratio) continue;
    context.fillText(name, bbox.left + bbox.width - 4 * ratio, y - 1);
    last = y;
  }
  context.restore();
}

/** Which level a loss is nearest to, and by how much it is off, in a phrase; empty where there is none near. */
export function nearLevel(levels: readonly Level[], loss: number): string {
  const off = (level: Level) => loss / level.loss - 1;
  const known = levels.filter(({ loss: at }) => at > 0 && loss > 0);
  if (known.length === 0) return '';
  const best = known.reduce((near, level) =>
    Math.abs(Math.log1p(off(level))) < Math.abs(Math.log1p(off(near))) ? level : near,
  );
  const share = off(best);
  if (Math.abs(share) > 0.5) return '';
  const percent = Math.abs(100 * share);
  const words =
    percent < 1 ? 'within 1 %' : `${percent.toFixed(0)} % ${share < 0 ? 'below' : 'above'}`;
  return `${words} of “${best.name}”`.replace(/(below|above) of/, '$1');
}
