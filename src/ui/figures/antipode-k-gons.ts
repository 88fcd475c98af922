import { html } from 'lit';
import { customElement } from 'lit/decorators.js';
import { criticalKGons, type CriticalKGon } from '../../reference/index';
import { oneActive, represented, withExactLoss, type Trained } from '../../train/index';
import { significant } from '../format';
import { dot, drawAxes, line, ring } from './axes';
import { FigureElement, type Mark, type Stage } from './figure-element';

/** A trained model is at a critical point whose loss it has, up to this share. */
const AT = 0.01;
/** CSS pixels between the names of two lines. */
const APART = 12;
/** Room for the names on the right. */
const NAMES = 116;

interface Fallen {
  replica: number;
  loss: number;
  corners: number;
  solution: CriticalKGon | undefined;
}

interface Ladder {
  c: number;
  solutions: CriticalKGon[];
  /** All replicas, the least loss first. */
  models: Fallen[];
}

/**
 * The losses of all replicas against those of the critical k-gons (Chen et al. 2023), with their learning coefficients.
 * For experiments of which exactly one feature is on.
 */
@customElement('antipode-k-gons')
export class AntipodeKGons extends FigureElement<Ladder> {
  protected override readonly label = 'Losses of trained models and of critical k-gons';
  protected override readonly ofOne = true;

  protected override pace(): number {
    return 250;
  }

  protected override heightFor(width: number): number {
    return width < 600 ? 360 : 420;
  }

  protected override read(measured: Trained): Ladder | null {
    const { experiment, moment } = measured;
    const { features: c, hidden } = experiment;
    if (!oneActive(experiment) || hidden !== 2 || c < 5 || moment.step === 0) return null;
    const trained = withExactLoss(measured);
    const solutions = criticalKGons(c);
    const models = trained.replicas(this.selected).map((model) => {
      const { replica } = model;
      const loss = c * model.loss;
      const near = solutions.find((solution) => Math.abs(loss / solution.loss - 1) <= AT);
      return { replica, loss, corners: represented(model).length, solution: near };
    });
    return { c, solutions, models: models.sort((a, b) => a.loss - b.loss) };
  }

  protected override paint(stage: Stage, { c, solutions, models }: Ladder): Mark[] {
    const { context, palette, cursor } = stage;
    const losses = [...solutions.map(({ loss }) => loss), ...models.map(({ loss }) => loss)];
    const [least, most] = [Math.min(...losses), Math.max(...losses)];
    const frame = drawAxes(
      context,
      stage,
      { from: 0.5, to: models.length + 0.5, label: 'trained models, the best first' },
      { from: least * 0.93, to: most * 1.05, log: true, label: 'L, summed over features' },
      palette,
      NAMES,
    );
    context.textAlign = 'left';
    context.textBaseline = 'middle';
    let last = Infinity;
    const marks: Mark[] = [];
    for (const solution of solutions) {
      const y = frame.y(solution.loss);
      context.strokeStyle = palette.edge;
      context.lineWidth = 1;
      line(context, frame.left, y, frame.right, y);
      marks.push({ x: frame.right, y, says: sayOf(solution, c) });
      if (last - y < APART) continue;
      last = y;
      context.fillStyle = palette.ink;
      context.fillText(`${solution.name}, L = ${significant(solution.loss)}`, frame.right + 8, y);
    }
    models.forEach((model, place) => {
      const { replica, loss, corners, solution } = model;
      const mark = { x: frame.x(place + 1), y: frame.y(loss) };
      context.fillStyle = solution ? palette.ink : palette.soft;
      context.globalAlpha = solution ? 1 : 0.6;
      dot(context, mark.x, mark.y, solution ? 3.2 : 2.2);
      const where = solution ? `at ${solution.name}` : 'at none of the critical k-gons';
      marks.push({
        ...mark,
        says: `Replica ${replica}: loss ${significant(loss, 4)}, ${corners} features represented, ${where}.`,
      });
    });
    context.globalAlpha = 1;
    if (cursor !== null && marks[cursor]) ring(context, marks[cursor], palette);
    return marks;
  }

  protected override describe({ solutions, models }: Ladder): string {
    // Of a run that is kept, there is its best model only.
    if (models.length === 1)
      return `The model is at ${models[0].solution?.name ?? 'none of them'}.`;
    const counts = solutions
      .map(({ name }) => ({ name, count: models.filter((m) => m.solution?.name === name).length }))
      .filter(({ count }) => count > 0)
      .map(({ name, count }) => `${count} at ${name}`);
    const rest = models.filter((model) => !model.solution).length;
    return `Of ${models.length} models: ${[...counts, `${rest} elsewhere`].join(', ')}.`;
  }

  protected override tableOf({ solutions, models }: Ladder) {
    const bestOf = (name: string) => models.filter((model) => model.solution?.name === name);
    return {
      caption: 'Critical k-gons, and the trained models that have their loss.',
      columns: ['k-gon', 'loss', 'learning coefficient', 'models there', 'their mean loss', 'best'],
      rows: solutions.map(({ name, loss, learningCoefficient }) => {
        const there = bestOf(name);
        const mean = there.reduce((sum, model) => sum + model.loss / there.length, 0);
        const measured = there.length > 0 ? [mean, there[0].loss] : ['–', '–'];
        return [name, loss, learningCoefficient ?? '–', there.length, ...measured];
      }),
    };
  }

  protected override caption() {
    return html`Every dot is a replica, its loss exact; lines are the critical points of Chen et al.
    2023 for exactly one active feature: k-gons whose other features are dead. A ⁺ stands for each
    dead feature that has its best bias 1/2c. The learning coefficient λ, half the number of
    directions in which the loss grows, says how much room a point has: with few data Bayesian
    learning prefers a small one. The table has them beside the trained losses.`;
  }
}

function sayOf({ name, loss, learningCoefficient: lambda }: CriticalKGon, c: number): string {
  const room = lambda === null ? 'not quadratic, λ not given' : `λ = ${lambda}`;
  return `${name} of ${c} features: L = ${significant(loss, 4)}, ${room}.`;
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-k-gons': AntipodeKGons;
  }
}
