import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { paletteOf } from './colour';
import { isolated } from './isolated';
import type { LiveRun } from './live-run';
import { LiveView } from './live-view';
import { article } from './styles';
import { Surface } from './surface';

/** Colour maps that a legend can show. */
export type LegendMap =
  'importance' | 'density' | 'overlap' | 'loss' | 'dimensionality' | 'diverging';

/** A colour map with the values at its ends. */
@customElement('antipode-legend')
export class AntipodeLegend extends LitElement {
  static override styles = [
    article,
    css`
      :host {
        font-size: 0.8125rem;
        line-height: 1.4;
        color: var(--sys-soft);
        font-variant-numeric: tabular-nums;
      }
      .row {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.2rem 0.5rem;
      }
      .scale {
        display: flex;
        align-items: center;
        gap: 0.4rem;
      }
      canvas {
        width: 7rem;
        height: 0.6rem;
        border-radius: 2px;
      }
    `,
  ];

  @property({ attribute: false }) live: LiveRun | undefined;
  @property() map: LegendMap = 'importance';
  /** What the colour means. */
  @property() label = '';
  /** The value at the left end. */
  @property() from = '';
  /** The value at the right end. */
  @property() to = '';

  readonly #view = new LiveView(
    this,
    () => this.#draw(),
    () => 1e9,
  );
  readonly #surface = new Surface(this, () => this.#view.now());

  protected override render() {
    return html`<div class="row">
      <span>${isolated(this.label)}</span>
      <span class="scale ltr"
        ><span>${this.from}</span><canvas aria-hidden="true"></canvas><span>${this.to}</span></span
      >
    </div>`;
  }

  #draw(): void {
    const context = this.#surface.begin();
    if (!context) return;
    const ramp = paletteOf(this)[this.map];
    const { width, height } = this.#surface;
    for (let x = 0; x < width; x++) {
      context.fillStyle = ramp.at(x / width);
      context.fillRect(x, 0, 1.5, height);
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-legend': AntipodeLegend;
  }
}
