import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { hasSession, sentence, type AppState } from './app-state';
import { send } from './events';
import type { LiveRun } from './live-run';
import { LiveView } from './live-view';
import { article, controls } from './styles';

/**
 * What the reader must know and can do something about: a lost device, a failure, a browser without WebGPU,
 * training on the CPU reference, training that has diverged. Empty when all is well.
 *
 * @fires antipode-start-again - the same experiment in a new worker
 * @fires antipode-use-cpu - the same, on the CPU reference
 */
@customElement('antipode-notice')
export class AntipodeNotice extends LitElement {
  static override styles = [
    article,
    controls,
    css`
      .notice {
        margin-top: 1.25rem;
        padding-left: 1rem;
        border-left: 3px solid var(--sys-edge);
        max-width: var(--sys-measure);
      }
      .notice.bad {
        border-color: var(--sys-warning);
      }
      p {
        margin-bottom: 0.6rem;
      }
      .detail {
        color: var(--sys-soft);
        font-size: 0.9rem;
        overflow-wrap: anywhere;
        white-space: pre-line;
      }
      .diverged:empty {
        display: none;
      }
    `,
  ];

  @property({ attribute: false }) live: LiveRun | undefined;
  @property({ attribute: false }) state: AppState = { kind: 'starting' };

  /** Training was started again because its device no longer answered. */
  @property({ type: Boolean }) restarted = false;

  @query('.diverged') private diverged!: HTMLElement;

  constructor() {
    super();
    new LiveView(
      this,
      (live) => this.#draw(live),
      () => 250,
    );
  }

  protected override render() {
    return html`${this.#problem()} ${this.#again()}
      <div class="notice bad diverged" role="alert"></div>`;
  }

  #again() {
    if (!this.restarted) return nothing;
    return html`<div class="notice" role="status" data-notice="restarted">
      <p>
        <strong>Started again.</strong> A shader had to be given up, and behind it the graphics
        device of the training no longer answered. The same experiment trains again from its first
        weights, on a new device.
      </p>
    </div>`;
  }

  #problem() {
    const { state } = this;
    if (hasSession(state)) {
      if (state.facts.engine === 'gpu') return nothing;
      return html`<div class="notice" data-notice="cpu">
        <p>
          <strong>CPU reference.</strong> ${state.facts.reason}
          ${state.facts.reason ? 'Until then' : 'As the address asks'}, the same model trains here
          in float64 TypeScript, on the same random numbers.
        </p>
      </div>`;
    }
    if (state.kind === 'starting') return nothing;
    return html`<div class="notice bad" role="alert" data-notice=${state.kind}>
      <p>${sentence(state)}</p>
      <p class="detail">${state.message}</p>
      <button class="primary" @click=${() => send(this, 'antipode-start-again', null)}>
        Start again
      </button>
      ${
        state.kind === 'lost'
          ? nothing
          : html`<button @click=${() => send(this, 'antipode-use-cpu', null)}>
              Use the CPU reference
            </button>`
      }
    </div>`;
  }

  #draw({ divergences, experiment }: LiveRun): void {
    const what = experiment ? divergences.inWords(experiment) : '';
    const text = what && `${what} Lower the learning rate and reset.`;
    if (this.diverged.textContent !== text) this.diverged.textContent = text;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-notice': AntipodeNotice;
  }
}
