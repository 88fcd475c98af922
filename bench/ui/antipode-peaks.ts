import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { article } from '../../src/ui/styles';
import type { Peaks } from '../report/schema';
import { figure } from '../report/words';

const ROWS: readonly [key: keyof Peaks, what: string, unit: string][] = [
  ['gflops', 'f32 multiply-adds', 'GFLOP/s'],
  ['readGbps', 'storage read', 'GB/s'],
  ['writeGbps', 'storage written', 'GB/s'],
  ['copyGbps', 'storage copied', 'GB/s'],
  ['workgroupGbps', 'workgroup memory read', 'GB/s'],
  ['dispatchUs', 'one empty dispatch', 'µs'],
  ['submitUs', 'one empty submit', 'µs'],
  ['quantumNs', 'step of the GPU’s clock', 'ns'],
];

/** What the device does at most, as measured in the same run. */
@customElement('antipode-peaks')
export class AntipodePeaks extends LitElement {
  static override styles = [
    article,
    css`
      dl {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(11.5rem, 1fr));
        gap: 0.4rem 2rem;
        margin: 1.5rem 0 0;
        font-size: 0.875rem;
        font-variant-numeric: tabular-nums;
      }
      div {
        display: flex;
        justify-content: space-between;
        gap: 1rem;
        border-bottom: 1px solid var(--sys-hairline);
        padding: 0.15rem 0;
      }
      dt {
        color: var(--sys-soft);
      }
      dd {
        margin: 0;
        white-space: nowrap;
      }
      @media (max-width: 640px) {
        dl {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ];

  @property({ attribute: false }) peaks: Peaks | null = null;

  protected override render() {
    const { peaks } = this;
    return html`<dl aria-label="This device’s limits">
      ${ROWS.map(([key, what, unit]) => {
        const value = peaks?.[key] ?? null;
        return html`<div>
          <dt>${what}</dt>
          <dd>${value === null ? '–' : `${figure(value)} ${unit}`}</dd>
        </div>`;
      })}
    </dl>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-peaks': AntipodePeaks;
  }
}
