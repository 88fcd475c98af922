import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { article } from '../../src/ui/styles';
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
    'report' in state && state.report ? ' What was measured until then stands below.' : '';
  switch (state.kind) {
    case 'idle':
    case 'running':
      return '';
    case 'done': {
      const { length } = state.report.cases;
      if (length === 0) return 'Nothing fits this filter. Empty it to measure everything.';
      const untimed = state.report.cases.filter(({ medianMs }) => medianMs === null).length;
      const cases = `${length} ${length === 1 ? 'case' : 'cases'}`;
      if (untimed === 0) return `Done: ${cases}.`;
      return `Done: ${cases}, of which ${untimed} ${untimed === 1 ? 'has' : 'have'} no time; the table says why.`;
    }
    case 'cancelled':
      return `The run was ended early.${rest}`;
    case 'unsupported':
      return 'There is no GPU to be measured in this browser. Saved reports can still be opened and compared below.';
    case 'lost':
      return `The graphics device went away during the run.${rest} Measure again to go on with a new one.`;
    case 'failed':
      return `Something went wrong and the run has ended.${rest}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-bench-notice': AntipodeBenchNotice;
  }
}
