import type { Palette } from '../colour';
import { minusSign } from '../format';

/** One axis: values from one end to the other, linear or logarithmic. */
export interface Axis {
  from: number;
  to: number;
  log?: boolean;
  label: string;
  /** Where lines and numbers stand; chosen where nothing is said. */
  ticks?: readonly { at: number; text: string }[];
}

/** A rectangle with two axes. */
export interface Frame {
  x(value: number): number;
  y(value: number): number;
  left: number;
  right: number;
  top: number;
  bottom: number;
}

const MARGIN = { left: 46, right: 12, top: 10, bottom: 38 };

/** Draws hairlines, numbers and names of two axes, and tells where values stand. */
export function drawAxes(
  context: CanvasRenderingContext2D,
  { width, height }: { width: number; height: number },
  x: Axis,
  y: Axis,
  palette: Palette,
  right = MARGIN.right,
  left = MARGIN.left,
): Frame {
  const frame = frameOf(x, y, {
    left,
    right: width - right,
    top: MARGIN.top,
    bottom: height - MARGIN.bottom,
  });
  context.lineWidth = 1;
  context.strokeStyle = palette.hairline;
  context.fillStyle = palette.soft;
  context.textBaseline = 'middle';
  context.textAlign = 'right';
  for (const { at, text } of y.ticks ?? ticksOf(y)) {
    const level = Math.round(frame.y(at)) + 0.5;
    line(context, frame.left, level, frame.right, level);
    context.fillText(text, frame.left - 7, level);
  }
  context.textAlign = 'center';
  context.textBaseline = 'top';
  for (const { at, text } of x.ticks ?? ticksOf(x)) {
    const place = Math.round(frame.x(at)) + 0.5;
    line(context, place, frame.bottom, place, frame.bottom + 4);
    context.fillText(text, place, frame.bottom + 7);
  }
  context.textBaseline = 'bottom';
  context.fillText(x.label, (frame.left + frame.right) / 2, height - 1);
  context.save();
  context.translate(1, (frame.top + frame.bottom) / 2);
  context.rotate(-Math.PI / 2);
  context.textBaseline = 'top';
  context.fillText(y.label, 0, 0);
  context.restore();
  return frame;
}

function frameOf(x: Axis, y: Axis, edges: Pick<Frame, 'left' | 'right' | 'top' | 'bottom'>): Frame {
  const { left, right, top, bottom } = edges;
  return {
    ...edges,
    x: (value) => left + shareOf(x, value) * (right - left),
    y: (value) => bottom - shareOf(y, value) * (bottom - top),
  };
}

function shareOf({ from, to, log }: Axis, value: number): number {
  if (from === to) return 0.5;
  return log ? Math.log(value / from) / Math.log(to / from) : (value - from) / (to - from);
}

/** Round values: powers of ten and what lies between on a logarithmic axis, 1, 2 or 5 times one on a linear one. */
export function ticksOf({ from, to, log }: Axis): { at: number; text: string }[] {
  const [least, most] = [Math.min(from, to), Math.max(from, to)];
  const values = log ? logTicks(least, most) : linearTicks(least, most);
  return values.map((at) => ({ at, text: minusSign(String(Number(at.toPrecision(3)))) }));
}

function logTicks(least: number, most: number): number[] {
  const decades = Math.log10(most / least);
  const steps = decades > 3 ? [1] : decades > 1 ? [1, 2, 5] : [1, 1.5, 2, 3, 5, 7];
  const all: number[] = [];
  for (let power = Math.floor(Math.log10(least)); power <= Math.ceil(Math.log10(most)); power++) {
    for (const step of steps) all.push(Number((step * 10 ** power).toPrecision(6)));
  }
  return all.filter((value) => value >= least * 0.999 && value <= most * 1.001);
}

function linearTicks(least: number, most: number): number[] {
  const rough = (most - least) / 5 || 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((k) => k * power).find((value) => value >= rough) ?? rough;
  const all: number[] = [];
  for (let k = Math.ceil(least / step - 1e-9); k * step <= most + step * 1e-9; k++) {
    all.push(Number((k * step).toPrecision(6)));
  }
  return all;
}

export function line(
  context: CanvasRenderingContext2D,
  x0: number,
  y0: number,
  x1: number,
  y1: number,
): void {
  context.beginPath();
  context.moveTo(x0, y0);
  context.lineTo(x1, y1);
  context.stroke();
}

export function dot(context: CanvasRenderingContext2D, x: number, y: number, radius: number): void {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fill();
}

/** A ring around what is read. */
export function ring(
  context: CanvasRenderingContext2D,
  { x, y }: { x: number; y: number },
  palette: Palette,
): void {
  context.strokeStyle = palette.ink;
  context.lineWidth = 1.5;
  context.beginPath();
  context.arc(x, y, 6.5, 0, 2 * Math.PI);
  context.stroke();
}
