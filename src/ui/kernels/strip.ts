// A figure of bars along one axis, as data: made by pure functions, drawn by <antipode-strip>.

/** What a bar stands for; each has one look. */
export type Tone = 'stepwise' | 'fused' | 'read' | 'write' | 'kept' | 'scratch' | 'free';

export interface StripBar {
  from: number;
  to: number;
  tone: Tone;
  /** What is said when it is read. */
  said: string;
  /** Written into it, where there is room. */
  label?: string;
}

export interface StripRow {
  name: string;
  bars: readonly StripBar[];
  /** Single values, small, behind the bars. */
  dots?: readonly number[];
  /** A mark across the row. */
  mark?: number;
  /** Stands at the end of the row. */
  value: string;
  /** Stands apart from the rows above. */
  apart?: boolean;
}

export interface StripAxis {
  kind: 'linear' | 'log';
  label: string;
  range: readonly [number, number];
  ticks: readonly { at: number; text: string }[];
}

export interface Strip {
  axis: StripAxis;
  rows: readonly StripRow[];
  key: readonly { tone: Tone; name: string }[];
  /** Rows touch, as the lines of a map do. */
  dense?: boolean;
  table: { caption: string; head: readonly string[]; rows: readonly (readonly string[])[] };
}

/** Where a value stands on an axis, 0 to 1. */
export function placeOf({ kind, range: [from, to] }: StripAxis, value: number): number {
  const share =
    kind === 'log' ? Math.log(value / from) / Math.log(to / from) : (value - from) / (to - from);
  return Math.min(1, Math.max(0, share));
}

/** Round values from 0 to `most`, about so many. */
export function linearTicks(most: number, about = 5): number[] {
  if (!(most > 0 && Number.isFinite(most))) return [0];
  const rough = most / about;
  const decade = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((lead) => lead * decade).find((size) => size >= rough) ?? rough;
  return Array.from({ length: Math.floor(most / step + 1e-9) + 1 }, (_, k) => k * step);
}
