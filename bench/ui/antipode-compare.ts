import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { article, controls, tables } from '../../src/ui/styles';
import { compareReports, type ComparedReports } from '../report/compare';
import { timeOf } from '../report/interval';
import type { CaseReport, Report } from '../report/schema';
import { adapterName, contender, duration, shapeTitle } from '../report/words';
import { ratioInWords } from './contests';
import { readReport } from './report-file';

type Side = 'before' | 'after';

/** A report on one side, and where it came from. */
interface Given {
  report: Report;
  name: string;
}

/** Two saved reports of one adapter, or one and the report on the page, case by case. */
@customElement('antipode-compare')
export class AntipodeCompare extends LitElement {
  static override styles = [
    article,
    controls,
    tables,
    css`
      .sides {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 17rem), 1fr));
        gap: 1.5rem 3rem;
        margin: 1rem 0;
        padding: 1rem;
        border: 1px dashed var(--sys-edge);
        border-radius: 4px;
      }
      .sides.over {
        border-style: solid;
        border-color: var(--sys-accent);
        background: var(--sys-quiet);
      }
      label {
        display: block;
        font-weight: 600;
        font-size: 0.9rem;
        margin-bottom: 0.3rem;
      }
      input {
        font: inherit;
        font-size: 0.875rem;
        max-width: 100%;
        color: var(--sys-ink);
      }
      .given {
        margin: 0.4rem 0 0;
        font-size: 0.875rem;
        color: var(--sys-soft);
        overflow-wrap: anywhere;
      }
      .wrong {
        color: var(--sys-warning);
        overflow-wrap: anywhere;
      }
      td:first-child {
        font-family: var(--sys-mono);
        font-size: 0.8125rem;
      }
      .faster,
      .slower {
        font-weight: 600;
      }
    `,
  ];

  /** The report on the page: what comes after, where no file is chosen for it. */
  @property({ attribute: false }) current: Report | null = null;

  @state() private files: Readonly<Partial<Record<Side, Given>>> = {};
  @state() private wrong = '';
  @state() private over = false;

  protected override render() {
    const { before, after } = this.#given();
    return html`<p>
        Open two reports that were saved as JSON, or one to hold against the report above. Only
        reports of the same adapter are compared, by the medians of GPU time, or of submit to done
        where that is all there is: faster or slower where their intervals are apart, and otherwise
        it says that it cannot tell.
      </p>
      <div
        class="sides ${this.over ? 'over' : ''}"
        @dragover=${this.#drag}
        @dragleave=${() => (this.over = false)}
        @drop=${this.#drop}
      >
        ${this.#side('before', 'Before', before)} ${this.#side('after', 'After', after)}
      </div>
      <div role="alert">${this.wrong ? html`<p class="wrong">${this.wrong}</p>` : nothing}</div>
      ${before && after ? this.#comparison(before.report, after.report) : nothing}`;
  }

  #given(): Partial<Record<Side, Given>> {
    const here = this.current && { report: this.current, name: 'the report above' };
    return { before: this.files.before, after: this.files.after ?? here ?? undefined };
  }

  #side(side: Side, label: string, given: Given | undefined) {
    return html`<div>
      <label for=${side}>${label}</label>
      <input
        id=${side}
        type="file"
        accept=".json,application/json"
        @change=${(event: Event) => {
          const input = event.target as HTMLInputElement;
          const [file] = input.files ?? [];
          input.value = ''; // the same file, changed meanwhile, can be chosen again
          if (file) void this.#open(side, file);
        }}
      />
      <p class="given">
        ${
          given
            ? `${given.name}: ${adapterName(given.report)}, ${given.report.date.slice(0, 16).replace('T', ' ')}, ${given.report.cases.length} cases`
            : 'Choose a file, or drop it here.'
        }
      </p>
    </div>`;
  }

  #comparison(before: Report, after: Report) {
    let found: ComparedReports;
    try {
      found = compareReports(before, after);
    } catch (error) {
      return html`<p class="wrong" role="alert">${(error as Error).message}</p>`;
    }
    const { both, onlyBefore, onlyAfter } = found;
    if (both.length === 0) {
      return html`<p role="status">The two reports have no case in common.</p>`;
    }
    const tally = (verdict: string) =>
      both.filter(({ comparison }) => comparison.verdict === verdict).length;
    return html`<p role="status">
        Of ${both.length} cases in both, ${tally('faster')} are faster after, ${tally('slower')}
        slower, and of ${tally('cannot tell')} one cannot tell.
      </p>
      <div class="scroll" tabindex="0" role="region" aria-label="Table of the comparison">
        <table>
          <caption>
            Time of one launch; ratios with their intervals.
          </caption>
          <thead>
            <tr>
              <th scope="col">case</th>
              <th scope="col">shape</th>
              <th scope="col">clock</th>
              <th scope="col">before</th>
              <th scope="col">after</th>
              <th scope="col">after is</th>
            </tr>
          </thead>
          <tbody>
            ${both.map(
              ({ before: then, after: now, clock, comparison }) =>
                html`<tr>
                  <td>${nameOf(now)}</td>
                  <td>${shapeTitle(now.shape)}</td>
                  <td>${clock === 'gpu' ? 'GPU' : 'submit to done'}</td>
                  <td>${duration(timeOf(then, clock).median)}</td>
                  <td>${duration(timeOf(now, clock).median)}</td>
                  <td class="verdict ${comparison.verdict}">${ratioInWords(comparison)}</td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
      ${this.#alone('before', onlyBefore)} ${this.#alone('after', onlyAfter)}`;
  }

  #alone(side: Side, rows: readonly CaseReport[]) {
    if (rows.length === 0) return nothing;
    const names = rows.map((row) => `${nameOf(row)} (${shapeTitle(row.shape)})`);
    return html`<details>
      <summary>Only in the report ${side}: ${rows.length}</summary>
      <p>${names.join(', ')}</p>
    </details>`;
  }

  async #open(side: Side, file: File): Promise<void> {
    try {
      const report = await readReport(file);
      this.files = { ...this.files, [side]: { report, name: file.name } };
      this.wrong = '';
    } catch (error) {
      this.wrong = (error as Error).message;
    }
  }

  readonly #drag = (event: DragEvent): void => {
    event.preventDefault();
    this.over = true;
  };

  /** The first file that is dropped goes before, a second one after. */
  readonly #drop = async (event: DragEvent): Promise<void> => {
    event.preventDefault();
    this.over = false;
    const [first, second] = event.dataTransfer?.files ?? [];
    if (!first) return;
    const taken = this.files.before && !second ? 'after' : 'before';
    await this.#open(taken, first);
    if (second) await this.#open('after', second);
  };
}

function nameOf(row: CaseReport): string {
  const who = contender(row);
  return who.startsWith(row.name) ? who : `${row.name} ${who}`;
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-compare': AntipodeCompare;
  }
}
