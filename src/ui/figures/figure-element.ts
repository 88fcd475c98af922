import { calledIn } from '../distinction';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import type { Experiment, Trained } from '../../train/index';
import { paletteOf, type Palette } from '../colour';
import type { LiveRun } from '../live-run';
import { LiveView } from '../live-view';
import { article, controls } from '../styles';
import { Surface } from '../surface';
import type { Table } from './csv';
import type { Picture } from './picture';
import { wordsAround } from './picture-words';
import './antipode-export';
import './antipode-table';

/** Something in a figure that can be pointed at. */
export interface Mark {
  x: number;
  y: number;
  /** What it stands for, with its numbers, in one sentence; made when it is asked for where there are many. */
  says: string | (() => string);
  /** Pressing it looks at this instance. */
  instance?: number;
}

/** Where a figure is drawn. */
export interface Stage {
  context: CanvasRenderingContext2D;
  width: number;
  height: number;
  palette: Palette;
  /** The mark that is read, by its number in the list that `paint` returned last. */
  cursor: number | null;
}

/** Pointer and mark are one from this distance on. */
const REACH = 22;

/**
 * A view of trained models: a canvas whose marks can be read by pointer and arrow keys, a caption, a table with the same
 * numbers, and both as files. A view says what it reads from the models, how it is drawn, and what its table holds.
 */
export abstract class FigureElement<Data> extends LitElement {
  static override styles = [
    article,
    controls,
    css`
      .plot {
        min-width: 0;
        touch-action: pan-y;
      }
      :host([data-turns]) .plot {
        cursor: grab;
      }
      canvas {
        display: block;
        width: 100%;
        height: var(--antipode-height, 20rem);
      }
      .readout {
        min-height: 1.5em;
        margin: 0.4rem 0;
        font-size: 0.9rem;
        font-variant-numeric: tabular-nums;
      }
      .now {
        margin: 0.5rem 0 0;
      }
      .now:empty {
        display: none;
      }
      .foot {
        display: flex;
        flex-wrap: wrap;
        align-items: baseline;
        gap: 0.25rem 1.25rem;
        margin-top: 0.5rem;
      }
    `,
  ];

  @property({ attribute: false }) live: LiveRun | undefined;
  @property({ attribute: false }) experiment: Experiment | undefined;
  @property({ type: Number }) selected = 0;

  /** As it stood when it was opened: it does not change under the reader. */
  @state() private shownTable: Table | null = null;

  @query('canvas') private canvas!: HTMLCanvasElement;
  @query('details') private details!: HTMLDetailsElement;
  @query('.now') private now!: HTMLElement;
  @query('.readout') private readout!: HTMLElement;
  @query('.said') private said!: HTMLElement;

  /** What the figure shows, as a phrase for its label and its files. */
  protected abstract readonly label: string;

  /** Whether it is about the selected instance alone; else about all that have a finite replica. */
  protected readonly ofOne: boolean = false;

  /** Milliseconds between two drawings. */
  protected pace(): number {
    return 150;
  }

  /** The numbers of the figure. */
  protected abstract read(trained: Trained, live: LiveRun): Data | null;

  /** Draws, and tells what can be pointed at. */
  protected abstract paint(stage: Stage, data: Data): readonly Mark[];

  protected abstract tableOf(data: Data): Table;

  protected abstract caption(): TemplateResult;

  /** What there is to see just now, in a sentence below the figure. */
  protected describe?(data: Data): string;

  /** Controls of its own, above the figure. */
  protected tools(): TemplateResult | typeof nothing {
    return nothing;
  }

  /** CSS pixels for a width. */
  protected heightFor(width: number): number {
    return Math.round(Math.min(380, Math.max(240, width * 0.55)));
  }

  /** Whether dragging means something: by so many pixels. */
  protected drag?(dx: number, dy: number): void;

  #data: Data | null = null;
  #marks: readonly Mark[] = [];
  #cursor: number | null = null;
  #dragged: { x: number; y: number } | null = null;
  protected readonly view = new LiveView(
    this,
    (live) => this.#draw(live),
    () => this.pace(),
  );
  protected readonly surface = new Surface(this, () => this.view.now());

  override connectedCallback(): void {
    super.connectedCallback();
    this.toggleAttribute('data-turns', this.drag !== undefined);
  }

  protected override render() {
    return html`<figure aria-label=${this.label}>
      ${this.tools()}
      <div
        class="plot"
        role="application"
        aria-roledescription="figure"
        aria-label="${this.label}. Arrow keys read values."
        tabindex="0"
        @keydown=${this.#key}
        @blur=${() => this.#say(null)}
        @pointerdown=${this.#press}
        @pointermove=${this.#point}
        @pointerup=${() => (this.#dragged = null)}
        @pointercancel=${() => (this.#dragged = null)}
        @pointerleave=${() => {
          this.#dragged = null;
          if (!this.matches(':focus-within')) this.#say(null);
        }}
      >
        <canvas aria-hidden="true"></canvas>
      </div>
      <p class="now" aria-live="off"></p>
      <p class="readout"></p>
      <span class="said hidden" aria-live="polite"></span>
      <figcaption>${this.caption()}</figcaption>
      <div class="foot">
        <details
          @toggle=${(event: Event) => {
            const { open } = event.target as HTMLDetailsElement;
            this.shownTable = open && this.#data ? this.tableOf(this.#data) : null;
          }}
        >
          <summary>Numbers as a table</summary>
          ${
            this.shownTable
              ? html`<antipode-table .table=${this.shownTable}></antipode-table>`
              : nothing
          }
        </details>
        <antipode-export
          .of=${{
            name: this.label.toLowerCase().replace(/[^a-z0-9]+/g, '-'),
            experiment: () => this.live?.called?.name ?? '',
            picture: () => this.#picture(),
            table: () => this.#data && this.tableOf(this.#data),
          }}
        ></antipode-export>
      </div>
    </figure>`;
  }

  /** The figure as it stands, for a file. */
  #picture(): Picture | null {
    const [data, { width, height }] = [this.#data, this.surface];
    if (!data || width < 1) return null;
    const around = wordsAround(this, this.live, this.label);
    const { palette } = around;
    const paint = (context: CanvasRenderingContext2D) => {
      context.lineCap = 'round';
      context.lineJoin = 'round';
      this.paint({ context, width, height, palette, cursor: null }, data);
    };
    const now = this.describe?.(data);
    const caption = now ? `${now} ${around.caption}` : around.caption;
    return { ...around, caption, width, height, paint };
  }

  #draw(live: LiveRun): void {
    const trained = live.trained;
    this.canvas.style.setProperty('--antipode-height', `${this.heightFor(this.clientWidth)}px`);
    const context = this.surface.begin();
    if (!context) return;
    // Other models may be open already than the ones that the page around it is about.
    if (!trained || !live.fits(this.experiment, this.selected)) return this.#leave('');
    if (trained.allDiverged || (this.ofOne && trained.diverged(this.selected))) {
      return this.#leave(
        `${trained.instances === 1 || trained.allDiverged ? 'Training' : calledIn(this.experiment, this.selected)} has diverged: there are no finite numbers to draw.`,
      );
    }
    this.#data = this.read(trained, live);
    if (!this.#data) return this.#leave('');
    // Opened before there was anything to show.
    if (this.details.open) this.shownTable ??= this.tableOf(this.#data);
    const { width, height } = this.surface;
    const palette = paletteOf(this);
    context.font = `11px ${palette.font}`;
    context.lineCap = 'round';
    context.lineJoin = 'round';
    this.#marks = this.paint({ context, width, height, palette, cursor: this.#cursor }, this.#data);
    this.now.textContent = this.describe?.(this.#data) ?? '';
    this.#words();
  }

  /** With nothing to draw, nothing of before is read or saved. */
  #leave(why: string): void {
    this.#data = null;
    this.#marks = [];
    this.shownTable = null;
    this.now.textContent = why;
    this.#words();
  }

  #words(): void {
    const mark = this.#cursor === null ? undefined : this.#marks[this.#cursor];
    const says = typeof mark?.says === 'function' ? mark.says() : mark?.says;
    this.readout.textContent =
      says ?? (this.#marks.length > 0 ? 'Point at the figure, or use the arrow keys.' : '');
  }

  #say(cursor: number | null): void {
    this.#cursor = cursor;
    this.#words();
    this.view.now();
  }

  readonly #press = (event: PointerEvent): void => {
    if (this.drag) {
      this.#dragged = { x: event.clientX, y: event.clientY };
      (event.currentTarget as Element).setPointerCapture(event.pointerId);
    }
    this.#point(event);
    const mark = this.#cursor === null ? undefined : this.#marks[this.#cursor];
    if (mark?.instance !== undefined) this.pressed(mark.instance);
  };

  /** A mark of an instance was pressed. */
  protected pressed(instance: number): void {
    this.dispatchEvent(
      new CustomEvent('antipode-select', { detail: instance, bubbles: true, composed: true }),
    );
  }

  readonly #point = (event: PointerEvent): void => {
    const { clientX: x, clientY: y } = event;
    if (this.#dragged && this.drag) {
      this.drag(x - this.#dragged.x, y - this.#dragged.y);
      this.#dragged = { x, y };
      this.view.now();
      return;
    }
    const { left, top } = this.canvas.getBoundingClientRect();
    this.#say(this.nearest(x - left, y - top));
  };

  /** The mark at a place; null where there is none near. */
  protected nearest(x: number, y: number): number | null {
    let [best, least] = [null as number | null, REACH];
    this.#marks.forEach((mark, k) => {
      const away = Math.hypot(mark.x - x, mark.y - y);
      if (away < least) [best, least] = [k, away];
    });
    return best;
  }

  readonly #key = (event: KeyboardEvent): void => {
    const step = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key];
    const last = this.#marks.length - 1;
    if (event.key === 'Enter' && this.#cursor !== null) {
      const mark = this.#marks[this.#cursor];
      if (mark?.instance !== undefined) this.pressed(mark.instance);
      return;
    }
    if (step === undefined || last < 0) return;
    event.preventDefault();
    const from = this.#cursor ?? (step > 0 ? -1 : last + 1);
    this.#say(Math.min(last, Math.max(0, from + step)));
    this.said.textContent = this.readout.textContent;
  };
}
