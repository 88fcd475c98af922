import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { Experiment } from '../train/index';
import { hasSession, sentence, type AppState } from './app-state';
import { send, type TransportAction } from './events';
import { count, several } from './format';
import type { LiveRun } from './live-run';
import { LiveView } from './live-view';
import { article, controls } from './styles';
import './antipode-past';
import type { AntipodePast } from './antipode-past';

/**
 * Run, pause, step, reset and new seed, with the step reached, the speed and what the page is doing. Stays at the
 * top of the window.
 *
 * @fires antipode-transport - with the action asked for
 * @fires antipode-undo - back to the run before
 */
@customElement('antipode-transport')
export class AntipodeTransport extends LitElement {
  static override styles = [
    article,
    controls,
    css`
      :host {
        background: var(--sys-ground);
        border-bottom: 1px solid var(--sys-hairline);
      }
      .bar {
        position: relative;
        padding: 0.55rem var(--sys-gutter);
      }
      .row {
        max-width: var(--sys-wide);
        margin: 0 auto;
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.5rem 0.5rem;
      }
      antipode-past {
        max-width: var(--sys-wide);
        margin: 0.15rem auto 0;
      }
      .run {
        min-width: 5.2rem;
      }
      .numbers {
        margin-left: auto;
        text-align: right;
        font-size: 0.875rem;
        line-height: 1.35;
        font-variant-numeric: tabular-nums;
      }
      .soft {
        color: var(--sys-soft);
      }
      progress {
        appearance: none;
        display: block;
        position: absolute;
        left: 0;
        bottom: -2px;
        width: 100%;
        height: 3px;
        border: 0;
        background: transparent;
      }
      progress::-webkit-progress-bar {
        background: transparent;
      }
      progress::-webkit-progress-value {
        background: var(--sys-accent);
      }
      progress::-moz-progress-bar {
        background: var(--sys-accent);
      }
      .speed:not(:empty)::before {
        content: '· ';
      }
      .status {
        display: block;
      }
      @media (max-width: 760px) {
        .bar {
          padding-block: 0.45rem;
        }
        .row {
          gap: 0.3rem 0.35rem;
        }
        button {
          padding: 0.42rem 0.55rem;
          font-size: 0.875rem;
        }
        .run {
          min-width: 4.4rem;
        }
        .numbers {
          width: 100%;
          margin: 0;
          text-align: left;
          display: flex;
          flex-wrap: wrap;
          justify-content: space-between;
          column-gap: 1rem;
          font-size: 0.8125rem;
        }
        .speed:not(:empty)::before {
          content: none;
        }
        .status {
          position: absolute;
          width: 1px;
          height: 1px;
          overflow: hidden;
          clip-path: inset(50%);
        }
      }
    `,
  ];

  @property({ attribute: false }) live: LiveRun | undefined;
  @property({ attribute: false }) state: AppState = { kind: 'starting' };
  /** Where the run stands that Undo brings back; null where there is none. */
  @property({ attribute: false }) undoneStep: number | null = null;

  @state() private allDiverged = false;

  @query('antipode-past') private past!: AntipodePast;
  @query('.step') private stepText!: HTMLElement;
  @query('.speed') private speedText!: HTMLElement;
  @query('progress') private progressBar!: HTMLProgressElement;

  constructor() {
    super();
    new LiveView(
      this,
      (live) => this.#draw(live),
      () => 100,
    );
  }

  protected override render() {
    const running = this.state.kind === 'running';
    const none = !hasSession(this.state) && this.state.kind !== 'starting';
    return html`
      <div class="bar" role="group" aria-label="Training controls">
        <div class="row">
          ${this.#done ? this.#again() : nothing}
          <button
            class="run primary"
            ?disabled=${none}
            aria-keyshortcuts="Space"
            title="Space bar"
            @click=${() => this.#ask(running ? 'pause' : 'run')}
          >
            ${running ? 'Pause' : this.#done ? this.#onwards() : 'Run'}
          </button>
          <button
            ?disabled=${none}
            aria-keyshortcuts="S"
            title="Exactly one training step. Key: s"
            @click=${() => this.#ask('step')}
          >
            Step
          </button>
          ${this.#back(none)}
          <button
            ?disabled=${none}
            title="Other first weights and other data"
            @click=${() => this.#ask('new-seed')}
          >
            New seed
          </button>
          <div class="numbers">
            <span class="step"></span>
            <span class="speed soft"></span>
            <span class="status soft" role="status">${this.#status()}</span>
          </div>
        </div>
        <antipode-past .live=${this.live}></antipode-past>
        <progress max="1" value="0" aria-label="Training progress"></progress>
      </div>
    `;
  }

  /** The experiment, once all its steps are made. */
  get #done(): Experiment | null {
    const { state } = this;
    return state.kind === 'paused' && state.done ? state.facts.experiment : null;
  }

  #onwards(): string {
    const { steps } = this.#done!;
    return `Continue for ${several(steps, 'more step')}`;
  }

  #again() {
    return html`<button
      title="All figures show the training again, from the first weights to the last"
      @click=${() => this.past.replay()}
    >
      Replay
    </button>`;
  }

  /** Where something is wrong, the notice below says what. */
  #status(): string {
    const known = hasSession(this.state) || this.state.kind === 'starting';
    if (this.allDiverged && this.state.kind === 'paused') {
      return 'Training diverged: no model is finite. Lower the learning rate, then Reset.';
    }
    return known ? sentence(this.state, this.undoneStep) : 'Training has stopped.';
  }

  /** At the first weights there is nothing to reset, and perhaps a run to go back to. */
  #back(none: boolean) {
    const begins = this.state.kind === 'ready' || this.state.kind === 'starting';
    if (begins && this.undoneStep !== null) {
      return html`<button
        title="Back to the run that ended at step ${count(this.undoneStep)}"
        @click=${() => send(this, 'antipode-undo', null)}
      >
        Undo
      </button>`;
    }
    return html`<button
      ?disabled=${none}
      aria-keyshortcuts="R"
      title="Back to the first weights, same seed; Undo brings this run back. Key: r"
      @click=${() => this.#ask('reset')}
    >
      Reset
    </button>`;
  }

  #ask(action: TransportAction): void {
    send(this, 'antipode-transport', action);
  }

  #draw({ newest, experiment, divergences }: LiveRun): void {
    if (!experiment) return;
    this.allDiverged = divergences.size === divergences.models;
    const step = newest?.step ?? 0;
    const { steps } = experiment;
    const target = Math.max(1, Math.ceil(step / steps)) * steps;
    this.stepText.textContent = `step ${count(step)} of ${count(target)}`;
    this.dataset.step = String(step);
    const speed = newest?.stepsPerSecond ?? 0;
    const shown = this.state.kind === 'running' && speed > 0;
    this.speedText.textContent = shown ? `${several(speed, 'step')} a second` : '';
    this.progressBar.value = step / target;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-transport': AntipodeTransport;
  }
}
