import { calledIn } from '../distinction';
import { html } from 'lit';
import { customElement } from 'lit/decorators.js';
import { memorised, represented, type Memorised, type Trained } from '../../train/index';
import { count, significant } from '../format';
import { dot, drawAxes, line, ring, type Axis, type Frame } from './axes';
import { FigureElement, type Mark, type Stage } from './figure-element';

/** From this width on two plots stand side by side. */
const SIDE_BY_SIDE = 600;

/** Vectors that are drawn at most, the longest ones: more would only be a cloud. */
const MOST_DRAWN = 300;

interface Sets {
  /** By T. */
  all: Memorised[];
  /** The one of the selected instance. */
  selected: Memorised;
}

/**
 * Models that were trained on finite data sets (Henighan et al. 2023): the loss on the data set and on fresh samples
 * against its size T; D of its samples and of the features; and the hidden vectors of both for the selected model.
 */
@customElement('antipode-double-descent')
export class AntipodeDoubleDescent extends FigureElement<Sets> {
  protected override readonly label = 'Loss and dimensionality against the size of the data set';

  protected override pace(): number {
    return 2000;
  }

  protected override heightFor(width: number): number {
    return width < SIDE_BY_SIDE ? 4 * 260 : 2 * 300;
  }

  protected override read(trained: Trained): Sets | null {
    const all = trained.allFinite().flatMap((model) => memorised(model, trained.experiment) ?? []);
    const selected = all.find(({ model }) => model.instance === this.selected) ?? all[0];
    if (!selected || selected.model.m !== 2) return null;
    return { all: [...all].sort((a, b) => a.samples - b.samples), selected };
  }

  protected override paint(stage: Stage, { all, selected }: Sets): Mark[] {
    const { context, palette, cursor, width, height } = stage;
    const across = width < SIDE_BY_SIDE ? 1 : 2;
    const panel = {
      width: Math.floor(width / across) - (across - 1) * 6,
      height: Math.floor((height * across) / 4) - 8,
    };
    const marks: Mark[] = [];
    const at = (place: number, draw: () => Mark[]) => {
      const x = (place % across) * (panel.width + 12);
      const y = Math.floor(place / across) * (panel.height + 8);
      context.save();
      context.translate(x, y);
      marks.push(...draw().map((mark) => ({ ...mark, x: mark.x + x, y: mark.y + y })));
      context.restore();
    };
    at(0, () => losses({ ...stage, ...panel }, all));
    at(1, () => dimensions({ ...stage, ...panel }, all));
    at(2, () => vectors({ ...stage, ...panel }, samplesOf(selected)));
    at(3, () => vectors({ ...stage, ...panel }, featuresOf(selected)));
    if (cursor !== null && marks[cursor]) ring(context, marks[cursor], palette);
    return marks;
  }

  protected override describe({ selected }: Sets): string {
    const stored = represented(selected.model).length;
    return `${calledIn(this.experiment, selected.model.instance)}: ${count(selected.samples)} samples, mean D ${significant(mean(selected.dimensionality))}; ${stored} features of norm above 0.5.`;
  }

  protected override tableOf({ all }: Sets) {
    return {
      caption: 'Losses are sums over features.',
      columns: [
        ...['T', 'loss on the data set', 'loss on fresh samples', 'mean D of samples'],
        ...['largest D of samples', 'largest D of features', 'features of norm > 0.5', '‖W‖'],
      ],
      rows: all.map(({ samples, trainLoss, testLoss, dimensionality, model }) => [
        ...[samples, trainLoss, testLoss, mean(dimensionality), Math.max(...dimensionality)],
        ...[Math.max(...model.dimensionality), represented(model).length],
        Math.hypot(...model.norm),
      ]),
    };
  }

  protected override caption() {
    return html`Above, against the size T of the data set: on the left the loss on it (dashed) and
    on fresh samples; on the right D of each sample (round) and of each feature (square). The line
    is 2 / T, what samples have that share the plane alike. Below, the selected instance: the hidden
    vectors h = W x of its samples, and the W of its features.`;
  }
}

const mean = (values: ArrayLike<number>) =>
  Array.from(values).reduce((sum, value) => sum + value / values.length, 0);

function sizeAxis(all: readonly Memorised[]): Axis {
  const sizes = all.map(({ samples }) => samples);
  const axis = { from: Math.min(...sizes), to: Math.max(...sizes), log: true };
  return { ...axis, label: 'T, samples of the data set', from: axis.from * 0.9, to: axis.to * 1.1 };
}

/** Loss on the data set and on fresh samples. */
function losses(stage: Stage, all: readonly Memorised[]): Mark[] {
  const { context, palette } = stage;
  const most = Math.max(...all.flatMap(({ trainLoss, testLoss }) => [trainLoss, testLoss]));
  const y = { from: 0, to: 1.08 * most, label: 'loss' };
  const frame = drawAxes(context, stage, sizeAxis(all), y, palette);
  const curve = (quantity: 'trainLoss' | 'testLoss', colour: string, dash: number[]) => {
    const points = all.map((one) => ({ x: frame.x(one.samples), y: frame.y(one[quantity]) }));
    context.strokeStyle = colour;
    context.fillStyle = colour;
    context.lineWidth = 1.5;
    context.setLineDash(dash);
    points.slice(1).forEach(({ x, y: to }, k) => line(context, points[k].x, points[k].y, x, to));
    context.setLineDash([]);
    for (const point of points) dot(context, point.x, point.y, 3);
    return points.map((point, k): Mark => ({
      ...point,
      instance: all[k].model.instance,
      says: `T = ${count(all[k].samples)}: loss ${significant(all[k].trainLoss)} on the data set, ${significant(all[k].testLoss)} on fresh samples.`,
    }));
  };
  return [...curve('testLoss', palette.ink, []), ...curve('trainLoss', palette.accent, [5, 4])];
}

/** D of every sample and of every feature. */
function dimensions(stage: Stage, all: readonly Memorised[]): Mark[] {
  const { context, palette } = stage;
  const y = { from: -0.02, to: 1.02, label: 'D' };
  const frame = drawAxes(context, stage, sizeAxis(all), y, palette);
  polygonLine(context, frame, all, palette.edge);
  return all.flatMap(({ samples, dimensionality, model }): Mark[] => {
    const [ofSamples, ofFeatures] = [frame.x(samples) - 3, frame.x(samples) + 3];
    context.globalAlpha = 0.6;
    context.fillStyle = palette.accent;
    for (const d of dimensionality) dot(context, ofSamples, frame.y(d), 2.2);
    context.fillStyle = palette.ink;
    for (const d of model.dimensionality) {
      context.fillRect(ofFeatures - 1.8, frame.y(d) - 1.8, 3.6, 3.6);
    }
    context.globalAlpha = 1;
    const [sample, feature] = [Math.max(...dimensionality), Math.max(...model.dimensionality)];
    const says = `T = ${count(samples)}: D of samples ${significant(mean(dimensionality))} in the mean, at most ${significant(sample)}; D of features at most ${significant(feature)}.`;
    const { instance } = model;
    return [
      { x: ofSamples, y: frame.y(mean(dimensionality)), says, instance },
      { x: ofFeatures, y: frame.y(feature), says, instance },
    ];
  });
}

/** 2 / T, as a smooth line. */
function polygonLine(
  context: CanvasRenderingContext2D,
  frame: Frame,
  all: readonly Memorised[],
  colour: string,
): void {
  const [from, to] = [all[0].samples, all.at(-1)!.samples];
  context.strokeStyle = colour;
  context.lineWidth = 1;
  context.beginPath();
  for (let k = 0; k <= 60; k++) {
    const samples = from * (to / from) ** (k / 60);
    context.lineTo(frame.x(samples), frame.y(Math.min(1, 2 / samples)));
  }
  context.stroke();
}

/** Vectors in the plane, and what is said of them. */
interface Vectors {
  title: string;
  /** [count, 2] */
  of: ArrayLike<number>;
  dimensionality: ArrayLike<number>;
  name: string;
}

const samplesOf = ({ hidden, dimensionality, samples }: Memorised): Vectors => ({
  title: `hidden vectors of ${count(samples)} samples`,
  ...{ of: hidden, dimensionality, name: 'Sample' },
});

const featuresOf = ({ model, samples }: Memorised): Vectors => ({
  title: `features, learned from ${count(samples)} samples`,
  ...{ of: model.w, dimensionality: model.dimensionality, name: 'Feature' },
});

/** Arrows from the origin, the longest as long as there is room. */
function vectors(stage: Stage, { title, of, dimensionality, name }: Vectors): Mark[] {
  const { context, palette, width, height } = stage;
  context.fillStyle = palette.soft;
  context.textAlign = 'center';
  context.textBaseline = 'top';
  context.fillText(title, width / 2, 2);
  const length = (i: number) => Math.hypot(of[2 * i], of[2 * i + 1]);
  const shown = Array.from({ length: dimensionality.length }, (_, i) => i)
    .sort((i, j) => length(j) - length(i))
    .slice(0, MOST_DRAWN);
  const longest = Math.max(1e-9, length(shown[0]));
  const [x0, y0] = [width / 2, (height + 18) / 2];
  const scale = (Math.min(width, height - 18) / 2 - 10) / longest;
  context.strokeStyle = palette.hairline;
  context.lineWidth = 1;
  line(context, x0 - scale * longest, y0, x0 + scale * longest, y0);
  line(context, x0, y0 - scale * longest, x0, y0 + scale * longest);
  return shown.map((i): Mark => {
    const [x, y] = [x0 + scale * of[2 * i], y0 - scale * of[2 * i + 1]];
    const colour = palette.dimensionality.at(dimensionality[i]);
    context.strokeStyle = colour;
    context.fillStyle = colour;
    context.lineWidth = shown.length > 40 ? 0.8 : 1.5;
    line(context, x0, y0, x, y);
    dot(context, x, y, 2.5);
    const says = () =>
      `${name} ${i}: length ${significant(length(i))}, D = ${significant(dimensionality[i])}.`;
    return { x, y, says };
  });
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-double-descent': AntipodeDoubleDescent;
  }
}
