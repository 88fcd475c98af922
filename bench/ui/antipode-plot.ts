import { css, html, LitElement, nothing, svg, unsafeCSS } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import uPlot from 'uplot';
import uplotCss from 'uplot/dist/uPlot.min.css?inline';
import { isDark, paletteOf } from '../../src/ui/colour';
import { article, tables } from '../../src/ui/styles';
import { ENOUGH } from '../report/interval';
import { seriesColour, seriesShape, type Mark, type Picture } from './picture';
import { cornersOf, plotOptions } from './plot-options';

/** CSS pixels from a mark within which the pointer reads it. */
const REACH = 24;

/**
 * A figure of the bench. The pointer reads the nearest mark; with the focus, the arrow keys go from mark to mark; a
 * table below has the same numbers.
 *
 * @slot - the caption
 */
@customElement('antipode-plot')
export class AntipodePlot extends LitElement {
  static override styles = [
    unsafeCSS(uplotCss),
    article,
    tables,
    css`
      .plot {
        position: relative;
        min-width: 0;
        height: 25rem;
      }
      .plot:focus-visible {
        outline: 2px solid var(--sys-accent);
        outline-offset: 2px;
      }
      .uplot {
        position: absolute;
        font-family: var(--sys-text);
      }
      .at {
        margin: 0.5rem 0 0;
        min-height: 1.6em;
        max-width: none;
        font-size: 0.875rem;
        font-variant-numeric: tabular-nums;
      }
      .keys {
        list-style: none;
        display: flex;
        flex-wrap: wrap;
        gap: 0.25rem 1.25rem;
        margin: 0.5rem 0 0.9rem;
        padding: 0;
        font-size: 0.8125rem;
      }
      .keys li {
        display: flex;
        align-items: center;
        gap: 0.4rem;
      }
      .keys svg {
        width: 14px;
        height: 14px;
        fill: var(--antipode-key);
      }
      .keys .hollow {
        fill: none;
        stroke: currentColor;
        stroke-width: 1.75;
      }
      .scroll {
        margin-top: 0.75rem;
      }
      td {
        text-align: left;
      }
      @media (max-width: 640px) {
        .plot {
          height: 20rem;
        }
      }
    `,
  ];

  @property({ attribute: false }) picture: Picture | undefined;
  /** What the figure is, for those who do not see it. */
  @property() label = '';

  @state() private active: number | null = null;
  @state() private tableOpen = false;
  @query('.plot') private plot!: HTMLElement;

  #chart: uPlot | undefined;
  #observer: ResizeObserver | undefined;
  readonly #scheme = matchMedia('(prefers-color-scheme: dark)');

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('antipode-theme', this.#make);
    this.#scheme.addEventListener('change', this.#make);
    this.requestUpdate('picture');
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('antipode-theme', this.#make);
    this.#scheme.removeEventListener('change', this.#make);
    this.#observer?.disconnect();
    this.#observer = undefined;
    this.#chart?.destroy();
    this.#chart = undefined;
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    const marks = this.picture?.marks.length ?? 0;
    if (changed.has('picture') && (this.active ?? 0) >= marks) this.active = null;
  }

  protected override updated(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('picture')) this.#make();
    else this.#chart?.redraw(false);
    if (this.#observer || !this.plot) return;
    this.#observer = new ResizeObserver(this.#make);
    this.#observer.observe(this.plot);
  }

  protected override render() {
    const { picture } = this;
    if (!picture) return nothing;
    const { table, series } = picture;
    return html`<figure aria-label=${this.label}>
      <div
        class="plot"
        role="application"
        aria-roledescription="chart"
        aria-label="${this.label}. Left and right arrow keys read the marks."
        tabindex="0"
        @keydown=${this.#key}
        @blur=${() => (this.active = null)}
        @pointermove=${this.#point}
        @pointerdown=${this.#point}
        @pointerleave=${() => (this.active = null)}
      ></div>
      <p class="at" aria-live="polite">
        ${this.#read()?.said ?? 'Point at a mark, or use the arrow keys, to read it.'}
      </p>
      <ul class="keys" aria-label="Key">
        ${series.map(
          ({ name }, number) =>
            html`<li>
              <svg viewBox="-7 -7 14 14" aria-hidden="true" class="key">
                ${svg`<path d=${seriesShape(number)} />`}</svg
              >${name}
            </li>`,
        )}
        ${
          picture.marks.some(({ interval }) => interval === null)
            ? html`<li>
                <svg viewBox="-7 -7 14 14" aria-hidden="true" class="hollow">
                  ${svg`<path d=${seriesShape(0)} />`}</svg
                >hollow: fewer than ${ENOUGH} samples, so no interval
              </li>`
            : nothing
        }
      </ul>
      <figcaption><slot></slot></figcaption>
      <details
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
      </details>
    </figure>`;
  }

  #read(): Mark | null {
    return this.active === null ? null : (this.picture?.marks[this.active] ?? null);
  }

  readonly #make = (): void => {
    const { picture } = this;
    const width = this.plot?.clientWidth ?? 0;
    if (!picture || width === 0) return;
    this.#chart?.destroy();
    const dark = isDark();
    this.renderRoot
      .querySelectorAll<SVGElement>('.key')
      .forEach((key, number) =>
        key.style.setProperty('--antipode-key', seriesColour(number, dark)),
      );
    const options = plotOptions({
      width,
      height: this.plot.clientHeight,
      picture,
      palette: paletteOf(this),
      dark,
      active: () => this.#read(),
    });
    this.#chart = new uPlot(options, cornersOf(picture), this.plot);
  };

  readonly #point = (event: PointerEvent): void => {
    const chart = this.#chart;
    if (!chart || !this.picture) return;
    const { left, top } = chart.over.getBoundingClientRect();
    let nearest: number | null = null;
    let least = REACH;
    this.picture.marks.forEach(({ x, y }, place) => {
      const across = chart.valToPos(x, 'x') - (event.clientX - left);
      const down = chart.valToPos(y, 'y') - (event.clientY - top);
      const distance = Math.hypot(across, down);
      if (distance < least) [nearest, least] = [place, distance];
    });
    this.active = nearest;
  };

  readonly #key = (event: KeyboardEvent): void => {
    const last = (this.picture?.marks.length ?? 0) - 1;
    const to = {
      ArrowLeft: Math.max(0, (this.active ?? last + 1) - 1),
      ArrowRight: Math.min(last, (this.active ?? -1) + 1),
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
    'antipode-plot': AntipodePlot;
  }
}
