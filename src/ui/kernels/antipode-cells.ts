import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { paletteOf } from '../colour';
import { article } from '../styles';
import { Surface } from '../surface';
import { cellAtPoint, cellsSize, drawCells, type Cells } from './draw-cells';

/**
 * A grid of cells with a title, drawn on a canvas. Pointing at a cell names it; where cells can be chosen, a click or
 * the arrow keys choose one.
 *
 * @fires antipode-cell-choose - with the cell
 * @fires antipode-cell-point - with the cell, or null
 */
@customElement('antipode-cells')
export class AntipodeCells extends LitElement {
  static override styles = [
    article,
    css`
      :host {
        min-width: 0;
        max-width: 100%;
      }
      .title {
        margin: 0 0 0.15rem 22px;
        font-size: 0.8125rem;
        line-height: 1.35;
        color: var(--sys-soft);
        font-variant-numeric: tabular-nums;
      }
      .title strong {
        font-family: var(--sys-mono);
        font-weight: 600;
        color: var(--sys-ink);
      }
      .grid {
        width: fit-content;
        max-width: 100%;
        border-radius: 3px;
      }
      .grid.choosable {
        cursor: pointer;
      }
      .grid:focus-visible {
        outline: 2px solid var(--sys-accent);
        outline-offset: 2px;
      }
      canvas {
        display: block;
        width: var(--antipode-width, 1px);
        height: var(--antipode-height, 1px);
      }
    `,
  ];

  @property({ attribute: false }) cells: Cells | undefined;
  @property() name = '';
  /** What stands behind the name. */
  @property() note = '';
  /** For those who choose by keyboard; without it nothing can be chosen. */
  @property() choosable = '';
  /** The cell that the arrow keys move from. */
  @property({ type: Number }) chosen = 0;

  @query('canvas') private canvas!: HTMLCanvasElement;

  readonly #surface = new Surface(this, () => this.#draw());

  protected override render() {
    const canvas = html`<canvas aria-hidden="true"></canvas>`;
    const title = html`<p class="title"><strong>${this.name}</strong> ${this.note}</p>`;
    if (!this.choosable) {
      return html`${title}
        <div
          class="grid"
          @pointermove=${this.#point}
          @pointerdown=${this.#point}
          @pointerleave=${this.#leave}
        >
          ${canvas}
        </div>`;
    }
    return html`${this.name ? title : nothing}
      <div
        class="grid choosable"
        role="application"
        aria-roledescription="grid"
        aria-label=${this.choosable}
        tabindex="0"
        @keydown=${this.#key}
        @click=${this.#click}
      >
        ${canvas}
      </div>`;
  }

  protected override updated(): void {
    if (!this.cells) return;
    const [width, height] = cellsSize(this.cells);
    this.canvas.style.setProperty('--antipode-width', `${width}px`);
    this.canvas.style.setProperty('--antipode-height', `${height}px`);
    this.#draw();
  }

  readonly #draw = (): void => {
    const context = this.cells && this.#surface.begin();
    if (context) drawCells(context, this.cells!, paletteOf(this));
  };

  #cellOf(event: MouseEvent): number | null {
    const { left, top } = this.canvas.getBoundingClientRect();
    return this.cells ? cellAtPoint(this.cells, event.clientX - left, event.clientY - top) : null;
  }

  #tell(name: 'choose' | 'point', detail: number | null): void {
    this.dispatchEvent(new CustomEvent(`antipode-cell-${name}`, { detail }));
  }

  readonly #point = (event: PointerEvent): void => this.#tell('point', this.#cellOf(event));
  readonly #leave = (): void => this.#tell('point', null);
  readonly #click = (event: MouseEvent): void => {
    const cell = this.#cellOf(event);
    if (cell !== null) this.#tell('choose', cell);
  };

  readonly #key = (event: KeyboardEvent): void => {
    const { cells } = this;
    const moves: Record<string, [number, number]> = {
      ArrowLeft: [0, -1],
      ArrowRight: [0, 1],
      ArrowUp: [-1, 0],
      ArrowDown: [1, 0],
    };
    const move = moves[event.key];
    if (!cells || !move || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    const row = Math.floor(this.chosen / cells.columns) + move[0];
    const column = (this.chosen % cells.columns) + move[1];
    const cell = row * cells.columns + column;
    const inside = row >= 0 && column >= 0 && column < cells.columns && cell < cells.length;
    if (inside) this.#tell('choose', cell);
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-cells': AntipodeCells;
  }
}
