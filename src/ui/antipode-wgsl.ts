import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { codeColours } from './code-colours';
import { article } from './styles';

type Highlight = typeof import('./highlight');

/** A shader's text, the very text that runs, with line numbers. Its colours come a moment later, in a chunk of their own. */
@customElement('antipode-wgsl')
export class AntipodeWgsl extends LitElement {
  static override styles = [
    article,
    codeColours,
    css`
      pre {
        margin: 0.75rem 0 0.5rem;
        padding: 0.75rem 0;
        overflow-x: auto;
        border-block: 1px solid var(--sys-hairline);
        font-size: 0.8125rem;
        line-height: 1.5;
        tab-size: 2;
      }
      details pre {
        border-bottom: 0;
        margin-bottom: 0;
      }
      .line {
        display: block;
        padding-left: 3.2rem;
        position: relative;
        min-height: 1.5em;
        width: fit-content;
      }
      .line.marked {
        background: var(--sys-quiet);
        box-shadow: inset 2px 0 var(--sys-accent);
        min-width: 100%;
        box-sizing: border-box;
      }
      .line::before {
        content: attr(data-line);
        position: absolute;
        left: 0;
        width: 2.3rem;
        text-align: right;
        color: var(--sys-soft);
        font-variant-numeric: tabular-nums;
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
  /** Folds the comment that the file begins with, where a lesson beside shows the same. */
  @property({ type: Boolean }) folded = false;

  /** The line that is pointed at, from 1; 0: none. */
  @state() private marked = 0;
  @state() private colours: Highlight | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    // Without its colours the text is still the text.
    import('./highlight').then(
      (loaded) => {
        this.colours = loaded;
      },
      () => undefined,
    );
  }

  /** Marks a line, from 1, brings it into sight and takes the focus to the text. */
  async reveal(line: number): Promise<void> {
    this.marked = line;
    await this.updateComplete;
    const found = this.renderRoot.querySelector(`[data-line="${line}"]`);
    found?.closest('pre')?.focus({ preventScroll: true });
    found?.scrollIntoView({ block: 'center' });
  }

  protected override render() {
    const text = this.source.trimEnd();
    const lines = this.colours
      ? this.colours.highlightWgsl(text)
      : text.split('\n').map((line) => [{ text: line, role: '' }]);
    const end = this.folded ? lines.findIndex(([part]) => !part?.text.startsWith('//')) : 0;
    const from = Math.max(0, end);
    return html`
      ${
        from > 0
          ? html`<details>
              <summary>Lines 1 to ${from}: the header, told in words on this page</summary>
              ${this.#pre(lines.slice(0, from), 1, 'Header of')}
            </details>`
          : nothing
      }
      ${this.#pre(lines.slice(from), from + 1, 'Source of')}
    `;
  }

  #pre(lines: readonly { text: string; role: string }[][], first: number, what: string) {
    return html`<pre tabindex="0" role="region" aria-label="${what} ${this.file}"><code>${lines.map(
      (parts, k) =>
        html`<span class="line ${first + k === this.marked ? 'marked' : ''}" data-line=${first + k}
          >${parts.map(({ text, role }) =>
            role ? html`<span class=${role}>${text}</span>` : text,
          )}</span
        >`,
    )}</code></pre>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-wgsl': AntipodeWgsl;
  }
}
