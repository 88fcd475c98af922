import { html } from 'lit';
import { customElement } from 'lit/decorators.js';
import { capacity, leverage } from '../../reference/index';
import type { Trained, TrainedModel } from '../../train/index';
import { share } from '../colour';
import { densitySymbol } from '../distinction';
import { probability, significant } from '../format';
import { drawAxes, line, ring } from './axes';
import { FigureElement, type Mark, type Stage } from './figure-element';

/** A singular value below this share of the largest counts as none. */
const SMALL = 1e-3;

interface Bar {
  model: TrainedModel;
  density: number;
  /** C_i, [n] */
  capacity: Float64Array;
  leverage: Float64Array;
  rank: number;
  sum: number;
  /** The largest |D_i − C_i|. */
  apart: number;
}

/**
 * How each model gives out its dimensions: capacity C_i (Scherlis et al. 2022) of every feature, stacked by importance, up
 * to the rank of W; the same number as D_i.
 *
 * @fires antipode-select - with the instance of the bar that was pressed
 */
@customElement('antipode-capacity')
export class AntipodeCapacity extends FigureElement<Bar[]> {
  protected override readonly label = 'Capacity of every feature, stacked';

  protected override pace(): number {
    return 300;
  }

  protected override read(trained: Trained): Bar[] {
    return trained.allFinite().map((model) => {
      const { w, n, m, dimensionality } = model;
      const own = capacity(w, n, m);
      return {
        model,
        density: model.probability.reduce((sum, p) => sum + p / n, 0),
        capacity: own,
        ...leverage(w, n, m, SMALL),
        sum: own.reduce((sum, value) => sum + value, 0),
        apart: own.reduce((most, c, i) => Math.max(most, Math.abs(c - dimensionality[i])), 0),
      };
    });
  }

  protected override paint(stage: Stage, bars: Bar[]): Mark[] {
    const { context, palette, cursor } = stage;
    const { m } = bars[0].model;
    const every = Math.ceil(bars.length / Math.max(1, Math.floor((stage.width - 60) / 44)));
    const frame = drawAxes(
      context,
      stage,
      {
        from: -0.5,
        to: bars.length - 0.5,
        label: densitySymbol(this.experiment!),
        ticks: bars.flatMap(({ density }, at) =>
          at % every === 0 ? [{ at, text: probability(density) }] : [],
        ),
      },
      { from: 0, to: 1.06 * m, label: 'Σ C' },
      palette,
    );
    context.strokeStyle = palette.ink;
    context.setLineDash([5, 4]);
    line(context, frame.left, frame.y(m), frame.right, frame.y(m));
    context.setLineDash([]);
    const wide = Math.min(48, (0.72 * (frame.right - frame.left)) / bars.length);
    const marks: Mark[] = [];
    bars.forEach((bar, column) => {
      const { importance } = bar.model;
      const [least, most] = [Math.min(...importance), Math.max(...importance)];
      const order = Array.from(importance.keys()).sort((a, b) => importance[b] - importance[a]);
      let from = 0;
      for (const i of order) {
        const [top, bottom] = [frame.y(from + bar.capacity[i]), frame.y(from)];
        from += bar.capacity[i];
        context.fillStyle = palette.importance.at(share(importance[i], least, most));
        context.fillRect(frame.x(column) - wide / 2, top, wide, Math.max(0, bottom - top - 0.75));
        if (bottom - top < 2) continue;
        const says = () => sayOf(bar, i);
        const place = { x: frame.x(column), y: (top + bottom) / 2 };
        marks.push({ ...place, says, instance: bar.model.instance });
      }
      // The rank, a short line over the bar.
      context.strokeStyle = palette.ink;
      context.lineWidth = 2;
      const y = frame.y(bar.rank);
      line(context, frame.x(column) - wide / 2 - 3, y, frame.x(column) + wide / 2 + 3, y);
    });
    if (cursor !== null && marks[cursor]) ring(context, marks[cursor], palette);
    return marks;
  }

  protected override describe(bars: Bar[]): string {
    const bar = bars.find(({ model }) => model.instance === this.selected) ?? bars[0];
    const apart = Math.max(...bars.map((other) => other.apart));
    return `1 − S = ${probability(bar.density)}: Σ C = ${significant(bar.sum, 4)} of rank ${bar.rank}, m = ${bar.model.m}. D and C differ by ${significant(apart, 2)} at most, in all models.`;
  }

  protected override tableOf(bars: Bar[]) {
    return {
      caption: 'Dimensionality and capacity of every feature.',
      columns: [
        densitySymbol(this.experiment!),
        'feature',
        'importance',
        'D',
        'C',
        'leverage',
        'Σ C',
        'rank',
      ],
      rows: bars.flatMap(({ model, density, ...bar }) =>
        Array.from(bar.capacity, (c, i) => [
          ...[density, i, model.importance[i], model.dimensionality[i], c],
          ...[bar.leverage[i], bar.sum, bar.rank],
        ]),
      ),
    };
  }

  protected override caption() {
    return html`Each bar is an instance, cut into the capacities C = (W·W)²/Σ(W·W′)² of its
    features; the most important one is at the bottom. They are the D of the other figures, computed
    another way. Together they are at most the rank of W (thick line), which is at most m (dashed).`;
  }
}

function sayOf({ model, density, ...bar }: Bar, i: number): string {
  return `1 − S = ${probability(density)}, feature ${i} of importance ${significant(model.importance[i], 2)}: C = ${significant(bar.capacity[i], 4)}, D = ${significant(model.dimensionality[i], 4)}, leverage ${significant(bar.leverage[i], 4)}.`;
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-capacity': AntipodeCapacity;
  }
}
