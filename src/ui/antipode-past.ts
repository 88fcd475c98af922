import { css, html, LitElement } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { count } from './format';
import type { LiveRun } from './live-run';
import { LiveView } from './live-view';
import { article, controls } from './styles';

/**
 * A slider through the past of a run: all figures show the moment that it stands at, and follow the training again when
 * it is at its right end. Hidden until there is a past.
 */
@customElement('antipode-past')
export class AntipodePast extends LitElement {
  static override styles = [
    article,
    controls,
    css`
      :host(:not([data-any])) {
        display: none;
      }
      label {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0 0.75rem;
        font-size: 0.8125rem;
        color: var(--sys-soft);
        font-variant-numeric: tabular-nums;
        padding-bottom: 0.3rem;
      }
      input {
        flex: 1 1 12rem;
        accent-color: var(--sys-accent);
        margin: 0;
        min-height: 1.5rem;
      }
      output {
        min-width: 12.5rem;
      }
    `,
  ];

  @property({ attribute: false }) live: LiveRun | undefined;

  @query('input') private input!: HTMLInputElement;
  @query('output') private output!: HTMLOutputElement;

  constructor() {
    super();
    new LiveView(
      this,
      (live) => this.#draw(live),
      () => 100,
    );
  }

  protected override render() {
    return html`<label>
      <span>Look back</span>
      <input type="range" min="0" max="0" value="0" @input=${this.#move} />
      <output></output>
    </label>`;
  }

  #draw({ moments, past, adjustments }: LiveRun): void {
    const { all } = moments;
    this.toggleAttribute('data-any', all.length > 1);
    // One place further than the last moment is the present.
    this.input.max = String(all.length);
    const at = past ? all.findIndex(({ step }) => step >= past.step) : all.length;
    this.input.value = String(at < 0 ? 0 : at);
    const since = past && adjustments.some(({ step }) => step > past.step);
    const words = past
      ? `step ${count(past.step)}${since ? ', with the settings of now' : ''}`
      : 'the newest step';
    this.output.textContent = words;
    this.input.setAttribute('aria-valuetext', words);
  }

  readonly #move = (): void => {
    const { live } = this;
    if (!live) return;
    live.look(live.moments.all[Number(this.input.value)] ?? null);
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-past': AntipodePast;
  }
}
