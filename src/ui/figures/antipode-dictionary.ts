import { calledIn } from '../distinction';
import { html } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import {
  DictionaryTraining,
  dictionaryConfig,
  usualDictionary,
  type DictionarySpec,
  type Experiment,
  type FoundDictionary,
  type Trained,
} from '../../train/index';
import { significant, weight } from '../format';
import type { LiveRun } from '../live-run';
import { dot, drawAxes, line, ring } from './axes';
import { FigureElement, type Mark, type Stage } from './figure-element';

/** Side by side from this width on, in CSS pixels. */
const WIDE = 560;
/** What the axes reach, as in the geometries. */
const REACH = 1.5;

interface Shown {
  /** Null before there is any. */
  found: FoundDictionary | null;
  step: number;
  of: number;
  errors: readonly (readonly [step: number, error: number])[];
}

interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

/**
 * A sparse autoencoder of the selected instance: the directions in its dictionary against the model's own features, and
 * its error. It is trained in a worker once the model is trained, or when asked for.
 */
@customElement('antipode-dictionary')
export class AntipodeDictionary extends FigureElement<Shown> {
  protected override readonly label = 'Dictionary directions and true features';
  protected override readonly ofOne = true;

  /** How it is trained; as usual where nothing is said. */
  @property({ attribute: false }) spec: DictionarySpec | undefined;

  /** What is under way or done, and the run and the step at which it was begun. */
  #training: { of: DictionaryTraining; experiment: Experiment; from: number } | null = null;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#forget();
  }

  #forget(): void {
    this.#training?.of.close();
    this.#training = null;
  }

  protected override tools() {
    return html`<p>
      <button @click=${() => this.#begin()}>Train a dictionary on the weights as they are</button>
    </p>`;
  }

  #begin(): void {
    const { live } = this;
    const trained = live?.trained;
    if (!live || !trained || trained.moment.step === 0) return;
    this.#forget();
    const { experiment } = trained;
    const config = dictionaryConfig(trained, this.spec ?? usualDictionary(experiment));
    const of: DictionaryTraining = new DictionaryTraining(config, () => {
      live.dictionaries = of.dictionaries;
      this.view.now();
    });
    this.#training = { of, experiment, from: trained.moment.step };
  }

  /** Of another run, or of one that began again, nothing is kept. */
  #follow(trained: Trained, live: LiveRun): void {
    const { experiment } = trained;
    const step = live.newest?.step ?? 0;
    const known = this.#training;
    if (known && (known.experiment !== experiment || step < known.from)) this.#forget();
    // Where the run does not ask for one it waits for the button; a report brings its dictionaries along.
    const wanted = this.spec && !this.#training && !trained.dictionaries && !live.past;
    if (wanted && step >= experiment.steps) this.#begin();
  }

  protected override read(trained: Trained, live: LiveRun): Shown | null {
    this.#follow(trained, live);
    const { dictionaries } = trained;
    if (!dictionaries && !this.spec && !this.#training) return null;
    return {
      found: dictionaries?.instance(this.selected) ?? null,
      step: dictionaries?.step ?? 0,
      of: dictionaries?.config.optimizer.steps ?? 0,
      errors: this.#training?.of.errors ?? [],
    };
  }

  protected override heightFor(width: number): number {
    const none = !this.spec && !this.#training && !this.live?.trained?.dictionaries;
    if (none) return 1; // only the button stands here
    return width >= WIDE ? 340 : Math.round(Math.min(340, width) + 180);
  }

  protected override paint(stage: Stage, shown: Shown): Mark[] {
    const { width, height } = stage;
    const wide = width >= WIDE;
    const { found, errors } = shown;
    // Until the canvas has its room there is nothing to draw on.
    if (!found || height < 100) return [];
    const alone = errors.length < 2;
    const box = wide
      ? { left: 0, top: 0, width: alone ? width : width * 0.6, height }
      : { left: 0, top: 0, width, height: alone ? height : height - 180 };
    const marks = found.m === 2 ? paintPlane(stage, box, found) : paintCosines(stage, box, found);
    if (!alone) {
      const [x, y] = wide ? [box.width + 16, 0] : [0, box.height];
      marks.push(
        ...paintErrors(stage, { left: x, top: y, width: width - x, height: height - y }, shown),
      );
    }
    const mark = stage.cursor === null ? undefined : marks[stage.cursor];
    if (mark) ring(stage.context, mark, stage.palette);
    return marks;
  }

  protected override describe({ found, step, of }: Shown): string {
    const problem = this.#training?.of.problem;
    if (problem) return `The dictionary could not be trained: ${problem}`;
    if (!found) return 'A dictionary is trained once the model is, after its last step.';
    const { represented, mmcs, chance, lost, active, use, dead, n } = found;
    if (represented.length === 0) {
      return 'The model represents no feature, so that there is none for a dictionary to find.';
    }
    if (![mmcs, chance, lost, active].every(Number.isFinite)) {
      return 'The dictionary could not be measured: its numbers are not finite.';
    }
    const progress = step < of ? `Step ${step} of ${of}. ` : '';
    const reason = this.#training?.of.reason ? ' Trained on the CPU.' : '';
    return `${progress}Mean max cosine similarity ${weight(mmcs)} over the ${represented.length} of ${n} features that the model represents; as many random directions: ${weight(chance)}. ${significant(100 * lost, 2)} % of ‖h‖² is lost, ${significant(active, 2)} entries are on at once, ${dead.size} of ${use.length} are dead.${reason}`;
  }

  protected override tableOf({ found }: Shown) {
    const columns = ['feature', 'represented', '‖W‖', 'entry', 'cosine', 'how often it is on'];
    const caption = 'The entry nearest in direction to each feature.';
    if (!found) return { caption, columns, rows: [] };
    const { n, norm, match, use, represented } = found;
    const stored = new Set(represented);
    return {
      caption,
      columns,
      rows: Array.from({ length: n }, (_, i) => [
        ...[i, stored.has(i) ? 'yes' : 'no', norm[i], match.entry[i], match.cosine[i]],
        use[match.entry[i]],
      ]),
    };
  }

  protected override caption() {
    return html`${calledIn(this.experiment, this.selected)}. In two hidden dimensions: arrows are
      the true features, rays to the circle the entries of the dictionary, grey where an entry is
      never on. In more: a row for each feature, a column for each entry, red where they point the
      same way, grey where the model does not represent the feature; columns stand in the order of
      the features that they are nearest to. The autoencoder sees only h: f = ReLU(W<sub>e</sub>(h −
      b<sub>d</sub>) + b<sub>e</sub>), ĥ = W<sub>d</sub> f + b<sub>d</sub>, with a penalty λ‖f‖₁ and
      entries of length 1. Beside the directions stands its error, the mean of (h − ĥ)².`;
  }
}

/** Features as arrows, entries as rays. */
function paintPlane(stage: Stage, box: Box, found: FoundDictionary): Mark[] {
  const { context, palette } = stage;
  const { n, w, norm, entries, use, dead, match } = found;
  const side = Math.min(box.width, box.height) - 8;
  const [cx, cy] = [box.left + box.width / 2, box.top + box.height / 2];
  const scale = side / 2 / Math.max(REACH, 1.1 * Math.max(...norm));
  context.lineWidth = 1;
  context.strokeStyle = palette.hairline;
  line(context, cx - side / 2, cy, cx + side / 2, cy);
  line(context, cx, cy - side / 2, cx, cy + side / 2);
  context.beginPath();
  context.arc(cx, cy, scale, 0, 2 * Math.PI);
  context.stroke();
  const marks: Mark[] = [];
  for (let i = 0; i < n; i++) {
    const [x, y] = [cx + w[2 * i] * scale, cy - w[2 * i + 1] * scale];
    context.strokeStyle = context.fillStyle = palette.importance.at(1);
    context.lineWidth = 2.5;
    line(context, cx, cy, x, y);
    dot(context, x, y, 4);
    if (norm[i] * scale > 12) {
      context.fillStyle = palette.ink;
      context.textAlign = 'center';
      context.textBaseline = 'middle';
      const out = 13 / norm[i];
      context.fillText(String(i), x + w[2 * i] * out, y - w[2 * i + 1] * out);
    }
    const says = `Feature ${i}, ‖W‖ = ${significant(norm[i])}: entry ${match.entry[i]} is nearest, cosine ${weight(match.cosine[i])}.`;
    marks.push({ x, y, says });
  }
  for (let e = 0; e < use.length; e++) {
    const [x, y] = [cx + entries[2 * e] * scale, cy - entries[2 * e + 1] * scale];
    context.strokeStyle = dead.has(e) ? palette.edge : palette.accent;
    context.lineWidth = 1.5;
    context.setLineDash([4, 4]);
    line(context, cx, cy, x, y);
    context.setLineDash([]);
    context.beginPath();
    context.arc(x, y, 5, 0, 2 * Math.PI);
    context.stroke();
    marks.push({ x, y, says: `Entry ${e}: on in ${significant(100 * use[e], 2)} % of samples.` });
  }
  return marks;
}

/** A cell for each feature and entry, in the colour of their cosine. */
function paintCosines(stage: Stage, box: Box, found: FoundDictionary): Mark[] {
  const { context, palette } = stage;
  const { n, m, w, norm, entries, use } = found;
  const order = orderOf(found);
  const stored = new Set(found.represented);
  const [left, top] = [box.left + 26, box.top + 20];
  const tall = (box.height - 24) / n;
  const wide = (box.width - 30) / order.length;
  context.fillStyle = palette.soft;
  context.textAlign = 'left';
  context.textBaseline = 'top';
  context.fillText('entries of the dictionary →', left, box.top + 2);
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  const every = Math.ceil(12 / tall);
  const marks: Mark[] = [];
  for (let i = 0; i < n; i++) {
    context.fillStyle = palette.soft;
    if (i % every === 0) context.fillText(String(i), left - 5, top + (i + 0.5) * tall);
    order.forEach((e, column) => {
      let product = 0;
      for (let k = 0; k < m; k++) product += w[i * m + k] * entries[e * m + k];
      const cosine = norm[i] > 0 ? product / norm[i] : 0;
      const [x, y] = [left + column * wide, top + i * tall];
      context.fillStyle = stored.has(i) ? palette.diverging.at(0.5 + cosine / 2) : palette.quiet;
      context.fillRect(x, y, wide + 0.5, tall + 0.5);
      const says = () =>
        `Feature ${i}, ‖W‖ = ${significant(norm[i])}, and entry ${e}, on in ${significant(100 * use[e], 2)} % of samples: cosine ${weight(cosine)}.`;
      marks.push({ x: x + wide / 2, y: y + tall / 2, says });
    });
  }
  context.strokeStyle = palette.hairline;
  context.lineWidth = 1;
  context.strokeRect(left - 0.5, top - 0.5, order.length * wide + 1, n * tall + 1);
  return marks;
}

/** Entries in the order of the represented features that they are nearest to; those of none, then dead ones, behind. */
function orderOf({ match, use, represented }: FoundDictionary): number[] {
  const nearest = [...new Set(represented.map((i) => match.entry[i]))];
  const others = Array.from(use.keys()).filter((e) => !nearest.includes(e));
  return [...nearest, ...others.sort((a, b) => use[b] - use[a])];
}

/** The error through the steps. */
function paintErrors(stage: Stage, box: Box, { errors, of }: Shown): Mark[] {
  const { context, palette } = stage;
  const values = errors.map(([, error]) => Math.max(error, 1e-12));
  context.save();
  context.translate(box.left, box.top);
  const frame = drawAxes(
    context,
    box,
    {
      from: 0,
      to: of,
      label: 'error at each step of the autoencoder',
      ticks: [0, of / 2, of].map(tick),
    },
    { from: Math.min(...values) * 0.9, to: Math.max(...values) * 1.1, log: true, label: '' },
    palette,
    24,
  );
  context.strokeStyle = palette.accent;
  context.lineWidth = 1.5;
  context.beginPath();
  errors.forEach(([step], k) => context.lineTo(frame.x(step), frame.y(values[k])));
  context.stroke();
  context.restore();
  return errors.map(([step], k) => ({
    x: box.left + frame.x(step),
    y: box.top + frame.y(values[k]),
    says: `Step ${step}: error ${significant(values[k])}.`,
  }));
}

const tick = (at: number) => ({ at, text: String(Math.round(at)) });

declare global {
  interface HTMLElementTagNameMap {
    'antipode-dictionary': AntipodeDictionary;
  }
}
