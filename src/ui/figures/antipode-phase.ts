import { html } from 'lit';
import { customElement } from 'lit/decorators.js';
import type { FeatureFate } from '../../reference/index';
import {
  agreement,
  awayFromBorders,
  DIVERGED,
  gridColumns,
  gridImportances,
  OptimalMap,
  probabilities,
  theoryFates,
  trainedFates,
  type Experiment,
  type Fates,
  type Trained,
} from '../../train/index';
import type { Palette } from '../colour';
import { densitySymbol } from '../distinction';
import { probability, significant } from '../format';
import { line } from './axes';
import { FigureElement, type Mark, type Stage } from './figure-element';

const WORDS: Readonly<Record<FeatureFate, string>> = {
  'not-learned': 'not learned',
  superposed: 'in superposition',
  dedicated: 'a dimension of its own',
};

const PANELS = ['trained', 'optimal', 'theory', 'difference'] as const;
type Panel = (typeof PANELS)[number];

const TITLES: Readonly<Record<Panel, string>> = {
  trained: 'Trained',
  optimal: 'Optimum',
  theory: 'Theory of unit weights',
  difference: 'Trained and optimum differ',
};

/** Room around the cells of a panel, in CSS pixels. */
const EDGE = { left: 40, top: 22, bottom: 36, right: 10 };
/** Cells this near to a border of the optimal map are not counted against training. */
const MARGIN = 1;

interface Maps {
  experiment: Experiment;
  columns: number;
  /** Of each column, and of each row. */
  density: number[];
  importance: number[];
  trained: Fates;
  /** Those that are there already. */
  optimal: readonly FeatureFate[];
  theory: FeatureFate[] | null;
  trainedLoss: number[];
  optimalLoss: readonly number[];
}

/**
 * A phase diagram: what became of the extra feature in each cell of importance against density, as trained, as the
 * optimum has it with free norms and biases, as the paper's theory of unit weights says, and where the first two differ.
 *
 * @fires antipode-select - with the cell that was pressed
 */
@customElement('antipode-phase')
export class AntipodePhase extends FigureElement<Maps> {
  protected override readonly label = 'Phase diagram of the extra feature';

  #optimal: { of: string; map: OptimalMap } | null = null;
  #theory: { of: string; fates: FeatureFate[] | null } | null = null;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#optimal?.map.close();
    this.#optimal = null;
  }

  protected override pace(): number {
    return 250;
  }

  protected override heightFor(width: number): number {
    const across = panelsAcross(width);
    const side = width / across - EDGE.left - EDGE.right;
    return Math.ceil(PANELS.length / across) * (Math.min(side, 340) + EDGE.top + EDGE.bottom);
  }

  protected override read(trained: Trained): Maps | null {
    const { experiment } = trained;
    if (!experiment.grid) return null;
    const { features, hidden, instances, grid, featureProbability, importance } = experiment;
    const of = JSON.stringify([features, hidden, instances, grid, featureProbability, importance]);
    if (this.#optimal?.of !== of) {
      this.#optimal?.map.close();
      this.#optimal = { of, map: new OptimalMap(experiment, () => this.view.now()) };
      this.#theory = { of, fates: theoryFates(experiment) };
    }
    return {
      experiment,
      columns: gridColumns(experiment),
      density: probabilities(experiment).slice(0, gridColumns(experiment)),
      importance: gridImportances(experiment),
      trained: trained.moment.step > 0 ? trainedFates(trained) : [],
      optimal: this.#optimal.map.fates,
      theory: this.#theory?.fates ?? null,
      trainedLoss: trained.all().map(({ loss }) => loss), // of every cell, in order
      optimalLoss: this.#optimal.map.losses.map((loss) => loss / features),
    };
  }

  protected override paint(stage: Stage, maps: Maps): Mark[] {
    const across = panelsAcross(stage.width);
    const wide = stage.width / across;
    const tall = stage.height / Math.ceil(PANELS.length / across);
    return PANELS.flatMap((panel, k) =>
      this.#paintPanel(stage, maps, panel, {
        left: (k % across) * wide + EDGE.left,
        top: Math.floor(k / across) * tall + EDGE.top,
        width: wide - EDGE.left - EDGE.right,
        height: tall - EDGE.top - EDGE.bottom,
      }),
    );
  }

  #paintPanel(stage: Stage, maps: Maps, panel: Panel, box: Box): Mark[] {
    const { context, palette } = stage;
    const { columns, experiment } = maps;
    const rows = experiment.instances / columns;
    const [wide, tall] = [box.width / columns, box.height / rows];
    context.textAlign = 'left';
    context.textBaseline = 'bottom';
    context.fillStyle = palette.ink;
    context.fillText(TITLES[panel], box.left, box.top - 6);
    context.strokeStyle = palette.hairline;
    context.lineWidth = 1;
    context.strokeRect(box.left, box.top, box.width, box.height);
    const marks: Mark[] = [];
    for (let cell = 0; cell < experiment.instances; cell++) {
      const column = cell % columns;
      const row = Math.floor(cell / columns);
      // The most important on top.
      const [x, y] = [box.left + column * wide, box.top + (rows - 1 - row) * tall];
      const colour = colourOf(panel, maps, cell, palette);
      if (colour) {
        context.fillStyle = colour;
        // Half a pixel more, against seams.
        context.fillRect(x, y, wide + 0.5, tall + 0.5);
      }
      if (panel === 'trained' && fateIn(maps.trained, cell) === DIVERGED) {
        context.strokeStyle = palette.soft;
        context.lineWidth = 1;
        line(context, x, y, x + wide, y + tall);
        line(context, x, y + tall, x + wide, y);
      }
      if (cell === this.selected) {
        context.strokeStyle = palette.accent;
        context.lineWidth = 2;
        context.strokeRect(x, y, wide, tall);
      }
      marks.push({ x: x + wide / 2, y: y + tall / 2, instance: cell, says: () => say(maps, cell) });
    }
    drawEnds(stage, box, maps);
    return marks;
  }

  protected override describe({ experiment, trained, optimal }: Maps): string {
    const done = optimal.length;
    const problem = this.#optimal?.map.problem;
    if (problem) return `The optimum could not be computed: ${problem}`;
    if (done < experiment.instances) {
      return `Computing the optimum: ${done} of ${experiment.instances} cells.`;
    }
    if (trained.length === 0) return 'Not trained yet.';
    const away = awayFromBorders(experiment, optimal, MARGIN);
    if (away.length === 0) return 'Every cell is near a border of the optimum.';
    const share = agreement(trained, optimal, away);
    return `Trained models agree with the optimum in ${(100 * share).toFixed(1)} % of the ${away.length} cells that are more than ${MARGIN} cell away from its borders.`;
  }

  protected override tableOf({ experiment, columns, trained, optimal, theory, ...maps }: Maps) {
    const { density, importance } = maps;
    return {
      caption: 'What became of the extra feature.',
      columns: [
        'importance',
        densitySymbol(experiment),
        'trained',
        'optimum',
        'theory',
        'loss',
        'optimal loss',
      ],
      rows: Array.from({ length: experiment.instances }, (_, cell) => [
        ...[importance[Math.floor(cell / columns)], density[cell % columns]],
        ...[trained, optimal, theory].map((fates) => fateIn(fates, cell) ?? '–'),
        ...[maps.trainedLoss[cell], maps.optimalLoss[cell] ?? NaN],
      ]),
    };
  }

  protected override caption() {
    return html`Each cell is an instance, the best of its replicas: the density 1 − S falls from
    left to right, the importance of the extra feature rises from bottom to top. White: not learned.
    Dark: a dimension of its own. Yellow: in superposition. The optimum is computed with free norms
    and biases; the theory knows unit weights only, so its borders lie elsewhere. Red cells in the
    last map: the two disagree. A crossed cell has diverged. Press a cell to look inside it.`;
  }
}

interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

const panelsAcross = (width: number) => (width > 900 ? 4 : width > 480 ? 2 : 1);

function colourOf(panel: Panel, maps: Maps, cell: number, palette: Palette): string | null {
  if (panel === 'difference') {
    const [a, b] = [maps.trained[cell], maps.optimal[cell]];
    if (!a || !b) return null;
    return a === b ? palette.quiet : palette.diverging.at(0.88);
  }
  const fate = { trained: maps.trained, optimal: maps.optimal, theory: maps.theory }[panel]?.[cell];
  if (!fate) return null;
  return fate === 'not-learned' ? palette.ground : palette.overlap.at(fate === 'dedicated' ? 0 : 1);
}

/** The values at the ends of both axes. */
function drawEnds({ context, palette }: Stage, box: Box, { density, importance }: Maps): void {
  const [right, bottom] = [box.left + box.width, box.top + box.height];
  context.fillStyle = palette.soft;
  context.textBaseline = 'top';
  context.textAlign = 'left';
  context.fillText(probability(density[0]), box.left, bottom + 4);
  context.textAlign = 'right';
  context.fillText(probability(density.at(-1)!), right, bottom + 4);
  context.textAlign = 'center';
  context.fillText('1 − S', (box.left + right) / 2, bottom + 4);
  context.textAlign = 'right';
  context.fillText(significant(importance.at(-1)!, 2), box.left - 5, box.top);
  context.textBaseline = 'bottom';
  context.fillText(significant(importance[0], 2), box.left - 5, bottom);
  context.textBaseline = 'middle';
  context.fillText('I', box.left - 5, (box.top + bottom) / 2);
}

/** What became of a cell; undefined where nothing is known of it yet. */
function fateIn(fates: Fates | null, cell: number): FeatureFate | typeof DIVERGED | undefined {
  const fate = fates?.[cell];
  return fate === null ? DIVERGED : fate;
}

function say(maps: Maps, cell: number): string {
  const { columns, trained, optimal, theory } = maps;
  const p = maps.density[cell % columns];
  const importance = maps.importance[Math.floor(cell / columns)];
  const of = (fates: Fates | null) => {
    const fate = fateIn(fates, cell);
    return fate === undefined ? 'not known yet' : fate === DIVERGED ? fate : WORDS[fate];
  };
  const losses = `loss ${significant(maps.trainedLoss[cell])}, at best ${significant(maps.optimalLoss[cell] ?? NaN)}`;
  return `I = ${significant(importance, 2)}, 1 − S = ${probability(p)}: trained ${of(trained)}, optimum ${of(optimal)}, theory ${of(theory)}; ${losses}.`;
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-phase': AntipodePhase;
  }
}
