import uPlot from 'uplot';
import { logTicks } from '../../src/ui/chart-data';
import { figure } from '../report/words';
import { drawPicture, type Drawing } from './draw-picture';
import type { Axis, Picture } from './picture';

/** What a plot is made from. */
export interface PlotWish extends Drawing {
  width: number;
  height: number;
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
    hooks: { draw: [(plot) => drawPicture(plot, wish)] },
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
    values: (_plot, ticks) => ticks.map(tickText),
  };
}

/** "200 k", "5 M": there is no room for all the noughts. */
export function tickText(tick: number): string {
  if (tick < 1e4) return figure(tick);
  const [unit, size] = tick >= 1e9 ? ['G', 1e9] : tick >= 1e6 ? ['M', 1e6] : ['k', 1e3];
  return `${figure(tick / size)} ${unit}`;
}

function xAxis(axis: Axis, width: number): uPlot.Axis {
  if (axis.kind === 'log') return logAxis(axis, width, 'x');
  const { names } = axis;
  const longest = Math.max(4, ...names.map((name) => name.length));
  const slanted = (width - 70) / Math.max(1, names.length) < longest * LETTER + 8;
  return {
    ...(axis.label ? { label: axis.label } : { labelSize: 0 }),
    size: slanted ? Math.min(130, 16 + longest * 5) : 30,
    rotate: slanted ? 40 : 0, // upwards to the mark: the other way the last name is cut at the edge
    splits: () => names.map((_, place) => place),
    values: () => [...names],
  };
}
