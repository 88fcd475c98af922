import type { Palette, Ramp } from '../colour';

/** A figure with everything that it needs away from the page. */
export interface Picture {
  title: string;
  /** Of the figure alone, in CSS pixels. */
  width: number;
  height: number;
  palette: Palette;
  /** Draws the figure, from 0, 0 on. */
  paint(context: CanvasRenderingContext2D): void;
  /** Ranges of colours, with what their ends stand for. */
  legends: readonly { label: string; from: string; to: string; ramp: Ramp }[];
  /** Colours of single lines, with their names. */
  keys: readonly { name: string; colour: string }[];
  /** What stands below the figure on the page. */
  caption: string;
}

const MARGIN = 18;
const TITLE = 15;
const SMALL = 12;
const LINE = 1.4;
/** A letter's width as a share of its size, on average, on the safe side. */
const LETTER = 0.54;
const RANGE = 120;

/** Title, figure, legends and caption, one below the other, on the ground of the page. */
export function layPicture(picture: Picture): {
  width: number;
  height: number;
  draw: (context: CanvasRenderingContext2D) => void;
} {
  const { title, palette, legends, keys, caption } = picture;
  const inner = Math.max(picture.width, 320);
  const titleLines = wrapped(title, inner, TITLE);
  const captionLines = wrapped(caption, inner, SMALL);
  const keyRows = rowsOf(keys, inner);
  const below = legends.length + keyRows.length;
  const top = MARGIN + titleLines.length * TITLE * LINE + 8;
  const foot = top + picture.height + 12;
  const text = foot + below * SMALL * LINE * 1.2 + (below > 0 ? 6 : 0);
  const width = inner + 2 * MARGIN;
  const height = text + captionLines.length * SMALL * LINE + MARGIN;

  const draw = (context: CanvasRenderingContext2D) => {
    context.fillStyle = palette.ground;
    context.fillRect(0, 0, width, height);
    write(
      context,
      titleLines,
      MARGIN,
      MARGIN,
      `600 ${TITLE}px ${palette.font}`,
      TITLE,
      palette.ink,
    );
    context.save();
    context.translate(MARGIN, top);
    context.font = `11px ${palette.font}`;
    picture.paint(context);
    context.restore();

    let y = foot + (SMALL * LINE * 1.2) / 2;
    context.font = `${SMALL}px ${palette.font}`;
    context.textBaseline = 'middle';
    context.textAlign = 'left';
    for (const { label, from, to, ramp } of legends) {
      const words = `${label}:  ${from}`;
      context.fillStyle = palette.soft;
      context.fillText(words, MARGIN, y);
      const left = MARGIN + words.length * SMALL * LETTER + 8;
      for (let x = 0; x < RANGE; x += 2) {
        context.fillStyle = ramp.at(x / (RANGE - 2));
        context.fillRect(left + x, y - 5, 2.5, 10);
      }
      context.fillStyle = palette.soft;
      context.fillText(to, left + RANGE + 10, y);
      y += SMALL * LINE * 1.2;
    }
    for (const row of keyRows) {
      for (const { name, colour, x } of row) {
        context.fillStyle = colour;
        context.fillRect(MARGIN + x, y - 2, 16, 4);
        context.fillStyle = palette.soft;
        context.fillText(name, MARGIN + x + 21, y);
      }
      y += SMALL * LINE * 1.2;
    }
    write(context, captionLines, MARGIN, text, `${SMALL}px ${palette.font}`, SMALL, palette.soft);
  };
  return { width, height, draw };
}

function write(
  context: CanvasRenderingContext2D,
  lines: readonly string[],
  x: number,
  y: number,
  font: string,
  size: number,
  colour: string,
): void {
  context.font = font;
  context.fillStyle = colour;
  context.textAlign = 'left';
  context.textBaseline = 'top';
  lines.forEach((line, k) => context.fillText(line, x, y + k * size * LINE));
}

/** Words in lines that are no wider than this. */
function wrapped(text: string, width: number, size: number): string[] {
  const most = Math.floor(width / (size * LETTER));
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= most) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else lines.push(word);
  }
  return lines;
}

/** Keys side by side, as many in a row as there is room for. */
function rowsOf(keys: Picture['keys'], width: number) {
  const rows: { name: string; colour: string; x: number }[][] = [];
  let x = Infinity;
  for (const { name, colour } of keys) {
    const wide = 21 + name.length * SMALL * LETTER + 16;
    if (x + wide > width) {
      rows.push([]);
      x = 0;
    }
    rows.at(-1)!.push({ name, colour, x });
    x += wide;
  }
  return rows;
}
