import { html, LitElement, unsafeCSS } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import uPlot from 'uplot';
import uplotCss from 'uplot/dist/uPlot.min.css?inline';
import { DIVERGED, type Experiment } from '../train/index';
import {
  bandData,
  chartData,
  chartInstances,
  logarithmic,
  MAX_LINES,
  MOST_IN_LINES,
  smoothed,
  tableRows,
  type ChartData,
  whyEmpty,
} from './chart-data';
import { levelsOf, nearLevel, type Level } from './chart-levels';
import { chartOptions, LINE, STRONG_LINE } from './chart-options';
import { isDark, paletteOf, type Palette } from './colour';
import { drawLoss } from './draw-loss';
import { calledIn, distinctionOf, instanceName, instanceShare } from './distinction';
import { count, NONE, significant } from './format';
import type { Exports } from './figures/antipode-export';
import { wordsAround } from './figures/picture-words';
import './figures/antipode-export';
import type { LiveRun } from './live-run';
import { LiveView } from './live-view';
import { isolated } from './isolated';
import { LossQuantiles, QUANTILES } from './loss-quantiles';
import { changedBefore } from './in-flight';
import { lossChartStyles } from './loss-chart-styles';
import { article, tables } from './styles';
import './antipode-adjusted';

/** Milliseconds between two drawings. */
const PACE = 100;

/**
 * Figure 2: the loss of every instance against the step, logarithmic, one line an instance; of hundreds of instances,
 * quantiles over all models and the selected instance. Pointing at the chart,
 * or the arrow keys when it has the focus, reads values off; a table below has the same numbers.
 */
@customElement('antipode-loss-chart')
export class AntipodeLossChart extends LitElement {
  static override styles = [unsafeCSS(uplotCss), article, tables, lossChartStyles];

  @property({ attribute: false }) live: LiveRun | undefined;
  @property({ attribute: false }) experiment: Experiment | undefined;
  @property({ type: Number }) selected = 0;

  @state() private tableOpen = false;

  @query('.plot') private plot!: HTMLElement;
  @query('.at') private at!: HTMLElement;
  @query('.said') private said!: HTMLElement;

  readonly #view = new LiveView(
    this,
    (live) => this.#draw(live),
    () => PACE,
  );
  #chart: uPlot | undefined;
  /** Of each line. */
  #colours: readonly string[] = [];
  /** What the chart was made for. */
  #madeFor: readonly unknown[] = [];
  readonly #quantiles = new LossQuantiles();
  /** Losses of known solutions at the selected instance's density. */
  #levels: Level[] = [];
  #data: ChartData = [[]];
  /** The point that is read; null: the newest. */
  #cursor: number | null = null;
  #observer: ResizeObserver | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observer?.disconnect();
    this.#observer = undefined;
    this.#chart?.destroy();
    this.#chart = undefined;
    this.#madeFor = [];
  }

  protected override updated(): void {
    if (this.#observer || !this.plot) return;
    this.#observer = new ResizeObserver(() => {
      const { clientWidth: width, clientHeight: height } = this.plot;
      if (width > 0) this.#chart?.setSize({ width, height });
      this.#view.now();
    });
    this.#observer.observe(this.plot);
  }

  /** Whether the lines are quantiles, and the selected instance. */
  get #inBands(): boolean {
    return (this.experiment?.instances ?? 0) > MOST_IN_LINES;
  }

  /** Name of each line, and whether it is the selected instance's. */
  #lines(): { name: string; selected: boolean }[] {
    if (!this.experiment) return [];
    const distinction = distinctionOf(this.experiment);
    const { selected } = this;
    if (this.#inBands) {
      const own = { name: instanceName(distinction, selected), selected: true };
      return [...QUANTILES.map(({ name }) => ({ name, selected: false })), own];
    }
    return chartInstances(this.experiment.instances).map((i) => ({
      name: instanceName(distinction, i),
      selected: i === selected,
    }));
  }

  protected override render() {
    const { instances, replicas } = this.experiment ?? { instances: 0, replicas: 1 };
    const lines = this.#lines();
    const what = this.#inBands
      ? `quantiles over ${count(instances * replicas)} models and the selected instance`
      : 'one line an instance';
    return html`<figure aria-label="Figure 2: loss against training step">
      <div
        class="plot"
        role="application"
        aria-roledescription="line chart"
        aria-label="Loss against step, ${what}. Left and right arrow keys read values."
        tabindex="0"
        @keydown=${this.#key}
        @pointerdown=${this.#touch}
        @pointermove=${this.#touch}
        @blur=${() => this.#read(null)}
      ></div>
      <p class="at"></p>
      <span class="said hidden" aria-live="polite"></span>
      <ul
        class="values"
        aria-label="${this.#inBands ? 'Quantiles of the loss' : 'Loss of each instance'}"
      >
        ${lines.map(
          ({ name, selected }) =>
            html`<li class=${selected ? 'selected' : ''}>
              <span class="key"></span><span>${isolated(name)}</span><span class="value">–</span>
            </li>`,
        )}
      </ul>
      <antipode-adjusted .live=${this.live}></antipode-adjusted>
      <figcaption>
        <strong>Figure 2.</strong> ${this.#caption()}
        ${
          replicas > 1
            ? `${this.#inBands ? 'The line of the instance' : 'Each line'} is the best of ${replicas} replicas.`
            : ''
        }
      </figcaption>
      <details
        @toggle=${(event: Event) => {
          this.tableOpen = (event.target as HTMLDetailsElement).open;
        }}
      >
        <summary>Numbers as a table</summary>
        ${this.tableOpen ? this.#table(lines) : ''}
      </details>
      <antipode-export .of=${this.#exports}></antipode-export>
    </figure>`;
  }

  readonly #exports: Exports = {
    name: 'loss',
    experiment: () => this.live?.called?.name ?? '',
    picture: () => {
      const { clientWidth: width, clientHeight: height } = this.plot;
      if (!this.#chart || width === 0) return null;
      const around = wordsAround(this, this.live, 'loss against step');
      const { palette } = around;
      const lines = this.#chart.series.slice(1).map(({ width = LINE, alpha = 1 }, k) => ({
        colour: this.#colours[k % this.#colours.length],
        ...{ width, alpha },
      }));
      const keys = this.#lines().map(({ name }, k) => ({ name, colour: this.#colours[k] }));
      const [data, levels, steps] = [
        this.#drawn(),
        this.#levels,
        this.experiment?.steps ?? Infinity,
      ];
      const paint = (context: CanvasRenderingContext2D) =>
        drawLoss(context, { width, height, data, steps, lines, levels, palette });
      return { ...around, keys, width, height, paint };
    },
    table: () => {
      // A file holds every instance, the chart only as many lines as can be told apart.
      const { experiment, live } = this;
      const all = !this.#inBands && experiment && live;
      const instances = Array.from({ length: experiment?.instances ?? 0 }, (_, i) => i);
      const [steps, ...losses] = all ? chartData(live, instances) : this.#data;
      const names = all
        ? instances.map((i) => instanceName(distinctionOf(experiment), i))
        : this.#lines().map(({ name }) => name);
      const rows = steps.map((step, k) => [step, ...losses.map((loss) => loss[k] ?? NaN)]);
      return { caption: 'Loss by step', columns: ['step', ...names], rows };
    },
  };

  #caption() {
    if (!this.experiment) return '';
    const { instances, replicas } = this.experiment;
    const { words, brightest } = distinctionOf(this.experiment);
    if (this.#inBands) {
      return `Loss of ${count(instances * replicas)} models, on a logarithmic axis: eight in ten lie in the inner band, all in the outer one, half of them below the line in the middle. The thick line is the selected instance, in the colour of ${words}.`;
    }
    return `Loss of each training batch, on a logarithmic axis. Colour shows ${words}: ${brightest} stand out most. Lines are running means over a fiftieth of the steps so far; behind each, pale, are the losses as measured. The chosen instance has the thick line. Dashed lines show the losses of known solutions at its density, with unit weights or the best polygon. ${instances > MAX_LINES ? `Shown are ${MAX_LINES} of the ${instances} instances.` : ''}`;
  }

  /** As it stands at the moment of opening; it does not change under the reader. */
  #table(named: readonly { name: string }[]) {
    const [steps, ...lines] = this.#data;
    return html`<div class="scroll" tabindex="0" role="region" aria-label="Table of losses">
      <table>
        <caption>
          Loss by step. Close and open it again for newer numbers.
        </caption>
        <thead>
          <tr>
            <th scope="col">step</th>
            ${named.map(({ name }) => html`<th scope="col">${name}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${tableRows(steps.length).map(
            (row) =>
              html`<tr>
                <th scope="row">${count(steps[row])}</th>
                ${lines.map((loss) => html`<td>${this.#value(loss[row])}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }

  #draw(live: LiveRun): void {
    const { clientWidth: width, clientHeight: height } = this.plot;
    if (!live.experiment || width === 0 || !live.fits(this.experiment, this.selected)) return;
    const { instances } = live.experiment;
    const inBands = instances > MOST_IN_LINES;
    const shown = chartInstances(instances);
    this.#levels = levelsOf(live.experiment, this.selected);
    if (inBands) {
      if (!this.#quantiles.follow(live)) this.#view.now();
      this.#data = bandData(live, this.#quantiles, this.selected);
    } else {
      this.#data = chartData(live, shown);
    }
    const madeFor = [inBands, isDark(), live.distinction, inBands && this.selected];
    if (!this.#chart || madeFor.some((value, k) => value !== this.#madeFor[k])) {
      this.#madeFor = madeFor;
      const palette = paletteOf(this);
      const colour = (i: number) => palette.density.at(instanceShare(live.distinction!, i));
      if (inBands) this.#make(bandColours(palette, colour(this.selected)), true, width, height);
      else this.#make(shown.map(colour), false, width, height);
    }
    const strong = inBands ? QUANTILES.length : shown.indexOf(this.selected);
    const { series } = this.#chart!;
    const pale = series.length - 1 - this.#colours.length;
    this.#colours.forEach((_, line) => {
      series[1 + pale + line].width = line === strong ? STRONG_LINE : LINE;
    });
    this.#chart!.setData(logarithmic(this.#drawn()) as uPlot.AlignedData);
    this.#show();
  }

  /** The lines that are drawn: losses as they were measured, and over them their running means; of quantiles just these. */
  #drawn(): ChartData {
    if (this.#inBands) return this.#data;
    const [steps, ...lines] = this.#data;
    return [steps, ...lines, ...smoothed([steps, ...lines]).slice(1)] as ChartData;
  }

  #make(colours: readonly string[], inBands: boolean, width: number, height: number): void {
    this.#chart?.destroy();
    this.#colours = colours;
    const palette = paletteOf(this);
    const keys = this.renderRoot.querySelectorAll<HTMLElement>('.key');
    keys.forEach((key, line) => key.style.setProperty('--antipode-key', colours[line]));
    const options = chartOptions({
      width,
      height,
      steps: this.experiment?.steps ?? Infinity,
      palette,
      colours: inBands ? colours : [...colours, ...colours],
      pale: inBands ? 0 : colours.length,
      // The outer band from the least to the greatest, the inner one from 10 % to 90 %.
      bands: inBands
        ? [
            { upper: 4, lower: 0, fill: `${palette.edge}2a` },
            { upper: 3, lower: 1, fill: `${palette.edge}55` },
          ]
        : [],
      levels: () => this.#levels,
      marks: () => this.live?.adjustments.map(({ step }) => step) ?? [],
      shown: () => this.live?.past?.step ?? null,
      moved: (point) => {
        this.#cursor = point;
        this.#show();
      },
    });
    this.#chart = new uPlot(options, undefined, this.plot);
  }

  /** Puts the values at the cursor, or the newest, into words. */
  #show(): void {
    const [steps, ...lines] = this.#data;
    const past = this.live?.pastPoint ?? null;
    const point = this.#cursor ?? past ?? steps.length - 1;
    const values = this.renderRoot.querySelectorAll('.value');
    values.forEach((value, line) => {
      value.textContent = point < 0 ? NONE : this.#value(lines[line]?.[point]);
    });
    const stride = this.live?.history.stride ?? 1;
    const mean = stride > 1 ? `, mean over ${stride} steps` : '';
    const which =
      this.#cursor !== null ? 'Step' : past !== null ? 'Looking back: step' : 'Newest: step';
    const at = steps[point] ?? 0;
    const changed = this.#cursor === null && past === null ? '' : changedBefore(this.live, at);
    const empty = whyEmpty(this.#data);
    this.at.textContent =
      steps.length === 0
        ? 'No step has been made yet.'
        : `${which} ${count(at)}${at > 0 ? mean : ''}${this.#nearest(point)}${changed}${empty && `. ${empty}`}`;
  }

  /** A loss; what is not known of a step that was made is not finite. */
  #value(loss: number | null | undefined): string {
    return loss === null ? DIVERGED : significant(loss ?? NaN);
  }

  /** Which known solution the selected instance is near to. */
  #nearest(point: number): string {
    const line = this.#inBands
      ? QUANTILES.length
      : chartInstances(this.experiment?.instances ?? 0).indexOf(this.selected);
    // One point is noisy: of the newest, the mean over some.
    const loss =
      this.#cursor === null && this.live
        ? this.live.recentLoss(this.live.best(this.selected))
        : (this.#data[line + 1]?.[point] ?? NaN);
    const near = Number.isFinite(loss) ? nearLevel(this.#levels, loss) : '';
    return near && `; ${calledIn(this.experiment, this.selected)} is ${near}`;
  }

  readonly #key = (event: KeyboardEvent): void => {
    const last = this.#data[0].length - 1;
    const from = this.#cursor ?? last;
    const leap = Math.max(1, Math.round(last / 50)) * (event.shiftKey ? 5 : 1);
    const to = {
      ArrowLeft: Math.max(0, from - leap),
      ArrowRight: Math.min(last, from + leap),
      Home: 0,
      End: last,
      Escape: null,
    }[event.key];
    if (to === undefined || last < 0) return;
    event.preventDefault();
    this.#read(to);
    const line = this.#inBands
      ? QUANTILES.length
      : chartInstances(this.experiment?.instances ?? 0).indexOf(this.selected);
    const loss = to === null ? null : this.#data[line + 1]?.[to];
    this.said.textContent =
      to === null
        ? ''
        : `Step ${this.#data[0][to]}, ${calledIn(this.experiment, this.selected)}: loss ${this.#value(loss)}${changedBefore(this.live, this.#data[0][to])}`;
  };

  /** A finger reads values as the mouse does, for which the chart itself listens. */
  readonly #touch = ({ pointerType, clientX }: PointerEvent): void => {
    if (pointerType === 'mouse' || !this.#chart || this.#data[0].length === 0) return;
    const { left } = this.#chart.over.getBoundingClientRect();
    this.#read(this.#chart.posToIdx(clientX - left));
  };

  /** Moves the cursor line to a point. */
  #read(point: number | null): void {
    this.#cursor = point;
    const step = point === null ? undefined : this.#data[0][point];
    const left = step === undefined ? -10 : (this.#chart?.valToPos(step, 'x') ?? -10);
    this.#chart?.setCursor({ left, top: left < 0 ? -10 : 10 }, false);
    this.#show();
  }
}

/** Quantiles in greys, the median in ink; then the selected instance. */
function bandColours({ edge, soft, ink }: Palette, own: string): string[] {
  return [edge, soft, ink, soft, edge, own];
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-loss-chart': AntipodeLossChart;
  }
}
