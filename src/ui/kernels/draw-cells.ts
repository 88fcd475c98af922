import type { Palette } from '../colour';

/** What happens to a cell at this step. `wait`: an invocation at a barrier. */
export type Mark = 'read' | 'write' | 'both' | 'wait';

/** A grid of cells: an array, the invocations of a workgroup, the workgroups of a dispatch, or a stretch of memory. */
export interface Cells {
  rows: number;
  columns: number;
  /** Cells there are; the last row may be shorter. */
  length: number;
  /** Side of a cell in CSS pixels. */
  side: number;
  /** A gap after so many rows or columns; 0 for none. */
  rowGroup: number;
  columnGroup: number;
  /** How often each cell was read and written before; null where that means nothing. */
  reads: Uint32Array | null;
  writes: Uint32Array | null;
  /** The most that a cell will have been read at the end: what the deepest tint stands for. */
  most: number;
  now: ReadonlyMap<number, Mark>;
  /** Cells with a frame: chosen, or of the chosen invocation. */
  framed: ReadonlySet<number>;
  /** What is written into cells that have room. */
  text: 'reads' | 'number' | '';
}

/** Room for the numbers of rows and columns. */
export const MARGIN = { left: 22, top: 17 };
const GAP = 4;
/** The least side of a cell that has room for a number. */
export const ROOM_FOR_TEXT = 15;

function offset(k: number, side: number, group: number): number {
  return k * side + (group > 0 ? Math.floor(k / group) * GAP : 0);
}

/** Width and height of the whole, in CSS pixels. */
export function cellsSize({ rows, columns, side, rowGroup, columnGroup }: Cells): [number, number] {
  return [
    MARGIN.left + offset(columns - 1, side, columnGroup) + side + 2,
    MARGIN.top + offset(rows - 1, side, rowGroup) + side + 2,
  ];
}

/** The cell at a place; null outside. */
export function cellAtPoint(cells: Cells, x: number, y: number): number | null {
  const { rows, columns, side, rowGroup, columnGroup } = cells;
  const along = (place: number, count: number, group: number) => {
    for (let k = 0; k < count; k++) {
      const from = offset(k, side, group);
      if (place >= from && place < from + side) return k;
    }
    return null;
  };
  const column = along(x - MARGIN.left, columns, columnGroup);
  const row = along(y - MARGIN.top, rows, rowGroup);
  if (column === null || row === null) return null;
  const cell = row * columns + column;
  return cell < cells.length ? cell : null;
}

/** Draws the grid. Colour says read or written; a dot, a cross or bars say the same without colour. */
export function drawCells(context: CanvasRenderingContext2D, cells: Cells, palette: Palette): void {
  const { length } = cells;
  drawNumbers(context, cells, palette);
  for (let cell = 0; cell < length; cell++) {
    const [x, y] = placeOf(cells, cell);
    drawCell(context, cells, cell, x, y, palette);
  }
  drawFrames(context, cells, palette);
}

/** One line around framed cells that are neighbours. */
function drawFrames(context: CanvasRenderingContext2D, cells: Cells, palette: Palette): void {
  const { columns, rowGroup, length, side, framed } = cells;
  const inner = side - 1;
  const width = side >= 12 ? 2 : 1.5;
  context.lineCap = 'square';
  context.beginPath();
  for (const cell of framed) {
    if (cell >= length) continue;
    const [x, y] = placeOf(cells, cell);
    const row = Math.floor(cell / columns);
    const apart = (other: number) => rowGroup > 0 && other % rowGroup === 0;
    const line = (open: boolean, x1: number, y1: number, x2: number, y2: number) => {
      if (!open) return;
      context.moveTo(x1, y1);
      context.lineTo(x2, y2);
    };
    const left = cell % columns > 0 && framed.has(cell - 1);
    const right = cell % columns < columns - 1 && framed.has(cell + 1);
    line(!left, x, y, x, y + inner);
    line(!right, x + inner, y, x + inner, y + inner);
    line(apart(row) || !framed.has(cell - columns), x, y, x + inner, y);
    line(apart(row + 1) || !framed.has(cell + columns), x, y + inner, x + inner, y + inner);
  }
  // On a rim of the ground's colour, so that it can be told from any cell.
  context.strokeStyle = palette.ground;
  context.lineWidth = width + 2.5;
  context.stroke();
  context.strokeStyle = palette.ink;
  context.lineWidth = width;
  context.stroke();
}

function placeOf({ columns, side, rowGroup, columnGroup }: Cells, cell: number): [number, number] {
  return [
    MARGIN.left + offset(cell % columns, side, columnGroup),
    MARGIN.top + offset(Math.floor(cell / columns), side, rowGroup),
  ];
}

function drawCell(
  context: CanvasRenderingContext2D,
  { side, reads, writes, most, now, text }: Cells,
  cell: number,
  x: number,
  y: number,
  palette: Palette,
): void {
  const inner = side - 1;
  const mark = now.get(cell);
  const read = reads?.[cell] ?? 0;
  context.fillStyle = palette.quiet;
  context.fillRect(x, y, inner, inner);
  if (mark) {
    fillMark(context, mark, x, y, inner, palette);
  } else if (read > 0) {
    context.globalAlpha = 0.16 + 0.44 * (read / Math.max(1, most));
    context.fillStyle = palette.read;
    context.fillRect(x, y, inner, inner);
    context.globalAlpha = 1;
  }
  if (!mark && (writes?.[cell] ?? 0) > 0) {
    const corner = Math.max(3, inner * 0.4);
    context.fillStyle = palette.write;
    context.beginPath();
    context.moveTo(x + inner - corner, y);
    context.lineTo(x + inner, y);
    context.lineTo(x + inner, y + corner);
    context.fill();
  }
  if (!mark) {
    context.strokeStyle = palette.hairline;
    context.lineWidth = 1;
    context.strokeRect(x + 0.5, y + 0.5, inner - 1, inner - 1);
  }
  const words = text === 'number' ? String(cell) : text === 'reads' && read > 0 ? String(read) : '';
  if (words === '' || side < ROOM_FOR_TEXT || side < 6 * words.length) return;
  context.fillStyle = mark ? palette.ground : palette.ink;
  context.font = `${side >= 20 ? 11 : 9}px ${palette.font}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillText(words, x + inner / 2, y + inner / 2 + 0.5);
}

/** Read: a dot. Written: a cross. Both: half and half. Waiting: two bars. Marks keep clear of the text's room. */
function fillMark(
  context: CanvasRenderingContext2D,
  mark: Mark,
  x: number,
  y: number,
  size: number,
  palette: Palette,
): void {
  context.fillStyle =
    mark === 'write' ? palette.write : mark === 'wait' ? palette.edge : palette.read;
  context.fillRect(x, y, size, size);
  if (mark === 'both') {
    context.fillStyle = palette.write;
    context.beginPath();
    context.moveTo(x + size, y);
    context.lineTo(x + size, y + size);
    context.lineTo(x, y + size);
    context.fill();
  }
  context.fillStyle = context.strokeStyle = palette.ground;
  const small = Math.max(1, size * 0.11);
  const [cx, cy] = [x + size - small * 2, y + small * 2]; // the upper right corner
  if (mark === 'read' || mark === 'both') {
    context.beginPath();
    context.arc(cx, cy, small, 0, 7);
    context.fill();
  }
  if (mark === 'write') {
    context.lineWidth = Math.max(1, size * 0.08);
    context.beginPath();
    context.moveTo(cx - small, cy - small);
    context.lineTo(cx + small, cy + small);
    context.moveTo(cx + small, cy - small);
    context.lineTo(cx - small, cy + small);
    context.stroke();
  }
  if (mark === 'wait') {
    context.fillRect(cx - small, cy - small, small * 0.7, small * 2);
    context.fillRect(cx + small * 0.3, cy - small, small * 0.7, small * 2);
  }
}

/** Row and column numbers along the edges, as many as there is room for. */
function drawNumbers(context: CanvasRenderingContext2D, cells: Cells, palette: Palette): void {
  const { rows, columns, side, rowGroup, columnGroup } = cells;
  const every = [1, 2, 4, 8, 16, 32].find((k) => k * side >= 15) ?? 32;
  context.fillStyle = palette.soft;
  context.font = `10px ${palette.font}`;
  context.textBaseline = 'middle';
  context.textAlign = 'center';
  for (let k = 0; k < columns; k += every) {
    context.fillText(String(k), MARGIN.left + offset(k, side, columnGroup) + side / 2, 9);
  }
  context.textAlign = 'right';
  for (let k = 0; k < rows; k += every) {
    const number = rowGroup > 0 ? k % rowGroup : k;
    const y = MARGIN.top + offset(k, side, rowGroup) + side / 2;
    context.fillText(String(number), MARGIN.left - 5, y);
  }
}
