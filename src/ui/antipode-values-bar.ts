import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { StepValues } from '../models/index';
import type { Experiment, SessionFacts } from '../train/index';
import { distinctionOf, instanceName } from './distinction';
import { send } from './events';
import { count } from './format';
import { article, controls } from './styles';
import type { ValuesWish } from './values-watch';

/** Up to so many instances have names to choose from; of more, one is typed. */
const MOST_NAMES = 64;

/**
 * Opens the look into a step, and says which step, instance and sample it is.
 *
 * @fires antipode-values - with what is to be looked at; null: nothing more
 * @fires antipode-select - with the instance that was chosen
 */
@customElement('antipode-values-bar')
export class AntipodeValuesBar extends LitElement {
  static override styles = [
    article,
    controls,
    css`
      .row {
        display: flex;
        flex-wrap: wrap;
        align-items: end;
        gap: 0.6rem 1.5rem;
        margin: 0 0 0.75rem;
      }
      label {
        display: grid;
        font-size: 0.8125rem;
        color: var(--sys-soft);
        min-width: 0;
      }
      select,
      input {
        font: inherit;
        font-size: 0.9375rem;
        color: var(--sys-ink);
        background: var(--sys-ground);
        border: 1px solid var(--sys-edge);
        border-radius: 4px;
        padding: 0.35rem 0.5rem;
        max-width: 100%;
        min-width: 0;
        box-sizing: border-box;
      }
      input {
        width: 7rem;
      }
      .problem {
        color: var(--sys-warning);
      }
    `,
  ];

  @property({ attribute: false }) facts: SessionFacts | null = null;
  @property({ type: Number }) selected = 0;
  @property({ type: Boolean }) running = false;
  @property({ attribute: false }) wish: ValuesWish | null = null;
  @property({ attribute: false }) values: StepValues | null = null;
  @property() problem = '';

  /** What was typed and cannot be, in a sentence. */
  @state() private refused = '';

  protected override render() {
    const { facts } = this;
    if (!facts || facts.engine === 'cpu') return nothing;
    return this.wish ? this.#open(facts, this.wish) : this.#closed(facts);
  }

  #closed({ program, kernelsOf, calls }: SessionFacts) {
    const stepwise = program === 'stepwise';
    if (!stepwise && kernelsOf.stepwise.length === 0) return nothing;
    return html`<p>
        ${
          stepwise
            ? `Each of the ${calls.length} launches writes arrays that you can look at, with their numbers.`
            : 'The stepwise program writes every array in between, and you can look at the numbers of each. Training starts again from the first weights.'
        }
      </p>
      <div class="row">
        <button type="button" class="primary" @click=${() => this.#show(null)}>
          ${stepwise ? 'Show the numbers of a step' : 'Switch to stepwise and show them'}
        </button>
      </div>`;
  }

  #open({ experiment }: SessionFacts, { sample }: ValuesWish) {
    const problem = this.refused || this.problem;
    const most = (this.values?.samples ?? experiment.batch) - 1;
    return html`<div class="row" role="group" aria-label="What is shown">
        ${this.#instances(experiment)}
        <label
          >Sample, 0 to ${count(most)}
          <input
            type="number"
            min="0"
            max=${most}
            step="1"
            .value=${String(sample ?? 0)}
            @change=${(event: Event) => this.#sample(event.target as HTMLInputElement, most)}
          />
        </label>
        <button
          type="button"
          ?disabled=${this.running}
          @click=${() => send(this, 'antipode-transport', 'step')}
        >
          Step
        </button>
        <button type="button" @click=${() => send(this, 'antipode-values', null)}>
          Hide the numbers
        </button>
      </div>
      <p class=${problem ? 'problem' : 'caption'} role="status">
        ${problem || this.#says(experiment)}
      </p>`;
  }

  #instances(experiment: Experiment) {
    const { instances } = experiment;
    const choose = (event: Event) => {
      const value = Number((event.target as HTMLInputElement).value);
      if (this.#accepts('Instance', value, instances - 1)) send(this, 'antipode-select', value);
    };
    if (instances > MOST_NAMES) {
      return html`<label
        >Instance, 0 to ${count(instances - 1)}
        <input
          type="number"
          min="0"
          max=${instances - 1}
          .value=${String(this.selected)}
          @change=${choose}
        />
      </label>`;
    }
    const distinction = distinctionOf(experiment);
    return html`<label
      >Instance
      <select @change=${choose}>
        ${Array.from(
          { length: instances },
          (_, i) =>
            html`<option value=${i} ?selected=${i === this.selected}>
              ${i}: ${instanceName(distinction, i)}
            </option>`,
        )}
      </select>
    </label>`;
  }

  #says({ instances, replicas }: Experiment): string {
    const { values } = this;
    if (!values)
      return this.running ? 'Training is running. Pause to see a step.' : 'Reading the numbers …';
    const replica =
      replicas > 1 ? ` of its best replica, ${Math.floor(values.model / instances)},` : '';
    const which = `The numbers${replica} in step ${count(values.step + 1)}`;
    return this.running
      ? `${which}. Training is running; pause to see the next step.`
      : `${which}, the one that comes next: your device has computed it and the weights were put back. Step makes it and shows the one after it.`;
  }

  #show(sample: number | null): void {
    send(this, 'antipode-values', { instance: this.selected, sample });
  }

  #sample(input: HTMLInputElement, most: number): void {
    if (this.#accepts('Sample', input.valueAsNumber, most)) this.#show(input.valueAsNumber);
  }

  #accepts(what: string, value: number, most: number): boolean {
    const fits = Number.isInteger(value) && value >= 0 && value <= most;
    this.refused = fits ? '' : `${what}: type a whole number from 0 to ${count(most)}.`;
    return fits;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-values-bar': AntipodeValuesBar;
  }
}
