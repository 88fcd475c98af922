import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { evaluate, type KernelEntry } from '../../kernels/index';
import type { LabRequest, LabResult } from '../../lab/index';
import { count, significant } from '../format';
import { article, controls, tables } from '../styles';
import type { Measured } from './measured';
import {
  elementAt,
  endedSentence,
  fixedSentence,
  judgementOf,
  shareText,
  timeOf,
  verdictOf,
} from './verdict';
import './antipode-output-map';

/** Rows of the table: the first elements, and the worst. */
const ROWS = 8;

/** What a kernel gave: right or wrong and where, its time, and the output beside the float64 reference. */
@customElement('antipode-result')
export class AntipodeResult extends LitElement {
  static override styles = [
    article,
    controls,
    tables,
    css`
      .verdict {
        padding-left: 1rem;
        border-left: 3px solid var(--sys-edge);
        max-width: var(--sys-measure);
        overflow-wrap: anywhere;
      }
      .wrong {
        border-color: var(--sys-warning);
      }
      .verdict p {
        margin-bottom: 0.5rem;
      }
      ol {
        list-style: none;
        margin: 0.5rem 0 1rem;
        padding: 0;
        max-width: 40rem;
        font-size: 0.875rem;
        font-variant-numeric: tabular-nums;
      }
      li {
        display: grid;
        grid-template-columns: minmax(0, 11rem) minmax(0, 1fr) 5rem;
        gap: 0.75rem;
        align-items: center;
      }
      li code {
        overflow-wrap: anywhere;
      }
      meter {
        width: 100%;
        height: 0.6rem;
      }
      meter::-webkit-meter-bar {
        background: none;
        border: 0;
      }
      meter::-webkit-meter-optimum-value {
        background: var(--sys-accent);
      }
      meter::-moz-meter-bar {
        background: var(--sys-accent);
      }
      .now {
        font-weight: 600;
      }
      .ms {
        text-align: right;
      }
    `,
  ];

  @property({ attribute: false }) entry: KernelEntry | undefined;
  @property({ attribute: false }) request: LabRequest | undefined;
  @property({ attribute: false }) result: LabResult | undefined;
  @property({ attribute: false }) measured: Measured | undefined;

  protected override render() {
    const { result, entry, request } = this;
    if (!result || !entry || !request) return nothing;
    const { verdict, words } = judgementOf(result);
    return html`
      <div class="verdict ${verdict === 'right' ? 'right' : 'wrong'}" data-verdict=${verdict}>
        <p><strong>${words}</strong> ${endedSentence(result)} ${fixedSentence(result)}</p>
        <p>${result.outputs.map((output) => html`${verdictOf(output)} `)}</p>
        <p>
          ${timeOf(result)} ${this.#rate()}
          ${
            result.adapter.fallback
              ? 'This is a software adapter: it computes on the CPU, and its times say nothing about GPUs.'
              : nothing
          }
        </p>
      </div>
      ${this.#times()}
      ${result.outputs.map(
        (output) =>
          html`<antipode-output-map .output=${output}></antipode-output-map>
            ${this.#table(output)}`,
      )}
    `;
  }

  #rate() {
    const { milliseconds } = this.result!;
    const { header } = this.entry!;
    const { sizes, constants } = this.request!;
    const all = { ...header.constants, ...header.fixed, ...sizes, ...constants };
    const flops = evaluate(header.cost.flops, all);
    if (!milliseconds || flops === 0) return nothing;
    return `That is ${count(flops / milliseconds / 1000)} million operations a second.`;
  }

  /** Rungs of the ladder that were run at this shape, one bar each. */
  #times() {
    const rungs = this.measured?.rungs(this.entry!, this.request!.sizes) ?? [];
    if (rungs.length < 2) return nothing;
    const most = Math.max(...rungs.map(({ milliseconds }) => milliseconds));
    return html`<h3>At this shape, on this device, so far</h3>
      <ol>
        ${rungs.map(
          ({ name, milliseconds }) =>
            html`<li class=${name === this.entry!.name ? 'now' : ''}>
              <code>${name}</code>
              <meter min="0" max=${most || 1} .value=${milliseconds} aria-hidden="true"></meter>
              <span class="ms">${significant(milliseconds)} ms</span>
            </li>`,
        )}
      </ol>`;
  }

  #table(output: LabResult['outputs'][number]) {
    const shown = Array.from({ length: Math.min(ROWS, output.got.length) }, (_, index) => index);
    const rows = shown.map((index) => elementAt(output, index));
    if (output.worst.index >= shown.length) rows.push(output.worst);
    return html`<details>
      <summary>Numbers as a table</summary>
      <div class="scroll" tabindex="0" role="region" aria-label="Elements of ${output.binding}">
        <table>
          <caption>
            The first elements of ${output.binding}, and the one with the largest error
          </caption>
          <thead>
            <tr>
              <th scope="col">element</th>
              <th scope="col">output</th>
              <th scope="col">reference</th>
              <th scope="col">allowed error</th>
              <th scope="col">share taken</th>
            </tr>
          </thead>
          <tbody>
            ${rows.map(
              ({ coordinates, got, expected, bound, share }) =>
                html`<tr>
                  <th scope="row">[${coordinates.join(', ')}]</th>
                  <td>${significant(got, 7)}</td>
                  <td>${significant(expected, 7)}</td>
                  <td>${significant(bound)}</td>
                  <td>${shareText(share)}</td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
    </details>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-result': AntipodeResult;
  }
}
