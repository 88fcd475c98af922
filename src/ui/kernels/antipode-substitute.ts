import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { SessionFacts } from '../../train/index';
import { send } from '../events';
import { article, controls } from '../styles';

/**
 * Puts an edited kernel into the running model, or says why that cannot be.
 *
 * @fires antipode-substitute
 * @fires antipode-program - where another program calls the kernel: with it, and with the edited text
 */
@customElement('antipode-substitute')
export class AntipodeSubstitute extends LitElement {
  static override styles = [
    article,
    controls,
    css`
      div {
        display: flex;
        flex-wrap: wrap;
        gap: 0.6rem 1rem;
        align-items: center;
      }
      .soft {
        color: var(--sys-soft);
        font-size: 0.9rem;
        margin: 0.5rem 0 0;
      }
      .offer {
        margin-top: 0.6rem;
      }
      .offer .soft {
        margin: 0;
      }
    `,
  ];

  @property() kernel = '';
  /** The edited text; null while the original stands. */
  @property({ attribute: false }) code: string | null = null;
  @property({ attribute: false }) facts: SessionFacts | null = null;

  protected override render() {
    const { facts, kernel } = this;
    const inModel = facts?.edited.includes(kernel) ?? false;
    const why = this.#whyNot();
    const call = facts?.calls.find((c) => c.kernel === kernel);
    return html`
      ${
        call
          ? html`<p>
              In the model of the experiment this kernel computes: ${call.does}. Put your text in,
              and see what it does to training.
            </p>`
          : nothing
      }
      <div>
        <button
          ?disabled=${why !== ''}
          @click=${() => send(this, 'antipode-substitute', { kernel, code: this.code })}
        >
          Put into the running model
        </button>
        ${
          inModel
            ? html`<button
                  @click=${() => send(this, 'antipode-substitute', { kernel, code: null })}
                >
                  Put the original back into the model
                </button>
                <a href="#/">See what it does to training</a>`
            : nothing
        }
      </div>
      ${why ? html`<p class="soft">${why}</p>` : nothing} ${this.#offer()}
    `;
  }

  /** A program of this model that calls the kernel, if the one that runs does not. */
  get #other(): 'stepwise' | 'fused' | null {
    const { facts, kernel } = this;
    if (!facts || facts.engine === 'cpu') return null;
    if (facts.calls.some((call) => call.kernel === kernel)) return null;
    const other = facts.program === 'stepwise' ? 'fused' : 'stepwise';
    return facts.kernelsOf[other].includes(kernel) ? other : null;
  }

  #offer() {
    const other = this.#other;
    if (!other) return nothing;
    const { kernel, code } = this;
    return html`<div class="offer">
      <button
        @click=${() =>
          send(this, 'antipode-program', {
            program: other,
            edit: code === null ? undefined : { kernel, code },
          })}
      >
        Switch to ${other}${code === null ? '' : ' with your text'}
      </button>
      <span class="soft">Training starts again from the first weights.</span>
    </div>`;
  }

  #whyNot(): string {
    const { facts, kernel } = this;
    if (!facts) return 'No training session is open.';
    if (facts.engine === 'cpu')
      return 'The model trains on the CPU reference, which runs no shaders.';
    if (!facts.calls.some((call) => call.kernel === kernel)) {
      const names = [...new Set(facts.calls.map((call) => call.kernel))].join(', ');
      const runs = facts.program === 'stepwise' ? 'stepwise' : 'fused';
      const other = this.#other;
      if (other) {
        return `${kernel} takes no part in the ${runs} program, which trains the model now (${names}). It does in the ${other} program.`;
      }
      return `${kernel} takes no part in the model of the experiment. These do: ${names}.`;
    }
    if (this.code === null) return 'Edit the kernel first: the model runs the original now.';
    return '';
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-substitute': AntipodeSubstitute;
  }
}
