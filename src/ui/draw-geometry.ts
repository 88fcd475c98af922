import { share, type Palette } from './colour';

/** One instance's W and all that is needed to draw it. */
export interface Geometry {
  /** [n, m] */
  w: Float32Array;
  n: number;
  m: number;
  importance: readonly number[];
  /** ‖W_i‖, [n] */
  norm: ArrayLike<number>;
  /** How much other features share the direction of each, [n]. */
  overlap: ArrayLike<number>;
}

/** What the axes reach at least, as in the paper's figures. */
export const REACH = 1.5;

/** From so many CSS pixels on a plane has room for the numbers of its features. */
const LABELLED = 96;

/** Draws a geometry into a square or a wide area; m decides how. */
export function drawGeometry(
  context: CanvasRenderingContext2D,
  width: number,
  height: number,
  geometry: Geometry,
  palette: Palette,
): void {
  context.font = `500 10.5px ${palette.font}`;
  context.lineCap = 'round';
  if (geometry.m === 1) drawLine(context, width, height, geometry, palette);
  else if (geometry.m === 2) drawPlane(context, width, height, geometry, palette);
  else drawBars(context, width, height, geometry, palette);
}

/** The colour of each feature by its importance, between the least and the greatest there is. */
export function importanceColours(importance: readonly number[], palette: Palette): string[] {
  const [least, most] = [Math.min(...importance), Math.max(...importance)];
  return importance.map((value) => palette.importance.at(share(value, least, most)));
}

/** Half the side of the drawn square in units of W: fixed, unless a vector is longer. */
function reachOf({ norm, n }: Geometry): number {
  let longest = 0;
  for (let i = 0; i < n; i++) longest = Math.max(longest, norm[i]);
  return longest > REACH * 0.95 && Number.isFinite(longest) ? longest * 1.1 : REACH;
}

/** m = 2: an arrow a feature, over axes and the unit circle. */
function drawPlane(
  context: CanvasRenderingContext2D,
  width: number,
  height: number,
  geometry: Geometry,
  palette: Palette,
): void {
  const { w, n, importance } = geometry;
  const side = Math.min(width, height);
  const [cx, cy] = [width / 2, height / 2];
  const scale = side / 2 / reachOf(geometry);
  const colours = importanceColours(importance, palette);

  context.lineWidth = 1;
  context.strokeStyle = palette.hairline;
  line(context, cx - side / 2, cy, cx + side / 2, cy);
  line(context, cx, cy - side / 2, cx, cy + side / 2);
  context.beginPath();
  context.arc(cx, cy, scale, 0, 2 * Math.PI);
  context.stroke();

  // The most important last, on top.
  for (let i = n - 1; i >= 0; i--) {
    const [x, y] = [w[2 * i], w[2 * i + 1]];
    if (!Number.isFinite(x + y)) continue;
    const [tx, ty] = [cx + x * scale, cy - y * scale];
    context.strokeStyle = context.fillStyle = colours[i];
    context.lineWidth = n > 40 ? 1 : side < LABELLED ? 1.5 : 2;
    line(context, cx, cy, tx, ty);
    dot(context, tx, ty, n > 40 || side < LABELLED ? 1.8 : 3.2);
  }
  if (n > 24 || side < LABELLED) return;
  context.fillStyle = palette.ink;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  for (let i = 0; i < n; i++) {
    const [x, y] = [w[2 * i], w[2 * i + 1]];
    const length = Math.hypot(x, y);
    if (!(length * scale > 12)) continue; // labels at the origin would cover each other
    const out = 10 / length;
    context.fillText(String(i), cx + x * scale + x * out, cy - y * scale - y * out);
  }
}

/** m = 1: a row a feature, its dot where W_i stands on the line. */
function drawLine(
  context: CanvasRenderingContext2D,
  width: number,
  height: number,
  geometry: Geometry,
  palette: Palette,
): void {
  const { w, n, importance } = geometry;
  const pad = 12;
  const half = (width - 2 * pad) / 2;
  const scale = half / reachOf(geometry);
  const row = (height - 2 * pad) / n;
  const colours = importanceColours(importance, palette);

  context.lineWidth = 1;
  context.strokeStyle = palette.hairline;
  for (const unit of [-1, 0, 1]) {
    const x = width / 2 + unit * scale;
    line(context, x, pad, x, height - pad);
  }
  context.textBaseline = 'middle';
  for (let i = 0; i < n; i++) {
    if (!Number.isFinite(w[i])) continue;
    const y = pad + (i + 0.5) * row;
    const x = width / 2 + w[i] * scale;
    context.strokeStyle = context.fillStyle = colours[i];
    context.lineWidth = Math.min(2, Math.max(0.5, row / 3));
    line(context, width / 2, y, x, y);
    dot(context, x, y, Math.min(3.2, Math.max(1, row / 2)));
    if (row < 9) continue;
    context.fillStyle = palette.ink;
    context.textAlign = w[i] < 0 ? 'right' : 'left';
    context.fillText(String(i), x + (w[i] < 0 ? -7 : 7), y);
  }
}

/** m ≥ 3: a bar a feature, as long as ‖W_i‖, coloured by how much other features share its direction. */
function drawBars(
  context: CanvasRenderingContext2D,
  width: number,
  height: number,
  geometry: Geometry,
  palette: Palette,
): void {
  const { n, norm, overlap } = geometry;
  const left = n <= 24 ? 18 : 6;
  const scale = (width - left - 8) / REACH;
  const row = (height - 8) / n;

  context.lineWidth = 1;
  context.strokeStyle = palette.hairline;
  line(context, left, 4, left, height - 4);
  line(context, left + scale, 4, left + scale, height - 4);
  context.textBaseline = 'middle';
  context.textAlign = 'right';
  for (let i = 0; i < n; i++) {
    const y = 4 + i * row;
    const length = norm[i];
    context.fillStyle = palette.overlap.at(overlap[i]);
    const thick = row > 3 ? row - 1 : row;
    if (Number.isFinite(length)) {
      context.fillRect(left, y, Math.min(width - left, length * scale), Math.max(0.5, thick));
    }
    if (row < 9) continue;
    context.fillStyle = palette.soft;
    context.fillText(String(i), left - 5, y + row / 2);
  }
}

function line(
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

function dot(context: CanvasRenderingContext2D, x: number, y: number, radius: number): void {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fill();
}
