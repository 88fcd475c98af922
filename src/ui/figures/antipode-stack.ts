import { calledIn } from '../distinction';
import { html } from 'lit';
import { customElement } from 'lit/decorators.js';
import type { NeuronStack } from '../../reference/index';
import { stacksOf, type Trained, type TrainedModel } from '../../train/index';
import { inkOn, share } from '../colour';
import { significant } from '../format';
import type { LiveRun } from '../live-run';
import { drawAxes } from './axes';
import { FigureElement, type Mark, type Stage } from './figure-element';

/** The least room for a number in a piece of a bar, in CSS pixels. */
const NUMBER = 12;
/** The widest bar, and the narrowest with a sign above it. */
const WIDEST = 56;
const SIGNED = 16;
/** Neurons that have a number at the axis. */
const MOST_TICKS = 20;

interface Stacks {
  model: TrainedModel;
  /** Sorted by the feature that each listens to most, as high as they are drawn. */
  stacks: NeuronStack[];
}

/** A piece of a bar on the screen. */
interface Piece {
  left: number;
  top: number;
  wide: number;
  tall: number;
}

/**
 * The neuron stack plot: a bar a neuron, as high as the sum of its |weights|, a piece for each feature in the colour of its
 * importance. A neuron of one piece is monosemantic.
 */
@customElement('antipode-stack')
export class AntipodeStack extends FigureElement<Stacks> {
  protected override readonly label = 'Neurons and the features they listen to';
  protected override readonly ofOne = true;

  protected override read(trained: Trained, live: LiveRun): Stacks {
    const model = trained.model(live.best(this.selected));
    const stacks = stacksOf(model).sort((a, b) => a.weights[0].feature - b.weights[0].feature);
    return { model, stacks: model.tied ? stacks : rescaled(stacks) };
  }

  protected override paint(stage: Stage, { model, stacks }: Stacks): Mark[] {
    const { context, palette, cursor } = stage;
    const tallest = Math.max(...stacks.map(({ total }) => total), 1e-9);
    const frame = drawAxes(
      context,
      stage,
      { from: -0.5, to: stacks.length - 0.5, label: 'neuron', ticks: ticksFor(stacks) },
      { from: 0, to: tallest * 1.08, label: 'Σ |weight|' },
      palette,
    );
    const wide = Math.min(WIDEST, (0.72 * (frame.right - frame.left)) / stacks.length);
    const [least, most] = [Math.min(...model.importance), Math.max(...model.importance)];
    const pieces: Piece[] = [];
    const marks: Mark[] = [];
    stacks.forEach((stack, column) => {
      const left = frame.x(column) - wide / 2;
      let level = 0;
      for (const { feature, weight } of stack.weights) {
        const [bottom, top] = [frame.y(level), frame.y(level + Math.abs(weight))];
        level += Math.abs(weight);
        const tall = bottom - top;
        if (tall < 0.5) continue;
        const rgb = palette.importance.rgb(share(model.importance[feature], least, most));
        context.fillStyle = `rgb(${rgb.join(' ')})`;
        context.fillRect(left, top, wide, tall > 2 ? tall - 1 : tall);
        context.textAlign = 'center';
        context.textBaseline = 'middle';
        if (tall > NUMBER && wide > NUMBER) {
          context.fillStyle = inkOn(rgb);
          context.fillText(String(feature), left + wide / 2, (top + bottom) / 2);
        }
        pieces.push({ left, top, wide, tall });
        marks.push({
          ...{ x: left + wide / 2, y: (top + bottom) / 2 },
          says: () =>
            `Neuron ${stack.neuron} (${stack.kind}): feature ${feature} with weight ${significant(weight)}; the largest has a share of ${significant(stack.share, 2)}.`,
        });
      }
      if (wide < SIGNED) return;
      context.fillStyle = palette.soft;
      context.textAlign = 'center';
      context.textBaseline = 'bottom';
      context.fillText(SIGNS[stack.kind], frame.x(column), frame.y(level) - 2);
    });
    const read = cursor === null ? undefined : pieces[cursor];
    if (read) {
      context.strokeStyle = palette.accent;
      context.lineWidth = 2;
      context.strokeRect(read.left - 1, read.top - 1, read.wide + 2, read.tall + 1);
    }
    return marks;
  }

  protected override describe({ stacks }: Stacks): string {
    const count = (kind: NeuronStack['kind']) => stacks.filter((s) => s.kind === kind).length;
    const dead = count('dead');
    return `${calledIn(this.experiment, this.selected)}: ${count('monosemantic')} monosemantic and ${count('polysemantic')} polysemantic${dead > 0 ? `, ${dead} dead` : ''} of ${stacks.length} neurons.`;
  }

  protected override tableOf({ stacks }: Stacks) {
    return {
      caption: 'Weights of every neuron as drawn, the largest first.',
      columns: ['neuron', 'kind', 'share of the largest', 'feature', 'weight'],
      rows: stacks.flatMap(({ neuron, kind, share: largest, weights }) =>
        weights.map(({ feature, weight }) => [neuron, kind, largest, feature, weight]),
      ),
    };
  }

  protected override caption() {
    const scaled = this.experiment?.model === 'absolute-value';
    return html`Each bar is a neuron of the selected instance, sorted by the feature that it listens
    to most: a piece for every feature, as high as the |weight|, in the colour of the feature’s
    importance. “1” above a bar: monosemantic, one feature has nine tenths of what counts; “+”:
    polysemantic; “0”: dead.
    ${
      scaled
        ? 'Each neuron is scaled so that its largest weight in W₁ is 1, which changes nothing in the model.'
        : ''
    }`;
  }
}

/** What the colours cannot say to everybody. */
const SIGNS: Readonly<Record<NeuronStack['kind'], string>> = {
  monosemantic: '1',
  polysemantic: '+',
  dead: '0',
};

/** With a decoder of its own, a neuron is drawn with a largest weight of 1, as in the paper; a dead one stays small. */
function rescaled(stacks: readonly NeuronStack[]): NeuronStack[] {
  const largest = Math.max(...stacks.map(({ weights }) => Math.abs(weights[0].weight)));
  return stacks.map((stack) => {
    const size = stack.kind === 'dead' ? largest : Math.abs(stack.weights[0].weight);
    const scale = size > 0 ? 1 / size : 0;
    const weights = stack.weights.map(({ feature, weight }) => ({
      feature,
      weight: weight * scale,
    }));
    return { ...stack, weights, total: stack.total * scale };
  });
}

function ticksFor(stacks: readonly NeuronStack[]) {
  const every = Math.ceil(stacks.length / MOST_TICKS);
  return stacks.flatMap(({ neuron }, at) =>
    at % every === 0 ? [{ at, text: String(neuron) }] : [],
  );
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-stack': AntipodeStack;
  }
}
