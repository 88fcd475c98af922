import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { catalogue } from '../../kernels/index';
import { kernelHash } from '../routes';
import { article, controls } from '../styles';

/** The rungs of a ladder from the lowest, each a link; the one that is read is marked. */
@customElement('antipode-ladder')
export class AntipodeLadder extends LitElement {
  static override styles = [
    article,
    controls,
    css`
      ol {
        display: flex;
        flex-wrap: wrap;
        gap: 0.35rem 0;
        list-style: none;
        margin: 0;
        padding: 0;
        font-size: 0.875rem;
      }
      li + li::before {
        content: '→' / '';
        color: var(--sys-soft);
        padding: 0 0.6rem;
      }
      a,
      strong {
        font-family: var(--sys-mono);
        overflow-wrap: anywhere;
      }
      strong {
        font-weight: 600;
      }
    `,
  ];

  @property({ attribute: false }) rungs: readonly string[] = [];
  @property() current = '';

  protected override render() {
    return html`<nav aria-label="Ladder">
      <ol>
        ${this.rungs.map(
          (name) =>
            html`<li>
              ${
                name === this.current
                  ? html`<strong aria-current="page">${name}</strong>`
                  : catalogue.has(name)
                    ? html`<a href=${kernelHash(name)}>${name}</a>`
                    : nothing
              }
            </li>`,
        )}
      </ol>
    </nav>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-ladder': AntipodeLadder;
  }
}
