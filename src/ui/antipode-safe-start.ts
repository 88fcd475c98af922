import { css, html, LitElement, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { editedMarker, type Marker } from './edited-marker';
import { kernelHash } from './routes';
import { article, controls } from './styles';

/** Tells of an edited kernel that ran when the page last ended, and gives its text back. Empty when all was well. */
@customElement('antipode-safe-start')
export class AntipodeSafeStart extends LitElement {
  static override styles = [
    article,
    controls,
    css`
      div {
        border-left: 3px solid var(--sys-warning);
        padding-left: 1rem;
        margin: 0 0 1.25rem;
        max-width: var(--sys-measure);
      }
      p {
        margin-bottom: 0.6rem;
      }
    `,
  ];

  @state() private found: Marker | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    void editedMarker.left().then((found) => {
      this.found = found;
    });
  }

  protected override render() {
    if (!this.found) return nothing;
    const { kernel, where } = this.found;
    return html`<div role="alert" data-notice="safe-start">
      <p>
        <strong>Started safe.</strong> When this page last ended, an edited <code>${kernel}</code>
        was running ${where === 'model' ? 'in the model' : 'in the lab'} and had not answered. The
        page now has the original kernels and runs nothing that was edited until you ask for it.
        <a href=${kernelHash(kernel)}>Your text is kept on the kernel’s page.</a>
      </p>
      <button @click=${this.#dismiss}>Dismiss</button>
    </div>`;
  }

  readonly #dismiss = (): void => {
    void editedMarker.dismiss();
    this.found = null;
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-safe-start': AntipodeSafeStart;
  }
}
