import { html } from 'lit';
import { customElement } from 'lit/decorators.js';
import {
  antipodalPairLoss,
  featureVariance,
  linearProbeOfCode,
  sparseCompression,
} from '../../reference/index';
import { withExactLoss, type Trained } from '../../train/index';
import { probability, significant } from '../format';
import { dot, drawAxes, ring, ticksOf } from './axes';
import { FigureElement, type Mark, type Stage } from './figure-element';

const DENSITY = { from: 1, to: 0.01 };
const POINTS = 41;
const DENSITIES = Array.from(
  { length: POINTS },
  (_, k) => DENSITY.from * (DENSITY.to / DENSITY.from) ** (k / (POINTS - 1)),
);
/** CSS pixels for the names on the right, and below which they stand in the lines. */
const NAMES = 158;
const NARROW = 560;
/** CSS pixels that a name takes. */
const NAME_HEIGHT = 14;

/** A way to store two features in one number and to read them, and its loss at a density. */
interface Way {
  name: string;
  short: string;
  dash: number[];
  wide: number;
  loss(p: number): number;
}

const steep = sparseCompression(3, 0.1);
const steeper = sparseCompression(10, 0.01);

const WAYS: readonly Way[] = [
  {
    name: 'code Z = 3, read by a line',
    short: 'code, by a line',
    dash: [2, 3],
    wide: 1.25,
    loss: (p) => linearProbeOfCode(3, p),
  },
  {
    name: 'direction, read by a line',
    short: 'line',
    dash: [6, 4],
    wide: 1.25,
    loss: featureVariance,
  },
  {
    name: 'directions, by a ReLU',
    short: 'ReLU',
    dash: [],
    wide: 2.25,
    loss: (p) => antipodalPairLoss(p, 1, 1),
  },
  { name: 'code Z = 3, ε = 0.1', short: 'Z = 3', dash: [], wide: 1.25, loss: steep },
  { name: 'code Z = 10, ε = 0.01', short: 'Z = 10', dash: [], wide: 1.25, loss: steeper },
];

interface Probes {
  model: string;
  /** Losses of every way, [ways][densities]. */
  lines: number[][];
  trained: { density: number; loss: number; instance: number }[];
}

/**
 * Two features in one hidden dimension, read in different ways: the loss of each over that of keeping one feature, against
 * the density, and the models that are trained here.
 *
 * @fires antipode-select - with the instance of the model that was pressed
 */
@customElement('antipode-probes')
export class AntipodeProbes extends FigureElement<Probes> {
  protected override readonly label = 'Loss of ways to read two features from one number';

  #lines: number[][] | null = null;

  protected override pace(): number {
    return 300;
  }

  protected override heightFor(width: number): number {
    return width < NARROW ? 360 : 400;
  }

  protected override read(measured: Trained): Probes | null {
    const { features, hidden, model } = measured.experiment;
    if (features !== 2 || hidden !== 1) return null;
    this.#lines ??= WAYS.map(({ loss }) => DENSITIES.map(loss));
    const trained = withExactLoss(measured)
      .allFinite()
      .map(({ loss, probability: p, instance }) => ({ density: p[0], loss: 2 * loss, instance }));
    return { model: model === 'linear-output' ? 'a line' : 'a ReLU', lines: this.#lines, trained };
  }

  protected override paint(stage: Stage, { model, lines, trained }: Probes): Mark[] {
    const { context, palette, cursor, width } = stage;
    const narrow = width < NARROW;
    const frame = drawAxes(
      context,
      stage,
      {
        ...DENSITY,
        log: true,
        label: '1 − S: sparser →',
        ticks: ticksOf({ ...DENSITY, log: true, label: '' }),
      },
      { from: 5e-3, to: 5, log: true, label: 'loss / loss of one feature kept' },
      palette,
      narrow ? 12 : NAMES,
    );
    const share = (loss: number, p: number) => frame.y(loss / featureVariance(p));
    const marks: Mark[] = [];
    context.fillStyle = palette.ink;
    context.textBaseline = 'middle';
    WAYS.forEach((way, at) => {
      context.strokeStyle = palette.ink;
      context.lineWidth = way.wide;
      context.setLineDash(way.dash);
      context.beginPath();
      const points = DENSITIES.map((p, k) => ({ x: frame.x(p), y: share(lines[at][k], p) }));
      for (const { x, y } of points) context.lineTo(x, y);
      context.stroke();
      context.setLineDash([]);
      points.forEach((point, k) =>
        marks.push({ ...point, says: sayOf(way.name, DENSITIES[k], lines[at][k]) }),
      );
    });
    const ends = lines.map((losses) => share(losses.at(-1)!, DENSITY.to));
    context.textAlign = narrow ? 'right' : 'left';
    // A rim in the colour of the ground keeps them readable on the lines.
    context.strokeStyle = palette.ground;
    context.lineWidth = 4;
    apart(ends, NAME_HEIGHT).forEach((y, at) => {
      const { name, short } = WAYS[at];
      const [text, x, height] = narrow
        ? ([short, frame.right - 3, y - 8] as const)
        : ([name, frame.right + 8, y] as const);
      context.strokeText(text, x, height);
      context.fillText(text, x, height);
    });
    context.fillStyle = palette.accent;
    for (const { density, loss, instance } of trained) {
      if (!(loss > 0)) continue;
      const place = { x: frame.x(density), y: share(loss, density) };
      if (place.y < frame.top || place.y > frame.bottom) continue;
      dot(context, place.x, place.y, 4);
      marks.push({ ...place, instance, says: sayOf(`Trained, read by ${model}`, density, loss) });
    }
    if (cursor !== null && marks[cursor]) ring(context, marks[cursor], palette);
    return marks;
  }

  protected override describe({ model, trained }: Probes): string {
    const known = trained.filter(({ loss }) => loss > 0);
    if (known.length === 0) return 'Not trained yet.';
    const worse = known.filter(({ density, loss }) => steep(density) < loss);
    const at = worse.map(({ density }) => probability(density)).join(', ');
    return `Read by ${model}, the trained model has more loss than the code with Z = 3, ε = 0.1 at 1 − S = ${at || 'none of its densities'}.`;
  }

  protected override tableOf({ lines, trained }: Probes) {
    const nearest = (p: number) =>
      trained.find(({ density }) => Math.abs(Math.log(density / p)) < 0.03)?.loss ?? '–';
    return {
      caption: 'Losses of both features together.',
      columns: ['1 − S', ...WAYS.map(({ name }) => name), 'trained'],
      rows: DENSITIES.map((p, k) => [p, ...lines.map((losses) => losses[k]), nearest(p)]),
    };
  }

  protected override caption() {
    return html`Two features in one number: squared error of both, over that of keeping one and
    answering the mean of the other. Lines: exact losses of a direction read by a line, of two
    opposite unit directions read by a ReLU (thick), of the code t = (⌊Zx⌋ + y)/Z with its own
    decoder, and of the best straight line that reads that code. Dots: the models trained here.`;
  }
}

/** The same heights, moved down where two are less than `least` apart. */
function apart(heights: readonly number[], least: number): number[] {
  const moved = [...heights];
  const order = Array.from(heights.keys()).sort((a, b) => heights[a] - heights[b]);
  order.slice(1).forEach((at, k) => {
    moved[at] = Math.max(moved[at], moved[order[k]] + least);
  });
  return moved;
}

function sayOf(name: string, p: number, loss: number): string {
  return `${name}, 1 − S = ${probability(p)}: loss ${significant(loss)}, ${significant(loss / featureVariance(p))} of one feature kept.`;
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-probes': AntipodeProbes;
  }
}
