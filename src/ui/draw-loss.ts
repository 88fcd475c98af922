import type { Level } from './chart-levels';
import { axisEnd, STEP_ROOM, type ChartData } from './chart-data';
import type { Palette } from './colour';
import { drawAxes, line } from './figures/axes';
import { count } from './format';

/** Losses against steps, as they leave the page: uPlot draws on canvases of its own only. */
export interface LossPicture {
  width: number;
  height: number;
  /** Steps, then the loss of each line. */
  data: ChartData;
  /** Steps that are to be made. */
  steps: number;
  lines: readonly { colour: string; width: number; alpha: number }[];
  levels: readonly Level[];
  palette: Palette;
}

/** Draws axes, known levels and every line. */
export function drawLoss(context: CanvasRenderingContext2D, picture: LossPicture): void {
  const { width, height, data, steps, lines, levels, palette } = picture;
  const [at, ...losses] = data;
  const known = losses.flatMap((loss) =>
    loss.filter((v): v is number => typeof v === 'number' && v > 0),
  );
  const [least, most] = known.reduce(
    ([a, b], v) => [Math.min(a, v), Math.max(b, v)],
    [Infinity, 0],
  );
  const range = known.length > 0 ? { from: least * 0.8, to: most * 1.25 } : { from: 1e-4, to: 1 };
  const end = axisEnd(at.at(-1) ?? 0, steps);
  const ticks = [0, 1, 2, 3, 4].map((k) => (k * end) / 4);
  const frame = drawAxes(
    context,
    { width, height },
    { from: 0, to: end, label: 'step', ticks: ticks.map((at) => ({ at, text: count(at) })) },
    { ...range, log: true, label: 'loss' },
    palette,
    STEP_ROOM.right,
    STEP_ROOM.left,
  );
  context.strokeStyle = palette.soft;
  context.lineWidth = 1;
  context.setLineDash([5, 4]);
  const shown = levels.filter(({ loss }) => loss >= range.from && loss <= range.to);
  for (const { loss } of shown)
    line(context, frame.left, frame.y(loss), frame.right, frame.y(loss));
  context.setLineDash([]);
  context.lineJoin = 'round';
  losses.forEach((loss, k) => {
    context.strokeStyle = lines[k].colour;
    context.lineWidth = lines[k].width;
    context.globalAlpha = lines[k].alpha;
    context.beginPath();
    let drawn = false;
    loss.forEach((value, point) => {
      // A loss of 0 has no place on a logarithmic axis.
      const seen = typeof value === 'number' && value > 0;
      if (seen && drawn) context.lineTo(frame.x(at[point]), frame.y(value));
      else if (seen) context.moveTo(frame.x(at[point]), frame.y(value));
      drawn = seen;
    });
    context.stroke();
  });
  context.globalAlpha = 1;
  context.fillStyle = palette.ink;
  context.textAlign = 'right';
  context.textBaseline = 'bottom';
  for (const { name, loss } of shown) context.fillText(name, frame.right - 4, frame.y(loss) - 1);
}
