import type { Palette } from './colour';
import { shareOf, type MapLayout, type MapNumbers, type Quantity } from './model-map';

/** The tallest that a map gets, in CSS pixels. */
const MOST_HEIGHT = 560;

/** Colours told apart. */
const SHADES = 256;

/** Side of the ring around a cell that is itself too small to be found. */
const RING = 13;

/** Size of a cell, and of the whole map, in CSS pixels. */
export interface MapSize {
  cellWidth: number;
  cellHeight: number;
  height: number;
}

export function mapSize({ columns, rows }: MapLayout, width: number): MapSize {
  const cellWidth = width / columns;
  const cellHeight = Math.min(cellWidth, MOST_HEIGHT / rows);
  return { cellWidth, cellHeight, height: rows * cellHeight };
}

/** The model at a place, or null. */
export function modelAtPoint(layout: MapLayout, width: number, x: number, y: number) {
  const { cellWidth, cellHeight } = mapSize(layout, width);
  return layout.modelAt(Math.floor(x / cellWidth), Math.floor(y / cellHeight));
}

/** A cell a model; one without a value stays blank. A thick ring is around the selected one, a thin one around the one read. */
export function drawModelMap(
  context: CanvasRenderingContext2D,
  width: number,
  layout: MapLayout,
  numbers: MapNumbers,
  quantity: Quantity,
  palette: Palette,
  { selected, read }: { selected: number; read: number | null },
): void {
  const { columns, rows } = layout;
  const { height } = mapSize(layout, width);
  // Thousands of colours are looked up, not computed: alpha, blue, green and red in one little-endian word.
  const words = Uint32Array.from({ length: SHADES }, (_, shade) => {
    const [r, g, b] = palette[quantity].rgb(shade / (SHADES - 1));
    return ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;
  });
  const image = new ImageData(columns, rows);
  const pixels = new Uint32Array(image.data.buffer);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const model = layout.modelAt(column, row);
      if (model === null) continue;
      const share = shareOf(numbers, quantity, model);
      if (Number.isNaN(share)) continue;
      const shade = Math.round(Math.min(1, Math.max(0, share)) * (SHADES - 1));
      pixels[row * columns + column] = words[shade];
    }
  }
  const canvas = document.createElement('canvas'); // files need its pixels as well
  [canvas.width, canvas.height] = [columns, rows];
  canvas.getContext('2d')?.putImageData(image, 0, 0);
  context.imageSmoothingEnabled = false;
  context.drawImage(canvas, 0, 0, width, height);
  ring(context, width, layout, selected, 2, palette);
  if (read !== null && read !== selected) ring(context, width, layout, read, 1, palette);
}

function ring(
  context: CanvasRenderingContext2D,
  width: number,
  layout: MapLayout,
  model: number,
  thick: number,
  palette: Palette,
): void {
  const { cellWidth, cellHeight, height } = mapSize(layout, width);
  const { column, row } = layout.placeOf(model);
  const [w, h] = [Math.max(RING, cellWidth + 2), Math.max(RING, cellHeight + 2)];
  // Rings at the edge of the map are moved inside, so that all of them is seen.
  const inside = (middle: number, side: number, whole: number) =>
    Math.min(Math.max(middle - side / 2, thick), whole - side - thick);
  const x = inside((column + 0.5) * cellWidth, w, width);
  const y = inside((row + 0.5) * cellHeight, h, height);
  context.strokeStyle = palette.ground;
  context.lineWidth = 2 * thick + 2;
  context.strokeRect(x, y, w, h);
  context.strokeStyle = palette.ink;
  context.lineWidth = thick;
  context.strokeRect(x, y, w, h);
}
