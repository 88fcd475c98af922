import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { importances, presets, probabilities, type Experiment } from '../train/index';
import { significant } from './format';
import type { LiveRun } from './live-run';
import { article } from './styles';
import './antipode-geometry';
import './antipode-legend';

const DEFAULT = presets.get('introduction')!;

/** From so many instances on the plots get smaller and scroll within the figure. */
const MANY = 41;

/** Milliseconds between two drawings of a plot: 25 a second look continuous. */
const PACE = 40;

/** Features that are drawn in about a millisecond. */
const FEATURES_A_MILLISECOND = 1000;

/**
 * Figure 1: the feature geometry of every instance, side by side, with the legend of its colours.
 *
 * @fires antipode-select - with the instance that was pressed
 */
@customElement('antipode-geometries')
export class AntipodeGeometries extends LitElement {
  static override styles = [
    article,
    css`
      .grid {
        display: grid;
        grid-template-columns: repeat(5, minmax(0, 1fr));
        gap: 0.75rem;
        margin: 0 -0.35rem 1rem;
        padding: 0;
      }
      .grid.many {
        grid-template-columns: repeat(auto-fill, minmax(7.5rem, 1fr));
        max-height: 80vh;
        overflow-y: auto;
        padding: 4px;
      }
      @media (max-width: 640px) {
        .grid {
          grid-template-columns: repeat(2, minmax(0, 1fr));
        }
      }
      .below {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 1rem 4rem;
      }
      @media (min-width: 900px) {
        .below {
          grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
        }
      }
      .below p {
        margin: 0;
      }
      figcaption {
        display: grid;
        gap: 0.5rem;
        align-content: start;
      }
    `,
  ];

  @property({ attribute: false }) live: LiveRun | undefined;
  @property({ attribute: false }) experiment: Experiment | undefined;
  @property({ type: Number }) selected = 0;

  protected override render() {
    if (!this.experiment) return nothing;
    const { instances, replicas, features: n } = this.experiment;
    const work = (n * instances) / FEATURES_A_MILLISECOND;
    const pace = Math.min(2000, Math.max(PACE, work));
    return html`<figure aria-label="Figure 1: feature geometries">
      <div class="grid ${instances >= MANY ? 'many' : ''}" role="group" aria-label="Instances">
        ${probabilities(this.experiment).map(
          (density, instance) =>
            html`<antipode-geometry
              .live=${this.live}
              .instance=${instance}
              .density=${density}
              .replicas=${replicas}
              .pace=${pace}
              .many=${instances >= MANY}
              .selected=${instance === this.selected}
            ></antipode-geometry>`,
        )}
      </div>
      <div class="below">
        <p>${this.#look()}</p>
        <figcaption>
          ${this.#legend()}
          <span>
            <strong>Figure 1.</strong> ${this.#caption()}
            ${
              replicas > 1
                ? html`Each plot shows the <strong>best of ${replicas}</strong> replicas, the one
                    with the lowest recent loss.`
                : nothing
            }
            Press a plot to look inside it below.
          </span>
        </figcaption>
      </div>
    </figure>`;
  }

  /** What to look for: the preset's words for the preset, and for what differs in luck or length only. */
  #look(): string {
    const { seed, replicas, steps } = DEFAULT.experiment;
    const alike = { ...this.experiment!, seed, replicas, steps };
    if (JSON.stringify(alike) === JSON.stringify(DEFAULT.experiment)) return DEFAULT.look;
    return 'Where features are dense, expect the m most important to be stored, each in a direction of its own. Where they are sparse, expect more features than dimensions, sharing directions.';
  }

  #caption() {
    const { hidden: m } = this.experiment!;
    if (m === 1) {
      return `Each row is a feature; its dot stands where W_i does on the one hidden dimension. Upright lines mark −1, 0 and 1.`;
    }
    if (m === 2) {
      return html`Each arrow is a column W<sub>i</sub> of W: the direction in the two hidden
        dimensions that stores feature i, numbered from 0. The circle has radius 1; axes reach from
        −1.5 to 1.5.`;
    }
    return html`Each bar is a feature, as long as ‖W<sub>i</sub>‖; the upright line marks 1. At
    ‖W<sub>i</sub>‖ near 1 the feature is stored, at 0 it is ignored.`;
  }

  #legend() {
    if (this.experiment!.hidden < 3) {
      const importance = importances(this.experiment!);
      return html`<antipode-legend
        .live=${this.live}
        map="importance"
        label="Importance I of a feature"
        from=${significant(Math.min(...importance), 2)}
        to=${significant(Math.max(...importance), 2)}
      ></antipode-legend>`;
    }
    return html`<antipode-legend
      .live=${this.live}
      map="overlap"
      label="Overlap Σ (Ŵi · Wj)² with other features"
      from="0: alone"
      to="1 or more: in superposition"
    ></antipode-legend>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-geometries': AntipodeGeometries;
  }
}
