import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import type { SessionFacts } from '../train/index';
import { send } from './events';
import { count } from './format';
import type { LiveRun } from './live-run';
import { LiveView } from './live-view';
import { article, controls } from './styles';
import { tuningWanted } from './tuning-wish';

/** One line about where the model trains: the engine, the adapter, and how fast. */
@customElement('antipode-device')
export class AntipodeDevice extends LitElement {
  static override styles = [
    article,
    controls,
    css`
      .tuning {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.5rem 1.25rem;
        margin-bottom: 1rem;
      }
      p {
        max-width: none;
        font-variant-numeric: tabular-nums;
      }
      strong {
        color: var(--sys-ink);
        font-weight: 600;
      }
    `,
  ];

  @property({ attribute: false }) live: LiveRun | undefined;
  @property({ attribute: false }) facts: SessionFacts | null = null;

  @query('.speed') private speed!: HTMLElement;

  constructor() {
    super();
    new LiveView(
      this,
      (live) => this.#draw(live),
      () => 500,
    );
  }

  protected override render() {
    return html`<p>${this.#where()}<span class="speed"></span></p>
      ${this.facts?.engine === 'gpu' ? this.#tuning() : nothing}`;
  }

  /** Which kernels compute the products, and who chose them. */
  #tuning() {
    const wanted = tuningWanted();
    const products = this.facts!.calls.filter(({ kernel }) => kernel.startsWith('matmul'));
    const names = [...new Set(products.map(({ kernel }) => kernel))].join(', ');
    return html`<div class="tuning">
      <label>
        <input
          type="checkbox"
          .checked=${wanted}
          @change=${({ target }: Event) =>
            send(this, 'antipode-tune', (target as HTMLInputElement).checked)}
        />
        Choose kernels by measuring on this device
      </label>
      <span>${wanted ? 'Chosen' : 'Guessed'} for the products: ${names}.</span>
      ${
        wanted
          ? html`<button type="button" @click=${() => send(this, 'antipode-forget-choices', null)}>
              Measure again
            </button>`
          : nothing
      }
    </div>`;
  }

  #where() {
    if (!this.facts) return 'No training session is open.';
    const { adapter } = this.facts;
    if (!adapter) return html`<strong>CPU reference</strong>: float64 TypeScript, without the GPU`;
    const name = [adapter.vendor, adapter.architecture].filter(Boolean).join(' ');
    return html`WebGPU on <strong>${name || adapter.description || 'an unnamed adapter'}</strong> ${
        adapter.fallback
          ? html`(a software adapter: it computes on the CPU, and its speed says nothing about GPUs)`
          : nothing
      }`;
  }

  #draw({ snapshot }: LiveRun): void {
    const rate = snapshot?.stepsPerSecond ?? 0;
    this.speed.textContent = this.facts && rate > 0 ? ` · ${count(rate)} steps a second` : '';
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-device': AntipodeDevice;
  }
}
