import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { ProgramWish, SessionFacts } from '../train/index';
import { send } from './events';
import { article, controls } from './styles';

/** What can be wished for, each with one plain sentence. */
const CHOICES: readonly { wish: ProgramWish; name: string; says: string }[] = [
  {
    wish: 'auto',
    name: 'Automatic',
    says: 'Fused, which is fastest; stepwise where a device cannot compile that.',
  },
  {
    wish: 'fused',
    name: 'Fused',
    says: 'Many operations in one launch, and many steps where the model is small. Results in between are never written to memory.',
  },
  {
    wish: 'stepwise',
    name: 'Stepwise',
    says: 'One launch for each operation, as you would write it on paper. You can look at every array in between.',
  },
];

/**
 * Which program trains the model, to be switched. Another program begins anew from the first weights.
 *
 * @fires antipode-program - with the program that is wished for
 */
@customElement('antipode-program')
export class AntipodeProgram extends LitElement {
  static override styles = [
    article,
    controls,
    css`
      fieldset {
        border: 0;
        margin: 0 0 1.5rem;
        padding: 0;
        min-width: 0;
      }
      legend {
        padding: 0;
        font-weight: 600;
      }
      .choices {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 15rem), 1fr));
        gap: 0.6rem 2rem;
        margin: 0.6rem 0;
      }
      .choice {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: 0 0.55rem;
        align-items: baseline;
        align-content: start;
      }
      input,
      label {
        cursor: pointer;
      }
      input {
        accent-color: var(--sys-accent);
        margin: 0;
      }
      .says {
        grid-column: 2;
        margin: 0;
      }
      .says,
      .note {
        color: var(--sys-soft);
        font-size: 0.875rem;
        line-height: 1.45;
      }
      .note {
        margin: 0;
      }
    `,
  ];

  @property() wish: ProgramWish = 'auto';
  @property({ attribute: false }) facts: SessionFacts | null = null;

  protected override render() {
    if (this.facts?.engine === 'cpu') return nothing;
    return html`<fieldset>
      <legend>The program that trains</legend>
      <div class="choices">
        ${CHOICES.map(
          ({ wish, name, says }) =>
            html`<div class="choice">
              <input
                type="radio"
                name="program"
                id=${wish}
                value=${wish}
                aria-describedby="${wish}-says"
                .checked=${this.wish === wish}
                @change=${() => send(this, 'antipode-program', { program: wish })}
              />
              <label for=${wish}>${name}</label>
              <p class="says" id="${wish}-says">${says}</p>
            </div>`,
        )}
      </div>
      <p class="note">${this.#note()}</p>
    </fieldset>`;
  }

  #note(): string {
    const { facts } = this;
    const anew = 'Another program starts again from the first weights, on the same data.';
    if (!facts) return anew;
    if (facts.programReason) {
      return `This device could not compile the fused program, so the stepwise one runs: ${facts.programReason}`;
    }
    const { stepwise } = facts.kernelsOf;
    const large =
      stepwise.length === 0
        ? ' The activations of this model are too large for the stepwise program: use a smaller batch or fewer instances first.'
        : '';
    const left =
      facts.edited.length > 0 ? ' Edited kernels that it does not call are left out.' : '';
    return anew + left + large;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-program': AntipodeProgram;
  }
}
