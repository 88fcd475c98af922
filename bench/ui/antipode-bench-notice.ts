import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { article } from '../../src/ui/styles';
import { nothingFits } from '../offer';
import { counted } from '../report/words';
import type { BenchState } from './bench-state';

/** What a run came to, where there is more to say than its numbers. */
@customElement('antipode-bench-notice')
export class AntipodeBenchNotice extends LitElement {
  static override styles = [
    article,
    css`
      .notice {
        margin-top: 1.25rem;
        padding-left: 1rem;
        border-left: 3px solid var(--sys-edge);
        max-width: var(--sys-measure);
      }
      .notice.bad {
        border-color: var(--sys-warning);
      }
      p {
        margin-bottom: 0.4rem;
      }
      .detail {
        color: var(--sys-soft);
        font-size: 0.9rem;
        overflow-wrap: anywhere;
        white-space: pre-line;
      }
    `,
  ];

  @property({ attribute: false }) state: BenchState = { kind: 'idle' };

  protected override render() {
    const { state } = this;
    const said = sentence(state);
    if (!said) return nothing;
    const bad = 'message' in state;
    return html`<div class="notice ${bad ? 'bad' : ''}" role=${bad ? 'alert' : 'status'}>
      <p>${said}</p>
      ${bad ? html`<p class="detail">${state.message}</p>` : nothing}
    </div>`;
  }
}

function sentence(state: BenchState): string {
  const rest =
    'report' in state && state.report ? ' What was measured before that is shown below.' : '';
  switch (state.kind) {
    case 'idle':
    case 'running':
      return '';
    case 'done': {
      const { length } = state.report.cases;
      if (length === 0) return nothingFits(state.options);
      const untimed = state.report.cases.filter(({ medianMs }) => medianMs === null).length;
      const cases = counted(length, 'case');
      if (untimed === length) return `Nothing could be timed; the table says why, for ${cases}.`;
      if (untimed === 0) return `Done: ${cases}.`;
      return `Done: ${cases}, of which ${untimed} ${untimed === 1 ? 'has' : 'have'} no time; the table says why.`;
    }
    case 'cancelled':
      return `The run was stopped early.${rest}`;
    case 'unsupported':
      return 'This browser has no GPU to measure. Saved reports can still be compared below.';
    case 'lost':
      return `The graphics device went away during the run.${rest} Press Measure to try again.`;
    case 'failed':
      return `Something went wrong and the run has ended.${rest}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-bench-notice': AntipodeBenchNotice;
  }
}
