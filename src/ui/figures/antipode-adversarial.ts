import { html } from 'lit';
import { customElement } from 'lit/decorators.js';
import {
  attackShares,
  dimensionsPerFeature,
  underAttack,
  type Trained,
  type TrainedModel,
} from '../../train/index';
import {
  densitySymbol,
  distinctionOf,
  instanceAxis,
  instanceShare,
  type Distinction,
} from '../distinction';
import { probability, significant } from '../format';
import { dot, drawAxes, line, ring } from './axes';
import { FigureElement, type Mark, type Stage } from './figure-element';

/** From this width on the two plots stand side by side. */
const SIDE_BY_SIDE = 600;

/** Numbers that attacks are tried on at each drawing, samples · n · n · instances: some tens of milliseconds. */
const TRIED = 2 ** 24;

interface Point {
  model: TrainedModel;
  density: number;
  /** Norm of the attacks that it was trained under, in mean input norms. */
  trained: number;
  /** 1 / D*: features a hidden dimension. */
  features: number;
  /** (L′ − L) / (L′₀ − L₀) */
  rise: number;
  /** L and L′ */
  loss: number;
  attacked: number;
  /** ε */
  norm: number;
}

interface Points {
  of: Distinction;
  points: Point[];
}

/**
 * What the worst of the analytic attacks does to each instance, against 1 / (1 − S), beside the features a hidden
 * dimension 1 / D*; and one against the other (Elhage et al. 2022, "Superposition and Adversarial Examples").
 */
@customElement('antipode-adversarial')
export class AntipodeAdversarial extends FigureElement<Points> {
  protected override readonly label = 'Rise of the loss under attack';

  protected override pace(): number {
    return 1000;
  }

  protected override heightFor(width: number): number {
    return width < SIDE_BY_SIDE ? 600 : 320;
  }

  protected override read(trained: Trained): Points | null {
    const { experiment, instances } = trained;
    if (experiment.model !== 'relu-output') return null;
    const { features: n } = experiment;
    const samples = Math.min(1000, Math.max(32, Math.round(TRIED / (n * n * instances))));
    const shares = attackShares(experiment);
    const points = trained.allFinite().map((model): Point => {
      const density = model.probability.reduce((sum, p) => sum + p, 0) / n;
      const features = 1 / dimensionsPerFeature(model);
      const attack = underAttack(model, experiment, samples);
      return { model, density, trained: shares[model.instance], features, ...attack };
    });
    // A model that has not learned anything yet has nothing to attack.
    const attackable = points.every(({ rise, features }) => rise > 0 && features > 0);
    return attackable ? { of: distinctionOf(experiment), points } : null;
  }

  protected override paint(stage: Stage, { of, points }: Points): Mark[] {
    const { context, palette, cursor, width, height } = stage;
    const wide = width >= SIDE_BY_SIDE;
    const half = wide
      ? { width: Math.round(width * 0.56), height }
      : { width, height: Math.round(height / 2) };
    const beside = wide ? { x: half.width + 8, y: 0 } : { x: 0, y: half.height + 8 };

    const values = points.flatMap(({ rise, features }) => [rise, features]);
    const span = { from: 0.9 * Math.min(1, ...values), to: 1.15 * Math.max(...values), log: true };
    const left = drawAxes(context, half, instanceAxis(of), { ...span, label: 'times' }, palette);
    const along = (value: (point: Point) => number) =>
      points.map((point) => ({
        x: left.x(of.axis.at(of.values[point.model.instance])),
        y: left.y(value(point)),
      }));
    const rises = along(({ rise }) => rise);
    const packed = along(({ features }) => features);
    curve(context, rises, palette.ink);
    context.setLineDash([5, 4]);
    curve(context, packed, palette.accent);
    context.setLineDash([]);
    // The key, in the upper corner that the curves leave free.
    const rising = rises.at(-1)!.y < rises[0].y;
    const key = { x: rising ? left.left + 8 : left.right - 8, y: left.top + 6 };
    context.textAlign = rising ? 'left' : 'right';
    context.textBaseline = 'top';
    context.fillStyle = palette.ink;
    context.fillText('— rise of the loss', key.x, key.y);
    context.fillStyle = palette.accent;
    context.fillText('- - 1 / D*', key.x, key.y + 16);

    context.save();
    context.translate(beside.x, beside.y);
    const others = { width: width - beside.x, height: height - beside.y };
    const right = drawAxes(
      context,
      others,
      { ...span, label: '1 / D*, features a dimension' },
      { ...span, label: '(L′ − L) / (L′₀ − L₀)' },
      palette,
    );
    const scattered = points.map(({ model, rise, features }) => {
      context.fillStyle = palette.density.at(instanceShare(of, model.instance));
      const place = { x: right.x(features), y: right.y(rise) };
      dot(context, place.x, place.y, 4);
      return { x: place.x + beside.x, y: place.y + beside.y };
    });
    context.restore();

    const marks = points.flatMap((point, k): Mark[] => {
      const of = { says: sentence(point), instance: point.model.instance };
      return [rises[k], packed[k], scattered[k]].map((place) => ({ ...place, ...of }));
    });
    // What is read is ringed in both plots.
    if (cursor !== null && marks[cursor]) {
      const first = cursor - (cursor % 3);
      for (const mark of marks.slice(first, first + 3)) ring(context, mark, palette);
    }
    return marks;
  }

  protected override tableOf({ points }: Points) {
    return {
      caption: 'Losses with and without attack, sums over features.',
      columns: [
        densitySymbol(this.experiment!),
        'attacks in training',
        '1 / D*',
        '(L′ − L) / (L′₀ − L₀)',
        'L',
        'L′',
        'norm of the attack',
      ],
      rows: points.map(({ density, trained, features, rise, loss, attacked, norm }) => [
        ...[density, trained, features, rise, loss, attacked, norm],
      ]),
    };
  }

  protected override caption() {
    return html`Each model under the worst of n attacks, ε (WᵀW)ᵢ / ‖(WᵀW)ᵢ‖, of each sample; ε is a
    tenth of the mean input norm. The rise of its loss, L′ − L, is given in units of what the same
    attack does to a model without superposition, L′₀ − L₀ = ε². Beside it, 1 / D* = ‖W‖² / m, the
    number of features in each hidden dimension. On the right, one against the other, with a dot for
    each model. If every ReLU stayed open and all features were alike, the rise would be 1 / D; it
    is more where the push adds to an error that the model makes anyway. Models trained under
    attacks of several strengths are placed by that strength instead of by 1 / (1 − S).`;
  }
}

/** A line through points, with a dot at each. */
function curve(
  context: CanvasRenderingContext2D,
  points: readonly { x: number; y: number }[],
  colour: string,
): void {
  context.strokeStyle = colour;
  context.fillStyle = colour;
  context.lineWidth = 1.5;
  points.slice(1).forEach(({ x, y }, k) => line(context, points[k].x, points[k].y, x, y));
  for (const { x, y } of points) dot(context, x, y, 3);
}

function sentence({ density, trained, features, rise, loss, attacked }: Point): string {
  const under = trained > 0 ? `, trained under attacks of ${significant(trained)}` : '';
  return `1 − S = ${probability(density)}${under}: under attack the loss rises from ${significant(loss)} to ${significant(attacked)}, ${significant(rise)} times as much as without superposition; 1 / D* = ${significant(features)}.`;
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-adversarial': AntipodeAdversarial;
  }
}
