import { calledIn } from '../distinction';
import { html } from 'lit';
import { customElement } from 'lit/decorators.js';
import { featureKurtosis } from '../../reference/index';
import {
  Projections,
  projects,
  type Experiment,
  type Projection,
  type Trained,
} from '../../train/index';
import { logShare } from '../colour';
import { probability, significant, subscript } from '../format';
import { dot, drawAxes, line, ring } from './axes';
import { FigureElement, type Mark, type Stage } from './figure-element';

/** Fresh samples an instance. */
const SAMPLES = 8192;
/** Bins of the histogram, in standard deviations. */
const BINS = { from: -5, to: 5, width: 0.25 };
const COUNT = (BINS.to - BINS.from) / BINS.width;
/** Below this a histogram of so many samples has nothing but single ones. */
const RARE = 2e-4;

/** One hidden dimension of one instance. */
interface Dimension extends Omit<Projection, 'h'> {
  instance: number;
  hidden: number;
  density: number;
  /** Share of samples a standard deviation, [COUNT] */
  histogram: Float64Array;
}

interface Dimensions {
  all: Dimension[];
  /** The least Gaussian one of the selected instance. */
  shown: number;
}

/**
 * The histogram of one hidden dimension against the bell curve, and for all of them what is left of the excess kurtosis
 * of their features: measured against computed. Reading a point shows its histogram.
 *
 * @fires antipode-select - with the instance of the point that was pressed
 */
@customElement('antipode-histogram')
export class AntipodeHistogram extends FigureElement<Dimensions> {
  protected override readonly label = 'Histogram of a hidden dimension, and excess kurtosis of all';

  #samples: { of: string; projections: Projections } | null = null;

  protected override pace(): number {
    return 500;
  }

  protected override heightFor(width: number): number {
    return width < NARROW ? 580 : 360;
  }

  protected override read(trained: Trained): Dimensions | null {
    const { experiment } = trained;
    if (!projects(experiment)) return null;
    const of = dataOf(experiment);
    if (this.#samples?.of !== of) {
      this.#samples = { of, projections: new Projections(experiment.seed, SAMPLES) };
    }
    const { projections } = this.#samples;
    const all = trained.allFinite().flatMap((model) =>
      projections.of(model).map(({ h, ...rest }, hidden) => ({
        ...rest,
        ...{ instance: model.instance, hidden },
        density: model.probability.reduce((sum, p) => sum + p / model.n, 0),
        histogram: histogramOf(h, rest.mean, rest.variance),
      })),
    );
    const own = all.filter(({ instance }) => instance === this.selected);
    const least = own.reduce((a, b) => (b.measured > a.measured ? b : a), own[0] ?? all[0]);
    return { all, shown: all.indexOf(least) };
  }

  protected override paint(stage: Stage, { all, shown }: Dimensions): Mark[] {
    const { width, height, cursor } = stage;
    const own = all[cursor !== null && cursor < all.length ? cursor : shown];
    const stacked = width < NARROW;
    const [w, h] = stacked ? [width, height / 2] : [width / 2, height];
    const bars = this.#drawHistogram({ ...stage, width: w, height: h }, own);
    const [left, top] = stacked ? [0, h] : [w, 0];
    const points = this.#drawKurtosis({ ...stage, width: w, height: h }, all, { left, top });
    const marks = [...points, ...bars];
    if (cursor !== null && marks[cursor]) ring(stage.context, marks[cursor], stage.palette);
    return marks;
  }

  #drawHistogram(stage: Stage, own: Dimension): Mark[] {
    const { context, palette } = stage;
    const frame = drawAxes(
      context,
      stage,
      { from: BINS.from, to: BINS.to, label: `h${subscript(own.hidden)}, in standard deviations` },
      { from: RARE, to: 1, log: true, label: 'density' },
      palette,
    );
    context.fillStyle = palette.edge;
    context.globalAlpha = 0.55;
    const marks: Mark[] = [];
    own.histogram.forEach((density, bin) => {
      const z = BINS.from + (bin + 0.5) * BINS.width;
      if (density < RARE) return;
      const [x0, x1] = [frame.x(z - BINS.width / 2), frame.x(z + BINS.width / 2)];
      const top = Math.max(frame.top, frame.y(density));
      context.fillRect(x0 + 0.5, top, x1 - x0 - 1, frame.bottom - top);
      const says = () =>
        `${significant(z, 3)} standard deviations from the mean: density ${significant(density)}, of a Gaussian ${significant(gaussian(z))}.`;
      marks.push({ x: (x0 + x1) / 2, y: top, says });
    });
    context.globalAlpha = 1;
    context.strokeStyle = palette.ink;
    context.lineWidth = 1.75;
    context.beginPath();
    for (let z = BINS.from; z <= BINS.to; z += 0.05) {
      if (gaussian(z) >= RARE) context.lineTo(frame.x(z), frame.y(gaussian(z)));
    }
    context.stroke();
    return marks;
  }

  #drawKurtosis(
    stage: Stage,
    all: readonly Dimension[],
    at: { left: number; top: number },
  ): Mark[] {
    const { context, palette } = stage;
    const values = all.flatMap(({ kurtosis, measured }) => [kurtosis, measured]);
    const [least, most] = [Math.min(0, ...values), Math.max(0.1, ...values)];
    const edge = 0.06 * (most - least);
    const range = { from: least - edge, to: most + edge };
    context.save();
    context.translate(at.left, at.top);
    const frame = drawAxes(
      context,
      stage,
      { ...range, label: 'κ Σw⁴ / (Σw²)²' },
      { ...range, label: 'excess kurtosis, measured' },
      palette,
    );
    context.strokeStyle = palette.ink;
    line(context, frame.left, frame.bottom, frame.right, frame.top);
    const densities = all.map(({ density }) => density);
    const [rare, dense] = [Math.min(...densities), Math.max(...densities)];
    const marks = all.map((own): Mark => {
      const { instance, hidden, density, kurtosis, measured, standardError } = own;
      const [x, y] = [frame.x(kurtosis), frame.y(measured)];
      context.strokeStyle = context.fillStyle = palette.density.at(logShare(density, rare, dense));
      context.lineWidth = 1;
      const reach = (sign: number) =>
        Math.min(frame.bottom, Math.max(frame.top, frame.y(measured + sign * standardError)));
      line(context, x, reach(-1), x, reach(1));
      dot(context, x, y, 2.5);
      const says = () =>
        `1 − S = ${probability(density)}, hidden dimension ${hidden}: excess kurtosis ${significant(measured)} ± ${significant(standardError, 2)}, computed ${significant(kurtosis)}; of one feature ${significant(featureKurtosis(density))}.`;
      return { x: x + at.left, y: y + at.top, instance, says };
    });
    context.restore();
    return marks;
  }

  protected override describe({ all, shown }: Dimensions): string {
    const { instance, hidden, density, measured, standardError, kurtosis } = all[shown];
    const off = all.filter((d) => Math.abs(d.measured - d.kurtosis) <= 2 * d.standardError).length;
    return `${calledIn(this.experiment, instance)}: one feature has an excess kurtosis of ${significant(featureKurtosis(density))}; hidden dimension ${hidden}, the least Gaussian, ${significant(measured)} ± ${significant(standardError, 2)} (computed ${significant(kurtosis)}). ${off} of ${all.length} measured values lie within two standard errors.`;
  }

  protected override tableOf({ all }: Dimensions) {
    return {
      caption: `Excess kurtosis of every hidden dimension on ${SAMPLES} samples.`,
      columns: [
        '1 − S',
        'hidden dimension',
        'measured',
        'standard error',
        'computed',
        'of one feature',
      ],
      rows: all.map(({ density, hidden, measured, standardError, kurtosis }) => [
        ...[density, hidden, measured, standardError, kurtosis, featureKurtosis(density)],
      ]),
    };
  }

  protected override caption() {
    return html`Bars: one hidden dimension h = Σ w x of ${SAMPLES} fresh samples, on a logarithmic
    scale, and the Gaussian of the same mean and variance, a parabola there. Points: excess kurtosis
    of every hidden dimension of every instance, measured, with one standard error, against what the
    weights say; colour: density. On the line they agree. Reading a point shows its histogram.`;
  }
}

/** CSS pixels below which the panels stand one above the other. */
const NARROW = 620;

/** What the samples depend on. */
function dataOf({ seed, features, instances, featureProbability }: Experiment): string {
  return JSON.stringify([seed, features, instances, featureProbability]);
}

function histogramOf(h: Float64Array, mean: number, variance: number): Float64Array {
  const histogram = new Float64Array(COUNT);
  const deviation = Math.sqrt(variance);
  for (const value of h) {
    const bin = Math.floor(((value - mean) / deviation - BINS.from) / BINS.width);
    if (bin >= 0 && bin < COUNT) histogram[bin] += 1 / (h.length * BINS.width);
  }
  return histogram;
}

function gaussian(z: number): number {
  return Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-histogram': AntipodeHistogram;
  }
}
