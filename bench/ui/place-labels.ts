/** A rectangle on the canvas, from its upper left corner, in CSS pixels. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** A text, and the points it may stand beside, the best one first. */
export interface Wanted {
  text: string;
  width: number;
  points: readonly (readonly [x: number, y: number])[];
}

/** Where a text stands, and the point it belongs to. */
export interface Label {
  text: string;
  box: Box;
  point: readonly [x: number, y: number];
  /** Away from its point, so that a line has to lead there. */
  led: boolean;
}

/** Height of a line of text, CSS pixels. */
export const LINE = 14;
/** Room between a point and its text. */
const GAP = 9;
/** Lines up and down that a text may be moved, the nearest first. */
const MOVES = [0, -1, 1, -2, 2, -3, 3, -4, 4];

/**
 * Finds a place for each text beside one of its points, so that no text covers another one or an obstacle. A text for
 * which there is no room is left out.
 *
 * @param obstacles what must stay in sight: marks, and texts that stand already
 * @param within the texts stay in this box
 */
export function placeLabels(
  wanted: readonly Wanted[],
  obstacles: readonly Box[],
  within: Box,
): Label[] {
  const taken = [...obstacles];
  const labels: Label[] = [];
  for (const { text, width, points } of wanted) {
    const label = candidates(text, width, points).find(
      ({ box }) => isInside(box, within) && !taken.some((other) => overlap(box, other)),
    );
    if (!label) continue;
    labels.push(label);
    taken.push(label.box);
  }
  return labels;
}

/** Steps along a line in which a place for its text is looked for, CSS pixels. */
const STEP = 12;

/**
 * Finds a place for a text along a line, from its end backwards where the line is level and from its beginning on
 * where it rises, so that it covers nothing; null where there is none.
 *
 * @param below CSS pixels from the line down to the text's foot
 * @returns how far from the beginning the text starts, and small boxes that cover it
 */
export function placeAlong(
  [x0, y0]: readonly [number, number],
  [x1, y1]: readonly [number, number],
  width: number,
  below: number,
  taken: readonly Box[],
): { along: number; below: number; boxes: Box[] } | null {
  const length = Math.hypot(x1 - x0, y1 - y0);
  const [cos, sin] = [(x1 - x0) / length, (y1 - y0) / length];
  const room = length - width - STEP;
  const level = Math.abs(y1 - y0) < 1;
  for (let moved = STEP; moved <= room; moved += STEP) {
    const along = level ? room - moved + STEP : moved;
    const boxes: Box[] = [];
    for (let on = along; on <= along + width; on += LINE / 2) {
      const middle = below - LINE / 3;
      const [x, y] = [x0 + on * cos - middle * sin, y0 + on * sin + middle * cos];
      boxes.push({ x: x - LINE / 2, y: y - LINE / 2, width: LINE, height: LINE });
    }
    if (!boxes.some((box) => taken.some((other) => overlap(box, other))))
      return { along, below, boxes };
  }
  return null;
}

/** Small boxes that cover a line. */
export function alongLine([x0, y0]: Wanted['points'][0], [x1, y1]: Wanted['points'][0]): Box[] {
  const pieces = Math.ceil(Math.hypot(x1 - x0, y1 - y0) / 4);
  return Array.from({ length: pieces + 1 }, (_, n) => ({
    x: x0 + ((x1 - x0) * n) / pieces - 1,
    y: y0 + ((y1 - y0) * n) / pieces - 1,
    width: 2,
    height: 2,
  }));
}

/** Beside every point first; then a line further away, and so on. */
function candidates(text: string, width: number, points: Wanted['points']): Label[] {
  return MOVES.flatMap((lines) =>
    points.flatMap((point): Label[] => {
      const [x, y] = point;
      const away = lines === 0 ? GAP : GAP + 6;
      const top = y - LINE / 2 + lines * LINE;
      return [x + away, x - away - width].map((left) => ({
        text,
        box: { x: left, y: top, width, height: LINE },
        point,
        led: lines !== 0,
      }));
    }),
  );
}

export function overlap(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

function isInside(box: Box, within: Box): boolean {
  return (
    box.x >= within.x &&
    box.y >= within.y &&
    box.x + box.width <= within.x + within.width &&
    box.y + box.height <= within.y + within.height
  );
}
