import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { article, controls } from '../../src/ui/styles';
import type { BenchProgress } from '../contract';
import { send } from './bench-events';

const PHASES: Record<BenchProgress['phase'], string> = {
  peaks: 'Measuring this device’s limits',
  verify: 'Checking against the reference',
  measure: 'Measuring',
};

/** Steps that must be done before the rest is estimated from them. */
const ENOUGH = 2;

/**
 * How far a run is, and the way to end it.
 *
 * @fires bench-cancel - after the sample under way
 * @fires bench-end - at once, when a sample does not come back
 */
@customElement('antipode-bench-progress')
export class AntipodeBenchProgress extends LitElement {
  static override styles = [
    article,
    controls,
    css`
      p {
        margin: 0 0 0.4rem;
        font-variant-numeric: tabular-nums;
        overflow-wrap: anywhere;
      }
      .row {
        display: flex;
        gap: 1rem;
        align-items: center;
        flex-wrap: wrap;
      }
      progress {
        flex: 1 1 12rem;
        max-width: var(--sys-measure);
        height: 0.6rem;
        accent-color: var(--sys-accent);
      }
      .left {
        color: var(--sys-soft);
        font-size: 0.9rem;
      }
    `,
  ];

  /** Null until the worker has said something. */
  @property({ attribute: false }) progress: BenchProgress | null = null;
  /** Somebody has asked for the end. */
  @property({ type: Boolean }) stopping = false;

  /** When the phase began, and with how much done already. */
  #since = { phase: '', at: 0, done: 0 };

  protected override willUpdate(): void {
    const { progress } = this;
    if (!progress || progress.phase === this.#since.phase) return;
    this.#since = { phase: progress.phase, at: performance.now(), done: progress.done };
  }

  protected override render() {
    const { progress, stopping } = this;
    const text = stopping
      ? 'Stopping after this sample …'
      : progress
        ? `${PHASES[progress.phase]}: ${progress.label}`
        : 'Opening the graphics device …';
    return html`<p class="what">${text}</p>
      <div class="row">
        ${
          progress && progress.of > 0
            ? html`<progress
                aria-label="Progress of the bench"
                max=${progress.of}
                .value=${progress.done}
              ></progress>`
            : html`<progress aria-label="Progress of the bench"></progress>`
        }
        ${
          stopping
            ? html`<button @click=${() => send(this, 'bench-end', null)}>End at once</button>`
            : html`<button @click=${() => send(this, 'bench-cancel', null)}>Cancel</button>`
        }
      </div>
      <p class="left">${this.#left()}</p>
      ${progress ? nothing : html`<span class="hidden" role="status">The bench has begun.</span>`}`;
  }

  /** What is left, by what the phase has taken until now. */
  #left(): string {
    const { progress } = this;
    if (!progress) return '';
    const { done, of } = progress;
    const so = `${done} of ${of}`;
    const made = done - this.#since.done;
    if (made < ENOUGH || done >= of || this.stopping) return so;
    const seconds = (((performance.now() - this.#since.at) / made) * (of - done)) / 1000;
    const wait =
      seconds < 60 ? `${Math.max(1, Math.round(seconds))} s` : `${Math.round(seconds / 60)} min`;
    return `${so}, about ${wait} left`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-bench-progress': AntipodeBenchProgress;
  }
}
