import uPlot from 'uplot';
import type { Palette } from '../../src/ui/colour';
import { seriesColour, seriesShape, type Mark, type Picture, type Roof } from './picture';
import { alongLine, LINE, placeAlong, placeLabels, type Box } from './place-labels';

/** What is drawn, and how. */
export interface Drawing {
  picture: Picture;
  palette: Palette;
  dark: boolean;
  /** The mark that is read now. */
  active(): Mark | null;
}

/** Half of what a mark covers, CSS pixels. */
const MARK = 6;
/** Marks of other series while one is read. */
const FAINT = 0.25;

type Point = readonly [x: number, y: number];

/** Draws roofs, lines, intervals, marks and names of a picture into uPlot's canvas. */
export function drawPicture(plot: uPlot, { picture, palette, dark, active }: Drawing): void {
  const { ctx } = plot;
  const scale = uPlot.pxRatio;
  const read = active();
  const { left, top, width, height } = plot.bbox;
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, top, width, height);
  ctx.clip();
  ctx.scale(scale, scale); // from here on in CSS pixels
  ctx.font = `12px ${palette.font}`;
  const at = ({ x, y }: { x: number; y: number }): Point => [
    plot.valToPos(x, 'x', true) / scale,
    plot.valToPos(y, 'y', true) / scale,
  ];
  const within: Box = {
    x: left / scale,
    y: top / scale,
    width: width / scale,
    height: height / scale,
  };

  const obstacles = picture.marks.map((mark): Box => {
    const [x, y] = at(mark);
    return { x: x - MARK, y: y - MARK, width: 2 * MARK, height: 2 * MARK };
  });
  // Flat roofs first: their labels have less choice.
  for (const roof of [...picture.roofs].reverse()) {
    obstacles.push(...drawRoof(ctx, roof, at, palette, obstacles));
  }
  picture.series.forEach((series, number) => {
    const own = picture.marks.filter((mark) => mark.series === number);
    ctx.globalAlpha = read && read.series !== number ? FAINT : 1;
    ctx.strokeStyle = ctx.fillStyle = seriesColour(number, dark);
    if (series.line) drawLine(ctx, own.map(at));
    drawIntervals(ctx, own, at);
    const outline = new Path2D(seriesShape(number));
    for (const mark of own) drawMark(ctx, outline, at(mark), mark.interval === null, palette);
  });
  ctx.globalAlpha = 1;
  drawNames(ctx, picture, at, { obstacles, within, palette, dark, read });

  if (read) {
    ctx.strokeStyle = palette.ink;
    ctx.lineWidth = 2;
    ctx.beginPath();
    ctx.arc(...at(read), 10, 0, 2 * Math.PI);
    ctx.stroke();
  }
  ctx.restore();
}

function drawLine(ctx: CanvasRenderingContext2D, points: readonly Point[]): void {
  ctx.lineWidth = 1.25;
  ctx.beginPath();
  for (const point of points) ctx.lineTo(...point);
  ctx.stroke();
}

function drawIntervals(
  ctx: CanvasRenderingContext2D,
  marks: readonly Mark[],
  at: (place: { x: number; y: number }) => Point,
): void {
  const { globalAlpha } = ctx;
  ctx.lineWidth = 4;
  ctx.globalAlpha = 0.35 * globalAlpha;
  for (const { x, interval } of marks) {
    if (!interval) continue;
    ctx.beginPath();
    ctx.moveTo(...at({ x, y: interval[0] }));
    ctx.lineTo(...at({ x, y: interval[1] }));
    ctx.stroke();
  }
  ctx.globalAlpha = globalAlpha;
}

/** Full where the time has an interval, hollow where it stands on too few samples for one. */
function drawMark(
  ctx: CanvasRenderingContext2D,
  outline: Path2D,
  [x, y]: Point,
  hollow: boolean,
  { ground }: Palette,
): void {
  ctx.save();
  ctx.translate(x, y);
  const colour = ctx.fillStyle;
  ctx.lineWidth = hollow ? 1.75 : 1.5;
  ctx.fillStyle = hollow ? ground : colour;
  ctx.strokeStyle = hollow ? colour : ground; // marks that overlap stay two
  if (!hollow) ctx.stroke(outline);
  ctx.fill(outline);
  if (hollow) ctx.stroke(outline);
  ctx.restore();
}

interface Surroundings {
  /** Marks, and texts of the roofs. */
  obstacles: readonly Box[];
  within: Box;
  palette: Palette;
  dark: boolean;
  read: Mark | null;
}

/** Names of series beside their marks, as many as there is room for; the key has all of them. */
function drawNames(
  ctx: CanvasRenderingContext2D,
  { series, marks }: Picture,
  at: (mark: Mark) => Point,
  { obstacles, within, palette, dark, read }: Surroundings,
): void {
  const named = series.flatMap(({ name, named: wanted }, number) => {
    const points = marks.filter((mark) => mark.series === number).map(at);
    return wanted ? [{ text: name, number, width: ctx.measureText(name).width, points }] : [];
  });
  ctx.textAlign = 'left';
  ctx.textBaseline = 'middle';
  ctx.lineWidth = 1;
  for (const { text, box, point, led } of placeLabels(named, obstacles, within)) {
    const { number } = named.find((one) => one.text === text)!;
    ctx.globalAlpha = read && read.series !== number ? FAINT : 1;
    ctx.strokeStyle = ctx.fillStyle = seriesColour(number, dark);
    if (led) {
      ctx.beginPath();
      ctx.moveTo(...point);
      ctx.lineTo(box.x < point[0] ? box.x + box.width + 2 : box.x - 2, box.y + LINE / 2);
      ctx.stroke();
    }
    ctx.fillStyle = palette.ink;
    ctx.fillText(text, box.x, box.y + LINE / 2);
  }
  ctx.globalAlpha = 1;
}

/** Draws a roof, and its label where that covers nothing. @returns what both cover */
function drawRoof(
  ctx: CanvasRenderingContext2D,
  { points, label, dashed }: Roof,
  at: (place: { x: number; y: number }) => Point,
  palette: Palette,
  taken: readonly Box[],
): Box[] {
  const ends = points.map(([x, y]) => at({ x, y }));
  ctx.strokeStyle = palette.soft;
  ctx.lineWidth = dashed ? 1 : 1.5;
  ctx.setLineDash(dashed ? [5, 4] : []);
  ctx.beginPath();
  for (const end of ends) ctx.lineTo(...end);
  ctx.stroke();
  ctx.setLineDash([]);

  const [from, to] = ends;
  const { width } = ctx.measureText(label);
  const place = placeAlong(from, to, width, dashed ? 16 : -8, taken);
  const line = alongLine(from, to);
  if (!place) return line;
  ctx.save();
  ctx.fillStyle = palette.soft;
  ctx.textAlign = 'left';
  ctx.textBaseline = 'alphabetic';
  ctx.translate(...from);
  ctx.rotate(Math.atan2(to[1] - from[1], to[0] - from[0]));
  ctx.fillText(label, place.along, place.below);
  ctx.restore();
  return [...line, ...place.boxes];
}
