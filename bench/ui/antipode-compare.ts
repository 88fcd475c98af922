import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { article, controls, tables } from '../../src/ui/styles';
import { compareReports, tallyInWords, type ComparedReports } from '../report/compare';
import { timeOf } from '../report/interval';
import type { CaseReport, Report } from '../report/schema';
import { adapterName, contender, counted, duration, shapeTitle } from '../report/words';
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
      .what {
        display: block;
        font-weight: 600;
        margin-bottom: 0.4rem;
      }
      .choose {
        display: inline-block;
        font-size: 0.9375rem;
        line-height: 1.25;
        color: var(--sys-accent);
        border: 1px solid var(--sys-edge);
        border-radius: 4px;
        padding: 0.45rem 0.8rem;
        cursor: pointer;
      }
      .choose:hover {
        color: var(--sys-accent-strong);
        border-color: currentColor;
      }
      input:focus-visible + label .choose {
        outline: 2px solid var(--sys-accent);
        outline-offset: 2px;
      }
      .side {
        position: relative;
      }
      .given {
        margin: 0.6rem 0 0;
        font-size: 0.875rem;
        color: var(--sys-soft);
        overflow-wrap: anywhere;
      }
      .given strong {
        display: block;
        color: var(--sys-ink);
        font-weight: 600;
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
        Choose two reports that were saved as JSON, or one to compare with the report above. Both
        must come from the same adapter. Medians of GPU time are compared, or of the time from
        submit to done where there is nothing else. A case is called faster or slower only if the
        two intervals do not overlap.
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
      ${before && after ? this.#comparison(before, after) : nothing}`;
  }

  #given(): Partial<Record<Side, Given>> {
    const here = this.current && { report: this.current, name: 'the report above' };
    return { before: this.files.before, after: this.files.after ?? here ?? undefined };
  }

  #side(side: Side, label: string, given: Given | undefined) {
    return html`<div class="side">
      <input
        id=${side}
        class="hidden"
        type="file"
        accept=".json,application/json"
        aria-describedby="${side}-given"
        @change=${(event: Event) => {
          const input = event.target as HTMLInputElement;
          const [file] = input.files ?? [];
          if (file) void this.#open(side, file);
          input.value = ''; // the same file, changed meanwhile, can be chosen again
        }}
      />
      <label for=${side}>
        <span class="what">${label}</span>
        <span class="choose">${this.files[side] ? 'Choose another file' : 'Choose a file'}</span>
      </label>
      <p class="given" id="${side}-given">
        ${
          given
            ? html`<strong>${given.name}</strong> ${adapterName(given.report)},
                ${given.report.date.slice(0, 16).replace('T', ' ')} UTC,
                ${counted(given.report.cases.length, 'case')}`
            : 'No file yet. Choose one, or drop it here.'
        }
      </p>
    </div>`;
  }

  #comparison(before: Given, after: Given) {
    let found: ComparedReports;
    try {
      const names = { before: before.name, after: after.name };
      found = compareReports(before.report, after.report, names);
    } catch (error) {
      return html`<p class="wrong" role="alert">${(error as Error).message}</p>`;
    }
    const { both, onlyBefore, onlyAfter } = found;
    if (both.length === 0) {
      return html`<p role="status">${before.name} and ${after.name} have no case in common.</p>`;
    }
    return html`<p role="status">${tallyInWords(found)}</p>
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

  /** The first file that is dropped goes before, a second one after; a single one after, where there is one before. */
  readonly #drop = async (event: DragEvent): Promise<void> => {
    event.preventDefault();
    this.over = false;
    const [first, second, third] = event.dataTransfer?.files ?? [];
    if (!first) return;
    const taken = this.files.before && !second ? 'after' : 'before';
    await this.#open(taken, first);
    if (second && !this.wrong) await this.#open('after', second);
    if (third && !this.wrong) {
      this.wrong = `Two reports can be compared: ${third.name} was left out.`;
    }
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
