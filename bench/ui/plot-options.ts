import uPlot from 'uplot';
import { logTicks } from '../../src/ui/chart-data';
import type { Palette } from '../../src/ui/colour';
import { figure } from '../report/words';
import { seriesColour, seriesShape, type Axis, type Mark, type Picture } from './picture';

/** What a plot is made from. */
export interface PlotWish {
  width: number;
  height: number;
  picture: Picture;
  palette: Palette;
  dark: boolean;
  /** The mark that is read now. */
  active(): Mark | null;
}

const LOGARITHMIC = 3;
/** CSS pixels of a letter on an axis, generously. */
const LETTER = 7;
/** CSS pixels that a decade needs to have its 2 and 5 named, along the axis. */
const DECADE = { x: 115, y: 48 };

/** uPlot's options for a picture: its scales and axes; the marks are drawn by our own hand. */
export function plotOptions(wish: PlotWish): uPlot.Options {
  const { width, height, picture, palette } = wish;
  const font = `12px ${palette.font}`;
  const shared: uPlot.Axis = {
    stroke: palette.soft,
    font,
    labelFont: font,
    labelSize: 20,
    ticks: { show: false },
    filter: (_plot, ticks) => ticks,
    grid: { stroke: palette.hairline, width: 1, filter: (_plot, ticks) => ticks },
  };
  return {
    width,
    height,
    padding: [10, 14, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    scales: { x: { time: false, ...scaleOf(picture.x) }, y: scaleOf(picture.y) },
    axes: [
      { ...shared, ...xAxis(picture.x, width) },
      { ...shared, ...logAxis(picture.y, height, 'y'), size: 58 },
    ],
    series: [{}, { paths: () => null, points: { show: false } }],
    hooks: { draw: [(plot) => draw(plot, wish)] },
  };
}

/** Corners of the plot: uPlot wants data, and the marks are drawn apart from it. */
export function cornersOf({ x, y }: Picture): uPlot.AlignedData {
  const [left, right] = rangeOf(x);
  return [
    [left, right],
    [y.range[0], y.range[1]],
  ];
}

function rangeOf(axis: Axis): [number, number] {
  if (axis.kind === 'log') return [axis.range[0], axis.range[1]];
  return [-0.5, Math.max(0.5, axis.names.length - 0.5)];
}

function scaleOf(axis: Axis): uPlot.Scale {
  return { distr: axis.kind === 'log' ? LOGARITHMIC : 1, range: () => rangeOf(axis) };
}

/** @param length of the axis, CSS pixels */
function logAxis(
  { label, range: [from, to] }: Picture['y'],
  length: number,
  along: 'x' | 'y',
): uPlot.Axis {
  const crowded = length / Math.log10(to / from) < DECADE[along];
  return {
    label,
    size: 30,
    // uPlot's own ticks want whole decades for a range, and can loop for ever on another one.
    splits: (_plot, _axis, least, most) =>
      logTicks(least, most).filter((tick) => !crowded || Number.isInteger(Math.log10(tick))),
    values: (_plot, ticks) => ticks.map((tick) => figure(tick)),
  };
}

function xAxis(axis: Axis, width: number): uPlot.Axis {
  if (axis.kind === 'log') return logAxis(axis, width, 'x');
  const { names } = axis;
  const longest = Math.max(4, ...names.map((name) => name.length));
  const slanted = (width - 70) / Math.max(1, names.length) < longest * LETTER + 8;
  return {
    ...(axis.label ? { label: axis.label } : { labelSize: 0 }),
    size: slanted ? Math.min(130, 16 + longest * 5) : 30,
    rotate: slanted ? -40 : 0,
    splits: () => names.map((_, place) => place),
    values: () => [...names],
  };
}

function draw(plot: uPlot, { picture, palette, dark, active }: PlotWish): void {
  const { ctx } = plot;
  const scale = devicePixelRatio || 1;
  const at = ({ x, y }: { x: number; y: number }) =>
    [plot.valToPos(x, 'x', true), plot.valToPos(y, 'y', true)] as const;
  ctx.save();
  const { left, top, width, height } = plot.bbox;
  ctx.beginPath();
  ctx.rect(left, top, width, height);
  ctx.clip();

  ctx.font = `${12 * scale}px ${palette.font}`;
  for (const { points, label, dashed } of picture.roofs) {
    ctx.strokeStyle = palette.soft;
    ctx.lineWidth = (dashed ? 1 : 1.5) * scale;
    ctx.setLineDash(dashed ? [5 * scale, 4 * scale] : []);
    ctx.beginPath();
    const ends = points.map(([x, y]) => at({ x, y }));
    for (const [x, y] of ends) ctx.lineTo(x, y);
    ctx.stroke();
    ctx.setLineDash([]);
    labelLine(ctx, ends, label, palette, scale, dashed ? 16 : -8);
  }

  picture.series.forEach((series, number) => {
    const own = picture.marks.filter((mark) => mark.series === number);
    ctx.strokeStyle = seriesColour(number, dark);
    ctx.fillStyle = ctx.strokeStyle;
    ctx.lineWidth = 1.25 * scale;
    if (series.line) {
      ctx.beginPath();
      for (const mark of own) ctx.lineTo(...at(mark));
      ctx.stroke();
    }
    for (const { x, interval } of own) {
      if (!interval) continue;
      ctx.beginPath();
      ctx.moveTo(...at({ x, y: interval[0] }));
      ctx.lineTo(...at({ x, y: interval[1] }));
      ctx.lineWidth = 4 * scale;
      ctx.globalAlpha = 0.35;
      ctx.stroke();
      ctx.globalAlpha = 1;
    }
    const outline = new Path2D(seriesShape(number));
    for (const mark of own) {
      ctx.save();
      ctx.translate(...at(mark));
      ctx.scale(scale, scale);
      ctx.lineWidth = 1.5;
      ctx.strokeStyle = palette.ground; // marks that overlap stay two
      ctx.stroke(outline);
      ctx.fill(outline);
      ctx.restore();
    }
  });

  const read = active();
  if (read) {
    ctx.strokeStyle = palette.ink;
    ctx.lineWidth = 2 * scale;
    ctx.beginPath();
    const [x, y] = at(read);
    ctx.arc(x, y, 10 * scale, 0, 2 * Math.PI);
    ctx.stroke();
  }
  ctx.restore();
}

/** Writes along a slope so many CSS pixels below it, where it begins; above the end of a flat line. */
function labelLine(
  ctx: CanvasRenderingContext2D,
  ends: readonly (readonly [number, number])[],
  label: string,
  palette: Palette,
  scale: number,
  below: number,
): void {
  const [[x0, y0], [x1, y1]] = ends;
  ctx.save();
  ctx.fillStyle = palette.soft;
  const flat = Math.abs(y1 - y0) < 1;
  if (flat) {
    ctx.textAlign = 'right';
    ctx.fillText(label, x1 - 6 * scale, y0 - 6 * scale);
  } else {
    ctx.translate(x0, y0);
    ctx.rotate(Math.atan2(y1 - y0, x1 - x0));
    ctx.textAlign = 'left';
    ctx.fillText(label, 24 * scale, below * scale);
  }
  ctx.restore();
}
