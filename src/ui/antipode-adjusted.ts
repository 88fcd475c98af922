import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Adjustment } from '../train/index';
import { adjustmentInWords } from './in-flight';
import type { LiveRun } from './live-run';
import { LiveView } from './live-view';
import { article } from './styles';

/** Adjustments that are told one by one without being asked. */
const NEWEST = 3;

/** What was changed while the model trained, newest first: the upright lines of the loss chart in words. */
@customElement('antipode-adjusted')
export class AntipodeAdjusted extends LitElement {
  static override styles = [
    article,
    css`
      :host {
        font-size: 0.8125rem;
        font-variant-numeric: tabular-nums;
      }
      p {
        margin: 0;
      }
      ul {
        list-style: none;
        margin: 0 0 0.75rem;
        padding: 0;
        color: var(--sys-soft);
        overflow-wrap: anywhere;
      }
      summary {
        font-size: inherit;
      }
      details {
        margin-bottom: 0.75rem;
      }
    `,
  ];

  @property({ attribute: false }) live: LiveRun | undefined;

  @state() private adjustments: readonly Adjustment[] = [];

  constructor() {
    super();
    new LiveView(
      this,
      (live) => (this.adjustments = live.adjustments),
      () => 250,
    );
  }

  protected override render() {
    const all = [...this.adjustments].reverse();
    if (all.length === 0) return nothing;
    const list = (some: readonly Adjustment[]) =>
      html`<ul>
        ${some.map((adjustment) => html`<li>${adjustmentInWords(adjustment)}</li>`)}
      </ul>`;
    return html`<p>Changed during training, at the vertical lines:</p>
      ${list(all.slice(0, NEWEST))}
      ${
        all.length > NEWEST
          ? html`<details>
              <summary>${all.length - NEWEST} earlier</summary>
              ${list(all.slice(NEWEST))}
            </details>`
          : nothing
      }`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-adjusted': AntipodeAdjusted;
  }
}
