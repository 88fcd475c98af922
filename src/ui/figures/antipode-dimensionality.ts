import { html } from 'lit';
import { customElement } from 'lit/decorators.js';
import {
  dimensionsFilled,
  dimensionsPerFeature,
  type Trained,
  type TrainedModel,
} from '../../train/index';
import { logShare } from '../colour';
import { probability, significant } from '../format';
import { dot, drawAxes, line, ring, ticksOf } from './axes';
import { FigureElement, type Mark, type Stage } from './figure-element';

/** What D is for the features of a polytope (Elhage et al. 2022, "Uniform Superposition"). */
const LEVELS = [
  { d: 1, text: '1' },
  { d: 3 / 4, text: '3/4' },
  { d: 2 / 3, text: '2/3' },
  { d: 1 / 2, text: '1/2' },
  { d: 2 / 5, text: '2/5' },
  { d: 3 / 8, text: '3/8' },
  { d: 0, text: '0' },
];

const NAMES: Readonly<Record<string, string>> = {
  '1': 'a dimension of its own',
  '3/4': 'tetrahedron',
  '2/3': 'triangle',
  '1/2': 'antipodal pair',
  '2/5': 'pentagon',
  '3/8': 'square antiprism',
  '0': 'not learned',
};

/** From this distance on, a D lies on a line. */
const ON_LINE = 0.01;

interface Column {
  model: TrainedModel;
  density: number;
  perFeature: number;
  filled: number;
}

/**
 * D of every feature of every instance against 1 / (1 − S), with the lines that polytopes lie on, and D* = m / ‖W‖², the
 * hidden dimensions a feature, as a curve.
 */
@customElement('antipode-dimensionality')
export class AntipodeDimensionality extends FigureElement<Column[]> {
  protected override readonly label = 'Dimensionality of features against sparsity';

  protected override pace(): number {
    return 300;
  }

  protected override heightFor(width: number): number {
    return width < 600 ? 340 : 440;
  }

  protected override read(trained: Trained): Column[] {
    return trained.all().map((model) => ({
      model,
      density: model.probability.reduce((sum, p) => sum + p, 0) / model.n,
      perFeature: dimensionsPerFeature(model),
      filled: dimensionsFilled(model),
    }));
  }

  protected override paint(stage: Stage, columns: Column[]): Mark[] {
    const { context, palette, cursor } = stage;
    const sparsity = columns.map(({ density }) => 1 / density);
    const [least, most] = [Math.min(...sparsity), Math.max(...sparsity)];
    const x = { from: least, to: most, log: true, label: '1 / (1 − S): sparser →' };
    const frame = drawAxes(
      context,
      stage,
      { ...x, from: least * 0.95, to: most * 1.05, ticks: ticksOf(x) },
      {
        from: -0.03,
        to: 1.08,
        label: 'D',
        ticks: LEVELS.map(({ d, text }) => ({ at: d, text: text === '3/8' ? '' : text })),
      },
      palette,
    );
    const marks: Mark[] = [];
    const spread = Math.min(14, (0.35 * (frame.right - frame.left)) / columns.length);
    context.globalAlpha = columns[0].model.n * columns.length > 400 ? 0.55 : 0.8;
    for (const { model, density } of columns) {
      context.fillStyle = palette.density.at(logShare(density, 1 / most, 1 / least));
      model.dimensionality.forEach((d, i) => {
        // Side by side, so that features of one D are seen as many.
        const shift = spread * (((i * 0.618034) % 1) - 0.5) * 2;
        const mark = { x: frame.x(1 / density) + shift, y: frame.y(d) };
        dot(context, mark.x, mark.y, 1.8);
        marks.push({
          ...mark,
          instance: model.instance,
          says: this.#sayFeature(model, i, density),
        });
      });
    }
    context.globalAlpha = 1;
    const curve = columns
      .filter(({ perFeature }) => perFeature < 1.2)
      .map((column) => ({ column, x: frame.x(1 / column.density), y: frame.y(column.perFeature) }));
    context.strokeStyle = palette.ink;
    context.lineWidth = 1.5;
    curve.slice(1).forEach((point, k) => line(context, curve[k].x, curve[k].y, point.x, point.y));
    context.fillStyle = palette.ink;
    for (const { column, ...place } of curve) {
      dot(context, place.x, place.y, 3);
      const { density, perFeature, filled, model } = column;
      const says = `1 − S = ${probability(density)}: D* = ${significant(perFeature)}; Σ D = ${significant(filled, 4)} of ${model.m} dimensions.`;
      marks.push({ ...place, says, instance: model.instance });
    }
    if (cursor !== null && marks[cursor]) ring(context, marks[cursor], palette);
    return marks;
  }

  #sayFeature({ dimensionality, norm }: TrainedModel, i: number, density: number): string {
    const d = dimensionality[i];
    const level = LEVELS.find((candidate) => Math.abs(candidate.d - d) < ON_LINE);
    const where = level ? `, on the line ${level.text} (${NAMES[level.text]})` : '';
    return `Feature ${i} at 1 − S = ${probability(density)}: D = ${significant(d)}, ‖W‖ = ${significant(norm[i])}${where}.`;
  }

  protected override tableOf(columns: Column[]) {
    return {
      caption: 'Dimensionality of every feature.',
      columns: ['1 − S', 'feature', 'D', '‖W‖', 'D*', 'Σ D'],
      rows: columns.flatMap(({ model, density, perFeature, filled }) =>
        Array.from(model.dimensionality, (d, i) => [
          ...[density, i, d, model.norm[i], perFeature, filled],
        ]),
      ),
    };
  }

  protected override caption() {
    return html`Each dot is a feature at its dimensionality D. The lines are the values that
    polytopes have: 3/4 tetrahedron, 2/3 triangle, 1/2 antipodal pair, 2/5 pentagon, 3/8 square
    antiprism, 0 not learned. The curve is D* = m / ‖W‖², the hidden dimensions there are for each
    feature; norms above 1 take it below the D of single features.`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-dimensionality': AntipodeDimensionality;
  }
}
