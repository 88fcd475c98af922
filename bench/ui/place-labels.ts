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
