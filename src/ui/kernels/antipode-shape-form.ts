import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { KernelEntry } from '../../kernels/index';
import { settingsStyles } from '../settings-styles';
import { article, controls } from '../styles';
import { draftOf, type SizesDraft } from './kernel-sizes';
import { largeSizes, tellingSizes } from './shelf';
import { typedNumber } from '../typed-number';

/** Carries the form's texts. */
export type ShapeEvent = CustomEvent<SizesDraft>;

/**
 * The shape that a kernel is run at, the seed of its inputs, and its constants.
 *
 * @fires shape - at every change, with all texts
 */
@customElement('antipode-shape-form')
export class AntipodeShapeForm extends LitElement {
  static override styles = [
    article,
    controls,
    settingsStyles,
    css`
      .parts,
      .fields {
        display: flex;
        flex-wrap: wrap;
        gap: 0.9rem 2.5rem;
        margin: 0 0 0.75rem;
      }
      fieldset {
        border: 0;
        padding: 0;
        gap: 0.4rem;
      }
      legend {
        font-size: 0.9rem;
      }
      .fields {
        gap: 0.9rem 1rem;
        margin: 0;
      }
      .field {
        width: 5.5rem;
      }
      label {
        font-family: var(--sys-mono);
        font-size: 0.875rem;
      }
      .error {
        margin-bottom: 0.75rem;
        font-size: 0.875rem;
      }
    `,
  ];

  @property({ attribute: false }) entry: KernelEntry | undefined;
  @property({ attribute: false }) draft: SizesDraft = {};
  /** What is wrong with the draft, or ''. */
  @property() problem = '';

  protected override render() {
    if (!this.entry) return nothing;
    const { header } = this.entry;
    return html`
      <div class="parts">
        ${this.#group('Shape', Object.keys(header.sizes))} ${this.#group('Inputs', ['seed'])}
        ${this.#group('Constants of the shader', Object.keys(header.constants))}
      </div>
      <div class="actions">
        <button type="button" @click=${() => this.#shape(tellingSizes(this.entry!))}>
          Small shape
        </button>
        <button type="button" @click=${() => this.#shape(largeSizes(this.entry!))}>
          Large shape
        </button>
      </div>
      <p class="error" id="problem" role="status">${this.problem}</p>
    `;
  }

  #group(name: string, symbols: readonly string[]) {
    if (symbols.length === 0) return nothing;
    return html`<fieldset>
      <legend>${name}</legend>
      <div class="fields">${symbols.map((symbol) => this.#field(symbol))}</div>
    </fieldset>`;
  }

  #field(symbol: string) {
    const wrong = this.problem.startsWith(`${symbol} `);
    return html`<div class="field ${wrong ? 'wrong' : ''}">
      <label for=${symbol}>${symbol}</label>
      <input
        id=${symbol}
        type="text"
        inputmode="numeric"
        autocomplete="off"
        .value=${this.draft[symbol] ?? ''}
        aria-invalid=${wrong ? 'true' : 'false'}
        aria-describedby="problem"
        @input=${(event: Event) =>
          this.#send({ ...this.draft, [symbol]: (event.target as HTMLInputElement).value })}
      />
    </div>`;
  }

  #shape(sizes: Readonly<Record<string, number>>): void {
    const seed = typedNumber(this.draft.seed ?? '') ?? 0;
    this.#send(draftOf(this.entry!, sizes, seed));
  }

  #send(draft: SizesDraft): void {
    this.dispatchEvent(new CustomEvent('shape', { detail: draft }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-shape-form': AntipodeShapeForm;
  }
}
