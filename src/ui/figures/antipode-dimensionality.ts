import { html } from 'lit';
import { customElement } from 'lit/decorators.js';
import {
  dimensionsFilled,
  dimensionsPerFeature,
  type Trained,
  type TrainedModel,
} from '../../train/index';
import {
  distinctionOf,
  instanceAxis,
  instanceName,
  instanceShare,
  type Distinction,
} from '../distinction';
import { significant } from '../format';
import { dot, drawAxes, line, ring } from './axes';
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
  /** Such as 1 − S = 0.05. */
  name: string;
  /** 1 − S, or what else sets the instances apart. */
  value: number;
  perFeature: number;
  filled: number;
}

interface Columns {
  of: Distinction;
  columns: Column[];
}

/**
 * D of every feature of every instance against 1 / (1 − S), or what else sets the instances apart, with the lines that polytopes lie on, and D* = m / ‖W‖², the
 * hidden dimensions a feature, as a curve.
 */
@customElement('antipode-dimensionality')
export class AntipodeDimensionality extends FigureElement<Columns> {
  protected override readonly label = 'Dimensionality of features against sparsity';

  protected override pace(): number {
    return 300;
  }

  protected override heightFor(width: number): number {
    return width < 600 ? 340 : 440;
  }

  protected override read(trained: Trained): Columns {
    const of = distinctionOf(trained.experiment);
    const columns = trained.allFinite().map((model) => ({
      model,
      name: instanceName(of, model.instance),
      value: of.values[model.instance],
      perFeature: dimensionsPerFeature(model),
      filled: dimensionsFilled(model),
    }));
    return { of, columns };
  }

  protected override paint(stage: Stage, { of, columns }: Columns): Mark[] {
    const { context, palette, cursor } = stage;
    const { at } = of.axis;
    const frame = drawAxes(
      context,
      stage,
      instanceAxis(of),
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
    for (const { model, name, value } of columns) {
      context.fillStyle = palette.density.at(instanceShare(of, model.instance));
      model.dimensionality.forEach((d, i) => {
        // Side by side, so that features of one D are seen as many.
        const shift = spread * (((i * 0.618034) % 1) - 0.5) * 2;
        const mark = { x: frame.x(at(value)) + shift, y: frame.y(d) };
        dot(context, mark.x, mark.y, 1.8);
        marks.push({ ...mark, instance: model.instance, says: sayFeature(model, i, name) });
      });
    }
    context.globalAlpha = 1;
    const curve = columns
      .filter(({ perFeature }) => perFeature < 1.2)
      .map((column) => ({ column, x: frame.x(at(column.value)), y: frame.y(column.perFeature) }));
    context.strokeStyle = palette.ink;
    context.lineWidth = 1.5;
    curve.slice(1).forEach((point, k) => line(context, curve[k].x, curve[k].y, point.x, point.y));
    context.fillStyle = palette.ink;
    for (const { column, ...place } of curve) {
      dot(context, place.x, place.y, 3);
      const { name, perFeature, filled, model } = column;
      const says = `${name}: D* = ${significant(perFeature)}; Σ D = ${significant(filled, 4)} of ${model.m} dimensions.`;
      marks.push({ ...place, says, instance: model.instance });
    }
    if (cursor !== null && marks[cursor]) ring(context, marks[cursor], palette);
    return marks;
  }

  protected override tableOf({ of, columns }: Columns) {
    return {
      caption: 'Dimensionality of every feature.',
      columns: [of.symbol, 'feature', 'D', '‖W‖', 'D*', 'Σ D'],
      rows: columns.flatMap(({ model, value, perFeature, filled }) =>
        Array.from(model.dimensionality, (d, i) => [
          ...[value, i, d, model.norm[i], perFeature, filled],
        ]),
      ),
    };
  }

  protected override caption() {
    return html`Each dot is a feature at its dimensionality D. The lines are the values that
    polytopes have: 3/4 tetrahedron, 2/3 triangle, 1/2 antipodal pair, 2/5 pentagon, 3/8 square
    antiprism, 0 not learned. The curve is D* = m / ‖W‖², the hidden dimensions there are for each
    feature; norms above 1 put it below the D of single features.`;
  }
}

function sayFeature({ dimensionality, norm }: TrainedModel, i: number, name: string): string {
  const d = dimensionality[i];
  const level = LEVELS.find((candidate) => Math.abs(candidate.d - d) < ON_LINE);
  const where = level ? `, on the line ${level.text} (${NAMES[level.text]})` : '';
  return `Feature ${i} at ${name}: D = ${significant(d)}, ‖W‖ = ${significant(norm[i])}${where}.`;
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-dimensionality': AntipodeDimensionality;
  }
}
