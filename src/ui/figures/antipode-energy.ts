import { calledIn } from '../distinction';
import { html } from 'lit';
import { customElement } from 'lit/decorators.js';
import type { Trained } from '../../train/index';
import { axisEnd, STEP_ROOM } from '../chart-data';
import { count, significant } from '../format';
import type { LiveRun } from '../live-run';
import type { Moment } from '../moments';
import { drawAxes, line, ring } from './axes';
import { FigureElement, type Mark, type Stage } from './figure-element';

/** The selected model's dimensionalities through time. */
interface Lines {
  n: number;
  steps: number[];
  /** Of the step axis, as in the loss chart. */
  end: number;
  /** [moments][n] */
  d: Float32Array[];
  /** The moment that is looked at. */
  past: number | null;
}

const LEVELS = [
  { at: 0, text: '0' },
  { at: 2 / 5, text: '2/5' },
  { at: 1 / 2, text: '1/2' },
  { at: 2 / 3, text: '2/3' },
  { at: 3 / 4, text: '3/4' },
  { at: 1, text: '1' },
];

/** D of every feature of the selected model against the step: features jump between the levels that geometry allows. */
@customElement('antipode-energy')
export class AntipodeEnergy extends FigureElement<Lines> {
  protected override readonly label = 'Dimensionality of each feature against the step';
  protected override readonly ofOne = true;

  protected override heightFor(width: number): number {
    return width < 600 ? 300 : 360;
  }

  protected override read({ experiment }: Trained, live: LiveRun): Lines | null {
    const { all } = live.moments;
    const { features: n } = experiment;
    const model = live.best(this.selected);
    if (all.length === 0) return null;
    const steps = all.map(({ step }) => step);
    const { history } = live;
    const heard = history.length > 0 ? history.stepOf(history.length - 1) : 0;
    const own = ({ geometry }: Moment) =>
      geometry.dimensionality.subarray(model * n, (model + 1) * n);
    return {
      n,
      steps,
      end: axisEnd(Math.max(heard, steps.at(-1)!), experiment.steps),
      d: all.map(own),
      past: live.past?.step ?? null,
    };
  }

  protected override paint(stage: Stage, { n, steps, end, d, past }: Lines): Mark[] {
    const { context, palette, cursor } = stage;
    const frame = drawAxes(
      context,
      stage,
      { from: 0, to: end, label: 'step' },
      { from: -0.03, to: 1.05, label: 'D', ticks: LEVELS },
      palette,
      STEP_ROOM.right,
      STEP_ROOM.left,
    );
    context.lineWidth = n > 100 ? 0.6 : 1.1;
    context.globalAlpha = n > 20 ? 0.6 : 1;
    for (let i = 0; i < n; i++) {
      // Coloured by where a feature ends: lines that end on one level have one colour.
      context.strokeStyle = palette.dimensionality.at(d.at(-1)![i]);
      context.beginPath();
      steps.forEach((step, k) => context.lineTo(frame.x(step), frame.y(d[k][i])));
      context.stroke();
    }
    context.globalAlpha = 1;
    if (past !== null) {
      context.strokeStyle = palette.accent;
      context.lineWidth = 1.5;
      line(context, frame.x(past), frame.top, frame.x(past), frame.bottom);
    }
    const every = Math.max(1, Math.ceil((steps.length * n) / 4000));
    const marks = steps.flatMap((step, k) =>
      k % every > 0 && k < steps.length - 1
        ? []
        : Array.from(d[k], (value, i) => ({
            x: frame.x(step),
            y: frame.y(value),
            says: `Step ${count(step)}, feature ${i}: D = ${significant(value)}.`,
          })),
    );
    if (cursor !== null && marks[cursor]) ring(context, marks[cursor], palette);
    return marks;
  }

  protected override tableOf({ n, steps, d }: Lines) {
    return {
      caption: 'D of each feature by step.',
      columns: ['step', ...Array.from({ length: n }, (_, i) => `D of ${i}`)],
      rows: steps.map((step, k) => [step, ...d[k]]),
    };
  }

  protected override caption() {
    return html`${calledIn(this.experiment, this.selected)}: D of every feature through the training
    so far. Level stretches are arrangements that last; a jump from one level to another is a
    feature that has found another place. Look for drops of the loss at the same steps. “Look back”,
    at the top, moves all figures to a step.`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-energy': AntipodeEnergy;
  }
}
