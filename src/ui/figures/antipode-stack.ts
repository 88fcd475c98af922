import { html } from 'lit';
import { customElement } from 'lit/decorators.js';
import { neuronStacks, type NeuronStack } from '../../reference/index';
import type { Trained, TrainedModel } from '../../train/index';
import { inkOn, share } from '../colour';
import { significant } from '../format';
import type { LiveRun } from '../live-run';
import { drawAxes } from './axes';
import { FigureElement, type Mark, type Stage } from './figure-element';

/** Narrower pieces than this have no number in them, and lower ones cannot be pointed at apart. */
const LEAST = 11;

interface Stacks {
  model: TrainedModel;
  /** Sorted by the feature that each listens to most; its own neuron number goes with it. */
  stacks: NeuronStack[];
}

/**
 * The neuron stack plot: a bar a neuron, as high as the sum of its |weights|, a piece for each feature in the colour of its
 * importance. A neuron of one piece is monosemantic.
 */
@customElement('antipode-stack')
export class AntipodeStack extends FigureElement<Stacks> {
  protected override readonly label = 'Neurons and the features they listen to';

  protected override read(trained: Trained, live: LiveRun): Stacks {
    const model = trained.model(live.best(this.selected));
    const stacks = neuronStacks(model.w, model.n, model.m);
    const order = [...stacks].sort((a, b) => a.weights[0].feature - b.weights[0].feature);
    return { model, stacks: order };
  }

  protected override paint(stage: Stage, { model, stacks }: Stacks): Mark[] {
    const { context, palette, cursor } = stage;
    const scaleOf = scalesOf(model, stacks);
    const tallest = Math.max(...stacks.map((stack) => stack.total * scaleOf(stack)), 1e-9);
    const frame = drawAxes(
      context,
      stage,
      { from: -0.5, to: stacks.length - 0.5, label: 'neuron', ticks: ticksFor(stacks) },
      { from: 0, to: tallest * 1.05, label: 'Σ |weight|' },
      palette,
    );
    const wide = Math.min(56, (0.72 * (frame.right - frame.left)) / stacks.length);
    const [least, most] = [Math.min(...model.importance), Math.max(...model.importance)];
    const marks: Mark[] = [];
    stacks.forEach((stack, column) => {
      const left = frame.x(column) - wide / 2;
      let from = 0;
      for (const { feature, weight } of stack.weights) {
        const height = Math.abs(weight) * scaleOf(stack);
        const [top, bottom] = [frame.y(from + height), frame.y(from)];
        from += height;
        if (bottom - top < 0.5) continue;
        const rgb = palette.importance.rgb(share(model.importance[feature], least, most));
        context.fillStyle = `rgb(${rgb.join(' ')})`;
        context.fillRect(left, top, wide, Math.max(0.5, bottom - top - 1));
        if (bottom - top > LEAST + 2 && wide > LEAST) {
          context.fillStyle = inkOn(rgb);
          context.textAlign = 'center';
          context.textBaseline = 'middle';
          context.fillText(String(feature), left + wide / 2, (top + bottom) / 2);
        }
        const says = () =>
          `Neuron ${stack.neuron} (${stack.kind}): feature ${feature} with weight ${significant(weight)}, its largest share ${significant(stack.share, 2)}.`;
        marks.push({ x: left + wide / 2, y: (top + bottom) / 2, says });
      }
      // A word beside colour: which bars are of one feature.
      context.fillStyle = palette.soft;
      context.textAlign = 'center';
      context.textBaseline = 'bottom';
      if (wide >= 16) context.fillText(SHORT[stack.kind], frame.x(column), frame.y(from) - 2);
    });
    const read = cursor === null ? undefined : marks[cursor];
    if (read) {
      context.strokeStyle = palette.accent;
      context.lineWidth = 2;
      context.strokeRect(read.x - wide / 2, read.y - 3, wide, 6);
    }
    return marks;
  }

  protected override describe({ stacks }: Stacks): string {
    const count = (kind: NeuronStack['kind']) => stacks.filter((s) => s.kind === kind).length;
    const dead = count('dead');
    return `Instance ${this.selected}: ${count('monosemantic')} monosemantic, ${count('polysemantic')} polysemantic${dead > 0 ? ` and ${dead} dead` : ''} of ${stacks.length} neurons.`;
  }

  protected override tableOf({ stacks }: Stacks) {
    return {
      caption: 'Weights of every neuron, the largest first.',
      columns: ['neuron', 'kind', 'share of the largest', 'feature', 'weight'],
      rows: stacks.flatMap(({ neuron, kind, share: largest, weights }) =>
        weights.map(({ feature, weight }) => [neuron, kind, largest, feature, weight]),
      ),
    };
  }

  protected override caption() {
    return html`Each bar is a neuron of the selected instance: a piece for every feature it listens
    to, as high as the |weight|, the darker the more important. “1” above a bar: monosemantic, one
    feature has nine tenths of it; “+”: polysemantic. Neurons of absolute-value models are scaled so
    that their largest weight is 1, which changes nothing in the model.`;
  }
}

const SHORT: Readonly<Record<NeuronStack['kind'], string>> = {
  monosemantic: '1',
  polysemantic: '+',
  dead: '0',
};

/** A neuron with a decoder of its own may be scaled against it. */
function scalesOf({ w, wDecode }: TrainedModel, stacks: readonly NeuronStack[]) {
  const free = wDecode !== w;
  const largest = Math.max(...stacks.map(({ weights }) => Math.abs(weights[0].weight)));
  // A dead neuron stays small.
  return ({ weights, kind }: NeuronStack) =>
    free && kind !== 'dead' ? 1 / Math.abs(weights[0].weight) : free ? 1 / largest : 1;
}

function ticksFor(stacks: readonly NeuronStack[]) {
  const every = Math.ceil(stacks.length / 20);
  return stacks.flatMap(({ neuron }, at) =>
    at % every === 0 ? [{ at, text: String(neuron) }] : [],
  );
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-stack': AntipodeStack;
  }
}
