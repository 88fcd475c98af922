import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { Experiment } from '../train/index';
import { paletteOf } from './colour';
import { cellAt, drawGram, gramLayout, gramLimit } from './draw-gram';
import type { Exports } from './figures/antipode-export';
import { wordsAround } from './figures/picture-words';
import './figures/antipode-export';
import { calledIn, distinctionOf, instanceName, instanceShare } from './distinction';
import { weight } from './format';
import { InstanceView } from './instance-view';
import type { LiveRun } from './live-run';
import { symbols } from './symbols';
import { article, tables } from './styles';
import { Surface } from './surface';
import './antipode-legend';
import './antipode-symbol';

/** More features than this make a table that nobody reads. */
const TABLE_LIMIT = 32;

/**
 * Figure 3: WᵀW and b of the selected instance as a heatmap. Pointing at a cell, or moving with the arrow keys, reads
 * its value; a table below has the same numbers.
 */
@customElement('antipode-gram')
export class AntipodeGram extends LitElement {
  static override styles = [
    article,
    tables,
    css`
      h3 {
        font-size: 1rem;
        font-variant-numeric: tabular-nums;
        margin-bottom: 0.4rem;
      }
      .key {
        display: inline-block;
        width: 1.4rem;
        height: 3px;
        border-radius: 2px;
        margin-right: 0.5rem;
        vertical-align: 0.25em;
        background: var(--antipode-key);
      }
      .map {
        min-width: 0;
        touch-action: pan-y;
      }
      .map:focus-visible {
        outline: 2px solid var(--sys-accent);
        outline-offset: 2px;
      }
      canvas {
        display: block;
        width: 100%;
        height: var(--antipode-height, 20rem);
      }
      .readout {
        min-height: 1.5em;
        margin: 0.5rem 0;
        font-size: 0.9rem;
        font-variant-numeric: tabular-nums;
      }
      figcaption {
        display: grid;
        gap: 0.5rem;
      }
      details {
        margin-top: 0.75rem;
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

  @state() private tableOpen = false;
  @state() private limit = '1';

  @query('canvas') private canvas!: HTMLCanvasElement;
  @query('.readout') private readout!: HTMLElement;
  @query('.said') private said!: HTMLElement;
  @query('.key') private key!: HTMLElement;

  /** The cell that is read; column n is b. */
  #cursor: { row: number; column: number } | null = null;
  readonly #view = new InstanceView(
    this,
    () => this.#draw(),
    () => this.#clear(),
    () => ((this.experiment?.features ?? 0) > 64 ? 500 : 33),
  );
  readonly #surface = new Surface(this, () => this.#view.now());

  protected override render() {
    const name = this.experiment ? instanceName(distinctionOf(this.experiment), this.selected) : '';
    return html`<figure aria-label="Figure 3: W transposed times W, and b, of one instance">
      <h3><span class="key"></span><span class="ltr">${name}</span></h3>
      <div
        class="map"
        role="application"
        aria-roledescription="heatmap"
        aria-label="WᵀW and b of ${name}. Arrow keys read cells."
        tabindex="0"
        @keydown=${this.#key}
        @blur=${() => this.#read(null)}
        @pointermove=${this.#point}
        @pointerdown=${this.#point}
        @pointerleave=${this.#leave}
      >
        <canvas aria-hidden="true"></canvas>
      </div>
      <p class="readout"></p>
      <span class="said hidden" aria-live="polite"></span>
      <figcaption>
        <antipode-legend
          .live=${this.live}
          map="diverging"
          label="Value"
          from="−${this.limit}"
          to=${this.limit}
        ></antipode-legend>
        <span>
          <strong>Figure 3.</strong> <antipode-symbol .of=${symbols('WᵀW')}></antipode-symbol> of
          the chosen instance: what each input feature (column) does to each output feature (row).
          Then <antipode-symbol .of=${symbols('b')}></antipode-symbol> is added. A stored feature
          has about 1 on the diagonal, or more where a negative bias takes some of it away. What is
          not on the diagonal is interference.
        </span>
      </figcaption>
      <details
        @toggle=${(event: Event) => {
          this.tableOpen = (event.target as HTMLDetailsElement).open;
          this.#view.now();
        }}
      >
        <summary>Numbers as a table</summary>
        ${this.tableOpen ? this.#table() : nothing}
      </details>
      <antipode-export .of=${this.#exports}></antipode-export>
    </figure>`;
  }

  readonly #exports: Exports = {
    name: 'gram-matrix',
    experiment: () => this.live?.called?.name ?? '',
    picture: () => {
      const [{ numbers }, { width }] = [this.#view, this.#surface];
      if (!numbers || !this.experiment || width < 1) return null;
      const name = instanceName(distinctionOf(this.experiment), this.selected);
      const around = wordsAround(this, this.live, `WᵀW and b, ${name}`);
      const { top, cell } = gramLayout(width, numbers.n);
      const height = Math.ceil(top + numbers.n * cell + 2);
      const paint = (context: CanvasRenderingContext2D) =>
        drawGram(context, width, numbers, around.palette, null);
      return { ...around, width, height, paint };
    },
    table: () => {
      const { numbers } = this.#view;
      if (!numbers) return null;
      const { n, gram, bias } = numbers;
      const features = Array.from({ length: n }, (_, i) => i);
      return {
        caption: 'WᵀW, and b in the last column',
        columns: ['feature', ...features.map(String), 'b'],
        rows: features.map((i) => [i, ...gram.subarray(i * n, (i + 1) * n), bias[i]]),
      };
    },
  };

  #table() {
    const n = this.experiment?.features ?? 0;
    if (n > TABLE_LIMIT) {
      return html`<p class="caption">
        A table of ${n} × ${n} numbers would be too large to read: use the arrow keys on the figure.
      </p>`;
    }
    const features = Array.from({ length: n }, (_, i) => i);
    return html`<div class="scroll" tabindex="0" role="region" aria-label="Table of WᵀW and b">
      <table>
        <caption>
          WᵀW, and b in the last column
        </caption>
        <thead>
          <tr>
            <th scope="col">feature</th>
            ${features.map((j) => html`<th scope="col">${j}</th>`)}
            <th scope="col">b</th>
          </tr>
        </thead>
        <tbody>
          ${features.map(
            (i) =>
              html`<tr>
                <th scope="row">${i}</th>
                ${features.map(() => html`<td></td>`)}
                <td></td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }

  #draw(): void {
    const { numbers } = this.#view;
    if (!numbers) return;
    const { n, gram, bias } = numbers;
    const { width } = this.#surface;
    const { top, cell } = gramLayout(width, n);
    this.canvas.style.setProperty('--antipode-height', `${Math.ceil(top + n * cell + 2)}px`);
    const context = this.#surface.begin();
    if (!context) return;
    this.key.style.setProperty('--antipode-key', this.#colour());
    if (!this.#diverged) drawGram(context, width, numbers, paletteOf(this), this.#cursor);
    this.#say();
    if (!this.#diverged) this.limit = String(Number(gramLimit(numbers).toPrecision(2)));
    const cells = this.renderRoot.querySelectorAll('td');
    cells.forEach((td, k) => {
      const [row, column] = [Math.floor(k / (n + 1)), k % (n + 1)];
      td.textContent = weight(column === n ? bias[row] : gram[row * n + column]);
    });
  }

  /** Whether there is nothing finite to draw. */
  get #diverged(): boolean {
    return this.live?.diverged(this.live.best(this.selected)) ?? false;
  }

  /** The colour of the instance, as in the other figures. */
  #colour(): string {
    const { live, selected } = this;
    return paletteOf(this).density.at(instanceShare(live!.distinction!, selected));
  }

  #clear(): void {
    this.#surface.begin();
    this.#say();
    for (const cell of this.renderRoot.querySelectorAll('td')) cell.textContent = '';
  }

  #say(): string {
    const { numbers } = this.#view;
    if (numbers && this.#diverged) {
      return (this.readout.textContent = `${calledIn(this.experiment, this.selected)} has diverged: its numbers are not finite.`);
    }
    const text =
      numbers && this.#cursor && this.#cursor.row < numbers.n
        ? sentenceOf(this.#cursor, numbers)
        : 'Point at a cell to read it, or use arrow keys.';
    this.readout.textContent = text;
    return text;
  }

  #read(cell: { row: number; column: number } | null): void {
    this.#cursor = cell;
    this.#say();
    this.#view.now();
  }

  readonly #point = (event: PointerEvent): void => {
    const n = this.#view.numbers?.n;
    if (!n) return;
    const { left, top } = this.canvas.getBoundingClientRect();
    const layout = gramLayout(this.#surface.width, n);
    this.#read(cellAt(layout, n, event.clientX - left, event.clientY - top));
  };

  /** The pointer going away does not take the keyboard's cell with it. */
  readonly #leave = (event: PointerEvent): void => {
    if (!(event.currentTarget as Element).matches(':focus')) this.#read(null);
  };

  readonly #key = (event: KeyboardEvent): void => {
    const n = this.#view.numbers?.n;
    const moves: Record<string, [number, number]> = {
      ArrowLeft: [0, -1],
      ArrowRight: [0, 1],
      ArrowUp: [-1, 0],
      ArrowDown: [1, 0],
    };
    const move = moves[event.key];
    if (!n || !move) return;
    event.preventDefault();
    const from = this.#cursor;
    const within = (value: number, most: number) => Math.min(most, Math.max(0, value));
    this.#read(
      from
        ? { row: within(from.row + move[0], n - 1), column: within(from.column + move[1], n) }
        : { row: 0, column: 0 },
    );
    this.said.textContent = this.#say();
  };
}

function sentenceOf(
  { row, column }: { row: number; column: number },
  { n, gram, bias }: { n: number; gram: Float64Array; bias: Float32Array },
): string {
  return column >= n
    ? `b, feature ${row}: ${weight(bias[row], 4)}`
    : `WᵀW, row ${row}, column ${column}: ${weight(gram[row * n + column], 4)}`;
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-gram': AntipodeGram;
  }
}
