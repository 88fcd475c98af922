import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { article, tables } from '../../src/ui/styles';
import type { CaseReport } from '../report/schema';
import { columnsFor, groupsOf, sorted, type Column, type Group } from './results';

/** All numbers of a report: one row a case, grouped by kernel and shape, sortable within the groups. */
@customElement('antipode-results')
export class AntipodeResults extends LitElement {
  static override styles = [
    article,
    tables,
    css`
      .scroll:focus-visible,
      button:focus-visible {
        outline: 2px solid var(--sys-accent);
        outline-offset: 2px;
      }
      table {
        min-width: 100%;
      }
      thead th {
        vertical-align: bottom;
      }
      button {
        font: inherit;
        color: var(--sys-accent);
        background: none;
        border: 0;
        padding: 0.2rem 0;
        cursor: pointer;
        text-align: inherit;
      }
      thead th {
        white-space: normal;
      }
      button:hover {
        text-decoration: underline;
        text-underline-offset: 0.2em;
      }
      tbody th[scope='rowgroup'] {
        text-align: left;
        padding-top: 1.1rem;
        color: var(--sys-ink);
        font-weight: 600;
      }
      .shape,
      .family {
        font-weight: 400;
        color: var(--sys-soft);
      }
      tbody th[scope='row'] {
        font-family: var(--sys-mono);
        font-size: 0.8125rem;
        font-weight: 400;
        color: var(--sys-ink);
        text-align: left;
      }
      /* The name stays in sight while the numbers scroll by. */
      thead th:first-child,
      tbody th[scope='row'] {
        position: sticky;
        left: 0;
        background: var(--sys-ground);
      }
      @media (max-width: 640px) {
        tbody th[scope='row'] {
          white-space: normal;
          overflow-wrap: anywhere;
          min-width: 9.5rem;
          max-width: 9.5rem;
        }
        tbody th[scope='rowgroup'] {
          white-space: normal;
        }
      }
      td.note {
        text-align: left;
        white-space: normal;
        min-width: 16rem;
        color: var(--sys-warning);
      }
      .arrow {
        display: inline-block;
        width: 1em;
      }
    `,
  ];

  @property({ attribute: false }) cases: readonly CaseReport[] = [];

  /** The column that rows are sorted by; null: the order of the report. */
  @state() private by: string | null = null;
  @state() private descending = false;

  protected override render() {
    if (this.cases.length === 0) return nothing;
    const columns = columnsFor(this.cases);
    return html`<div class="scroll" tabindex="0" role="region" aria-label="Table of results">
      <table>
        <caption>
          Times of one launch, or of one training step. A dash means “not measured”. Press a heading
          to sort within each group.
        </caption>
        <thead>
          <tr>
            ${columns.map((column) => this.#heading(column))}
          </tr>
        </thead>
        ${groupsOf(this.cases).map((group) => this.#group(group, columns))}
      </table>
    </div>`;
  }

  #heading({ key, label }: Column) {
    const here = this.by === key;
    const order = here ? (this.descending ? 'descending' : 'ascending') : 'none';
    return html`<th scope="col" aria-sort=${order}>
      <button @click=${() => this.#sort(key)}>
        ${label}<span class="arrow" aria-hidden="true"
          >${here ? (this.descending ? '↓' : '↑') : ''}</span
        >
      </button>
    </th>`;
  }

  #group({ family, title, shape, rows }: Group, columns: readonly Column[]) {
    const column = columns.find(({ key }) => key === this.by);
    const ordered = column ? sorted(rows, column, this.descending) : rows;
    return html`<tbody>
      <tr>
        <th scope="rowgroup" colspan=${columns.length}>
          ${title} <span class="shape">${shape}</span> <span class="family">· ${family}</span>
        </th>
      </tr>
      ${ordered.map((row) => this.#row(row, columns))}
    </tbody>`;
  }

  #row(row: CaseReport, [first, ...rest]: readonly Column[]) {
    const { note, medianMs } = row;
    // Without a time there is a reason instead.
    const cells =
      medianMs === null && note
        ? html`<td class="note" colspan=${rest.length}>${note}</td>`
        : rest.map((column) => html`<td>${column.text(row)}</td>`);
    return html`<tr>
      <th scope="row">${first.text(row)}</th>
      ${cells}
    </tr>`;
  }

  /** Upwards, downwards, and back to the order of the report. */
  #sort(key: string): void {
    if (this.by !== key) {
      this.by = key;
      this.descending = false;
    } else if (!this.descending) {
      this.descending = true;
    } else {
      this.by = null;
      this.descending = false;
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-results': AntipodeResults;
  }
}
