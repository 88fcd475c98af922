import { calledIn } from '../distinction';
import { html } from 'lit';
import { customElement } from 'lit/decorators.js';
import { balancedNeurons, type AsymmetricMotif } from '../../reference/index';
import { motifsOf, stacksOf, type Trained, type TrainedModel } from '../../train/index';
import type { Palette } from '../colour';
import { importanceColours } from '../draw-geometry';
import { significant } from '../format';
import type { LiveRun } from '../live-run';
import { dot, line, ring } from './axes';
import { FigureElement, type Mark, type Stage } from './figure-element';

/** Weights below this share of the largest are not drawn. */
const LEAST_SHARE = 0.08;
/** A row of a column of nodes, and what stands above the columns, in CSS pixels. */
const ROW = 22;
const HEAD = 24;
/** How much of an edge is seen that does not belong to the motif, where one is found. */
const FAINT = 0.25;

interface Graph {
  model: TrainedModel;
  /** As drawn, [n, m]: where they are not tied, neurons are scaled to be of one size at either end. */
  encoder: ArrayLike<number>;
  decoder: ArrayLike<number>;
  /** Neurons from top to bottom, those of the same feature beside each other. */
  order: number[];
  motifs: AsymmetricMotif[];
}

/** One matrix, as it is drawn. */
interface Layer {
  name: 'Encoder' | 'Decoder';
  weights: ArrayLike<number>;
  /** Where its features stand. */
  x: number;
}

/** Where the nodes stand. */
interface Places {
  feature: number;
  neuron: number;
  output: number;
  featureY(feature: number): number;
  neuronY: ReadonlyMap<number, number>;
}

/**
 * The model as a graph: features on the left, neurons in the middle, outputs on the right; the thicker an edge, the larger
 * its weight. Where the asymmetric superposition motif is found, its neurons are marked and its edges stand out.
 */
@customElement('antipode-neurons')
export class AntipodeNeurons extends FigureElement<Graph> {
  protected override readonly label = 'Features, neurons and outputs as a graph';
  protected override readonly ofOne = true;

  protected override heightFor(): number {
    const { features = 5, hidden = 5 } = this.experiment ?? {};
    return HEAD + Math.min(900, Math.max(200, ROW * Math.max(features, hidden)));
  }

  protected override read(trained: Trained, live: LiveRun): Graph {
    const model = trained.model(live.best(this.selected));
    const { w, wDecode, tied, n, m } = model;
    const order = stacksOf(model)
      .sort((a, b) => a.weights[0].feature - b.weights[0].feature)
      .map(({ neuron }) => neuron);
    const drawn = tied ? { encoder: w, decoder: w } : balancedNeurons(w, wDecode, n, m);
    return { model, ...drawn, order, motifs: motifsOf(model) };
  }

  protected override paint(stage: Stage, graph: Graph): Mark[] {
    const { context, width, height, palette, cursor } = stage;
    const { encoder, decoder, order, model } = graph;
    const row = (k: number, of: number) => HEAD + ((k + 0.5) * (height - HEAD)) / of;
    const places: Places = {
      ...{ feature: 34, neuron: width / 2, output: width - 34 },
      featureY: (feature) => row(feature, model.n),
      neuronY: new Map(order.map((neuron, k) => [neuron, row(k, model.m)])),
    };
    const marks = [
      ...this.#edges(stage, graph, places, {
        name: 'Encoder',
        weights: encoder,
        x: places.feature,
      }),
      ...this.#edges(stage, graph, places, { name: 'Decoder', weights: decoder, x: places.output }),
    ];
    this.#nodes(stage, graph, places);
    context.fillStyle = palette.soft;
    context.textAlign = 'center';
    context.textBaseline = 'top';
    context.fillText('x', places.feature, 0);
    context.fillText('neurons', places.neuron, 0);
    context.fillText('output', places.output, 0);
    const read = cursor === null ? undefined : marks[cursor];
    if (read) ring(context, read, palette);
    return marks;
  }

  #edges({ context, palette }: Stage, graph: Graph, places: Places, layer: Layer): Mark[] {
    const { model, motifs } = graph;
    const { name, weights, x } = layer;
    const size = (at: number) => Math.abs(weights[at]);
    let largest = 0;
    for (let at = 0; at < weights.length; at++) largest = Math.max(largest, size(at));
    const of = edgesOf(motifs, name, model.m);
    const drawn = Array.from({ length: weights.length }, (_, at) => at)
      .filter((at) => size(at) >= LEAST_SHARE * largest && size(at) > 0)
      .sort((a, b) => size(a) - size(b));
    const marks = drawn.map((at): Mark => {
      const [feature, neuron] = [Math.floor(at / model.m), at % model.m];
      const [from, to] = [places.featureY(feature), places.neuronY.get(neuron)!];
      const share = weights[at] / largest;
      context.strokeStyle = edgeColour(share, palette);
      context.lineWidth = 0.4 + 3 * Math.abs(share);
      context.globalAlpha = motifs.length === 0 || of.has(at) ? 0.9 : FAINT;
      line(context, x, from, places.neuron, to);
      const along = (a: number, b: number) => a + 0.35 * (b - a);
      const part = of.has(at) ? ', of the motif' : '';
      return {
        x: along(x, places.neuron),
        y: along(from, to),
        says: () =>
          `${name}, feature ${feature}, neuron ${neuron}: ${significant(weights[at])}${part}.`,
      };
    });
    context.globalAlpha = 1;
    return marks;
  }

  #nodes({ context, palette }: Stage, { model, motifs }: Graph, places: Places): void {
    const shared = new Set(motifs.map(({ neuron }) => neuron));
    const inhibits = new Set(motifs.flatMap(({ inhibitors }) => inhibitors.map((i) => i.neuron)));
    context.textBaseline = 'middle';
    importanceColours(model.importance, palette).forEach((colour, feature) => {
      const y = places.featureY(feature);
      context.fillStyle = colour;
      dot(context, places.feature, y, 4);
      dot(context, places.output, y, 4);
      context.fillStyle = palette.ink;
      context.textAlign = 'right';
      context.fillText(String(feature), places.feature - 9, y);
      context.textAlign = 'left';
      context.fillText(String(feature), places.output + 9, y);
    });
    for (const [neuron, y] of places.neuronY) {
      const marked = shared.has(neuron) || inhibits.has(neuron);
      context.fillStyle = palette.ground;
      context.strokeStyle = marked ? palette.accent : palette.ink;
      context.lineWidth = shared.has(neuron) ? 3 : marked ? 1.8 : 1.2;
      // Dashed: only inhibits.
      context.setLineDash(marked && !shared.has(neuron) ? [3, 3] : []);
      context.fillRect(places.neuron - 9, y - 7, 18, 14);
      context.strokeRect(places.neuron - 9, y - 7, 18, 14);
      context.setLineDash([]);
      context.fillStyle = palette.ink;
      context.textAlign = 'center';
      context.fillText(String(neuron), places.neuron, y);
    }
  }

  protected override describe({ model, motifs }: Graph): string {
    if (model.tied) return '';
    if (motifs.length === 0) return 'The asymmetric motif is not found in this model.';
    return `The asymmetric motif: ${motifs.map(inWords).join('; ')}.`;
  }

  protected override tableOf({ model: { w, wDecode, n, m } }: Graph) {
    return {
      caption: 'Every weight, as trained.',
      columns: ['feature', 'neuron', 'encoder', 'decoder'],
      rows: Array.from({ length: n * m }, (_, e) => [Math.floor(e / m), e % m, w[e], wDecode[e]]),
    };
  }

  protected override caption() {
    const absolute = this.experiment?.model === 'absolute-value';
    return html`${calledIn(this.experiment, this.selected)}: each line is a weight; the thicker, the
    larger. Blue is negative, red positive. Small weights are left out.
    ${
      absolute
        ? `Left the encoder W₁, right the decoder W₂, every neuron scaled so that its largest weights in both are of one
          size, which changes nothing in the model. Where the asymmetric motif is found, the neuron that two features
          share has a thick frame, those that inhibit for it a dashed one, and the edges of the motif stand out.`
        : 'Left and right are one matrix, W and its transpose.'
    }`;
  }
}

const edgeColour = (value: number, palette: Palette) => palette.diverging.at(0.5 + 0.5 * value);

/** Weights of one matrix that make the motifs: both features of the shared neurons, and what inhibits. */
function edgesOf(motifs: readonly AsymmetricMotif[], name: Layer['name'], m: number): Set<number> {
  return new Set(
    motifs.flatMap(({ neuron, loud, quiet, inhibitors }) => {
      const through = name === 'Encoder' ? loud : quiet;
      const others = inhibitors.map((inhibitor) => through * m + inhibitor.neuron);
      return [loud * m + neuron, quiet * m + neuron, ...others];
    }),
  );
}

function inWords({ neuron, loud, quiet, encoder, decoder, inhibitors }: AsymmetricMotif): string {
  const pair = ([a, b]: readonly [number, number]) =>
    `${significant(a, 2)} and ${significant(b, 2)}`;
  const names = inhibitors.map((inhibitor) => inhibitor.neuron).join(', ') || 'many others';
  return `neuron ${neuron} reads features ${loud} and ${quiet} with ${pair(encoder)}, writes them with ${pair(decoder)}, inhibited by ${names}`;
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-neurons': AntipodeNeurons;
  }
}
