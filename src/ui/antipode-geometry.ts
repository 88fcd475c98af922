import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { DIVERGED } from '../train/index';
import { paletteOf } from './colour';
import { instanceShare } from './distinction';
import { drawGeometry } from './draw-geometry';
import { send } from './events';
import { significant } from './format';
import type { LiveRun } from './live-run';
import { LiveView } from './live-view';
import { article } from './styles';
import { Surface } from './surface';

/** Milliseconds between two settings of the numbers in words: faster cannot be read. */
const READABLE = 200;

/**
 * The feature geometry of one instance as a small live plot with its name and recent loss. A button, unless it is
 * alone: pressing it selects the instance for the figures below.
 *
 * @fires antipode-select - with the instance
 * @csspart button
 */
@customElement('antipode-geometry')
export class AntipodeGeometry extends LitElement {
  static override styles = [
    article,
    css`
      :host {
        min-width: 0;
        container-type: inline-size;
      }
      button {
        display: block;
        width: 100%;
        font: inherit;
        color: inherit;
        background: none;
        border: 2px solid transparent;
        border-radius: 4px;
        padding: 0.2rem 0.2rem 0.35rem;
        cursor: pointer;
        text-align: left;
      }
      button:hover {
        background: var(--sys-quiet);
      }
      button[aria-pressed='true'] {
        border-color: var(--sys-accent);
      }
      @media (forced-colors: active) {
        button {
          border-color: Canvas;
        }
        button[aria-pressed='true'] {
          border-color: Highlight;
        }
      }
      button:focus-visible {
        outline: 2px solid var(--sys-accent);
        outline-offset: 2px;
      }
      canvas {
        display: block;
        width: 100%;
        aspect-ratio: 1;
        pointer-events: none;
      }
      .name,
      .loss {
        display: block;
        font-size: 0.8125rem;
        line-height: 1.4;
        font-variant-numeric: tabular-nums;
        padding: 0 0.35rem;
      }
      button .name {
        color: var(--sys-accent);
      }
      .loss {
        color: var(--sys-soft);
        min-height: 1.4em;
      }
      .key {
        display: inline-block;
        width: 1rem;
        height: 3px;
        border-radius: 2px;
        margin-right: 0.4rem;
        vertical-align: 0.25em;
        background: var(--antipode-key);
      }
      @container (max-width: 7rem) {
        button {
          padding: 0.1rem 0 0.2rem;
        }
        .name {
          font-size: 0.75rem;
        }
        .symbol {
          position: absolute;
          width: 1px;
          height: 1px;
          overflow: hidden;
          clip-path: inset(50%);
        }
        .loss {
          font-size: 0.65rem;
          padding: 0 0.1rem;
          white-space: nowrap;
          overflow: hidden;
        }
        .key {
          width: 0.7rem;
          margin-right: 0.25rem;
        }
      }
    `,
  ];

  @property({ attribute: false }) live: LiveRun | undefined;
  @property({ type: Number }) instance = 0;
  /** What sets it apart from the others, such as 1 − S = 0.05. */
  @property() name = '';
  @property({ type: Number }) replicas = 1;
  @property({ type: Boolean }) selected = false;
  /** One of so many that those off the screen are not drawn. */
  @property({ type: Boolean }) many = false;
  /** The only plot there is: nothing to be pressed. */
  @property({ type: Boolean }) alone = false;
  /** Least milliseconds between two drawings. */
  @property({ type: Number }) pace = 0;

  @query('.loss') private loss!: HTMLElement;
  @query('.key') private key!: HTMLElement;

  readonly #view = new LiveView(
    this,
    (live) => this.#draw(live),
    () => this.pace,
    () => (this.many ? Infinity : 1000),
  );
  readonly #surface = new Surface(this, () => this.#view.now());
  #wordsAt = -Infinity;
  /** What the words are about: the newest, or a moment of the past. */
  #wordsOf: unknown = null;
  #later: ReturnType<typeof setTimeout> | undefined;

  protected override render() {
    if (this.alone) return this.#body();
    return html`<button
      part="button"
      aria-pressed=${this.selected ? 'true' : 'false'}
      @click=${() => send(this, 'antipode-select', this.instance)}
    >
      ${this.#body()}
    </button>`;
  }

  #body() {
    return html`
      <canvas aria-hidden="true"></canvas>
      <span class="name"><span class="key"></span>${this.#name()}</span>
      <span class="loss"></span>
      ${this.replicas > 1 ? html`<span class="loss replica"></span>` : nothing}
    `;
  }

  /** The name, whose symbol is for screen readers only where the plot is small: it stands above all plots. */
  #name() {
    const [symbol, value] = this.name.split(' = ');
    return html`<span class="ltr"
      >${value ? html`<span class="symbol">${symbol} = </span>${value}` : this.name}</span
    >`;
  }

  #draw(live: LiveRun): void {
    const { snapshot, experiment } = live;
    const context = this.#surface.begin();
    // Of other models, which are open already, there may be fewer.
    if (!context || !experiment || this.instance >= experiment.instances) return;
    const palette = paletteOf(this);
    this.key.style.setProperty(
      '--antipode-key',
      palette.density.at(instanceShare(live.distinction!, this.instance)),
    );
    if (snapshot) this.paint(context, this.#surface.width, this.#surface.height);
    this.#say(live);
  }

  /** Draws the instance's W into an area, here or in a file. */
  paint(context: CanvasRenderingContext2D, width: number, height: number): void {
    const { live } = this;
    const { snapshot, experiment } = live ?? {};
    if (!live || !snapshot || !experiment || this.instance >= experiment.instances) return;
    const { features: n, hidden: m } = experiment;
    const palette = paletteOf(this);
    const model = live.best(this.instance);
    if (live.diverged(model)) return;
    const w = snapshot.w.subarray(model * n * m, (model + 1) * n * m);
    const norm = snapshot.geometry.norm.subarray(model * n, (model + 1) * n);
    const overlap = snapshot.geometry.overlap.subarray(model * n, (model + 1) * n);
    const importance = live.importanceOf(this.instance);
    drawGeometry(context, width, height, { w, n, m, importance, norm, overlap }, palette);
  }

  #say(live: LiveRun): void {
    const now = performance.now();
    const early = now - this.#wordsAt < READABLE && live.history.length > 0;
    if (early && this.#wordsOf === live.past) {
      // The last change is told, too, though nothing may be drawn after it.
      this.#later ??= setTimeout(() => {
        this.#later = undefined;
        this.#view.now();
      }, READABLE);
      return;
    }
    this.#wordsAt = now;
    this.#wordsOf = live.past;
    const model = live.best(this.instance);
    this.loss.textContent = live.diverged(model)
      ? DIVERGED
      : `loss ${significant(live.recentLoss(model))}`;
    const replica = this.shadowRoot?.querySelector('.replica');
    if (replica) {
      replica.textContent = `replica ${live.bestReplica(this.instance) + 1} of ${this.replicas}`;
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-geometry': AntipodeGeometry;
  }
}
