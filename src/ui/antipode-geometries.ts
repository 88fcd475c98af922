import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { importancesOf, type Experiment } from '../train/index';
import type { Table } from './figures/csv';
import { densitySymbol, distinctionOf, instanceName } from './distinction';
import type { Picture } from './figures/picture';
import { wordsAround } from './figures/picture-words';
import './figures/antipode-export';
import './figures/antipode-table';
import { significant } from './format';
import type { LiveRun } from './live-run';
import { MAP_FROM, MapLayout } from './model-map';
import { symbols } from './symbols';
import { article } from './styles';
import './antipode-geometry';
import './antipode-legend';
import './antipode-model-map';
import './antipode-symbol';

/** From so many instances on the plots get smaller and scroll within the figure. */
const MANY = 41;

/** More instances than this have no plot each: the map stands for them, and one plot for the selected one. */
const MOST_PLOTS = 200;

/** Milliseconds between two drawings of a plot: 25 a second look continuous. */
const PACE = 40;

/** Plots in a row of the picture that is saved. */
const COLUMNS = 5;

/** Features that are drawn in about a millisecond. */
const FEATURES_A_MILLISECOND = 1000;

/**
 * Figure 1: the feature geometry of every instance, side by side, with the legend of its colours. Of hundreds of models
 * it is a map, and the geometry of the selected instance beside it.
 *
 * @fires antipode-select - with the instance that was pressed
 */
@customElement('antipode-geometries')
export class AntipodeGeometries extends LitElement {
  static override styles = [
    article,
    css`
      figure {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 1.25rem 3.5rem;
        align-items: start;
      }
      @media (min-width: 900px) {
        figure.opens {
          grid-template:
            'plots opened' auto
            'settings opened' auto
            'below opened' 1fr / minmax(0, 1fr) 21rem;
        }
        .opens .plots {
          grid-area: plots;
        }
        .opens .settings {
          grid-area: settings;
        }
        .opens .opened {
          grid-area: opened;
        }
        .opens .below {
          grid-area: below;
        }
      }
      .plots,
      .map {
        min-width: 0;
      }
      .axis {
        display: flex;
        flex-wrap: wrap;
        justify-content: space-between;
        gap: 0 1.5rem;
        max-width: none;
        margin: 0 0 0.5rem;
        font-size: 0.875rem;
        line-height: 1.4;
        color: var(--sys-soft);
      }
      .grid {
        display: grid;
        grid-template-columns: repeat(5, minmax(0, 1fr));
        gap: 0.5rem 0.75rem;
        margin: 0 -0.35rem;
      }
      .grid:has(> :only-child) {
        grid-template-columns: minmax(0, 22rem);
      }
      .grid.many {
        grid-template-columns: repeat(auto-fill, minmax(7.5rem, 1fr));
        max-height: 80vh;
        overflow-y: auto;
        padding: 4px;
      }
      @media (max-width: 640px) {
        figure {
          row-gap: 0.9rem;
        }
        .each {
          display: none;
        }
        .grid {
          gap: 0.35rem 0.2rem;
        }
      }
      .map {
        margin-top: 1.5rem;
      }
      .beside {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 1rem 2.5rem;
        align-items: start;
      }
      .beside .map {
        margin: 0;
      }
      .beside antipode-geometry {
        max-width: 22rem;
      }
      @media (min-width: 900px) {
        .beside {
          grid-template-columns: minmax(0, 7fr) minmax(0, 4fr);
        }
      }
      .below {
        display: grid;
        gap: 0.6rem;
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

  /** As it stood when it was opened. */
  @state() private shownTable: Table | null = null;

  protected override render() {
    if (!this.experiment) return nothing;
    const { instances, replicas, features: n } = this.experiment;
    const work = (n * Math.min(instances, MOST_PLOTS)) / FEATURES_A_MILLISECOND;
    const pace = Math.min(2000, Math.max(PACE, work));
    return html`<figure
      class=${this.#opens ? 'opens' : ''}
      aria-label="Figure 1: feature geometries"
    >
      <div class="plots">
        <p class="axis">${this.#axis()}</p>
        ${instances > MOST_PLOTS ? this.#mapWithPlot(pace) : this.#plots(pace)}
        ${
          instances <= MOST_PLOTS && instances * replicas >= MAP_FROM
            ? html`<div class="map">${this.#map()}</div>`
            : nothing
        }
      </div>
      <div class="opened">
        <slot name="opened" @slotchange=${() => this.requestUpdate()}></slot>
      </div>
      <div class="settings"><slot name="settings"></slot></div>
      <div class="below">
        <figcaption>
          ${this.#legend()}
          <span>
            <strong>Figure 1.</strong> ${this.#mapCaption()} ${this.#caption()}
            ${
              replicas > 1
                ? html`Each plot shows the <strong>best of ${replicas}</strong> replicas, the one
                    with the lowest recent loss.`
                : nothing
            }
            ${instances > MOST_PLOTS ? 'Press a cell' : 'Press a plot'} to open it
            ${this.#opens ? 'beside the others' : 'below'}.
          </span>
        </figcaption>
        <div>${this.#foot()}</div>
      </div>
    </figure>`;
  }

  /** What sets the plots apart, before its symbol stands under the first of them. */
  #axis() {
    const { symbol } = distinctionOf(this.experiment!);
    if (symbol === 'T') return 'Each plot is a model. T is how many samples its data set has.';
    if (symbol === 'attack')
      return 'Each plot is a model, trained under attacks of its own strength.';
    return html`<span class="each">Each plot is a model.</span>
      <span
        ><antipode-symbol .of=${symbols('1 − S')}></antipode-symbol>: how often a feature is on.
        <antipode-symbol .of=${symbols('S')}></antipode-symbol>, sparsity: how often it is
        off.</span
      >`;
  }

  /** Whether something about the selected instance stands beside the plots. */
  get #opens(): boolean {
    return this.querySelector('[slot="opened"]') !== null;
  }

  /** The same numbers as a table, and all plots together as a picture. */
  #foot() {
    return html`<details
        @toggle=${(event: Event) => {
          const { open } = event.target as HTMLDetailsElement;
          this.shownTable = open ? this.#table() : null;
        }}
      >
        <summary>Numbers as a table</summary>
        ${
          this.shownTable
            ? html`<antipode-table .table=${this.shownTable}></antipode-table>`
            : nothing
        }
      </details>
      <antipode-export
        .of=${{
          name: 'geometries',
          experiment: () => this.live?.called?.name ?? '',
          picture: () => this.#picture(),
          table: () => this.#table(),
        }}
      ></antipode-export>`;
  }

  #table(): Table | null {
    const trained = this.live?.trained;
    if (!trained) return null;
    const { hidden: m } = trained.experiment;
    const coordinates = Array.from({ length: m }, (_, k) => `W ${k}`);
    return {
      caption: 'The features of the best replica of every instance.',
      columns: [
        'instance',
        densitySymbol(trained.experiment),
        'feature',
        '‖W‖',
        'D',
        'b',
        ...coordinates,
      ],
      rows: trained
        .all()
        .flatMap((model) =>
          Array.from(model.norm, (norm, i) => [
            ...[model.instance, model.probability[i], i, norm, model.dimensionality[i], model.b[i]],
            ...model.w.subarray(i * m, (i + 1) * m),
          ]),
        ),
    };
  }

  /** All plots, as they stand beside each other, each with its name. */
  #picture(): Picture | null {
    const plots = [...this.renderRoot.querySelectorAll('antipode-geometry')];
    if (plots.length === 0 || !this.live?.snapshot) return null;
    const around = wordsAround(this, this.live, 'W of every instance');
    const columns = Math.min(COLUMNS, plots.length);
    const [side, foot, gap] = [150, 20, 8];
    const tall = this.experiment!.hidden < 3 ? side : Math.round(side * 0.7);
    const paint = (context: CanvasRenderingContext2D) =>
      plots.forEach((plot, k) => {
        context.save();
        context.translate(
          (k % columns) * (side + gap),
          Math.floor(k / columns) * (tall + foot + gap),
        );
        plot.paint(context, side, tall);
        context.font = `12px ${around.palette.font}`;
        context.fillStyle = around.palette.ink;
        context.textAlign = 'center';
        context.textBaseline = 'middle';
        context.fillText(plot.name, side / 2, tall + foot / 2);
        context.restore();
      });
    const rows = Math.ceil(plots.length / columns);
    return {
      ...around,
      width: columns * (side + gap) - gap,
      height: rows * (tall + foot + gap) - gap,
      paint,
    };
  }

  #plots(pace: number) {
    const { instances, replicas } = this.experiment!;
    const distinction = distinctionOf(this.experiment!);
    return html`<div
      class="grid ${instances >= MANY ? 'many' : ''}"
      role="group"
      aria-label="Instances"
    >
      ${distinction.values.map(
        (_, instance) =>
          html`<antipode-geometry
            .live=${this.live}
            .instance=${instance}
            .name=${instanceName(distinction, instance)}
            .replicas=${replicas}
            .pace=${pace}
            .many=${instances >= MANY}
            .selected=${instance === this.selected}
          ></antipode-geometry>`,
      )}
    </div>`;
  }

  #mapWithPlot(pace: number) {
    return html`<div class="beside">
      <div class="map">${this.#map()}</div>
      <antipode-geometry
        alone
        .live=${this.live}
        .instance=${this.selected}
        .name=${instanceName(distinctionOf(this.experiment!), this.selected)}
        .replicas=${this.experiment!.replicas}
        .pace=${pace}
      ></antipode-geometry>
    </div>`;
  }

  #map() {
    return html`<antipode-model-map
      .live=${this.live}
      .experiment=${this.experiment}
      .selected=${this.selected}
    ></antipode-model-map>`;
  }

  #mapCaption() {
    const { instances, replicas } = this.experiment!;
    if (instances * replicas < MAP_FROM) return nothing;
    const order = new MapLayout(instances, replicas).crossed
      ? 'Each cell of the map is a model: instances from left to right, their replicas from top to bottom.'
      : `Each cell of the map is a model, in reading order${replicas > 1 ? ', replicas side by side' : ''}.`;
    return html`${order} A feature counts as represented where ‖W<sub>i</sub>‖ is above ½; a cell
    without a value is blank. ${instances > MOST_PLOTS ? 'Beside it is the selected instance.' : ''}`;
  }

  #caption() {
    const { hidden: m } = this.experiment!;
    if (m === 1) {
      return html`Each row is a feature; its dot shows where W<sub>i</sub> lies on the only hidden
        dimension. Vertical lines mark −1, 0 and 1.`;
    }
    if (m === 2) {
      return html`Each arrow is a column W<sub>i</sub> of W: the direction in the two hidden
        dimensions that stores feature i, numbered from 0. The circle has radius 1; axes reach from
        −1.5 to 1.5.`;
    }
    return html`Each bar is a feature, as long as ‖W<sub>i</sub>‖; the vertical line marks 1. At
    ‖W<sub>i</sub>‖ near 1 the feature is stored, at 0 it is ignored.`;
  }

  #legend() {
    if (this.experiment!.hidden < 3) {
      const importance = importancesOf(this.experiment!, this.selected);
      const [least, most] = [Math.min(...importance), Math.max(...importance)];
      if (least === most) return html`<span>All features are equally important.</span>`;
      return html`<antipode-legend
        .live=${this.live}
        map="importance"
        label="Importance I of a feature"
        from=${significant(least, 2)}
        to=${significant(most, 2)}
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
