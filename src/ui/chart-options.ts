import uPlot from 'uplot';
import { axisEnd, logTicks, STEP_ROOM } from './chart-data';
import { drawLevels, nameLevels, type Level } from './chart-levels';
import type { Palette } from './colour';
import { count } from './format';

/** What a loss chart is made from. */
export interface ChartWish {
  width: number;
  height: number;
  /** Steps that are to be made. */
  steps: number;
  palette: Palette;
  colours: readonly string[];
  /** The first so many lines are pale and behind the others: losses as they were measured, not smoothed. */
  pale?: number;
  /** Areas between two lines, by their numbers from 0. */
  bands?: readonly { upper: number; lower: number; fill: string }[];
  /** Losses of known solutions. */
  levels?: () => readonly Level[];
  /** Steps at which something was changed: upright lines. */
  marks?: () => readonly number[];
  /** The step that all figures show, where it is not the newest: an upright line. */
  shown?: () => number | null;
  /** The pointer reads another point; null: none. */
  moved: (point: number | null) => void;
}

const LOGARITHMIC = 3;

/** CSS pixels of the name of an axis. */
const LABEL = 20;

/** Widths of a line, and of the selected one. */
export const LINE = 1.25;
export const STRONG_LINE = 2.5;

/** How much of a pale line is seen. */
export const PALE = 0.3;

/** uPlot's options for losses against steps, on a logarithmic axis, with hairlines for a grid. */
export function chartOptions(wish: ChartWish): uPlot.Options {
  const {
    width,
    height,
    steps,
    palette,
    colours,
    pale = 0,
    bands = [],
    levels,
    marks = () => [],
    shown = () => null,
    moved,
  } = wish;
  const font = `12px ${palette.font}`;
  const axis: uPlot.Axis = {
    stroke: palette.soft,
    font,
    labelFont: font,
    labelSize: LABEL,
    grid: { stroke: palette.hairline, width: 1 },
    ticks: { show: false },
  };
  return {
    width,
    height,
    padding: [8, STEP_ROOM.right, 0, 0],
    legend: { show: false },
    cursor: {
      y: false,
      drag: { x: false, y: false },
      points: { size: 6 },
      // Where there are pale lines, their numbers are read.
      dataIdx: (_plot, series, closest) => (series > pale && pale > 0 ? null : closest),
    },
    scales: {
      x: { time: false, range: (_plot, _least, most) => [0, axisEnd(most ?? 0, steps)] },
      y: {
        distr: LOGARITHMIC,
        range: (_plot, least, most) =>
          least > 0 && most > 0 ? [least * 0.8, Math.max(most, least) * 1.25] : [1e-4, 1],
      },
    },
    axes: [
      {
        ...axis,
        label: 'step',
        size: 30,
        values: (_plot, ticks) => ticks.map((tick) => count(tick)),
      },
      {
        ...axis,
        label: 'loss',
        size: STEP_ROOM.left - LABEL,
        // uPlot's own ticks want whole decades for a range, and can loop for ever on another one.
        splits: (_plot, _axis, least, most) => logTicks(least, most),
        // Its filter would leave some of these out.
        filter: (_plot, ticks) => ticks,
        grid: { ...axis.grid, filter: (_plot, ticks) => ticks },
        values: (_plot, ticks) => ticks.map(logLabel),
      },
    ],
    series: [
      {},
      ...colours.map((stroke, line) => ({
        stroke,
        width: LINE,
        points: { show: false },
        alpha: line < pale ? PALE : 1,
      })),
    ],
    // uPlot counts the steps as series 0.
    bands: bands.map(({ upper, lower, fill }) => ({ series: [upper + 1, lower + 1], fill })),
    hooks: {
      drawAxes: [(plot) => drawLevels(plot, levels?.() ?? [], palette)],
      setCursor: [({ cursor }) => moved(cursor.idx ?? null)],
      draw: [
        (plot) => drawMarks(plot, marks(), palette.soft),
        (plot) => drawShown(plot, shown(), palette.ink),
        (plot) => nameLevels(plot, levels?.() ?? [], palette),
      ],
    },
  };
}

/** Where the time line stands: a whole line, thicker than the grid's. */
function drawShown({ ctx, bbox, valToPos }: uPlot, step: number | null, colour: string): void {
  if (step === null) return;
  const x = valToPos(step, 'x', true);
  ctx.save();
  ctx.strokeStyle = colour;
  ctx.lineWidth = 2 * uPlot.pxRatio;
  ctx.beginPath();
  ctx.moveTo(x, bbox.top);
  ctx.lineTo(x, bbox.top + bbox.height);
  ctx.stroke();
  ctx.restore();
}

/** Thin dashed lines: the chart's own grid is of whole ones. */
function drawMarks({ ctx, bbox, valToPos }: uPlot, steps: readonly number[], colour: string): void {
  ctx.save();
  ctx.strokeStyle = colour;
  ctx.lineWidth = uPlot.pxRatio;
  ctx.setLineDash([3 * uPlot.pxRatio, 3 * uPlot.pxRatio]);
  ctx.beginPath();
  for (const step of steps) {
    const x = valToPos(step, 'x', true);
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
  }
  ctx.stroke();
  ctx.restore();
}

/** 0.001, 0.02; not 1e-3, and 1e+9 for what would not fit. */
export function logLabel(value: number): string {
  return value >= 1e-4 && value < 1e6
    ? String(Number(value.toPrecision(2)))
    : value.toExponential(0);
}
