import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { article } from '../styles';
import { diffOf, type DiffLine } from './diff-lines';

/** What differs between two shaders, line by line: signs say it, colours repeat it. */
@customElement('antipode-diff')
export class AntipodeDiff extends LitElement {
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
      }
      pre:focus-visible {
        outline: 2px solid var(--sys-accent);
        outline-offset: 2px;
      }
      code {
        display: block;
        width: max-content;
        min-width: 100%;
        font-size: inherit;
      }
      ins,
      del,
      .same,
      .gap {
        display: block;
        text-decoration: none;
        padding: 0 0.75rem 0 2.2rem;
        min-height: 1.5em;
        position: relative;
      }
      ins::before,
      del::before {
        position: absolute;
        left: 0.75rem;
        font-weight: 600;
      }
      ins {
        background: var(--sys-added);
      }
      ins::before {
        content: '+';
      }
      del {
        background: var(--sys-removed);
      }
      del::before {
        content: '−';
      }
      .gap {
        color: var(--sys-soft);
        font-family: var(--sys-text);
      }
    `,
  ];

  @property() from = '';
  @property() to = '';
  /** Names both, for those who cannot see. */
  @property() label = '';

  protected override render() {
    const lines = diffOf(this.from, this.to);
    return html`<pre
      tabindex="0"
      role="region"
      aria-label=${this.label}
    ><code>${lines.map(line)}</code></pre>`;
  }
}

function line(part: DiffLine) {
  switch (part.kind) {
    case 'added':
      return html`<ins>${part.text}</ins>`;
    case 'removed':
      return html`<del>${part.text}</del>`;
    case 'same':
      return html`<span class="same">${part.text}</span>`;
    case 'gap':
      return html`<span class="gap">${part.lines} lines alike</span>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-diff': AntipodeDiff;
  }
}
