import { html } from 'lit';
import { customElement } from 'lit/decorators.js';
import {
  confusedPairLoss,
  nonlinearCompressionLoss,
  steepCompressionLoss,
} from '../../reference/index';
import type { Trained } from '../../train/index';
import { significant } from '../format';
import type { LiveRun } from '../live-run';
import { drawAxes, dot, line, ring } from './axes';
import { FigureElement, type Mark, type Stage } from './figure-element';

/** Numbers of steps, one line each. */
const STEPS = [2, 3, 5, 10];
/** ε from nearly a jump to half of a step. */
const EPSILON = { from: 1e-4, to: 0.5 };
const POINTS = 49;
/** Few, so that they leave room for the name of the axis. */
const LEVELS = [0.001, 0.01, 0.1].map((at) => ({ at, text: String(at) }));
/** What every linear code costs: keeping one feature, or an average of both. */
const LINEAR = confusedPairLoss(1, 1, 1);

const EPSILONS = Array.from(
  { length: POINTS },
  (_, k) => EPSILON.from * (EPSILON.to / EPSILON.from) ** (k / (POINTS - 1)),
);

interface Codes {
  model: string;
  /** Of the selected trained model, both features together; NaN before the first step. */
  trained: number;
  lines: { steps: number; losses: number[] }[];
}

/** The error of nonlinear compression against how steep its jumps are, and beside it the model that was trained. */
@customElement('antipode-compression')
export class AntipodeCompression extends FigureElement<Codes> {
  protected override readonly label = 'Error of nonlinear compression against ε';
  protected override readonly ofOne = true;

  protected override read({ experiment }: Trained, live: LiveRun): Codes {
    const lines = STEPS.map((steps) => ({
      steps,
      losses: EPSILONS.map((epsilon) => {
        const { x, y } = steepCompressionLoss(steps, epsilon);
        return x + y;
      }),
    }));
    const model = experiment.model === 'linear-output' ? 'linear output' : 'ReLU output';
    return { model, trained: 2 * live.recentLoss(live.best(this.selected)), lines };
  }

  protected override paint(stage: Stage, { model, trained, lines }: Codes): Mark[] {
    const { context, palette, cursor } = stage;
    const frame = drawAxes(
      context,
      stage,
      { ...EPSILON, log: true, label: 'ε, the share of a step that is steep' },
      { from: 5e-4, to: 0.4, log: true, label: 'loss, both features', ticks: LEVELS },
      palette,
      48,
    );
    const level = (loss: number, dash: number[]) => {
      context.setLineDash(dash);
      line(context, frame.left, frame.y(loss), frame.right, frame.y(loss));
      context.setLineDash([]);
    };
    context.strokeStyle = palette.ink;
    context.lineWidth = 1;
    level(LINEAR, [5, 4]);
    context.fillStyle = palette.ink;
    context.textAlign = 'left';
    context.textBaseline = 'bottom';
    context.fillText('linear: 1/12', frame.left + 6, frame.y(LINEAR) - 3);
    const marks: Mark[] = [];
    lines.forEach(({ steps, losses }, k) => {
      // From the middle of the ramp on: its light end is hardly seen as a line.
      const colour = palette.loss.at(0.4 + (0.6 * k) / (lines.length - 1));
      context.strokeStyle = context.fillStyle = colour;
      context.setLineDash([2, 4]);
      context.lineWidth = 1;
      const ideal = nonlinearCompressionLoss(steps);
      line(context, frame.left, frame.y(ideal), frame.right, frame.y(ideal));
      context.setLineDash([]);
      context.lineWidth = 1.75;
      context.beginPath();
      losses.forEach((loss, at) => context.lineTo(frame.x(EPSILONS[at]), frame.y(loss)));
      context.stroke();
      context.textBaseline = 'middle';
      context.fillText(`Z = ${steps}`, frame.right + 5, frame.y(ideal));
      losses.forEach((loss, at) =>
        marks.push({
          x: frame.x(EPSILONS[at]),
          y: frame.y(loss),
          says: `Z = ${steps}, ε = ${significant(EPSILONS[at], 2)}: loss ${significant(loss)}, with jumps ${significant(ideal)}; linear ${significant(LINEAR)}.`,
        }),
      );
    });
    if (trained > 0) {
      // The model has no ε: a point at the edge of the frame, on its level.
      context.fillStyle = palette.ink;
      dot(context, frame.right, frame.y(trained), 4);
      marks.push({
        x: frame.right,
        y: frame.y(trained),
        says: `The trained model (${model}): loss ${significant(trained)}.`,
      });
    }
    if (cursor !== null && marks[cursor]) ring(context, marks[cursor], palette);
    return marks;
  }

  protected override describe({ model, trained, lines }: Codes): string {
    if (!(trained > 0)) return 'Not trained yet.';
    const better = lines.map(({ steps, losses }) => {
      const last = losses.findLastIndex((loss) => loss < trained);
      return `${significant(EPSILONS[last] ?? NaN, 2)} with Z = ${steps}`;
    });
    return `The trained model (${model}) has a loss of ${significant(trained)}. The code is better up to an ε of ${better.join(', ')}.`;
  }

  protected override tableOf({ trained, lines }: Codes) {
    return {
      caption: 'Loss of both features together.',
      columns: ['Z', 'ε', 'loss of the code', 'with jumps', 'linear', 'trained'],
      rows: lines.flatMap(({ steps, losses }) =>
        losses.map((loss, at) => [
          ...[steps, EPSILONS[at], loss, nonlinearCompressionLoss(steps)],
          ...[LINEAR, trained],
        ]),
      ),
    };
  }

  protected override caption() {
    return html`Two dense features in one number t = (⌊Zx⌋ + y)/Z, with segments of slope 1/ε in
    place of jumps, in the encoder and in the decoder: expected squared error of both features
    against ε, exact. Dotted: with jumps, 1/12Z². Dashed: every linear code, which keeps one feature
    or an average. The dot at the right edge is the model that is trained here.`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-compression': AntipodeCompression;
  }
}
