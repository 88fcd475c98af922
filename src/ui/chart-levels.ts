import uPlot from 'uplot';
import {
  absoluteDedicatedLoss,
  featureVariance,
  standardSolutions,
  topDedicatedLoss,
} from '../reference/index';
import {
  defaultInputs,
  featureProbabilities,
  importancesOf,
  isAttacked,
  type Experiment,
} from '../train/index';
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
  const { model, features: n, hidden: m, sets, inputs, dataset, unitInputs } = experiment;
  if (dataset !== null || unitInputs || isAttacked(experiment)) return [];
  if (sets !== null || inputs !== defaultInputs(model) || n > MOST_FEATURES) return [];
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
  // |x| of a signed feature is distributed as a positive one is.
  const nothing = importance.reduce((sum, value) => sum + value, 0) * featureVariance(p);
  const dedicated =
    model === 'absolute-value'
      ? {
          name: `${Math.min(n, Math.floor(m / 2))} in two neurons each, the others at their mean`,
          loss: absoluteDedicatedLoss(importance, m, p),
        }
      : {
          name: `${m} dedicated, the others at their mean`,
          loss: topDedicatedLoss(importance, m, p) / n,
        };
  return [{ name: 'nothing learned', loss: nothing / n }, dedicated];
}

/** Least CSS pixels between two names. */
const APART = 13;

/** Draws the levels that lie within the chart as dashed lines, below the losses. */
export function drawLevels(plot: uPlot, levels: readonly Level[], palette: Palette): void {
  const { ctx: context, bbox } = plot;
  context.save();
  context.strokeStyle = palette.soft;
  context.lineWidth = uPlot.pxRatio;
  context.setLineDash([5, 4].map((length) => length * uPlot.pxRatio));
  for (const { y } of within(plot, levels)) {
    context.beginPath();
    context.moveTo(bbox.left, y);
    context.lineTo(bbox.left + bbox.width, y);
    context.stroke();
  }
  context.restore();
}

/** Writes their names, above the losses; not where two would overlap. */
export function nameLevels(plot: uPlot, levels: readonly Level[], palette: Palette): void {
  const { ctx: context, bbox } = plot;
  const ratio = uPlot.pxRatio;
  context.save();
  context.font = `${11 * ratio}px ${palette.font}`;
  context.textAlign = 'right';
  context.textBaseline = 'bottom';
  context.lineJoin = 'round';
  // A rim in the colour of the ground keeps them readable on the lines.
  context.strokeStyle = palette.ground;
  context.lineWidth = 4 * ratio;
  context.fillStyle = palette.ink;
  let last = -Infinity;
  for (const { name, y } of within(plot, levels)) {
    if (y - last < APART * ratio) continue;
    const right = bbox.left + bbox.width - 4 * ratio;
    context.strokeText(name, right, y - 1);
    context.fillText(name, right, y - 1);
    last = y;
  }
  context.restore();
}

/** The levels in the chart from top to bottom, with their heights in device pixels. */
function within(plot: uPlot, levels: readonly Level[]): { name: string; y: number }[] {
  const { top, height } = plot.bbox;
  return [...levels]
    .filter(({ loss }) => loss > 0)
    .sort((a, b) => b.loss - a.loss)
    .map(({ name, loss }) => ({ name, y: plot.valToPos(loss, 'y', true) }))
    .filter(({ y }) => y >= top && y <= top + height);
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
