import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { significant } from '../format';
import { article, tables } from '../styles';
import type { Table } from './csv';

/** Rows that are shown; the file has them all. */
const MOST = 200;

/** The numbers of a figure as they stood when the table was opened. Long tables are cut, and say so. */
@customElement('antipode-table')
export class AntipodeTable extends LitElement {
  static override styles = [
    article,
    tables,
    css`
      .scroll {
        margin-top: 0.5rem;
        max-height: 24rem;
      }
    `,
  ];

  @property({ attribute: false }) table: Table | undefined;

  protected override render() {
    if (!this.table) return nothing;
    const { caption, columns, rows } = this.table;
    const cut = rows.length > MOST ? ` The first ${MOST} of ${rows.length} rows.` : '';
    return html`<div class="scroll" tabindex="0" role="region" aria-label="Table of the figure">
      <table>
        <caption>
          ${caption}${cut} Close and open it again for newer numbers.
        </caption>
        <thead>
          <tr>
            ${columns.map((name) => html`<th scope="col">${name}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.slice(0, MOST).map(
            (row) =>
              html`<tr>
                ${row.map((value) => html`<td>${text(value)}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }
}

function text(value: string | number): string | number {
  return typeof value === 'number' && !Number.isInteger(value) ? significant(value, 4) : value;
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-table': AntipodeTable;
  }
}
