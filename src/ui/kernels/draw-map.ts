import { shareOf, type LabOutput } from '../../lab/index';
import type { Palette } from '../colour';

/** Rows and columns of a picture in which each element is a dot. */
export interface MapLayout {
  rows: number;
  columns: number;
}

/**
 * The last axis runs along the rows; instances stand one below the other. A list, or columns so long that nothing
 * could be seen, are wrapped.
 */
export function layoutOf(shape: readonly number[], shown: number): MapLayout {
  const last = shape.at(-1) ?? 1;
  const wrap = shape.length < 2 || last < 4 || last > 512 || shown / last > 4 * last;
  const columns = wrap ? Math.min(shown, Math.max(8, Math.ceil(Math.sqrt(shown * 1.6)))) : last;
  return { columns, rows: Math.ceil(shown / columns) };
}

/** The largest share of its bound that any shown element takes, among those within it. */
export function largestShare({
  got,
  expected,
  bound,
}: Pick<LabOutput, 'got' | 'expected' | 'bound'>): number {
  let most = 0;
  for (let index = 0; index < got.length; index++) {
    const share = shareOf(got[index], expected[index], bound[index]);
    if (share <= 1) most = Math.max(most, share);
  }
  return most;
}

/** Draws one dot an element; the canvas gets as many pixels as there are elements. */
export function drawMap(
  canvas: HTMLCanvasElement,
  { got, expected, bound }: LabOutput,
  { rows, columns }: MapLayout,
  kind: 'got' | 'expected' | 'error',
  palette: Palette,
  warning: string,
): void {
  canvas.width = columns;
  canvas.height = rows;
  const context = canvas.getContext('2d');
  if (!context) return;
  const scale = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
  const most = largestShare({ got, expected, bound });
  const colourOf = (index: number): string => {
    const share = shareOf(got[index], expected[index], bound[index]);
    if (kind === 'error')
      return share <= 1 ? palette.diverging.at(0.5 - (most > 0 ? share / most : 0) / 2) : warning;
    const value = (kind === 'got' ? got : expected)[index];
    return Number.isNaN(value) ? palette.ink : palette.diverging.at(0.5 + value / scale / 2);
  };
  for (let index = 0; index < got.length; index++) {
    context.fillStyle = colourOf(index);
    context.fillRect(index % columns, Math.floor(index / columns), 1, 1);
  }
}
