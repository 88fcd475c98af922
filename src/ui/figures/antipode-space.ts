import { calledIn } from '../distinction';
import { html } from 'lit';
import { customElement } from 'lit/decorators.js';
import type { Trained, TrainedModel } from '../../train/index';
import { significant } from '../format';
import type { LiveRun } from '../live-run';
import { importanceColours } from '../draw-geometry';
import { dot, line, ring } from './axes';
import { FigureElement, type Mark, type Stage } from './figure-element';
import { Turn } from './turn';

/** Features of this norm and below are dots at the origin, and are not drawn. */
const LEAST_NORM = 0.1;
/** Of more features than this, edges would hide the arrows. */
const MOST_FEATURES = 40;

interface Cloud {
  model: TrainedModel;
  features: number[];
}

/** The columns of W of a model with three hidden dimensions, in space; dragging turns it. */
@customElement('antipode-space')
export class AntipodeSpace extends FigureElement<Cloud> {
  protected override readonly label = 'Features in three hidden dimensions';
  protected override readonly ofOne = true;

  readonly #turn = new Turn();

  protected override pace(): number {
    return 33;
  }

  protected override heightFor(width: number): number {
    return Math.min(420, Math.max(280, width * 0.8));
  }

  protected override readonly drag = (dx: number, dy: number): void => this.#turn.by(dx, dy);

  protected override read(trained: Trained, live: LiveRun): Cloud | null {
    const model = trained.model(live.best(this.selected));
    if (model.m !== 3) return null;
    const features = Array.from(model.norm.keys()).filter((i) => model.norm[i] > LEAST_NORM);
    return { model, features };
  }

  protected override paint(stage: Stage, { model, features }: Cloud): Mark[] {
    const { context, width, height, palette, cursor } = stage;
    const scale = (Math.min(width, height) / 2 - 14) / 1.5;
    const place = (v: ArrayLike<number>) => this.#project(v, width / 2, height / 2, scale);
    this.#sphere(stage, scale);
    const { w, m } = model;
    const points = features.map((i) => ({ i, ...place(w.subarray(i * m, (i + 1) * m)) }));
    context.strokeStyle = palette.edge;
    context.lineWidth = 0.8;
    if (points.length <= MOST_FEATURES) {
      for (const [a, b] of hullEdges(model, features)) {
        line(context, points[a].x, points[a].y, points[b].x, points[b].y);
      }
    }
    const colours = importanceColours(model.importance, palette);
    // What is behind is drawn first.
    for (const point of [...points].sort((p, q) => p.depth - q.depth)) {
      const near = 0.5 + Math.min(1, Math.max(0, (point.depth + 1.2) / 2.4)) / 2;
      context.globalAlpha = near;
      context.strokeStyle = context.fillStyle = colours[point.i];
      context.lineWidth = 2;
      line(context, width / 2, height / 2, point.x, point.y);
      dot(context, point.x, point.y, 4.5);
      context.globalAlpha = 1;
      context.fillStyle = palette.ink;
      context.textAlign = 'center';
      context.textBaseline = 'bottom';
      context.fillText(String(point.i), point.x, point.y - 6);
    }
    const marks = points.map(({ i, x, y }) => ({ x, y, says: sayFeature(model, i) }));
    if (cursor !== null && marks[cursor]) ring(context, marks[cursor], palette);
    return marks;
  }

  /** Faint circles: radius 1 about each axis. */
  #sphere({ context, width, height, palette }: Stage, scale: number): void {
    context.strokeStyle = palette.hairline;
    context.lineWidth = 1;
    for (const axis of [0, 1, 2]) {
      context.beginPath();
      for (let k = 0; k <= 64; k++) {
        const angle = (k / 64) * 2 * Math.PI;
        const v = [0, 0, 0];
        v[(axis + 1) % 3] = Math.cos(angle);
        v[(axis + 2) % 3] = Math.sin(angle);
        const { x, y } = this.#project(v, width / 2, height / 2, scale);
        context.lineTo(x, y);
      }
      context.stroke();
    }
  }

  #project(v: ArrayLike<number>, cx: number, cy: number, scale: number) {
    const { across, upright, near } = this.#turn.look(v);
    return { x: cx + across * scale, y: cy - upright * scale, depth: near };
  }

  protected override tableOf({ model, features }: Cloud) {
    return {
      caption: 'Coordinates of each feature.',
      columns: ['feature', 'h0', 'h1', 'h2', '‖W‖', 'D'],
      rows: features.map((i) => [
        i,
        ...model.w.subarray(3 * i, 3 * i + 3),
        model.norm[i],
        model.dimensionality[i],
      ]),
    };
  }

  protected override caption() {
    return html`${calledIn(this.experiment, this.selected)}: each arrow is a column of W in the
    three hidden dimensions. Drag to turn it. Lines join features that are nearest neighbours: the
    edges of the polytope that they form.`;
  }
}

function sayFeature({ norm, dimensionality, w, m }: TrainedModel, i: number): string {
  const at = Array.from(w.subarray(i * m, (i + 1) * m), (value) => significant(value, 2));
  return `Feature ${i} at (${at.join(', ')}): ‖W‖ = ${significant(norm[i])}, D = ${significant(dimensionality[i])}.`;
}

/** A little further than the nearest is still near: what is learnt is not exact. */
const SLACK = 1.2;

/** Pairs (as places in `features`) no further apart than the nearest neighbour of either, with some slack. */
function hullEdges({ w, m }: TrainedModel, features: readonly number[]): [number, number][] {
  const away = (i: number, j: number) =>
    Math.hypot(...Array.from({ length: m }, (_, k) => w[i * m + k] - w[j * m + k]));
  const all = features.map((i) => features.map((j) => (i === j ? Infinity : away(i, j))));
  const nearest = all.map((row) => Math.min(...row));
  return all.flatMap((row, a) =>
    row.flatMap((distance, b): [number, number][] =>
      a < b && distance <= SLACK * Math.max(nearest[a], nearest[b]) ? [[a, b]] : [],
    ),
  );
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-space': AntipodeSpace;
  }
}
