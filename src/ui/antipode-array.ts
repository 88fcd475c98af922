import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { CallValues } from '../models/index';
import {
  arrayGrid,
  cellAtPoint,
  cellName,
  drawArray,
  largest,
  numberText,
  valueAt,
  type ArrayGrid,
} from './array-grid';
import { paletteOf } from './colour';
import { count, significant } from './format';
import type { Table } from './figures/csv';
import './figures/antipode-table';
import { article } from './styles';
import { Surface } from './surface';

/**
 * One array of a step: its symbol, its numbers as a grid of colours, the number that is pointed at or reached by arrow
 * keys, and a table with all of them.
 */
@customElement('antipode-array')
export class AntipodeArray extends LitElement {
  static override styles = [
    article,
    css`
      :host {
        min-width: 0;
        font-size: 0.875rem;
        font-variant-numeric: tabular-nums;
      }
      p {
        margin: 0;
        max-width: none;
        overflow-wrap: anywhere;
      }
      strong {
        font-weight: 600;
      }
      .soft,
      .read {
        color: var(--sys-soft);
      }
      .grid {
        width: fit-content;
        max-width: 100%;
        margin: 0.2rem 0;
        touch-action: pan-y;
      }
      .grid:focus-visible {
        outline: 2px solid var(--sys-accent);
        outline-offset: 2px;
      }
      :host([bare]) {
        color: var(--sys-soft);
        font-size: 0.75rem;
      }
      canvas {
        display: block;
        width: var(--antipode-width, 1px);
        height: var(--antipode-height, 1px);
      }
      .read {
        min-height: 1.45em;
        font-size: 0.8125rem;
      }
      summary {
        font-size: 0.8125rem;
      }
    `,
  ];

  @property({ attribute: false }) array: CallValues | undefined;
  /** How it was before the call, where the call changes it in place. */
  @property() note = '';
  /** A small picture with its symbol, to be seen in passing; nothing can be read from it. */
  @property({ type: Boolean, reflect: true }) bare = false;

  @state() private cursor: number | null = null;
  @state() private width = 0;
  @state() private tableOpen = false;

  @query('canvas') private canvas: HTMLCanvasElement | undefined;
  @query('.said') private said!: HTMLElement;

  readonly #surface = new Surface(this, () => this.#draw());
  // In the next frame: the canvas is watched, too, and its size follows.
  readonly #observer = new ResizeObserver(() =>
    requestAnimationFrame(() => {
      this.width = this.clientWidth;
    }),
  );

  override connectedCallback(): void {
    super.connectedCallback();
    this.#observer.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observer.disconnect();
  }

  protected override render() {
    const { array } = this;
    if (!array) return nothing;
    const { symbol, words, axes, shape, values } = array;
    if (this.bare) {
      return html`<span>${symbol}</span>${
          axes.length === 0
            ? html` ${significant(values[0])}`
            : html`<canvas aria-hidden="true"></canvas>`
        }`;
    }
    const title = html`<p>
      <strong>${symbol}</strong> <span class="soft">${words}${this.note}${this.#sizes()}</span>
    </p>`;
    if (axes.length === 0) {
      return html`${title}
        <p>${numberText(values[0])}</p>`;
    }
    const rows = values.length / (shape[1] ?? 1);
    return html`${title}
      <div
        class="grid"
        role="application"
        aria-roledescription="array"
        aria-label="${symbol}, ${words}. Arrow keys read its numbers."
        tabindex="0"
        @keydown=${this.#key}
        @blur=${() => (this.cursor = null)}
        @pointermove=${this.#point}
        @pointerdown=${this.#point}
        @pointerleave=${() => (this.cursor = null)}
      >
        <canvas aria-hidden="true"></canvas>
      </div>
      <p class="read">${this.#reading()}</p>
      <span class="said hidden" aria-live="polite"></span>
      <details
        @toggle=${(event: Event) => (this.tableOpen = (event.target as HTMLDetailsElement).open)}
      >
        <summary>Numbers as a table</summary>
        ${this.tableOpen ? html`<antipode-table .table=${this.#table(rows)}></antipode-table>` : nothing}
      </details>`;
  }

  protected override updated(): void {
    const grid = this.#grid();
    if (!grid || !this.canvas) return;
    const { columns, rows, cellWidth, cellHeight } = grid;
    this.canvas.style.setProperty('--antipode-width', `${columns * cellWidth}px`);
    this.canvas.style.setProperty('--antipode-height', `${rows * cellHeight}px`);
    this.#draw();
  }

  #grid(): ArrayGrid | null {
    return this.array && this.width > 0 ? arrayGrid(this.array, this.width, this.bare) : null;
  }

  #draw(): void {
    const grid = this.#grid();
    const context = grid && this.#surface.begin();
    if (context) drawArray(context, this.array!, grid!, paletteOf(this), this.cursor);
  }

  /** ", 5 features × 2 hidden dimensions" */
  #sizes(): string {
    const { axes, shape, values } = this.array!;
    if (axes.length === 0) return '';
    const names = { n: ['feature', 'features'], m: ['hidden dimension', 'hidden dimensions'] };
    const sizes = axes.map(
      (axis, k) => `${count(shape[k])} ${names[axis][shape[k] === 1 ? 0 : 1]}`,
    );
    const rows = values.length / (shape[1] ?? 1);
    const cut = rows < shape[0] ? `, of which the first ${count(rows)} are shown` : '';
    return `, ${sizes.join(' × ')}${cut}`;
  }

  #reading(): string {
    const [array, grid] = [this.array!, this.#grid()];
    if (this.cursor !== null && grid && this.cursor < grid.length) {
      const value = valueAt(array, grid, this.cursor);
      return `${cellName(array, grid, this.cursor)}: ${numberText(value)}`;
    }
    const most = largest(array.values);
    const bad = Array.from(array.values).filter((value) => !Number.isFinite(value)).length;
    const ends =
      most === 0 ? 'all are 0' : `blue to red: −${significant(most)} to ${significant(most)}`;
    return bad > 0 ? `${count(bad)} of them no finite numbers; ${ends}` : ends;
  }

  #table(rows: number): Table {
    const { symbol, words, axes, shape, values } = this.array!;
    const width = shape[1] ?? 1;
    const names = { n: 'feature', m: 'hidden dimension' };
    const columns =
      axes.length === 2 ? Array.from({ length: width }, (_, k) => `${symbol} ${k}`) : [symbol];
    return {
      caption: `${symbol}: ${words}.`,
      columns: [names[axes[0]], ...columns],
      rows: Array.from({ length: rows }, (_, row) => [
        row,
        ...Array.from(values.subarray(row * width, (row + 1) * width), numberText),
      ]),
    };
  }

  readonly #point = (event: PointerEvent): void => {
    const grid = this.#grid();
    const { left, top } = this.canvas!.getBoundingClientRect();
    this.cursor = grid && cellAtPoint(grid, event.clientX - left, event.clientY - top);
  };

  readonly #key = (event: KeyboardEvent): void => {
    const grid = this.#grid();
    if (!grid || event.ctrlKey || event.altKey || event.metaKey) return;
    const { columns, length } = grid;
    const from = this.cursor ?? 0;
    const to = {
      ArrowLeft: from - 1,
      ArrowRight: this.cursor === null ? 0 : from + 1,
      ArrowUp: from - columns,
      ArrowDown: from + columns,
      Home: 0,
      End: length - 1,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    if (to >= 0 && to < length) this.cursor = to;
    void this.updateComplete.then(() => (this.said.textContent = this.#reading()));
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-array': AntipodeArray;
  }
}
