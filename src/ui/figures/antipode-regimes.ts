import { html } from 'lit';
import { customElement } from 'lit/decorators.js';
import {
  neuronUse,
  paperRegimes,
  probabilities,
  regimeAt,
  type NeuronUse,
  type Regime,
  type Trained,
} from '../../train/index';
import type { Palette } from '../colour';
import { densitySymbol } from '../distinction';
import { probability } from '../format';
import { dot, drawAxes, line, ring, type Frame } from './axes';
import { FigureElement, type Mark, type Stage } from './figure-element';

/** What is known of one instance. */
interface Column {
  instance: number;
  density: number;
  use: NeuronUse;
  /** What the paper says of this density. */
  paper: Regime | undefined;
}

type Kind = 'monosemantic' | 'polysemantic' | 'dead';
const KINDS: readonly Kind[] = ['monosemantic', 'polysemantic', 'dead'];

/** The paper's counts stand beside the trained ones, this much paler. */
const PALE = 0.4;
/** The widest bar, in CSS pixels. */
const WIDEST = 26;
/** Columns that have a number at the axis. */
const MOST_TICKS = 12;

/**
 * How the neurons of every instance are used: a bar of bricks, one a neuron, monosemantic ones below, and the number of
 * features that are represented, with the paper's numbers beside them.
 *
 * @fires antipode-select - with the instance that was pressed
 */
@customElement('antipode-regimes')
export class AntipodeRegimes extends FigureElement<Column[]> {
  protected override readonly label = 'Monosemantic and polysemantic neurons against density';

  protected override pace(): number {
    return 300;
  }

  protected override read(trained: Trained): Column[] {
    const { experiment } = trained;
    const regimes = paperRegimes(experiment);
    const densities = probabilities(experiment);
    return trained.allFinite().map((model) => ({
      instance: model.instance,
      density: densities[model.instance],
      use: neuronUse(model, experiment.inputs),
      paper: regimeAt(regimes, densities[model.instance]),
    }));
  }

  protected override paint(stage: Stage, columns: Column[]): Mark[] {
    const { context, palette, cursor } = stage;
    const uses = columns.flatMap(({ use, paper }) => [use, paper?.use ?? use]);
    const most = Math.max(...uses.map((use) => Math.max(neurons(use), use.represented)));
    const every = Math.ceil(columns.length / MOST_TICKS);
    const frame = drawAxes(
      context,
      stage,
      {
        from: -0.5,
        to: columns.length - 0.5,
        label: densitySymbol(this.experiment!),
        ticks: columns
          .map(({ density }, at) => ({ at, text: probability(density) }))
          .filter((_, at) => at % every === 0),
      },
      { from: 0, to: 1.08 * most, label: 'neurons, features' },
      palette,
    );
    const column = (frame.right - frame.left) / columns.length;
    const wide = Math.min(WIDEST, 0.36 * column);
    const marks: Mark[] = [];
    columns.forEach(({ instance, use, paper }, at) => {
      // Alone in the middle, or with the paper's on its right.
      const left = frame.x(at) - (paper?.use ? wide + 1 : wide / 2);
      bricks(stage, frame, use, left, wide);
      context.globalAlpha = PALE;
      if (paper?.use) bricks(stage, frame, paper.use, left + wide + 2, wide);
      context.globalAlpha = 1;
      if (instance === this.selected) {
        context.strokeStyle = palette.accent;
        context.lineWidth = 2;
        line(context, left, frame.bottom + 2, left + wide, frame.bottom + 2);
      }
      const middle = { x: left + wide / 2, y: frame.y(neurons(use) / 2) };
      marks.push({ ...middle, instance, says: inWords(columns[at]) });
    });
    marks.push(...this.#features(stage, frame, columns));
    if (cursor !== null && marks[cursor]) ring(context, marks[cursor], palette);
    return marks;
  }

  /** Features that are represented: dots on a line, the paper's as circles. */
  #features({ context, palette }: Stage, frame: Frame, columns: Column[]): Mark[] {
    const places = columns.map(({ use }, at) => ({ x: frame.x(at), y: frame.y(use.represented) }));
    context.strokeStyle = palette.ink;
    context.lineWidth = 1;
    places.slice(1).forEach(({ x, y }, k) => line(context, places[k].x, places[k].y, x, y));
    for (const { x, y } of places) {
      // A rim, where it lies on a brick.
      context.fillStyle = palette.ground;
      dot(context, x, y, 4.5);
      context.fillStyle = palette.ink;
      dot(context, x, y, 3);
    }
    columns.forEach(({ paper }, at) => {
      if (!paper?.use) return;
      context.beginPath();
      context.arc(frame.x(at), frame.y(paper.use.represented), 6, 0, 2 * Math.PI);
      context.stroke();
    });
    return places.map((place, at) => ({
      ...place,
      instance: columns[at].instance,
      says: inWords(columns[at]),
    }));
  }

  protected override describe(columns: Column[]): string {
    const column = columns[this.selected];
    return column ? inWords(column) : '';
  }

  protected override tableOf(columns: Column[]) {
    return {
      caption: 'Neurons and features of every instance.',
      columns: [
        densitySymbol(this.experiment!),
        ...KINDS,
        'features represented',
        'of them shared',
        'the paper',
      ],
      rows: columns.map(({ density, use, paper }) => [
        density,
        ...KINDS.map((kind) => use[kind]),
        use.represented,
        use.shared,
        paper?.says ?? '',
      ]),
    };
  }

  protected override caption() {
    const paper = this.experiment ? paperRegimes(this.experiment) : [];
    const beside = paper.some(({ use }) => use);
    return html`Each column is an instance, each brick one of its neurons: whole where the neuron
    listens to one feature (monosemantic), split where it listens to several (polysemantic), empty
    where it is dead. Dots are the features that the model represents.
    ${beside ? 'Pale bricks and circles are what the paper found at this density.' : ''}`;
  }
}

function neurons(use: NeuronUse): number {
  return use.monosemantic + use.polysemantic + use.dead;
}

/** Alone in its neuron, or with others: the colours of overlap, as everywhere. */
function colourOf(kind: Kind, palette: Palette): string {
  return palette.overlap.at(kind === 'polysemantic' ? 1 : 0);
}

/** A bar of neurons, one upon the other. */
function bricks(
  { context, palette }: Stage,
  frame: Frame,
  use: NeuronUse,
  left: number,
  wide: number,
): void {
  let level = 0;
  for (const kind of KINDS) {
    for (let k = 0; k < use[kind]; k++, level++) {
      const top = frame.y(level + 1);
      const tall = frame.y(level) - top;
      const gap = tall > 4 ? 1 : 0.25 * tall;
      if (kind === 'dead') {
        context.strokeStyle = palette.edge;
        context.lineWidth = 1;
        context.strokeRect(left + 0.5, top + gap + 0.5, wide - 1, Math.max(0.5, tall - gap - 1));
        continue;
      }
      context.fillStyle = colourOf(kind, palette);
      const parts = kind === 'polysemantic' ? 2 : 1;
      const part = (wide - 2 * (parts - 1)) / parts;
      for (let p = 0; p < parts; p++) {
        context.fillRect(left + p * (part + 2), top + gap, part, tall - gap);
      }
    }
  }
}

function inWords({ density, use, paper }: Column): string {
  const dead = use.dead > 0 ? `, ${use.dead} dead` : '';
  const shared =
    use.polysemantic > 0 ? `, ${use.shared} of them in the ${use.polysemantic} polysemantic` : '';
  const said = paper ? ` The paper: ${paper.says}.` : '';
  return `1 − S = ${probability(density)}: ${use.monosemantic} monosemantic and ${use.polysemantic} polysemantic neurons${dead}; ${use.represented} features represented${shared}.${said}`;
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-regimes': AntipodeRegimes;
  }
}
