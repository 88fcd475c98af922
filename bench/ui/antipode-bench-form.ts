import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { settingsStyles } from '../../src/ui/settings-styles';
import { article, controls } from '../../src/ui/styles';
import { checkDraft, DEFAULT_DRAFT, type Complaints, type Draft } from './bench-draft';
import { send } from './bench-events';

interface Field {
  name: Exclude<keyof Draft, 'suite'>;
  label: string;
  hint: string;
}

const TRAINING_WORDS =
  'Words of its name or size, such as “train n=5” or “scaling fused”; “a | b” finds either. Leave it empty to measure everything.';

const OPERATION_WORDS =
  'Words of an operation’s name or size, such as “matmul” or “row sum R=16”; “a | b” finds either. Leave it empty to measure everything.';

/** What may be measured, and how long all of it takes. */
const SUITES: Readonly<Record<Draft['suite'], { name: string; hint(peers: boolean): string }>> = {
  kernels: {
    name: 'kernels',
    hint: (peers) =>
      peers
        ? 'Single operations, by our kernels and by libraries. This takes some minutes.'
        : 'Each kernel by itself. This takes some minutes.',
  },
  training: {
    name: 'training',
    hint: (peers) =>
      `Whole training steps, and how their speed changes from 1 to 10 000 models and from 10 to 100 000 weights. This takes about ten minutes${peers ? ', with libraries more,' : ''} and longer on a slow device; the filter “scaling n=5” makes it a few.`,
  },
};

const FIELDS: readonly Field[] = [
  {
    name: 'filter',
    label: 'filter',
    hint: 'Words of a kernel’s name or size, such as “matmul” or “row_sum R=16”; “a | b” finds either. Leave it empty to measure everything.',
  },
  {
    name: 'shapes',
    label: 'matmul shapes',
    hint: 'M×K×N, such as “128, 256x64x32”. Then only matrix products are measured. Leave it empty for the usual shapes.',
  },
  {
    name: 'budget',
    label: 'seconds for each group',
    hint: '0.2 to 120. Kernels that do the same work take turns for this long, or until their intervals are narrow.',
  },
];

/**
 * What to measure.
 *
 * @fires bench-run - with the options, when they are valid
 */
@customElement('antipode-bench-form')
export class AntipodeBenchForm extends LitElement {
  static override styles = [
    article,
    controls,
    settingsStyles,
    css`
      .field {
        align-content: start;
      }
    `,
  ];

  /** A run is under way. */
  @property({ type: Boolean }) busy = false;
  /** Measure libraries as well. */
  @property({ type: Boolean }) peers = false;

  @state() private draft: Draft = DEFAULT_DRAFT;
  @state() private complaints: Complaints = {};

  protected override render() {
    return html`<form novalidate autocomplete="off" @submit=${this.#start}>
      <div class="groups">
        ${this.#suites()}${this.#fields().map((field) => this.#field(field))}
      </div>
      <div class="actions">
        <button class="primary" type="submit" ?disabled=${this.busy}>Measure</button>
        <button
          type="button"
          ?disabled=${this.draft === DEFAULT_DRAFT}
          @click=${() => {
            this.draft = DEFAULT_DRAFT;
            this.complaints = {};
          }}
        >
          Restore defaults
        </button>
      </div>
    </form>`;
  }

  #suites() {
    const { suite } = this.draft;
    return html`<div class="field">
      <label for="suite">what to measure</label>
      <select
        id="suite"
        aria-describedby="suite-hint"
        @change=${(event: Event) => {
          const chosen = (event.target as HTMLSelectElement).value as Draft['suite'];
          this.draft = { ...this.draft, suite: chosen };
          this.complaints = {};
        }}
      >
        ${Object.entries(SUITES).map(
          ([value, { name }]) =>
            html`<option value=${value} ?selected=${value === suite}>${name}</option>`,
        )}
      </select>
      <p class="hint" id="suite-hint">${SUITES[suite].hint(this.peers)}</p>
    </div>`;
  }

  /** Training has no products of its own to choose. */
  #fields(): readonly Field[] {
    if (this.draft.suite === 'kernels') {
      return FIELDS.map((field) =>
        field.name === 'filter' && this.peers ? { ...field, hint: OPERATION_WORDS } : field,
      );
    }
    return FIELDS.filter(({ name }) => name !== 'shapes').map((field) =>
      field.name === 'filter' ? { ...field, hint: TRAINING_WORDS } : field,
    );
  }

  #field({ name, label, hint }: Field) {
    const complaint = this.complaints[name];
    return html`<div class="field ${complaint ? 'wrong' : ''}">
      <label for=${name}>${label}</label>
      <input
        id=${name}
        name=${name}
        type="text"
        inputmode=${name === 'budget' ? 'decimal' : 'text'}
        spellcheck="false"
        .value=${this.draft[name]}
        aria-invalid=${complaint ? 'true' : 'false'}
        aria-describedby=${complaint ? `${name}-error ${name}-hint` : `${name}-hint`}
        @input=${(event: Event) => this.#typed(name, event)}
      />
      ${complaint ? html`<p class="error" id="${name}-error">${complaint}</p>` : nothing}
      <p class="hint" id="${name}-hint">${hint}</p>
    </div>`;
  }

  /** While typing, a complaint may only go away or change; a new one waits for the button. */
  #typed(name: Field['name'], event: Event): void {
    this.draft = { ...this.draft, [name]: (event.target as HTMLInputElement).value };
    if (!this.complaints[name]) return;
    const found = checkDraft(this.draft, this.peers).complaints ?? {};
    this.complaints = { ...this.complaints, [name]: found[name] };
  }

  readonly #start = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (this.busy) return;
    const { options, complaints } = checkDraft(this.draft, this.peers);
    this.complaints = complaints ?? {};
    if (options) return send(this, 'bench-run', options);
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-bench-form': AntipodeBenchForm;
  }
}
