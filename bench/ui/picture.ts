// What a figure of the bench shows, as data: made by pure functions, drawn by <antipode-plot>.

/** A point, and what is said of it when it is read. */
export interface Mark {
  x: number;
  y: number;
  /** Interval of y; null where it is not known, and the mark is then drawn hollow. */
  interval: readonly [number, number] | null;
  /** Index into the picture's series. */
  series: number;
  said: string;
}

/** Marks of one colour and shape. */
export interface Series {
  name: string;
  /** Joins its marks in their order. */
  line: boolean;
  /** Its name stands beside one of its marks, where there is room. */
  named?: boolean;
}

/** A line that marks cannot pass. */
export interface Roof {
  points: readonly (readonly [number, number])[];
  label: string;
  dashed: boolean;
}

export type Axis =
  | { kind: 'log'; label: string; range: readonly [number, number] }
  /** Evenly spaced names; x counts them from 0. */
  | { kind: 'names'; label: string; names: readonly string[] };

export interface Picture {
  x: Axis;
  y: Extract<Axis, { kind: 'log' }>;
  series: readonly Series[];
  marks: readonly Mark[];
  roofs: readonly Roof[];
  /** The same as numbers. */
  table: { caption: string; head: readonly string[]; rows: readonly (readonly string[])[] };
}

/** A range of a logarithmic axis that holds all values with some room. */
export function logRange(values: readonly number[], room = 1.6): [number, number] {
  const known = values.filter((value) => value > 0 && Number.isFinite(value));
  if (known.length === 0) return [0.1, 10];
  return [Math.min(...known) / room, Math.max(...known) * room];
}

/** Told apart by eyes of any kind; each at least 3 : 1 against the ground. */
const COLOURS = {
  light:
    'rgb(11 92 173),rgb(179 84 30),rgb(20 122 86),rgb(138 63 160),rgb(107 100 0),rgb(181 48 107),rgb(66 98 112),rgb(120 72 40)',
  dark: 'rgb(140 188 245),rgb(240 163 107),rgb(111 208 164),rgb(211 155 230),rgb(214 210 92),rgb(244 143 184),rgb(169 193 204),rgb(212 168 136)',
};

/** Colour of a series. The ninth has the first's again, and another outline. */
export function seriesColour(series: number, dark: boolean): string {
  const colours = COLOURS[dark ? 'dark' : 'light'].split(',');
  return colours[series % colours.length];
}

/** Outlines around the origin, as SVG paths: the legend and the canvas draw the same ones. */
const SHAPES = [
  'M4.5 0A4.5 4.5 0 1 1-4.5 0A4.5 4.5 0 1 1 4.5 0Z',
  'M-4-4H4V4H-4Z',
  'M0-5.5L5 4H-5Z',
  'M0-6L6 0L0 6L-6 0Z',
  'M0 5.5L5-4H-5Z',
  'M-1.7-5H1.7V-1.7H5V1.7H1.7V5H-1.7V1.7H-5V-1.7H-1.7Z',
  'M-2-5L0-2L2-5H5L1.7 0L5 5H2L0 2L-2 5H-5L-1.7 0L-5-5Z',
  'M-6-2.2H6V2.2H-6Z',
];

/** Outline of a series. Each round through the colours begins one outline later: 64 series differ in one or the other. */
export function seriesShape(series: number): string {
  return SHAPES[(series + Math.floor(series / SHAPES.length)) % SHAPES.length];
}
