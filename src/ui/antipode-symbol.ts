import { css, html, LitElement } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { SYMBOLS, type SymbolName } from './symbols';
import { article } from './styles';

/** CSS pixels between an explanation and the edge of the window. */
const MARGIN = 8;

/**
 * A symbol, or a formula of several, that explains itself when it is pointed at, pressed, or has the focus. Escape
 * puts the explanation away.
 *
 * @slot - a formula as it is set
 */
@customElement('antipode-symbol')
export class AntipodeSymbol extends LitElement {
  static override styles = [
    article,
    css`
      :host {
        display: inline;
      }
      button {
        display: inline;
        font: inherit;
        color: inherit;
        line-height: inherit;
        background: none;
        border: 0;
        padding: 0;
        margin: 0;
        text-decoration: underline dotted var(--sys-edge) 1px;
        text-underline-offset: 0.2em;
      }
      .what {
        cursor: help;
        direction: ltr;
        unicode-bidi: isolate;
      }
      :host([formula]),
      :host([formula]) .what {
        display: block;
        width: fit-content;
        max-width: 100%;
      }
      .what:focus-visible {
        outline: 2px solid var(--sys-accent);
        outline-offset: 2px;
        border-radius: 2px;
      }
      .tip {
        position: fixed;
        z-index: 5;
        left: var(--antipode-left, 0);
        top: var(--antipode-top, 0);
        box-sizing: border-box;
        width: max-content;
        max-width: min(22rem, calc(100vw - 16px));
        padding: 0.6rem 0.8rem;
        border: 1px solid var(--sys-edge);
        border-radius: 4px;
        background: var(--sys-ground);
        color: var(--sys-ink);
        font: 0.875rem/1.4 var(--sys-text);
        text-align: start;
        white-space: normal;
      }
      .tip[hidden] {
        display: none;
      }
      .line {
        display: block;
      }
    `,
  ];

  /** The symbols that it has. */
  @property({ attribute: false }) of: readonly SymbolName[] = [];
  /** A formula, which stands alone on its line. */
  @property({ type: Boolean, reflect: true }) formula = false;

  @state() private shown = false;

  @query('.what') private what!: HTMLElement;
  @query('.tip') private tip!: HTMLElement;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#hide();
  }

  protected override render() {
    return html`<span @pointerenter=${this.#show} @pointerleave=${this.#leave}
      >${
        this.formula
          ? html`<span
              class="what"
              role="group"
              aria-label="Formula"
              aria-describedby="tip"
              tabindex="0"
              @focus=${this.#show}
              @blur=${this.#hide}
              ><slot></slot
            ></span>`
          : html`<button
              class="what"
              type="button"
              aria-describedby="tip"
              @focus=${this.#show}
              @blur=${this.#hide}
              @click=${this.#show}
            >
              ${this.of.slice(0, 1).map(inType)}
            </button>`
      }<span id="tip" class="tip" ?hidden=${!this.shown}
        >${this.of.map((name) => html`<span class="line">${inType(name)}: ${SYMBOLS[name]}</span>`)}</span
      ></span
    >`;
  }

  readonly #show = async (): Promise<void> => {
    if (!this.shown) {
      this.shown = true;
      document.addEventListener('keydown', this.#key);
      addEventListener('scroll', this.#place, { capture: true, passive: true });
    }
    await this.updateComplete;
    this.#place();
  };

  /** Below the symbol, or above it where there is no room, and within the window. */
  readonly #place = (): void => {
    const { left, top, bottom } = this.what.getBoundingClientRect();
    const { width, height } = this.tip.getBoundingClientRect();
    const within = Math.max(MARGIN, Math.min(left, innerWidth - width - MARGIN));
    const below = bottom + height + MARGIN < innerHeight || top < height;
    this.tip.style.setProperty('--antipode-left', `${within}px`);
    this.tip.style.setProperty('--antipode-top', `${below ? bottom : top - height}px`);
  };

  /** The pointer going away does not take away what the keyboard asked for. */
  readonly #leave = (): void => {
    if (!this.what.matches(':focus')) this.#hide();
  };

  readonly #hide = (): void => {
    this.shown = false;
    document.removeEventListener('keydown', this.#key);
    removeEventListener('scroll', this.#place, { capture: true });
  };

  readonly #key = ({ key }: KeyboardEvent): void => {
    if (key === 'Escape') this.#hide();
  };
}

/** A symbol as it is set: letters of variables slope, numbers and words stand upright. */
function inType(name: SymbolName) {
  if (name === 'ReLU' || name === 'overlap') return html`${name}`;
  return name === '1 − S' ? html`<bdi>1 − <i>S</i></bdi>` : html`<bdi><i>${name}</i></bdi>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-symbol': AntipodeSymbol;
  }
}
