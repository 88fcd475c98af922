import { html } from 'lit';
import { customElement } from 'lit/decorators.js';
import { asymmetricMotifs, neuronStacks, type AsymmetricMotif } from '../../reference/index';
import type { Trained, TrainedModel } from '../../train/index';
import type { Palette } from '../colour';
import { significant } from '../format';
import { importanceColours } from '../draw-geometry';
import type { LiveRun } from '../live-run';
import { dot, line, ring } from './axes';
import { FigureElement, type Mark, type Stage } from './figure-element';

/** Weights below this share of the largest are not drawn. */
const LEAST_SHARE = 0.08;
/** Rows need so many CSS pixels. */
const ROW = 22;

interface Graph {
  model: TrainedModel;
  /** Neurons, those of the same feature beside each other. */
  order: number[];
  motifs: AsymmetricMotif[];
}

/**
 * The model as a graph: features on the left, neurons in the middle, outputs on the right; the thicker an edge, the larger
 * its weight. The asymmetric superposition motif, where one is found, is marked.
 */
@customElement('antipode-neurons')
export class AntipodeNeurons extends FigureElement<Graph> {
  protected override readonly label = 'Features, neurons and outputs as a graph';

  protected override heightFor(): number {
    const { features = 5, hidden = 5 } = this.experiment ?? {};
    return Math.min(900, Math.max(220, ROW * Math.max(features, hidden)));
  }

  protected override read(trained: Trained, live: LiveRun): Graph {
    const model = trained.model(live.best(this.selected));
    const { w, wDecode, n, m } = model;
    const order = neuronStacks(w, n, m)
      .sort((a, b) => a.weights[0].feature - b.weights[0].feature)
      .map(({ neuron }) => neuron);
    return { model, order, motifs: wDecode === w ? [] : asymmetricMotifs(w, wDecode, n, m) };
  }

  protected override paint(stage: Stage, { model, order, motifs }: Graph): Mark[] {
    const { context, width, height, palette, cursor } = stage;
    const { w, wDecode, n, m, importance } = model;
    const row = (k: number, of: number) => ((k + 0.5) * (height - 24)) / of + 18;
    const x = { feature: 34, neuron: width / 2, output: width - 34 };
    const neuronY = new Map(order.map((neuron, k) => [neuron, row(k, m)]));
    const marked = new Set(motifs.map(({ neuron }) => neuron));
    const marks: Mark[] = [];
    const edges = (weights: Float32Array, from: number, to: number, name: string) => {
      const largest = weights.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      for (let e = 0; e < n * m; e++) {
        const size = Math.abs(weights[e]) / largest;
        if (!(size >= LEAST_SHARE)) continue;
        const [feature, neuron] = [Math.floor(e / m), e % m];
        const ends = [row(feature, n), neuronY.get(neuron)!];
        context.strokeStyle = edgeColour(weights[e] / largest, palette);
        context.lineWidth = 0.4 + 3 * size;
        context.globalAlpha = marked.size > 0 && !marked.has(neuron) ? 0.35 : 0.9;
        line(context, from, ends[0], to, ends[1]);
        const at = (t: number, a: number, b: number) => a + t * (b - a);
        marks.push({
          x: at(0.35, from, to),
          y: at(0.35, ends[0], ends[1]),
          says: () => `${name} feature ${feature}, neuron ${neuron}: ${significant(weights[e])}.`,
        });
      }
      context.globalAlpha = 1;
    };
    edges(w, x.feature, x.neuron, 'Encoder,');
    edges(wDecode, x.output, x.neuron, 'Decoder,');
    this.#nodes(
      stage,
      x,
      (k) => row(k, n),
      neuronY,
      importanceColours(importance, palette),
      marked,
    );
    const read = cursor === null ? undefined : marks[cursor];
    if (read) ring(context, read, palette);
    return marks;
  }

  #nodes(
    { context, palette }: Stage,
    x: { feature: number; neuron: number; output: number },
    featureY: (feature: number) => number,
    neuronY: ReadonlyMap<number, number>,
    colours: readonly string[],
    marked: ReadonlySet<number>,
  ): void {
    context.textBaseline = 'middle';
    colours.forEach((colour, feature) => {
      const y = featureY(feature);
      context.fillStyle = colour;
      dot(context, x.feature, y, 4);
      dot(context, x.output, y, 4);
      context.fillStyle = palette.ink;
      context.textAlign = 'right';
      context.fillText(String(feature), x.feature - 9, y);
      context.textAlign = 'left';
      context.fillText(String(feature), x.output + 9, y);
    });
    for (const [neuron, y] of neuronY) {
      context.fillStyle = palette.ground;
      context.strokeStyle = marked.has(neuron) ? palette.accent : palette.ink;
      context.lineWidth = marked.has(neuron) ? 3 : 1.2;
      context.fillRect(x.neuron - 9, y - 7, 18, 14);
      context.strokeRect(x.neuron - 9, y - 7, 18, 14);
      context.fillStyle = palette.ink;
      context.textAlign = 'center';
      context.fillText(String(neuron), x.neuron, y);
    }
    context.fillStyle = palette.soft;
    context.textBaseline = 'top';
    context.fillText('x', x.feature, 0);
    context.fillText('neurons', x.neuron, 0);
    context.fillText('output', x.output, 0);
  }

  protected override describe({ model, motifs }: Graph): string {
    if (model.wDecode === model.w) return '';
    if (motifs.length === 0) return 'The asymmetric motif is not found in this model.';
    const told = motifs.map(
      ({ neuron, loud, quiet, inhibitors }) =>
        `neuron ${neuron} carries feature ${loud} loud and feature ${quiet} quiet, its interference inhibited by ${inhibitors.length} other${inhibitors.length === 1 ? '' : 's'}`,
    );
    return `The asymmetric motif: ${told.join('; ')}.`;
  }

  protected override tableOf({ model: { w, wDecode, n, m } }: Graph) {
    return {
      caption: 'Every weight.',
      columns: ['feature', 'neuron', 'encoder', 'decoder'],
      rows: Array.from({ length: n * m }, (_, e) => [Math.floor(e / m), e % m, w[e], wDecode[e]]),
    };
  }

  protected override caption() {
    return html`Instance ${this.selected}: each edge is a weight, the thicker the larger, blue
    negative, red positive; small ones are left out. Left the encoder, right the decoder, which is
    the same matrix where the weights are tied.`;
  }
}

const edgeColour = (value: number, palette: Palette) => palette.diverging.at(0.5 + 0.5 * value);

declare global {
  interface HTMLElementTagNameMap {
    'antipode-neurons': AntipodeNeurons;
  }
}
