import { css, html, LitElement } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { article, controls } from '../../src/ui/styles';
import { toCsv } from '../report/csv';
import { toMarkdown } from '../report/markdown';
import type { Report } from '../report/schema';
import { counted } from '../report/words';
import { fileName, saveFile } from './report-file';

/** The ways to take a report along. */
@customElement('antipode-report')
export class AntipodeReport extends LitElement {
  static override styles = [
    article,
    controls,
    css`
      .actions {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.6rem;
        margin: 1.25rem 0 0;
      }
      .said {
        font-size: 0.875rem;
        color: var(--sys-soft);
      }
    `,
  ];

  @property({ attribute: false }) report: Report | null = null;
  @state() private said = '';

  protected override render() {
    const none = this.report === null;
    return html`<div class="actions">
      <button ?disabled=${none} @click=${this.#json}>Save as JSON</button>
      <button ?disabled=${none} @click=${this.#csv}>Save as CSV</button>
      <button ?disabled=${none} @click=${this.#copy}>Copy as Markdown</button>
      <span class="said" role="status">${this.said}</span>
    </div>`;
  }

  readonly #json = (): void => {
    const { report } = this;
    if (!report) return;
    const text = `${JSON.stringify(report, null, 2)}\n`;
    saveFile(fileName(report, 'json'), 'application/json', text);
  };

  readonly #csv = (): void => {
    const { report } = this;
    if (report) saveFile(fileName(report, 'csv'), 'text/csv', toCsv(report));
  };

  readonly #copy = async (): Promise<void> => {
    if (!this.report) return;
    const rows = this.report.cases.length;
    try {
      await navigator.clipboard.writeText(toMarkdown(this.report));
      this.said = `Copied a table of ${counted(rows, 'row')}.`;
    } catch {
      this.said = 'The browser does not let this page copy. Save as CSV instead.';
    }
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-report': AntipodeReport;
  }
}
