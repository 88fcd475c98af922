import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { send } from './events';
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

  protected override render() {
    return html`<section role="status" aria-label="Edited kernels in the model">
      ${this.edited.map(
        (kernel) =>
          html`<div>
            <p>
              <strong>Edited:</strong> the model now trains with your
              <a href=${kernelHash(kernel)}>${kernel}</a>.
            </p>
            <button @click=${() => send(this, 'antipode-substitute', { kernel, code: null })}>
              Put the original back
            </button>
          </div>`,
      )}
    </section>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-edited': AntipodeEdited;
  }
}
