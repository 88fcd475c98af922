import type { CallValues } from '../models/index';
import { inkOn, type Palette } from './colour';
import { count, significant, weight } from './format';

// One array of a step as a grid of cells. Features always run from left to right, so that an input, W and an output stand
// below one another: W has a column a feature, as in the paper.

/** What is drawn of an array. */
export type ArrayNumbers = Pick<CallValues, 'axes' | 'shape' | 'values'>;

/** Where the cells stand, in CSS pixels. */
export interface ArrayGrid {
  columns: number;
  rows: number;
  cellWidth: number;
  cellHeight: number;
  /** How many cells there are; the last row of a long vector may be shorter. */
  length: number;
}

/** Cells as wide as this carry their number. */
const CELL_WITH_NUMBER = 40;
const WIDEST = 46;
const TALLEST = 24;
/** Cells of a small picture. */
const SMALL = { width: 12, height: 9, most: 45 };
/** Cells of a vector are not narrower than this: it goes on in the next row. */
const NARROWEST = 5;
const MOST_HEIGHT = 220;

/** @param small as a picture to be seen in passing */
export function arrayGrid(
  { axes, shape, values }: ArrayNumbers,
  width: number,
  small = false,
): ArrayGrid {
  const length = values.length;
  const across = axes.length === 2 ? length / shape[1] : length;
  const columns =
    axes.length === 2
      ? across
      : Math.max(1, Math.min(across, Math.floor(Math.max(width, NARROWEST) / NARROWEST)));
  const rows = axes.length === 2 ? shape[1] : Math.ceil(length / columns);
  return {
    columns,
    rows,
    length,
    cellWidth: Math.min(small ? SMALL.width : WIDEST, width / columns),
    cellHeight: small
      ? Math.min(SMALL.height, SMALL.most / rows)
      : Math.min(TALLEST, MOST_HEIGHT / rows),
  };
}

/** The number of a cell: W lies in memory one row a feature, and stands one column a feature. */
export function valueAt(
  { axes, shape, values }: ArrayNumbers,
  { columns }: ArrayGrid,
  cell: number,
) {
  if (axes.length < 2) return values[cell];
  const [hidden, feature] = [Math.floor(cell / columns), cell % columns];
  return values[feature * shape[1] + hidden];
}

/** What a cell stands for. */
export function cellName({ axes }: ArrayNumbers, { columns }: ArrayGrid, cell: number): string {
  const names = { n: 'feature', m: 'hidden dimension' };
  if (axes.length === 0) return '';
  if (axes.length === 1) return `${names[axes[0]]} ${count(cell)}`;
  return `feature ${count(cell % columns)}, hidden dimension ${count(Math.floor(cell / columns))}`;
}

/** The cell at a place; null outside. */
export function cellAtPoint(grid: ArrayGrid, x: number, y: number): number | null {
  const [column, row] = [Math.floor(x / grid.cellWidth), Math.floor(y / grid.cellHeight)];
  const cell = row * grid.columns + column;
  const inside = column >= 0 && column < grid.columns && row >= 0 && cell < grid.length;
  return inside ? cell : null;
}

/** The magnitude that both ends of the colours stand for: the largest there is; 0 where all is 0. */
export function largest(values: ArrayNumbers['values']): number {
  let most = 0;
  for (const value of values) if (Number.isFinite(value)) most = Math.max(most, Math.abs(value));
  return most;
}

/** A number of an array, whatever it is. */
export function numberText(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  return Number.isInteger(value) && Math.abs(value) < 1e6
    ? weight(value, 0)
    : significant(value, 6);
}

/** Draws all cells, blue below zero and red above, and a frame around the one that is read. */
export function drawArray(
  context: CanvasRenderingContext2D,
  numbers: ArrayNumbers,
  grid: ArrayGrid,
  palette: Palette,
  cursor: number | null,
): void {
  const { columns, length, cellWidth, cellHeight } = grid;
  const most = largest(numbers.values) || 1;
  const gap = cellWidth >= 8 ? 1 : 0;
  const carries = cellWidth >= CELL_WITH_NUMBER && cellHeight >= 16;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.font = `11px ${palette.font}`;
  for (let cell = 0; cell < length; cell++) {
    const value = valueAt(numbers, grid, cell);
    const [x, y] = [(cell % columns) * cellWidth, Math.floor(cell / columns) * cellHeight];
    const rgb = palette.diverging.rgb(0.5 + value / (2 * most));
    context.fillStyle = Number.isFinite(value) ? `rgb(${rgb.join(' ')})` : palette.ink;
    context.fillRect(x, y, cellWidth - gap, cellHeight - gap);
    // The colour of zero is the ground's: a hairline says that there is a cell.
    if (gap) {
      context.strokeStyle = palette.hairline;
      context.lineWidth = 1;
      context.strokeRect(x + 0.5, y + 0.5, cellWidth - gap - 1, cellHeight - gap - 1);
    }
    if (!carries) continue;
    context.fillStyle = Number.isFinite(value) ? inkOn(rgb) : palette.ground;
    context.fillText(short(value), x + (cellWidth - gap) / 2, y + cellHeight / 2);
  }
  if (cursor === null) return;
  const [x, y] = [(cursor % columns) * cellWidth, Math.floor(cursor / columns) * cellHeight];
  context.strokeStyle = palette.ink;
  context.lineWidth = 2;
  context.strokeRect(
    x + 1,
    y + 1,
    Math.max(3, cellWidth - gap - 2),
    Math.max(3, cellHeight - gap - 2),
  );
}

/** At most six signs. */
function short(value: number): string {
  const size = Math.abs(value);
  if (!Number.isFinite(value) || value === 0) return numberText(value);
  if (size >= 1e5 || size < 1e-4) return significant(value, 1);
  return size >= 100 ? weight(value, 0) : size >= 0.01 ? weight(value, 2) : weight(value, 4);
}
