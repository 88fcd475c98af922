import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { CallDescription, CallValues, StepValues } from '../models/index';
import { linesOf } from './source-lines';
import { article, controls } from './styles';
import './antipode-array';

/**
 * What one call of a step reads and writes: the arrays with their numbers, and the line of the shader that touches each.
 *
 * @fires antipode-line - with the number of a line that the reader wants to see
 */
@customElement('antipode-call-values')
export class AntipodeCallValues extends LitElement {
  static override styles = [
    article,
    controls,
    css`
      .sides {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr));
        gap: 1rem 3rem;
        margin: 0.75rem 0;
      }
      .sides > div {
        display: grid;
        align-content: start;
        gap: 0.9rem;
        min-width: 0;
      }
      h4 {
        margin: 0;
        font-size: 0.8125rem;
        font-weight: 600;
        color: var(--sys-soft);
      }
      button {
        border: 0;
        padding: 0.2rem 0;
        font-size: 0.8125rem;
        text-decoration: underline;
        text-underline-offset: 0.15em;
      }
    `,
  ];

  @property({ attribute: false }) call: CallDescription | undefined;
  @property({ attribute: false }) values: StepValues['calls'][number] | undefined;

  protected override render() {
    if (!this.call || !this.values) return nothing;
    const { reads, writes } = this.values;
    const written = new Set(writes.map(({ array }) => array));
    return html`<div class="sides">
      <div>
        <h4>Reads</h4>
        ${reads.map((array) => this.#array(array, 'reads', written.has(array.array) ? ', as it was' : ''))}
      </div>
      <div>
        <h4>Writes</h4>
        ${writes.map((array) => this.#array(array, 'writes', ''))}
      </div>
    </div>`;
  }

  #array(array: CallValues, side: 'reads' | 'writes', note: string) {
    const lines = linesOf(this.call!.source, array.binding);
    // What is written by way of a pointer stands in a line that only names it.
    const line = lines[side][0] ?? lines.reads[0] ?? lines.writes[0];
    return html`<div>
      <antipode-array .array=${array} .note=${note}></antipode-array>
      ${
        line === undefined
          ? nothing
          : html`<button type="button" @click=${() => this.#show(line)}>
              <code>${array.binding}</code> in line ${line}
            </button>`
      }
    </div>`;
  }

  #show(line: number): void {
    this.dispatchEvent(new CustomEvent('antipode-line', { detail: line }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-call-values': AntipodeCallValues;
  }
}
