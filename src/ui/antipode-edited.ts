import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { EndedLoops } from '../train/index';
import { endedWords } from './ended-words';
import { send } from './events';
import type { LiveRun } from './live-run';
import { LiveView } from './live-view';
import { kernelHash } from './routes';
import { article, controls } from './styles';

/**
 * Says, wherever the reader is, that the running model does not run the kernels it should, and offers the originals.
 *
 * @fires antipode-substitute - put an original back
 */
@customElement('antipode-edited')
export class AntipodeEdited extends LitElement {
  static override styles = [
    article,
    controls,
    css`
      div {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.4rem 1rem;
        border-left: 3px solid var(--sys-warning);
        padding: 0.35rem 0 0.35rem 1rem;
        margin: 0 0 0.75rem;
        font-size: 0.9375rem;
      }
      p {
        margin: 0;
      }
      a {
        font-family: var(--sys-mono);
        font-size: 0.875em;
      }
    `,
  ];

  /** Kernels of the model that run an edited text. */
  @property({ attribute: false }) edited: readonly string[] = [];

  @property({ attribute: false }) live: LiveRun | undefined;

  /** What the guard has ended. It comes anew with each snapshot, and seldom changes. */
  @state({ hasChanged: (now, before) => JSON.stringify(now) !== JSON.stringify(before) })
  private ended: readonly EndedLoops[] = [];

  constructor() {
    super();
    new LiveView(this, ({ ended }) => (this.ended = ended));
  }

  protected override render() {
    return html`<section role="status" aria-label="Edited kernels in the model">
      ${this.edited.map(
        (kernel) =>
          html`<div>
            <p>
              <strong>Edited:</strong> the model now trains with your
              <a href=${kernelHash(kernel)}>${kernel}</a>. ${this.#endedOf(kernel)}
            </p>
            <button @click=${() => send(this, 'antipode-substitute', { kernel, code: null })}>
              Put the original back
            </button>
          </div>`,
      )}
    </section>`;
  }

  /** Which loops were ended and why; the same kernel may be called several times in a step. */
  #endedOf(kernel: string) {
    const found = this.ended.filter((loops) => loops.kernel === kernel);
    if (found.length === 0) return nothing;
    const lines = [...new Set(found.flatMap((loops) => loops.lines))].sort((a, b) => a - b);
    return html`<strong>Ended by the guard.</strong> ${endedWords(lines)} What the model has learned
      since then is unfinished work.`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-edited': AntipodeEdited;
  }
}
