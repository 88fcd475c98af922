import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { ifDefined } from 'lit/directives/if-defined.js';
import { matchingSize, type Experiment, type Place } from '../train/index';
import { send } from './events';
import { several } from './format';
import { FORMULAS } from './model-formula';
import { experimentHash } from './routes';
import { article, controls, head } from './styles';
import './antipode-ways';

/**
 * The head of an experiment: the ways to its neighbours in the paper, its title and section, what to look for, its runs
 * and sizes.
 *
 * @fires antipode-experiment - with the run at another size
 */
@customElement('antipode-preset')
export class AntipodePreset extends LitElement {
  static override styles = [
    article,
    controls,
    head,
    css`
      h1 {
        font-size: clamp(1.5rem, 1.1rem + 1.6vw, 2.2rem);
        margin: 0.5rem 0 0.25rem;
      }
      .section {
        color: var(--sys-soft);
        margin-bottom: 0.9rem;
      }
      nav,
      .sizes {
        display: flex;
        flex-wrap: wrap;
        gap: 0.35rem 1.25rem;
        align-items: baseline;
        font-size: 0.9375rem;
      }
      nav.runs {
        margin-bottom: 0.5rem;
      }
      nav a {
        text-decoration: none;
        border-bottom: 2px solid transparent;
        padding: 0.2rem 0;
      }
      nav a:hover {
        border-color: currentColor;
      }
      nav a[aria-current] {
        color: var(--sys-ink);
        border-color: currentColor;
      }
      .sizes {
        color: var(--sys-soft);
      }
    `,
  ];

  @property({ attribute: false }) place: Place | undefined;
  @property({ attribute: false }) experiment: Experiment | undefined;
  /** Without title and text: the page has an introduction of its own. */
  @property({ type: Boolean }) bare = false;

  /** For those who come here by keyboard or screen reader. */
  focusHeading(): void {
    this.renderRoot.querySelector('h1')?.focus({ preventScroll: true });
  }

  protected override render() {
    if (!this.place || !this.experiment) return nothing;
    const { preset } = this.place;
    const { formula, words } = FORMULAS[this.experiment.model];
    return html`
      ${
        this.bare
          ? nothing
          : html`<antipode-ways .preset=${preset}></antipode-ways>
              <h1 tabindex="-1">${preset.title}</h1>
              <p class="section">${preset.section}</p>
              <div class="columns">
                <p><strong>What you should see.</strong> ${preset.look}</p>
                <div class="model">${formula}<span>${words}</span></div>
              </div>`
      }
      ${this.#runs()} ${this.#sizes()}
    `;
  }

  #runs() {
    const { preset, run } = this.place!;
    if (preset.runs.length === 1) return nothing;
    return html`<nav class="runs" aria-label="Runs of this experiment">
      ${preset.runs.map(
        ({ name, title }) =>
          html`<a
            href=${experimentHash(`${preset.name}/${name}`)}
            aria-current=${ifDefined(name === run.name ? 'page' : undefined)}
            >${title}</a
          >`,
      )}
    </nav>`;
  }

  /** The way to the paper's size and back. */
  #sizes() {
    const { run } = this.place!;
    if (!run.paper) return nothing;
    const size = matchingSize(run, this.experiment!);
    const other = size === 'paper' ? run.experiment : run.paper;
    return html`<div class="sizes">
      <span>${sizeInWords(this.experiment!)}</span>
      <button @click=${() => send(this, 'antipode-experiment', other)}>
        ${size === 'paper' ? 'Back to the small size' : `The paper’s size: ${sizeInWords(other)}`}
      </button>
    </div>`;
  }
}

function sizeInWords(experiment: Experiment): string {
  const { features, hidden, instances, replicas, steps } = experiment;
  return `${several(instances * replicas, 'model')} of n = ${features}, m = ${hidden}, ${several(steps, 'step')}`;
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-preset': AntipodePreset;
  }
}
