import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { KernelEntry } from '../../kernels/index';
import { article, tables } from '../styles';

/** Why the kernel is as it is, what it computes, what to expect of it, and what its symbols mean. */
@customElement('antipode-lesson')
export class AntipodeLesson extends LitElement {
  static override styles = [
    article,
    tables,
    css`
      .why {
        font-size: 1.0625rem;
      }
      .formula {
        margin: 1.25rem 0;
        padding-left: 1.25rem;
        border-left: 3px solid var(--sys-hairline);
        font-family: var(--sys-mono);
        font-size: 0.9375rem;
        white-space: pre-wrap;
        overflow-wrap: anywhere;
      }
      dl {
        display: grid;
        grid-template-columns: max-content minmax(0, 1fr);
        gap: 0.2rem 1.25rem;
        margin: 0 0 1rem;
        font-size: 0.9375rem;
      }
      dt {
        font-family: var(--sys-mono);
      }
      dd {
        margin: 0;
      }
      .expect {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 18rem), 1fr));
        gap: 0.5rem 3rem;
        max-width: 60rem;
        margin-top: 1.5rem;
      }
      .expect p {
        font-size: 0.9375rem;
      }
    `,
  ];

  @property({ attribute: false }) entry: KernelEntry | undefined;

  protected override render() {
    if (!this.entry) return nothing;
    const { why, math, sizes, expect } = this.entry.header;
    return html`
      <p class="why">${why}</p>
      <p class="formula">${math}</p>
      <dl>
        ${Object.entries(sizes).map(
          ([symbol, meaning]) =>
            html`<dt>${symbol}</dt>
              <dd>${meaning}</dd>`,
        )}
      </dl>
      ${
        expect.gpu || expect.software
          ? html`<div class="expect">
              ${this.#expectation('Expected on a graphics card', expect.gpu)}
              ${this.#expectation('Expected on a software adapter', expect.software)}
            </div>`
          : nothing
      }
    `;
  }

  #expectation(where: string, text: string) {
    if (!text) return nothing;
    return html`<div>
      <h3>${where}</h3>
      <p>${text}</p>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-lesson': AntipodeLesson;
  }
}
