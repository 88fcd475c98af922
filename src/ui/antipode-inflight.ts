import { html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { beyondFlight, canAdjust, leastDensity, OPENING, type Experiment } from '../train/index';
import { send } from './events';
import { plain } from './format';
import {
  densityFactor,
  densityInWords,
  fromLog,
  isDecay,
  leastFactor,
  scaledDensity,
} from './in-flight';
import { inflightStyles } from './inflight-styles';
import { article, controls } from './styles';

/** Least milliseconds between two adjustments, and after which a slider's movement is another one to be undone. */
const PACE = 250;
const PAUSE = 1000;

/** Least logarithm of the factor on densities, and of the learning rate; steps of both sliders. */
const LEAST_FACTOR = -2;
const RATES = [-6, 1] as const;
const LOG_STEP = 0.05;

/** Decays of importance, and the slider's steps. */
const DECAYS = [0.05, 1] as const;
const DECAY_STEP = 0.01;

interface Slider {
  name: string;
  label: string;
  least: number;
  most: number;
  step: number;
  value: number;
  /** What stands beside it, and what a screen reader says. */
  shown: unknown;
  words: string;
  /** The settings with the slider at a value. */
  at: (value: number) => Partial<Experiment>;
}

/**
 * Sliders for what may change while a model trains: the densities, the decay of the importances, the learning rate. Each
 * movement is sent up a few times a second, and training goes on with it from where it is.
 *
 * @fires antipode-adjust - with the experiment to go on as
 * @fires antipode-undo - back to the settings before the last movement
 * @fires antipode-experiment - to begin anew with what could not be changed in flight
 */
@customElement('antipode-inflight')
export class AntipodeInflight extends LitElement {
  static override styles = [article, controls, inflightStyles];

  /** As which training goes on. */
  @property({ attribute: false }) experiment: Experiment = OPENING;
  /** As which it was begun. */
  @property({ attribute: false }) origin: Experiment = OPENING;
  /** Whether the origin is a preset's. */
  @property({ type: Boolean }) preset = false;
  @property({ type: Boolean }) canUndo = false;
  /** There is no model to be trained. */
  @property({ type: Boolean }) disabled = false;
  /** What could not be changed, and why. */
  @property({ attribute: false }) unadjusted: { message: string; wanted: Experiment } | null = null;

  /** What the sliders say and has not been sent. */
  @state() private draft: Experiment | null = null;
  @state() private narrow = false;

  /** What the slider of densities multiplies. */
  #base = OPENING.featureProbability;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #sentAt = -Infinity;
  #movedAt = -Infinity;
  #moved = '';
  #gesture = 0;
  readonly #phone = matchMedia('(max-width: 760px)');

  override connectedCallback(): void {
    super.connectedCallback();
    this.#phone.addEventListener('change', this.#fold);
    this.#fold();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#phone.removeEventListener('change', this.#fold);
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (!changed.has('experiment') && !changed.has('origin')) return;
    const { featureProbability: now } = this.experiment;
    const bases = [this.origin.featureProbability, this.#base, now];
    this.#base = bases.find((base) => densityFactor(now, base) !== null) ?? now;
    // Another experiment was opened under a movement that was not yet sent.
    if (this.draft && beyondFlight(this.experiment, this.draft).length > 0) this.#forget();
    if (this.#timer === undefined) this.draft = null;
  }

  protected override render() {
    const sliders = this.#sliders(this.draft ?? this.experiment);
    const back = this.preset ? 'Back to the preset' : 'Back to the start';
    return html`<details class=${this.narrow ? '' : 'wide'} ?open=${!this.narrow}>
      <summary>Change it while it trains</summary>
      <div class="row" role="group" aria-label="Settings that change while it trains">
        ${sliders.map((slider) => this.#slider(slider))}
        <div class="actions">
          <button
            ?disabled=${!this.canUndo && !this.draft}
            title="The last change here; training goes on"
            @click=${this.#undo}
          >
            Undo
          </button>
          <button
            ?disabled=${this.disabled || !canAdjust(this.experiment, this.#first())}
            title="Densities, importances and rates as it began with; training goes on"
            @click=${() => this.#sendUp(this.#first(), '')}
          >
            ${back}
          </button>
        </div>
      </div>
      <div role="status">${this.unadjusted ? this.#refused(this.unadjusted) : nothing}</div>
    </details>`;
  }

  #slider({ name, label, least, most, step, value, shown, words, at }: Slider) {
    return html`<div class="slider">
      <label for=${name}
        ><span>${label}</span><output for=${name} class="ltr">${shown}</output></label
      >
      <input
        id=${name}
        type="range"
        min=${least}
        max=${most}
        step=${step}
        .value=${String(value)}
        aria-valuetext=${words}
        ?disabled=${this.disabled}
        @input=${(event: Event) =>
          this.#move(name, at(Number((event.target as HTMLInputElement).value)))}
      />
    </div>`;
  }

  #refused({ message, wanted }: { message: string; wanted: Experiment }) {
    return html`<p class="refused">
      ${message} Training continues unchanged.
      <button @click=${() => send(this, 'antipode-experiment', wanted)}>
        Start again with the change
      </button>
    </p>`;
  }

  #sliders({ featureProbability, importance, optimizer, sets }: Experiment): Slider[] {
    const density = densityInWords(featureProbability);
    const factor = densityFactor(featureProbability, this.#base) ?? 1;
    const rate = optimizer.learningRate;
    const sliders: Slider[] = [
      {
        ...{ name: 'density', label: 'all densities', step: LOG_STEP },
        least: Math.max(LEAST_FACTOR, leastFactor(this.#base, leastDensity({ sets }), LOG_STEP)),
        most: mostFactor(this.#base),
        value: Math.log10(factor),
        shown: html`1 − <i>S</i> = ${density}`,
        words: `1 − S = ${density}`,
        at: (value) => ({
          featureProbability: scaledDensity(this.#base, fromLog(value), leastDensity({ sets })),
        }),
      },
    ];
    if (isDecay(importance)) {
      const { decay } = importance;
      sliders.push({
        ...{ name: 'decay', label: 'importance', step: DECAY_STEP },
        ...{ least: Math.min(DECAYS[0], decay), most: DECAYS[1] },
        value: decay,
        shown: html`<i>I</i><sub>i</sub> = ${plain(decay)}<sup>i</sup>`,
        words: `I of feature i = ${plain(decay)} to the power i`,
        at: (value) => ({ importance: { decay: Number(value.toFixed(4)) } }),
      });
    }
    sliders.push({
      ...{ name: 'rate', label: 'learning rate', step: LOG_STEP },
      ...{ least: RATES[0], most: RATES[1] },
      value: Math.log10(rate),
      shown: plain(rate),
      words: `learning rate ${plain(rate)}`,
      at: (value) => ({ optimizer: { ...optimizer, learningRate: fromLog(value) } }),
    });
    return sliders;
  }

  /** The running experiment with everything that may change as it began. */
  #first(): Experiment {
    const { featureProbability, importance, optimizer } = this.origin;
    const { learningRate, schedule, weightDecay } = optimizer;
    const rates = { ...this.experiment.optimizer, learningRate, schedule, weightDecay };
    return { ...this.experiment, featureProbability, importance, optimizer: rates };
  }

  #move(name: string, part: Partial<Experiment>): void {
    const now = performance.now();
    if (name !== this.#moved || now - this.#movedAt > PAUSE) this.#gesture++;
    this.#moved = name;
    this.#movedAt = now;
    this.draft = { ...(this.draft ?? this.experiment), ...part };
    this.#timer ??= setTimeout(() => this.#flush(), Math.max(0, this.#sentAt + PACE - now));
  }

  #flush(): void {
    const { draft } = this;
    this.#forget();
    if (draft) this.#sendUp(draft, `slider ${this.#gesture}`);
  }

  #forget(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.draft = null;
  }

  #sendUp(experiment: Experiment, gesture: string): void {
    this.#sentAt = performance.now();
    send(this, 'antipode-adjust', { experiment, gesture });
  }

  readonly #undo = (): void => {
    this.#flush();
    this.#movedAt = -Infinity; // a movement after this is another one
    send(this, 'antipode-undo', null);
  };

  readonly #fold = (): void => {
    this.narrow = this.#phone.matches;
  };
}

/** The logarithm from which on every density is 1. */
function mostFactor(base: Experiment['featureProbability']): number {
  const least = Math.min(...(Array.isArray(base) ? base.flat() : [base.from, base.to]));
  const steps = Math.ceil(Math.log10(1 / least) / LOG_STEP - 1e-9);
  return Number((Math.max(1, steps) * LOG_STEP).toFixed(2));
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-inflight': AntipodeInflight;
  }
}
