import { inkOn, type Palette } from './colour';
import { weight } from './format';
import type { InstanceNumbers } from './gram-job';

/** Cells of this many CSS pixels and more carry their value. */
const CELL_WITH_VALUE = 34;
/** Cells of this many CSS pixels and more are drawn one by one. */
const CELL_ALONE = 4;

/** Colours told apart where cells are too small to be drawn one by one; odd, so that zero has its own. */
const SHADES = 511;

/** Where WᵀW and b stand: a square of n × n cells, a gap, one column of n cells, and room for indices. */
export interface GramLayout {
  left: number;
  top: number;
  cell: number;
  /** Left edge of b. */
  bias: number;
}

export function gramLayout(width: number, n: number): GramLayout {
  const margin = n > 100 ? 32 : 22;
  const gap = 18;
  const least = 10;
  // b gets a column as wide as a cell, but never so narrow that it cannot be seen.
  const room = width - margin - gap - 1; // a pixel for the frame's right line
  const cell = Math.min(room / (n + 1), (room - least) / n, 64);
  return { left: margin, top: margin, cell, bias: margin + n * cell + gap };
}

/** Width of b's column. */
export function biasWidth({ cell }: GramLayout): number {
  return Math.max(10, cell);
}

/** Row and column at a place; column n is b; null outside. */
export function cellAt(
  { left, top, cell, bias }: GramLayout,
  n: number,
  x: number,
  y: number,
): { row: number; column: number } | null {
  const row = Math.floor((y - top) / cell);
  if (row < 0 || row >= n) return null;
  const column = Math.floor((x - left) / cell);
  if (column >= 0 && column < n) return { row, column };
  const within = x >= bias && x <= bias + Math.max(10, cell);
  return within ? { row, column: n } : null;
}

/** The value that stands for both ends of the colours: 1, or the largest there is. */
export function gramLimit({ gram, bias }: InstanceNumbers): number {
  let limit = 1;
  for (let k = 0; k < gram.length; k++) limit = Math.max(limit, Math.abs(gram[k]));
  for (const value of bias) if (Math.abs(value) > limit) limit = Math.abs(value);
  return Number.isFinite(limit) ? limit : 1;
}

/** Draws WᵀW and b, and a frame around the cell that is read. */
export function drawGram(
  context: CanvasRenderingContext2D,
  width: number,
  numbers: InstanceNumbers,
  palette: Palette,
  cursor: { row: number; column: number } | null,
): void {
  const { n, gram, bias } = numbers;
  const layout = gramLayout(width, n);
  const { left, top, cell } = layout;
  const limit = gramLimit(numbers);
  const rgb = (value: number) => palette.diverging.rgb(0.5 + value / (2 * limit));

  if (cell >= CELL_ALONE) {
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        box(context, left + j * cell, top + i * cell, cell, cell, gram[i * n + j], rgb, palette);
      }
    }
  } else {
    drawPixels(context, left, top, n * cell, numbers, limit, palette);
  }
  for (let i = 0; i < n; i++) {
    box(context, layout.bias, top + i * cell, biasWidth(layout), cell, bias[i], rgb, palette);
  }
  context.strokeStyle = palette.hairline;
  context.lineWidth = 1;
  context.strokeRect(left - 0.5, top - 0.5, n * cell + 1, n * cell + 1);
  context.strokeRect(layout.bias - 0.5, top - 0.5, biasWidth(layout) + 1, n * cell + 1);
  drawIndices(context, layout, n, palette);
  if (cursor) drawCursor(context, layout, n, cursor, palette);
}

function box(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  width: number,
  height: number,
  value: number,
  rgb: (value: number) => readonly [number, number, number],
  palette: Palette,
): void {
  const colour = rgb(value);
  context.fillStyle = `rgb(${colour.join(' ')})`;
  const inset = height >= 12 ? 1 : 0;
  context.fillRect(x, y, width - inset, height - inset);
  if (height < CELL_WITH_VALUE) return;
  context.fillStyle = inkOn(colour);
  context.font = `11.5px ${palette.font}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillText(weight(value, 2), x + width / 2, y + height / 2);
}

function drawPixels(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  side: number,
  { n, gram }: InstanceNumbers,
  limit: number,
  palette: Palette,
): void {
  // A million colours are looked up, not computed: alpha, blue, green and red in one little-endian word.
  const words = Uint32Array.from({ length: SHADES }, (_, shade) => {
    const [r, g, b] = palette.diverging.rgb(shade / (SHADES - 1));
    return ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;
  });
  const image = new ImageData(n, n);
  const pixels = new Uint32Array(image.data.buffer);
  const scale = (SHADES - 1) / (2 * limit);
  for (let k = 0; k < n * n; k++) pixels[k] = words[Math.round((gram[k] + limit) * scale)];
  const canvas = document.createElement('canvas'); // files need its pixels as well
  [canvas.width, canvas.height] = [n, n];
  canvas.getContext('2d')?.putImageData(image, 0, 0);
  context.imageSmoothingEnabled = false;
  context.drawImage(canvas, x, y, side, side);
}

/** Feature numbers along the edges, as many as there is room for. */
function drawIndices(
  context: CanvasRenderingContext2D,
  { left, top, cell, bias }: GramLayout,
  n: number,
  palette: Palette,
): void {
  const every =
    [1, 2, 5, 10, 20, 50, 100, 200, 500].find((k) => k * cell >= (n > 100 ? 36 : 16)) ?? 500;
  context.fillStyle = palette.soft;
  context.font = `11px ${palette.font}`;
  context.textBaseline = 'middle';
  for (let i = 0; i < n; i += every) {
    context.textAlign = 'center';
    context.fillText(String(i), left + (i + 0.5) * cell, top - 10);
    context.textAlign = 'right';
    context.fillText(String(i), left - 6, top + (i + 0.5) * cell);
  }
  context.textAlign = 'center';
  context.font = `italic 12px ${palette.font}`;
  context.fillText('b', bias + Math.max(10, cell) / 2, top - 10);
}

function drawCursor(
  context: CanvasRenderingContext2D,
  layout: GramLayout,
  n: number,
  { row, column }: { row: number; column: number },
  palette: Palette,
): void {
  const { left, top, cell, bias } = layout;
  const x = column === n ? bias : left + column * cell;
  const side = Math.max(4, cell);
  context.strokeStyle = palette.ink;
  context.lineWidth = 2;
  context.strokeRect(x, top + row * cell, column === n ? biasWidth(layout) : side, side);
}
