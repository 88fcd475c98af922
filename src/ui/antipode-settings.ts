import { html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import {
  canAdjust,
  defaultInputs,
  differences,
  IN_FLIGHT,
  OPENING,
  type Experiment,
  type ModelName,
} from '../train/index';
import { send } from './events';
import {
  checkDraft,
  draftOf,
  rebased,
  type Complaints,
  type Draft,
  type FieldName,
} from './settings-draft';
import { FIELD_GROUPS, type Field } from './settings-fields';
import { settingsStyles } from './settings-styles';
import { article, controls } from './styles';

/** How many replicas the button offers. */
const REPLICAS = 8;

/**
 * The settings of the experiment as a form. What is typed stays typed, right or wrong; only a valid whole is sent up,
 * when Apply is pressed, and until then the running model goes on.
 *
 * @fires antipode-experiment - with the experiment to train from its first weights
 * @fires antipode-adjust - with the experiment to go on as from where the training is
 * @fires antipode-undo - back to the experiment before
 */
@customElement('antipode-settings')
export class AntipodeSettings extends LitElement {
  static override styles = [article, controls, settingsStyles];

  /** The experiment that is being trained. */
  @property({ attribute: false }) experiment: Experiment = OPENING;
  /** The settings of the preset's run, which Restore defaults goes back to. */
  @property({ attribute: false }) defaults: Experiment = OPENING;
  /** Whether there is an experiment to go back to. */
  @property({ type: Boolean }) canUndo = false;

  @state() private draft: Draft = draftOf(OPENING);
  @state() private complaints: Complaints = {};
  /** What was sent last: when it is what is trained, the fields say so in their own words. */
  #sent: Experiment | null = null;
  /** What the form says, where training can go on as that. */
  @state() private inFlight: Experiment | null = null;

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (!changed.has('experiment')) return;
    const before = changed.get('experiment') as Experiment | undefined;
    // A slider was moved above, or another seed drawn: what was typed here and not applied stays.
    const beside =
      before !== undefined &&
      this.experiment !== this.#sent &&
      differences(before, { ...this.experiment, seed: before.seed }).every(({ key }) =>
        (IN_FLIGHT as readonly string[]).includes(key),
      );
    this.draft = beside ? rebased(this.draft, before, this.experiment) : draftOf(this.experiment);
    if (!beside) this.complaints = {};
    this.#findInFlight();
  }

  protected override render() {
    const changed = this.#isChanged();
    const wrong = Object.keys(this.complaints).length;
    const { replicas } = this.experiment;
    return html`
      <p>
        Apply starts the training again from the first weights. Densities, importances, the learning
        rate, its schedule and weight decay can also be changed during training: press Apply and go
        on. The seed of this page was chosen because its ten models show the paper’s figure; with
        other seeds some models end in worse solutions. To rule out luck, train replicas: each
        instance is then trained several times from different first weights, and its best model is
        shown.
      </p>
      <form novalidate autocomplete="off" @submit=${this.#apply}>
        <div class="groups">
          ${FIELD_GROUPS.map(
            ({ title, fields }) =>
              html`<fieldset>
                <legend>${title}</legend>
                ${fields.map((field) => this.#field(field))}
              </fieldset>`,
          )}
        </div>
        <div class="actions">
          <button class="primary" type="submit">Apply</button>
          <button type="button" ?disabled=${!this.inFlight} @click=${this.#goOn}>
            Apply and go on
          </button>
          <button type="button" ?disabled=${!this.canUndo} @click=${this.#undo}>Undo</button>
          <button type="button" @click=${this.#restore}>Restore defaults</button>
          <button
            type="button"
            @click=${() => {
              const typed = { ...this.draft, replicas: String(replicas === 1 ? REPLICAS : 1) };
              void this.#try(typed);
            }}
          >
            ${replicas === 1 ? `Train ${REPLICAS} replicas` : 'Train 1 replica'}
          </button>
          <span class="hint" role="status"
            >${
              wrong > 0
                ? `${wrong === 1 ? 'One setting needs' : `${wrong} settings need`} another value; the running model goes on.`
                : changed
                  ? 'Not applied yet.'
                  : ''
            }</span
          >
        </div>
      </form>
    `;
  }

  #field(field: Field) {
    const { name, symbol, label, hint } = field;
    const complaint = this.complaints[name];
    const description = complaint ? `${name}-error ${name}-hint` : `${name}-hint`;
    return html`<div class="field ${complaint ? 'wrong' : ''}">
      <label for=${name}>${symbol ? html`<i class="ltr">${symbol}</i> ` : nothing}${label}</label>
      ${
        field.choices
          ? html`<select
              id=${name}
              name=${name}
              aria-describedby=${description}
              @change=${(event: Event) => this.#typed(name, event, true)}
            >
              ${field.choices.map(
                ({ value, text }) =>
                  html`<option value=${value} .selected=${this.draft[name] === value}>
                    ${text}
                  </option>`,
              )}
            </select>`
          : html`<input
              id=${name}
              name=${name}
              type="text"
              inputmode=${name === 'initStd' ? 'text' : 'decimal'}
              .value=${this.draft[name]}
              aria-invalid=${complaint ? 'true' : 'false'}
              aria-describedby=${description}
              @input=${(event: Event) => this.#typed(name, event, false)}
              @change=${(event: Event) => this.#typed(name, event, true)}
            />`
      }
      ${complaint ? html`<p class="error" id="${name}-error">${complaint}</p>` : nothing}
      <p class="hint" id="${name}-hint">${hint}</p>
    </div>`;
  }

  /** While typing, a complaint may only go away or change; a new one waits until the field is left. */
  #typed(name: FieldName, event: Event, left: boolean): void {
    const { value } = event.target as HTMLInputElement | HTMLSelectElement;
    this.draft = { ...this.draft, [name]: value };
    // Absolute values want inputs of both signs; whoever wants others can still say so.
    if (name === 'model') {
      this.draft = { ...this.draft, inputs: defaultInputs(value as ModelName) };
    }
    this.#findInFlight();
    const found = checkDraft(this.draft, this.experiment).complaints ?? {};
    const shown = (field: string) => field in this.complaints || (left && field === name);
    this.complaints = Object.fromEntries(Object.entries(found).filter(([field]) => shown(field)));
  }

  readonly #apply = async (event: Event): Promise<void> => {
    event.preventDefault();
    await this.#try(this.draft);
  };

  /** Sends what a draft says, or says at its fields why not. */
  async #try(draft: Draft): Promise<void> {
    const { experiment, complaints } = checkDraft(draft, this.experiment);
    if (experiment) return this.#send(experiment);
    this.complaints = complaints;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }

  /** Whatever was typed, right or wrong, gives way to the preset's settings. */
  readonly #restore = (): void => {
    this.draft = draftOf(this.defaults);
    this.complaints = {};
    if (differences(this.experiment, this.defaults).length > 0) this.#send(this.defaults);
    else this.#findInFlight();
  };

  readonly #goOn = (): void => {
    this.#sent = this.inFlight;
    if (this.inFlight) send(this, 'antipode-adjust', { experiment: this.inFlight });
  };

  #findInFlight(): void {
    const { experiment } = checkDraft(this.draft, this.experiment);
    this.inFlight = experiment && canAdjust(this.experiment, experiment) ? experiment : null;
  }

  #send(experiment: Experiment): void {
    this.#sent = experiment;
    send(this, 'antipode-experiment', experiment);
  }

  readonly #undo = (): void => send(this, 'antipode-undo', null);

  #isChanged(): boolean {
    const now = draftOf(this.experiment);
    return Object.entries(this.draft).some(([name, text]) => now[name as FieldName] !== text);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-settings': AntipodeSettings;
  }
}
