import { calledIn } from '../distinction';
import { html } from 'lit';
import { customElement } from 'lit/decorators.js';
import { recognise, type RecognisedComponent, type Recognition } from '../../reference/index';
import type { Trained, TrainedModel } from '../../train/index';
import { significant } from '../format';
import type { LiveRun } from '../live-run';
import { dot, line, ring } from './axes';
import { FigureElement, type Mark, type Stage } from './figure-element';
import { Turn } from './turn';

/** CSS pixels that a component's drawing is wide: of few components more. */
const CELL = 104;
const LARGE_CELL = 220;
const FEW = 4;
/** For the name below it. */
const NAME = 18;
/** Components that are drawn; the table has them all. */
const MOST = 60;
/** Features from which on recognising takes long: it is done less often. */
const LARGE = 100;

interface Graph extends Recognition {
  model: TrainedModel;
}

/**
 * The feature graph of the selected instance: features that are not at right angles are joined, and each component is
 * drawn in its own span and named as the polytope that it is, or as unknown. Dragging turns those of three dimensions.
 */
@customElement('antipode-feature-graph')
export class AntipodeFeatureGraph extends FigureElement<Graph> {
  protected override readonly label = 'Feature graph and its polytopes';
  protected override readonly ofOne = true;

  readonly #turn = new Turn();
  #components = 1;
  /** The last recognition, and the weights that it is of. */
  #known: { of: unknown; model: number; graph: Graph } | null = null;

  protected override pace(): number {
    return (this.experiment?.features ?? 0) > LARGE ? 1000 : 200;
  }

  protected override readonly drag = (dx: number, dy: number): void => this.#turn.by(dx, dy);

  protected override heightFor(width: number): number {
    const cell = cellFor(this.#components);
    return (cell + NAME) * Math.ceil(Math.max(1, this.#components) / columnsIn(width, cell));
  }

  protected override read(trained: Trained, live: LiveRun): Graph {
    const index = live.best(this.selected);
    if (this.#known?.of !== trained.moment || this.#known.model !== index) {
      const model = trained.model(index);
      const graph = { ...recognise(model.w, model.n, model.m), model };
      this.#known = { of: trained.moment, model: index, graph };
    }
    const { graph } = this.#known;
    this.#components = Math.min(MOST, graph.components.length);
    return graph;
  }

  protected override paint(stage: Stage, graph: Graph): Mark[] {
    const { context, width, palette, cursor } = stage;
    const cell = cellFor(this.#components);
    const columns = columnsIn(width, cell);
    const marks = inOrder(graph.components)
      .slice(0, MOST)
      .flatMap((component, k) => {
        const [column, row] = [k % columns, Math.floor(k / columns)];
        const place = {
          cx: (column + 0.5) * Math.min(width / columns, 1.6 * cell),
          cy: row * (cell + NAME) + cell / 2,
          radius: cell / 2,
        };
        return this.#drawComponent(stage, component, graph.model, place);
      });
    if (cursor !== null && marks[cursor]) ring(context, marks[cursor], palette);
    return marks;
  }

  #drawComponent(
    { context, palette }: Stage,
    component: RecognisedComponent,
    { norm, dimensionality }: TrainedModel,
    { cx, cy, radius }: { cx: number; cy: number; radius: number },
  ): Mark[] {
    const { features, edges, coordinates, dimension: d, name } = component;
    const longest = Math.max(...features.map((i) => norm[i]));
    const scale = (radius - 16) / longest;
    const points = features.map((_, k) => {
      const v = coordinates.subarray(k * d, (k + 1) * d);
      const flat = { across: v[0], upright: v[1] ?? 0 };
      const { across, upright } = d > 2 ? this.#turn.look(v) : flat;
      return { x: cx + across * scale, y: cy - upright * scale };
    });
    for (const { i, j, weight } of edges) {
      const [a, b] = [points[features.indexOf(i)], points[features.indexOf(j)]];
      context.strokeStyle = palette.edge;
      context.lineWidth = Math.min(3, 0.5 + 2.5 * weight);
      line(context, a.x, a.y, b.x, b.y);
    }
    features.forEach((i, k) => {
      context.fillStyle = palette.dimensionality.at(dimensionality[i]);
      dot(context, points[k].x, points[k].y, 4);
    });
    context.fillStyle = name === 'unknown' ? palette.soft : palette.ink;
    context.textAlign = 'center';
    context.textBaseline = 'top';
    context.fillText(name, cx, cy + radius - 4);
    return features.map((i, k) => ({
      ...points[k],
      says: this.#sayFeature(i, component, dimensionality[i]),
    }));
  }

  #sayFeature(i: number, component: RecognisedComponent, d: number): string {
    const { features, name, dimension, idealDimensionality } = component;
    const others = features.filter((other) => other !== i).join(', ');
    const ideal = Number.isNaN(idealDimensionality)
      ? ''
      : `, ${significant(idealDimensionality)} in the ideal`;
    const beside = others ? ` with ${others}` : '';
    return `Feature ${i}${beside}: ${name} in ${dimension} ${dimension === 1 ? 'dimension' : 'dimensions'}, D = ${significant(d)}${ideal}.`;
  }

  protected override tableOf({ components, notLearned }: Graph) {
    return {
      caption: `Components of the feature graph; not learned: ${notLearned.length ? notLearned.join(', ') : 'none'}.`,
      columns: [
        'polytope',
        'symbol',
        'dimensions',
        'features',
        'mean D',
        'ideal D',
        'furthest cosine',
      ],
      rows: inOrder(components).map((c) => [
        ...[c.name, c.symbol, c.dimension, c.features.join(' ')],
        ...[c.dimensionality, c.idealDimensionality, c.residual],
      ]),
    };
  }

  protected override caption() {
    return html`${calledIn(this.experiment, this.selected)}: features that are not at right angles
    are joined; the thicker the line, the more they interfere. Features that hang together lie in a
    space of their own and are drawn in it. Their cosines, norms and D together say what shape they
    are; “unknown” is none of the known shapes.`;
  }

  protected override describe({ tegum, notLearned, components }: Graph): string {
    const more =
      components.length > MOST ? ` Drawn are ${MOST} of ${components.length} components.` : '';
    const rest = notLearned.length > 0 ? ` ${notLearned.length} not learned.` : '';
    return `Now: ${tegum.text}.${rest}${more}`;
  }
}

const cellFor = (components: number) => (components <= FEW ? LARGE_CELL : CELL);
const columnsIn = (width: number, cell: number) => Math.max(1, Math.floor(width / cell));

/** Shapes of many dimensions first, and alike ones together. */
function inOrder(components: readonly RecognisedComponent[]): RecognisedComponent[] {
  return [...components].sort(
    (a, b) =>
      b.dimension - a.dimension ||
      b.features.length - a.features.length ||
      a.name.localeCompare(b.name),
  );
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-feature-graph': AntipodeFeatureGraph;
  }
}
