import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { article } from './styles';

/** A shader's text, the very text that runs, with line numbers; comments step back. */
@customElement('antipode-wgsl')
export class AntipodeWgsl extends LitElement {
  static override styles = [
    article,
    css`
      pre {
        margin: 0.75rem 0 0.5rem;
        padding: 0.75rem 0;
        overflow-x: auto;
        border-block: 1px solid var(--sys-hairline);
        font-size: 0.8125rem;
        line-height: 1.5;
        tab-size: 2;
        counter-reset: line;
      }
      .line {
        display: block;
        padding-left: 3.2rem;
        position: relative;
        min-height: 1.5em;
        width: fit-content;
      }
      .line::before {
        counter-increment: line;
        content: counter(line);
        position: absolute;
        left: 0;
        width: 2.3rem;
        text-align: right;
        color: var(--sys-soft);
        font-variant-numeric: tabular-nums;
      }
      .comment {
        color: var(--sys-soft);
      }
      pre:focus-visible {
        outline: 2px solid var(--sys-accent);
        outline-offset: 2px;
      }
    `,
  ];

  @property() source = '';
  /** Names the text for those who cannot see where it stands. */
  @property() file = '';

  protected override render() {
    const lines = this.source.trimEnd().split('\n');
    return html`<pre
      tabindex="0"
      role="region"
      aria-label="Source of ${this.file}"
    ><code>${lines.map((line) => {
      const at = line.indexOf('//');
      const [code, comment] = at < 0 ? [line, ''] : [line.slice(0, at), line.slice(at)];
      return html`<span class="line">${code}<span class="comment">${comment}</span></span>`;
    })}</code></pre>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-wgsl': AntipodeWgsl;
  }
}
