import { html, LitElement, nothing, svg, type SVGTemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { article, tables } from '../styles';
import { placeOf, type Strip, type StripBar, type StripRow } from './strip';
import { stripStyles } from './strip-styles';

/** CSS pixels: of names and values beside the bars, of rows, and below which names stand above their bars. */
const NAMES = 250;
const VALUES = 78;
const ROW = 22;
const DENSE = 17;
const NARROW = 640;
/** Of a letter, generously. */
const LETTER = 7;

interface Layout {
  left: number;
  right: number;
  /** Above the bar of each row, and of the bar. */
  above: number;
  bar: number;
  narrow: boolean;
}

/**
 * A figure of bars along one axis. The pointer reads the bar under it; with the focus, the arrow keys go from bar to
 * bar; a table below has the same numbers.
 *
 * @slot - the caption
 */
@customElement('antipode-strip')
export class AntipodeStrip extends LitElement {
  static override styles = [article, tables, stripStyles];

  @property({ attribute: false }) strip: Strip | undefined;
  /** What the figure is, for those who do not see it. */
  @property() label = '';

  @state() private width = 0;
  @state() private active: number | null = null;
  @state() private tableOpen = false;
  @query('.plot') private plot!: HTMLElement;

  #observer: ResizeObserver | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observer?.disconnect();
    this.#observer = undefined;
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('strip') && (this.active ?? 0) >= this.#bars().length) this.active = null;
  }

  protected override updated(): void {
    if (this.#observer || !this.plot) return;
    this.#observer = new ResizeObserver(([{ contentRect }]) => {
      // Not at once: the picture changes the height of what is observed.
      requestAnimationFrame(() => (this.width = Math.floor(contentRect.width)));
    });
    this.#observer.observe(this.plot);
  }

  protected override render() {
    const { strip } = this;
    if (!strip) return nothing;
    return html`<figure aria-label=${this.label}>
      <div
        class="plot"
        role="application"
        aria-roledescription="chart"
        aria-label="${this.label}. Arrow keys read the bars."
        tabindex="0"
        @keydown=${this.#key}
        @blur=${() => (this.active = null)}
        @pointermove=${this.#point}
        @pointerdown=${this.#point}
        @pointerleave=${() => (this.active = null)}
      >
        ${this.width > 0 ? this.#picture(strip) : nothing}
      </div>
      <p class="at" aria-live="polite">
        ${
          this.active === null
            ? 'Point at a bar, or use the arrow keys, to read it.'
            : this.#bars()[this.active]?.said
        }
      </p>
      ${strip.key.length > 0 ? this.#legend(strip) : nothing}
      <figcaption><slot></slot></figcaption>
      ${this.#table(strip)}
    </figure>`;
  }

  #legend({ key }: Strip) {
    return html`<ul class="keys" aria-label="Key">
      ${key.map(
        ({ tone, name }) =>
          html`<li>
            <svg viewBox="0 0 14 10" aria-hidden="true">
              ${svg`<rect class="bar ${tone}" width="14" height="10" />`}</svg
            >${name}
          </li>`,
      )}
    </ul>`;
  }

  #table({ table }: Strip) {
    return html`<details
      @toggle=${(event: Event) => {
        this.tableOpen = (event.target as HTMLDetailsElement).open;
      }}
    >
      <summary>Numbers as a table</summary>
      ${
        this.tableOpen
          ? html`<div class="scroll" tabindex="0" role="region" aria-label=${table.caption}>
              <table>
                <caption>
                  ${table.caption}
                </caption>
                <thead>
                  <tr>
                    ${table.head.map((cell) => html`<th scope="col">${cell}</th>`)}
                  </tr>
                </thead>
                <tbody>
                  ${table.rows.map(
                    (row) =>
                      html`<tr>
                        ${row.map((cell) => html`<td>${cell}</td>`)}
                      </tr>`,
                  )}
                </tbody>
              </table>
            </div>`
          : nothing
      }
    </details>`;
  }

  #bars(): StripBar[] {
    return this.strip?.rows.flatMap(({ bars }) => bars) ?? [];
  }

  #layout({ dense }: Strip): Layout {
    const narrow = this.width < NARROW;
    if (dense) return { left: 48, right: 6, above: 0, bar: DENSE, narrow };
    if (narrow) return { left: 0, right: 0, above: 19, bar: 12, narrow };
    return { left: NAMES, right: VALUES, above: 5, bar: ROW - 8, narrow };
  }

  #picture(strip: Strip) {
    const layout = this.#layout(strip);
    const across = this.width - layout.left - layout.right;
    const x = (value: number) => layout.left + across * placeOf(strip.axis, value);
    let y = 4;
    let place = 0;
    const drawn: SVGTemplateResult[] = [];
    for (const row of strip.rows) {
      if (row.apart) y += 10;
      drawn.push(this.#row(row, layout, y, place, x));
      place += row.bars.length;
      y += layout.above + layout.bar + (strip.dense ? 0 : layout.narrow ? 5 : 3);
    }
    const bottom = y + 3;
    return html`<svg viewBox="0 0 ${this.width} ${bottom + 38}" aria-hidden="true">
      ${strip.dense ? nothing : this.#grid(strip, x, bottom)}
      ${drawn}${this.#axis(strip, x, bottom)}
    </svg>`;
  }

  #grid({ axis }: Strip, x: (value: number) => number, bottom: number) {
    return axis.ticks.map(
      ({ at }) => svg`<line class="grid" x1=${x(at)} x2=${x(at)} y1="0" y2=${bottom} />`,
    );
  }

  #axis({ axis }: Strip, x: (value: number) => number, bottom: number) {
    const [first, last] = [x(axis.range[0]), x(axis.range[1])];
    let free = -Infinity;
    const texts = axis.ticks.flatMap(({ at, text }) => {
      const half = (text.length * LETTER) / 2;
      const centre = Math.min(Math.max(x(at), half), this.width - half);
      if (centre - half < free) return []; // no room for its text
      free = centre + half + 6;
      return svg`<text class="soft middle" x=${centre} y=${bottom + 15}>${text}</text>`;
    });
    return svg`${texts}<text class="soft middle" x=${(first + last) / 2} y=${bottom + 33}>${axis.label}</text>`;
  }

  #row(
    { name, bars, dots, mark, value }: StripRow,
    { left, above, bar, narrow }: Layout,
    y: number,
    first: number,
    x: (value: number) => number,
  ): SVGTemplateResult {
    const top = y + above;
    const middle = top + bar / 2;
    const base = narrow && above > 0 ? y + 13 : middle + 4;
    const nameEnd = narrow && above > 0 ? 0 : left - 10;
    return svg`
      <text class="name ${nameEnd > 0 ? 'end' : ''}" x=${nameEnd} y=${base}>${name}</text>
      ${value ? svg`<text class="end" x=${this.width} y=${base}>${value}</text>` : nothing}
      ${dots?.map((at) => svg`<circle class="dot" cx=${x(at)} cy=${middle} r="2.5" />`)}
      ${bars.map((one, k) => this.#bar(one, top, bar, first + k, x))}
      ${
        mark === undefined
          ? nothing
          : svg`<line class="mark" x1=${x(mark)} x2=${x(mark)} y1=${top - 2} y2=${top + bar + 2} />`
      }`;
  }

  #bar(
    { from, to, tone, label = '' }: StripBar,
    top: number,
    height: number,
    place: number,
    x: (value: number) => number,
  ): SVGTemplateResult {
    const [begin, end] = [x(from), x(to)];
    const fits = label.length * LETTER + 8 < end - begin;
    return svg`<rect
        class="bar ${tone} ${place === this.active ? 'now' : ''}"
        data-place=${place}
        x=${begin} y=${top} width=${Math.max(1.5, end - begin)} height=${height}
      />${
        fits && label
          ? svg`<text class="name on-${tone}" pointer-events="none" x=${begin + 5} y=${top + height / 2 + 4}>${label}</text>`
          : nothing
      }`;
  }

  /** The bar under the pointer, or the nearest in its row: some are thinner than a pointer. */
  readonly #point = (event: PointerEvent): void => {
    let nearest: number | null = null;
    let least = 24;
    for (const bar of this.renderRoot.querySelectorAll<SVGElement>('[data-place]')) {
      const { left, right, top, bottom } = bar.getBoundingClientRect();
      const across = Math.max(left - event.clientX, 0, event.clientX - right);
      const down = Math.max(top - event.clientY, 0, event.clientY - bottom);
      const distance = across + 3 * down;
      if (distance < least) [nearest, least] = [Number(bar.dataset.place), distance];
    }
    this.active = nearest;
  };

  readonly #key = (event: KeyboardEvent): void => {
    const last = this.#bars().length - 1;
    const back = Math.max(0, (this.active ?? last + 1) - 1);
    const on = Math.min(last, (this.active ?? -1) + 1);
    const to = {
      ArrowLeft: back,
      ArrowUp: back,
      ArrowRight: on,
      ArrowDown: on,
      Home: 0,
      End: last,
      Escape: null,
    }[event.key];
    if (to === undefined || last < 0) return;
    event.preventDefault();
    this.active = to;
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-strip': AntipodeStrip;
  }
}
