import { css, html, LitElement, render } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { chartInstances } from './chart-data';
import { count } from './format';
import type { LiveRun } from './live-run';
import { LiveView } from './live-view';
import { lossDrops } from './loss-drops';
import { article, controls } from './styles';

/** Milliseconds that a replay takes, and the least that a moment of it stands. */
const REPLAY = 8000;
const LEAST_FRAME = 40;

/**
 * The time line of a run: all figures show the moment that its slider stands at, and follow the training again when it is at
 * its right end. Ticks stand where losses dropped. It has its place from the beginning, so that nothing moves when
 * training begins.
 */
@customElement('antipode-past')
export class AntipodePast extends LitElement {
  static override styles = [
    article,
    controls,
    css`
      label {
        display: flex;
        align-items: center;
        gap: 0 0.75rem;
        white-space: nowrap;
        font-size: 0.8125rem;
        color: var(--sys-soft);
        font-variant-numeric: tabular-nums;
        padding-bottom: 0.3rem;
      }
      input {
        flex: 1 1 5rem;
        min-width: 0;
        accent-color: var(--sys-accent);
        margin: 0;
        min-height: 1.5rem;
      }
      output {
        min-width: 6rem;
        white-space: nowrap;
      }
    `,
  ];

  @property({ attribute: false }) live: LiveRun | undefined;

  @query('input') private input!: HTMLInputElement;
  @query('datalist') private ticks!: HTMLElement;
  @query('output') private output!: HTMLOutputElement;

  /** For which points the ticks were found, and how many there are. */
  #marked = '';
  #drops = 0;
  /** Of a replay. */
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor() {
    super();
    new LiveView(
      this,
      (live) => this.#draw(live),
      () => 100,
    );
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop();
  }

  protected override render() {
    return html`<label>
      <span>Time line</span>
      <input type="range" min="0" max="1" value="1" list="drops" disabled @input=${this.#move} />
      <datalist id="drops"></datalist>
      <output></output>
    </label>`;
  }

  #draw(live: LiveRun): void {
    const { moments, past, adjustments } = live;
    const { all } = moments;
    const { input } = this;
    input.disabled = all.length < 2;
    // One place further than the last moment is the present.
    input.max = String(Math.max(1, all.length));
    const at = past ? all.findIndex(({ step }) => step >= past.step) : Number(input.max);
    input.value = String(at < 0 ? 0 : at);
    this.#mark(live);
    const since = past && adjustments.some(({ step }) => step > past.step);
    const words = past
      ? `figures show step ${count(past.step)}${since ? ', labelled with the settings of now' : ''}`
      : 'figures show the newest step';
    this.output.textContent = past ? `step ${count(past.step)}` : 'newest step';
    this.output.title = `${words}${this.#drops > 0 ? '; ticks: the loss drops' : ''}`;
    input.setAttribute('aria-valuetext', words);
  }

  /** Ticks where losses dropped; found anew only when there are new points. */
  #mark({ moments: { all }, history, experiment, best }: LiveRun): void {
    const { length, stride } = history;
    const known = `${length} ${stride} ${all.length}`;
    if (known === this.#marked || !experiment) return;
    this.#marked = known;
    const shown = chartInstances(experiment.instances).map((i) => best.call(this.live, i));
    const places = lossDrops(history, shown).map((step) => {
      const place = all.findIndex((moment) => moment.step >= step);
      return place < 0 ? all.length : place;
    });
    this.#drops = places.length;
    render(
      [...new Set(places)].map((place) => html`<option value=${place}></option>`),
      this.ticks,
    );
  }

  /** Shows the past from its beginning to the present. */
  replay(): void {
    this.#stop();
    const { live } = this;
    const frames = live?.moments.all.length ?? 0;
    if (!live || frames < 2) return;
    let place = 0;
    const show = () => {
      const moment = live === this.live ? live.moments.all[place++] : undefined;
      live.look(moment ?? null);
      if (!moment) this.#stop();
    };
    this.#timer = setInterval(show, Math.max(LEAST_FRAME, REPLAY / frames));
    show();
  }

  #stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  readonly #move = (): void => {
    const { live } = this;
    this.#stop();
    if (!live) return;
    live.look(live.moments.all[Number(this.input.value)] ?? null);
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-past': AntipodePast;
  }
}
