import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { FUSED_WIDTHS, type FusePhase, type FuseProgress } from '../../lab/index';
import { settingsStyles } from '../settings-styles';
import { article, controls } from '../styles';
import { FUSE_DEFAULT, FUSE_FIELDS, readFuseDraft, type FuseDraft } from './fuse-draft';

const PHASES: Record<FusePhase, string> = {
  opening: 'Opening the graphics device',
  choosing: 'Choosing the fastest kernels of both programs',
  checking: 'Training both from the same weights',
  racing: 'Counting steps a second, in turn',
  timing: 'Reading the device’s clock around each call',
};

/**
 * Which model is trained twice, and the button that does it.
 *
 * @fires draft - with the form's texts, at every change
 * @fires measure
 * @fires cancel
 */
@customElement('antipode-fuse-form')
export class AntipodeFuseForm extends LitElement {
  static override styles = [
    article,
    controls,
    settingsStyles,
    css`
      .fields {
        display: flex;
        flex-wrap: wrap;
        align-items: start;
        gap: 0.9rem 1.5rem;
        margin: 1.25rem 0 0.75rem;
      }
      .field {
        width: 9rem;
      }
      .error {
        min-height: 1.4em;
        margin-bottom: 0.5rem;
      }
      .under-way {
        display: flex;
        flex-wrap: wrap;
        gap: 0.4rem 1rem;
        align-items: center;
        margin-top: 0.9rem;
        font-size: 0.9rem;
      }
      progress {
        flex: 1 1 12rem;
        max-width: 24rem;
        height: 0.6rem;
        accent-color: var(--sys-accent);
      }
    `,
  ];

  @property({ attribute: false }) draft: FuseDraft = FUSE_DEFAULT;
  /** Null while nothing is measured. */
  @property({ attribute: false }) progress: FuseProgress | null = null;

  protected override render() {
    const { draft, progress } = this;
    const { problem } = readFuseDraft(draft);
    return html`<form novalidate autocomplete="off" @submit=${this.#submit}>
      <div class="fields">
        ${FUSE_FIELDS.map((field) => this.#field(field, problem))}
        <div class="field">
          <label for="width">WORKGROUP</label>
          <select
            id="width"
            aria-describedby="width-hint"
            @change=${(e: Event) => this.#change('width', e)}
          >
            <option value="" ?selected=${draft.width === ''}>the fastest</option>
            ${FUSED_WIDTHS.map(
              (width) =>
                html`<option value=${width} ?selected=${draft.width === String(width)}>
                  ${width}
                </option>`,
            )}
          </select>
          <p class="hint" id="width-hint">invocations that share a model</p>
        </div>
      </div>
      <p class="error" id="problem" role="status">${problem}</p>
      <div class="actions">
        <button class="primary" type="submit" ?disabled=${progress !== null || problem !== ''}>
          Measure on this device
        </button>
        <button
          type="button"
          ?disabled=${Object.entries(FUSE_DEFAULT).every(
            ([name, text]) => draft[name as keyof FuseDraft] === text,
          )}
          @click=${() => this.#send(FUSE_DEFAULT)}
        >
          The introduction’s model
        </button>
      </div>
      ${progress ? this.#underWay(progress) : nothing}
    </form>`;
  }

  #field({ name, symbol, meaning, most }: (typeof FUSE_FIELDS)[number], problem: string) {
    const wrong = problem.startsWith(`${symbol} `);
    return html`<div class="field ${wrong ? 'wrong' : ''}">
      <label for=${name}>${symbol}</label>
      <input
        id=${name}
        type="text"
        inputmode="numeric"
        .value=${this.draft[name]}
        aria-invalid=${wrong ? 'true' : 'false'}
        aria-describedby="${name}-hint problem"
        @input=${(event: Event) => this.#change(name, event)}
      />
      <p class="hint" id="${name}-hint">${meaning}, 1 to ${most}</p>
    </div>`;
  }

  #underWay({ phase, part }: FuseProgress) {
    return html`<div class="under-way">
      <span role="status">${PHASES[phase]} …</span>
      <progress aria-label="Progress of the measurement" max="1" .value=${part}></progress>
      <button type="button" @click=${() => this.dispatchEvent(new Event('cancel'))}>Cancel</button>
    </div>`;
  }

  #change(name: keyof FuseDraft, event: Event): void {
    const { value } = event.target as HTMLInputElement | HTMLSelectElement;
    this.#send({ ...this.draft, [name]: value });
  }

  #send(draft: FuseDraft): void {
    this.dispatchEvent(new CustomEvent('draft', { detail: draft }));
  }

  readonly #submit = (event: Event): void => {
    event.preventDefault();
    if (this.progress === null) this.dispatchEvent(new Event('measure'));
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-fuse-form': AntipodeFuseForm;
  }
}
