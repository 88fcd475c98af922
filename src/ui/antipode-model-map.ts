import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { DIVERGED, probabilities, type Experiment } from '../train/index';
import { paletteOf } from './colour';
import { drawModelMap, mapSize, modelAtPoint } from './draw-model-map';
import { send } from './events';
import { calledIn, densitySymbol, instanceName } from './distinction';
import { count, probability, significant } from './format';
import type { LiveRun } from './live-run';
import { LiveView } from './live-view';
import { summarySentence, tableGroups } from './map-words';
import { lossRange, MapLayout, ModelNumbersJob, type MapNumbers, type Quantity } from './model-map';
import { article, tables } from './styles';
import { Surface } from './surface';
import './antipode-legend';

/** Milliseconds between two drawings, and between two settings of what is in words. */
const PACE = 66;
const READABLE = 400;

const QUANTITIES: readonly { value: Quantity; text: string; legend: string }[] = [
  { value: 'loss', text: 'loss', legend: 'Recent loss, on a logarithmic scale' },
  {
    value: 'dimensionality',
    text: 'dimensionality of its features',
    legend: 'Σ Di / number of represented features',
  },
  {
    value: 'overlap',
    text: 'overlap of its features',
    legend: 'Mean overlap Σ (Ŵi · Wj)² of represented features',
  },
];

/**
 * A map of thousands of models, a cell each, coloured by a quantity that the reader chooses. Pointing at a cell, or
 * moving with the arrow keys, reads it; a click or Enter selects its instance. A sentence and a table say the same.
 *
 * @fires antipode-select - with the instance that was chosen
 */
@customElement('antipode-model-map')
export class AntipodeModelMap extends LitElement {
  static override styles = [
    article,
    tables,
    css`
      .choice {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.35rem 1.5rem;
        margin-bottom: 0.75rem;
        font-size: 0.9rem;
      }
      select {
        font: inherit;
        font-size: 0.9375rem;
        color: var(--sys-ink);
        background: var(--sys-ground);
        border: 1px solid var(--sys-edge);
        border-radius: 4px;
        padding: 0.3rem 0.4rem;
        margin-left: 0.35rem;
        max-width: 100%;
      }
      select:focus-visible,
      .map:focus-visible {
        outline: 2px solid var(--sys-accent);
        outline-offset: 2px;
      }
      .map {
        min-width: 0;
        touch-action: pan-y;
        cursor: crosshair;
        outline: 1px solid var(--sys-hairline);
      }
      canvas {
        display: block;
        width: 100%;
        height: var(--antipode-height, 20rem);
      }
      .readout,
      .summary {
        font-size: 0.9rem;
        line-height: 1.5;
        font-variant-numeric: tabular-nums;
      }
      .readout {
        min-height: 3em;
        margin: 0.6rem 0 0.35rem;
      }
      .summary {
        margin: 0 0 0.5rem;
        color: var(--sys-soft);
      }
      .scroll {
        margin-top: 0.5rem;
        max-height: 24rem;
      }
    `,
  ];

  @property({ attribute: false }) live: LiveRun | undefined;
  @property({ attribute: false }) experiment: Experiment | undefined;
  @property({ type: Number }) selected = 0;

  /** What the cells are coloured by. */
  @state() private quantity: Quantity = 'loss';
  @state() private range: readonly [string, string] = ['–', '–'];
  @state() private tableOpen = false;

  @query('canvas') private canvas!: HTMLCanvasElement;
  @query('.readout') private readout!: HTMLElement;
  @query('.summary') private summary!: HTMLElement;
  @query('.said') private said!: HTMLElement;

  readonly #view = new LiveView(
    this,
    (live) => this.#frame(live),
    () => PACE,
  );
  readonly #surface = new Surface(this, () => this.#view.now());
  #layout = new MapLayout(1, 1);
  #numbers: MapNumbers | null = null;
  #job: ModelNumbersJob | null = null;
  /** What the numbers, or the job under way, were made from. */
  #from: unknown = null;
  /** The model that is read; null: none. */
  #cursor: number | null = null;
  #wordsAt = -Infinity;
  /** What the words are about: the newest, or a moment of the past. */
  #wordsOf: unknown = null;
  #later: ReturnType<typeof setTimeout> | undefined;

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (!changed.has('experiment') || !this.experiment) return;
    const { instances, replicas } = this.experiment;
    this.#layout = new MapLayout(instances, replicas);
    this.#cursor = null;
    this.#wordsAt = -Infinity;
  }

  protected override render() {
    const { text, legend } = QUANTITIES.find(({ value }) => value === this.quantity)!;
    const [from, to] =
      this.quantity === 'loss'
        ? this.range
        : this.quantity === 'overlap'
          ? ['0: alone', '1 or more']
          : ['0', '1: alone'];
    return html`
      <div class="choice">
        <label
          >Colour by<select @change=${this.#choose}>
            ${QUANTITIES.map(
              (option) =>
                html`<option value=${option.value} ?selected=${option.value === this.quantity}>
                  ${option.text}
                </option>`,
            )}
          </select></label
        >
        <antipode-legend
          .live=${this.live}
          .map=${this.quantity}
          label=${legend}
          from=${from}
          to=${to}
        ></antipode-legend>
      </div>
      <div
        class="map"
        role="application"
        aria-roledescription="map of models"
        aria-label="${count(this.#layout.models)} models, coloured by ${text}. Arrow keys read them one by one, Enter selects an instance."
        tabindex="0"
        @keydown=${this.#key}
        @blur=${() => this.#read(null)}
        @pointermove=${this.#point}
        @pointerdown=${this.#point}
        @pointerleave=${this.#leave}
        @click=${this.#click}
      >
        <canvas aria-hidden="true"></canvas>
      </div>
      <p class="readout"></p>
      <span class="said hidden" aria-live="polite"></span>
      <p class="summary"></p>
      <details
        @toggle=${(event: Event) => {
          this.tableOpen = (event.target as HTMLDetailsElement).open;
        }}
      >
        <summary>Numbers as a table</summary>
        ${this.tableOpen ? this.#table() : nothing}
      </details>
    `;
  }

  /** As it stands at the moment of opening; it does not change under the reader. */
  #table() {
    const { experiment } = this;
    if (!experiment || !this.#numbers) return html`<p class="caption">No numbers yet.</p>`;
    const groups = tableGroups(this.#numbers, experiment, probabilities(experiment));
    return html`<div class="scroll" tabindex="0" role="region" aria-label="Models in groups">
      <table>
        <caption>
          Neighbouring instances in groups; medians over the models of each
        </caption>
        <thead>
          <tr>
            <th scope="col">instances</th>
            <th scope="col">${densitySymbol(experiment)}</th>
            <th scope="col">loss</th>
            <th scope="col">represented</th>
            <th scope="col">mean D</th>
            <th scope="col">overlap</th>
          </tr>
        </thead>
        <tbody>
          ${groups.map(
            (group) =>
              html`<tr>
                <th scope="row">${group.first} – ${group.last}</th>
                <td>${group.density.map((value) => probability(value)).join(' – ')}</td>
                <td>${significant(group.loss)}</td>
                <td>${Number.isNaN(group.represented) ? DIVERGED : group.represented}</td>
                <td>${significant(group.dimensionality, 2)}</td>
                <td>${significant(group.overlap, 2)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }

  #frame(live: LiveRun): void {
    const { snapshot, experiment } = live;
    const { instances, replicas } = this.#layout;
    if (experiment?.instances !== instances || experiment.replicas !== replicas) return;
    if (!snapshot) {
      this.#job = this.#numbers = this.#from = null;
    } else if (snapshot !== this.#from && !this.#job) {
      this.#job = new ModelNumbersJob(snapshot.geometry, experiment.features);
      this.#from = snapshot;
    }
    if (this.#job) {
      const done = this.#job.advance();
      if (!done) {
        this.#view.now();
        return;
      }
      this.#job = null;
      const loss = Float64Array.from({ length: this.#layout.models }, (_, model) =>
        live.recentLoss(model),
      );
      const diverged = (model: number) => live.diverged(model);
      this.#numbers = { ...done, loss, diverged, lossRange: lossRange(loss) };
    }
    this.#draw(live);
  }

  #draw(live: LiveRun): void {
    const layout = this.#layout;
    const { width } = this.#surface;
    this.canvas.style.setProperty(
      '--antipode-height',
      `${mapSize(layout, width || 320).height.toFixed(2)}px`,
    );
    const context = this.#surface.begin();
    const numbers = this.#numbers;
    if (context && numbers) {
      const marks = { selected: live.best(this.selected), read: this.#cursor };
      drawModelMap(context, width, layout, numbers, this.quantity, paletteOf(this), marks);
    }
    this.#say(live);
    const now = performance.now();
    if (!numbers) return;
    if (now - this.#wordsAt < READABLE && this.#wordsOf === live.past) {
      // The last change is told, too, though nothing may be drawn after it.
      this.#later ??= setTimeout(() => {
        this.#later = undefined;
        this.#view.now();
      }, READABLE);
      return;
    }
    this.#wordsAt = now;
    this.#wordsOf = live.past;
    const [least, most] = numbers.lossRange.map((value) => significant(value, 2));
    this.range = [numbers.loss.includes(0) ? '0' : least, most];
    this.summary.textContent = summarySentence(numbers, live.experiment!.features);
  }

  /** What is read, or else what is selected. */
  #say(live: LiveRun | undefined = this.live): string {
    const model = this.#cursor ?? live?.best(this.selected) ?? 0;
    const text = this.#numbers && live ? this.#sentence(live, this.#numbers, model) : '';
    const line = this.#cursor === null && text ? `Selected: ${text}` : text;
    if (this.readout.textContent !== line) this.readout.textContent = line;
    return text;
  }

  #sentence(live: LiveRun, numbers: MapNumbers, model: number): string {
    const { instances, replicas, features } = live.experiment!;
    const instance = model % instances;
    const lost = numbers.diverged(model);
    const replica = `, replica ${Math.floor(model / instances) + 1} of ${replicas}`;
    return [
      `${instanceName(live.distinction!, instance)}${replicas > 1 ? replica : ''}`,
      ...(lost ? [DIVERGED] : [`loss ${significant(numbers.loss[model])}`]),
      ...(lost ? [] : [representedIn(numbers, model, features)]),
    ].join('; ');
  }

  #read(model: number | null): void {
    if (model === this.#cursor) return;
    this.#cursor = model;
    this.#say();
    this.#view.now();
  }

  readonly #choose = (event: Event): void => {
    this.quantity = (event.target as HTMLSelectElement).value as Quantity;
  };

  #modelOf({ clientX, clientY }: MouseEvent): number | null {
    const { left, top } = this.canvas.getBoundingClientRect();
    return modelAtPoint(this.#layout, this.#surface.width, clientX - left, clientY - top);
  }

  readonly #point = (event: PointerEvent): void => this.#read(this.#modelOf(event));

  readonly #click = (event: MouseEvent): void => {
    // The cell that is read: a click tells its place in whole pixels only, which may be the cell beside it.
    const model = this.#cursor ?? this.#modelOf(event);
    if (model !== null) this.#select(model);
  };

  #select(model: number): void {
    send(this, 'antipode-select', model % this.#layout.instances);
  }

  /** The pointer going away does not take the keyboard's cell with it. */
  readonly #leave = (event: PointerEvent): void => {
    if (!(event.currentTarget as Element).matches(':focus-visible')) this.#read(null);
  };

  readonly #key = (event: KeyboardEvent): void => {
    const { key } = event;
    if (key === 'Enter' || key === ' ') {
      event.preventDefault();
      if (this.#cursor === null) return;
      this.#select(this.#cursor);
      this.said.textContent = `Selected: ${calledIn(this.experiment, this.#cursor % this.#layout.instances)}.`;
      return;
    }
    if (key === 'Escape') return this.#read(null);
    const from = this.#cursor ?? this.live?.best(this.selected) ?? 0;
    const to = this.#neighbour(from, key);
    if (to === undefined) return;
    event.preventDefault();
    this.#read(to);
    this.said.textContent = this.#say();
  };

  /** The model that a key leads to; the same one at the edges. Undefined: the key leads nowhere. */
  #neighbour(from: number, key: string): number | undefined {
    const layout = this.#layout;
    const { column, row } = layout.placeOf(from);
    const places: Record<string, [number, number]> = {
      ArrowLeft: [column - 1, row],
      ArrowRight: [column + 1, row],
      ArrowUp: [column, row - 1],
      ArrowDown: [column, row + 1],
      Home: [0, row],
      End: [Math.min(layout.columns, layout.models - row * layout.columns) - 1, row],
    };
    const place = places[key];
    return place && (layout.modelAt(...place) ?? from);
  }
}

function representedIn(numbers: MapNumbers, model: number, features: number): string {
  const found = numbers.represented[model];
  const all = `${found} of ${features} features represented`;
  if (found === 0) return all;
  return `${all}, with dimensionality ${significant(numbers.dimensionality[model], 2)} and overlap ${significant(numbers.overlap[model], 2)}`;
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-model-map': AntipodeModelMap;
  }
}
