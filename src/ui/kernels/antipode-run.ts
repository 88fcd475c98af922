import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { KernelEntry } from '../../kernels/index';
import type { LabStage } from '../../lab/index';
import { article, controls } from '../styles';
import type { SizesDraft } from './kernel-sizes';
import type { LabState } from './lab-controller';
import type { Measured } from './measured';
import { failureOf } from './verdict';
import './antipode-result';
import './antipode-shape-form';

const STAGES: Readonly<Record<LabStage, string>> = {
  opening: 'Opening a graphics device …',
  compiling: 'Compiling …',
  reference: 'Computing the float64 reference …',
  running: 'Running …',
};

/**
 * The controls that run a kernel, and what came of it.
 *
 * @fires run - run what stands above
 * @fires cancel - end the run that is under way
 * @fires shape - the form has changed; see antipode-shape-form
 */
@customElement('antipode-run')
export class AntipodeRun extends LitElement {
  static override styles = [
    article,
    controls,
    css`
      .go {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.6rem 1rem;
        margin: 0.5rem 0 1.25rem;
      }
      .failure {
        padding-left: 1rem;
        border-left: 3px solid var(--sys-warning);
        overflow-wrap: anywhere;
      }
      .soft {
        color: var(--sys-soft);
        font-size: 0.9rem;
      }
    `,
  ];

  @property({ attribute: false }) entry: KernelEntry | undefined;
  @property({ attribute: false }) draft: SizesDraft = {};
  @property() problem = '';
  /** Why nothing of this kernel can run on this device; '' where it can. */
  @property() lacking = '';
  @property({ type: Boolean }) edited = false;
  @property({ attribute: false }) lab: LabState = { kind: 'idle' };
  @property({ attribute: false }) measured: Measured | undefined;

  protected override render() {
    const { lab } = this;
    const working = lab.kind === 'working';
    return html`
      <antipode-shape-form
        .entry=${this.entry}
        .draft=${this.draft}
        .problem=${this.problem}
        @shape=${(event: Event) =>
          this.dispatchEvent(
            new CustomEvent('shape', { detail: (event as CustomEvent<SizesDraft>).detail }),
          )}
      ></antipode-shape-form>
      <div class="go">
        <button
          class="primary"
          ?disabled=${working || this.problem !== '' || this.lacking !== ''}
          @click=${() => this.dispatchEvent(new CustomEvent('run'))}
        >
          ${this.edited ? 'Run the edited kernel' : 'Run on this device'}
        </button>
        ${
          working
            ? html`<button @click=${() => this.dispatchEvent(new CustomEvent('cancel'))}>
                Stop
              </button>`
            : nothing
        }
        <span class="soft" role="status">${working ? STAGES[lab.stage] : this.lacking}</span>
      </div>
      <div aria-live="polite">${this.#outcome()}</div>
    `;
  }

  #outcome() {
    const { lab } = this;
    if (lab.kind !== 'done') return nothing;
    const { outcome, request } = lab;
    if (outcome.kind === 'refused') {
      return html`<p class="failure" data-outcome="refused">
        It does not compile: what the compiler says stands at the text above.
      </p>`;
    }
    if (outcome.kind !== 'result') {
      return html`<p class="failure" data-outcome=${outcome.kind}>${failureOf(outcome)}</p>`;
    }
    return html`<antipode-result
      .entry=${this.entry}
      .request=${request}
      .result=${outcome.result}
      .measured=${this.measured}
    ></antipode-result>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-run': AntipodeRun;
  }
}
