import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { LabOutput } from '../../lab/index';
import { paletteOf } from '../colour';
import { count, significant } from '../format';
import { article } from '../styles';
import { drawMap, layoutOf, type MapLayout } from './draw-map';
import { elementAt, shareText } from './verdict';

/**
 * An output beside its reference, element by element: what the kernel wrote, what float64 says, and the error in
 * terms of its bound. The pointer, or the arrow keys, read one element in all three.
 */
@customElement('antipode-output-map')
export class AntipodeOutputMap extends LitElement {
  static override styles = [
    article,
    css`
      .maps {
        display: grid;
        grid-template-columns: repeat(3, minmax(0, 1fr));
        gap: 0.75rem 1.5rem;
        margin: 1rem 0 0.5rem;
      }
      h3 {
        font-size: 0.875rem;
        font-weight: 600;
        margin: 0 0 0.35rem;
      }
      canvas {
        display: block;
        width: 100%;
        max-height: 20rem;
        object-fit: contain;
        object-position: left top;
        image-rendering: pixelated;
        outline: 1px solid var(--sys-hairline);
        cursor: crosshair;
      }
      .maps:focus-visible {
        outline: 2px solid var(--sys-accent);
        outline-offset: 4px;
      }
      .read {
        font-variant-numeric: tabular-nums;
        font-size: 0.875rem;
        margin-bottom: 0.5rem;
        min-height: 3.2em;
      }
    `,
  ];

  @property({ attribute: false }) output: LabOutput | undefined;

  /** The element that is read; null: the furthest off. */
  @state() private at: number | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('antipode-theme', this.#redraw);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('antipode-theme', this.#redraw);
  }

  protected override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has('output')) this.at = null;
  }

  protected override updated(changed: Map<string, unknown>): void {
    if (changed.has('output')) this.#redraw();
  }

  protected override render() {
    const { output } = this;
    if (!output) return nothing;
    const { got, length, binding } = output;
    const element = this.at === null ? output.worst : elementAt(output, this.at);
    return html`<figure aria-label="${binding} beside its reference">
      <div
        class="maps"
        tabindex="0"
        role="application"
        aria-roledescription="picture of numbers"
        aria-label="Output, reference and error of ${binding}. Arrow keys read one element after the other."
        @keydown=${this.#key}
      >
        ${['Output', 'Reference', 'Error'].map(
          (name, which) =>
            html`<div>
              <h3>${name}${which < 2 ? html` <code>${binding}</code>` : ''}</h3>
              <canvas @pointermove=${this.#point} data-map=${which}></canvas>
            </div>`,
        )}
      </div>
      <p class="read" aria-live="polite">
        ${this.at === null ? 'Largest error: ' : ''}<code
          >${binding}[${element.coordinates.join(', ')}]</code
        >
        is ${significant(element.got, 7)}, the reference ${significant(element.expected, 7)}; the
        error may be ${significant(element.bound)} and
        ${element.share > 1 ? `is ${shareText(element.share)} times that` : `takes ${shareText(element.share)} of that`}.
      </p>
      <figcaption>
        Each dot is an element. Output and reference: blue is below zero, red above, on one scale.
        Error:
        ${
          output.wrong > 0
            ? 'elements out of their bounds are marked in one flat colour.'
            : `stronger is larger, up to ${shareText(output.worst.share)} of what is allowed.`
        }
        ${got.length < length ? `Shown are the first ${count(got.length)} of ${count(length)} elements.` : ''}
      </figcaption>
    </figure>`;
  }

  #index(): number {
    const { got, worst } = this.output!;
    return this.at ?? Math.min(worst.index, got.length - 1);
  }

  #layout(): MapLayout {
    const { got, shape } = this.output!;
    return layoutOf(shape, got.length);
  }

  readonly #redraw = (): void => {
    if (!this.output) return;
    const canvases = this.renderRoot.querySelectorAll('canvas');
    const palette = paletteOf(this);
    const warning = getComputedStyle(this).getPropertyValue('--sys-warning').trim();
    canvases.forEach((canvas, which) => {
      const kind = (['got', 'expected', 'error'] as const)[which];
      drawMap(canvas, this.output!, this.#layout(), kind, palette, warning);
    });
  };

  readonly #point = (event: PointerEvent): void => {
    const canvas = event.currentTarget as HTMLCanvasElement;
    const { width, height } = canvas.getBoundingClientRect();
    const scale = Math.min(width / canvas.width, height / canvas.height);
    const { columns, rows } = this.#layout();
    const column = Math.floor(event.offsetX / scale);
    const row = Math.floor(event.offsetY / scale);
    if (column < 0 || column >= columns || row < 0 || row >= rows) return;
    const index = row * columns + column;
    if (index < this.output!.got.length) this.at = index;
  };

  readonly #key = (event: KeyboardEvent): void => {
    const { columns } = this.#layout();
    const leap = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns }[event.key];
    if (event.key === 'Escape') this.at = null;
    if (leap === undefined) return;
    event.preventDefault();
    const next = this.#index() + leap;
    if (next >= 0 && next < this.output!.got.length) this.at = next;
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-output-map': AntipodeOutputMap;
  }
}
