import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { hashOf } from '../../src/ui/routes';
import { article, controls } from '../../src/ui/styles';
import { BenchClient } from '../client';
import type { Report } from '../report/schema';
import { adapterName, contender } from '../report/words';
import { BenchController, type Connect } from './bench-controller';
import type { BenchEvents } from './bench-events';
import { laddersOf, peerContestsOf, trainingContestsOf } from './contests';
import { KeptReport } from './kept-report';
import { rooflinePicture, withoutFlops } from './roofline-picture';
import { instancesPicture, sizesPicture } from './scaling-picture';
import './antipode-bench-form';
import './antipode-bench-notice';
import './antipode-bench-progress';
import './antipode-compare';
import './antipode-contest';
import './antipode-libraries';
import './antipode-peaks';
import './antipode-plot';
import './antipode-report';
import './antipode-results';
import './antipode-scaling';

/**
 * The bench, a view of the page: measures kernels on this device and shows where they stand. Coordinates its parts, which send
 * `bench-*` events up (see bench-events.ts) and get properties down; owns the worker through its BenchController.
 *
 * @attr {boolean} peers - measure libraries too
 * @attr {string} data-state - the state's kind, for styles and tests
 */
@customElement('antipode-bench')
export class AntipodeBench extends LitElement {
  static override styles = [
    article,
    controls,
    css`
      main,
      footer {
        padding: 0 var(--sys-gutter);
      }
      .wide {
        max-width: var(--sys-wide);
        margin-inline: auto;
      }
      h1 {
        font-size: clamp(1.75rem, 1.2rem + 2.2vw, 2.6rem);
        line-height: 1.15;
        letter-spacing: -0.02em;
        font-weight: 650;
        margin: 0.75rem 0 1rem;
        text-wrap: balance;
      }
      h1:focus-visible {
        outline: none;
      }
      .introduction p {
        max-width: 44rem;
      }
      section {
        margin: 0 auto 4.5rem;
      }
      section.first {
        margin-top: 1rem;
        margin-bottom: 3rem;
      }
      antipode-bench-progress {
        scroll-margin: 2rem;
        margin-top: 1.5rem;
      }
      .software {
        padding-left: 1rem;
        border-left: 3px solid var(--sys-edge);
        max-width: var(--sys-measure);
      }
      footer .wide {
        border-top: 1px solid var(--sys-hairline);
        padding: 2rem 0 4rem;
        font-size: 0.9rem;
        color: var(--sys-soft);
      }
      footer p {
        overflow-wrap: anywhere;
      }
    `,
  ];

  @property({ type: Boolean }) peers = false;
  /** How to reach a worker; tests put another one here. */
  @property({ attribute: false }) connect: Connect = (listen) => new BenchClient(listen);

  readonly bench = new BenchController(
    this,
    () => this.connect,
    () => new KeptReport(this.peers ? 'antipode.bench.peers' : 'antipode.bench'),
  );

  /** Whether a run was under way at the last rendering. */
  #ran = false;

  constructor() {
    super();
    this.#listen('bench-run', (options) => this.bench.run(options));
    this.#listen('bench-cancel', () => this.bench.cancel());
    this.#listen('bench-end', () => this.bench.end());
  }

  /** For those who come here by keyboard or screen reader. */
  focusHeading(): void {
    this.renderRoot.querySelector('h1')?.focus({ preventScroll: true });
  }

  protected override willUpdate(): void {
    this.dataset.state = this.bench.state.kind;
  }

  /** A run begins below its button, on a phone out of sight. */
  protected override updated(): void {
    const running = this.bench.state.kind === 'running';
    if (running && !this.#ran) {
      this.renderRoot
        .querySelector('antipode-bench-progress')
        ?.scrollIntoView({ block: 'nearest' });
    }
    this.#ran = running;
  }

  protected override render() {
    const { state, report } = this.bench;
    const running = state.kind === 'running';
    return html`
      <main>
        <div class="wide introduction">${this.#introduction()}</div>
        <section class="wide first" aria-labelledby="measure">
          <h2 id="measure">Measure</h2>
          ${this.peers ? html`<antipode-libraries></antipode-libraries>` : nothing}
          <antipode-bench-form ?busy=${running} ?peers=${this.peers}></antipode-bench-form>
          ${
            running
              ? html`<antipode-bench-progress
                  .progress=${state.progress}
                  ?stopping=${state.stopping}
                ></antipode-bench-progress>`
              : nothing
          }
          <antipode-bench-notice .state=${state}></antipode-bench-notice>
        </section>
        ${report && report.cases.length > 0 ? this.#report(report, running) : nothing}
        <section class="wide" aria-labelledby="compare">
          <h2 id="compare">Compare two reports</h2>
          <antipode-compare .current=${running ? null : report}></antipode-compare>
        </section>
      </main>
      <footer><div class="wide">${this.#origin(report)}</div></footer>
    `;
  }

  #introduction() {
    if (this.peers) {
      return html`<h1 tabindex="-1">Our kernels against libraries</h1>
        <p>
          The same operations by this project’s kernels and by two libraries, on the same inputs and
          in turn. The libraries are loaded when you press Measure; the
          <a href=${hashOf({ view: 'bench' })}>Bench</a> never loads them.
        </p>`;
    }
    return html`<h1 tabindex="-1">How fast the kernels are on this device</h1>
      <p>
        Each kernel is first checked against the float64 reference, then timed. Kernels that do the
        same work take turns, so that whatever slows the machine down slows all of them. Each median
        has an interval that holds it 95 times in 100; where two intervals overlap, neither kernel
        is called faster. Under <a href=${hashOf({ view: 'libraries' })}>Libraries</a> our kernels
        are measured together with jax-js and TensorFlow.js.
      </p>`;
  }

  #report(report: Report, running: boolean) {
    const software = report.adapter.fallback;
    const ladders = laddersOf(report);
    const peers = peerContestsOf(report);
    const training = trainingContestsOf(report);
    const roofline = rooflinePicture(report);
    let figures = 0;
    return html`
      ${
        software
          ? html`<div class="wide">
              <p class="software" data-notice="software">
                <strong>Software adapter: ratios only.</strong> These shaders ran on the CPU.
                Compare the kernels with each other; nothing here says how fast a graphics card is.
                Some kernels that are faster on a graphics card are slower on a CPU.
              </p>
            </div>`
          : nothing
      }
      ${
        roofline.marks.length > 0
          ? html`<section class="wide" aria-labelledby="roofline">
              <h2 id="roofline">Roofline: how near kernels come to this device’s limits</h2>
              <antipode-plot .picture=${roofline} label="Roofline: GFLOP/s against flop per byte">
                <strong>Figure ${++figures}.</strong> Each mark is one kernel at one shape. The
                lines are this device’s limits, measured in the same run: a kernel near a slope
                waits for memory, one near the flat line for arithmetic. Bytes count each array
                once, so a kernel that reads an array twice stands lower. Names stand where there is
                room; the key has all of them. ${this.#outside(report)}
              </antipode-plot>
              <antipode-peaks .peaks=${report.peaks}></antipode-peaks>
            </section>`
          : nothing
      }
      ${
        ladders.length > 0
          ? html`<section class="wide" aria-labelledby="ladders">
              <h2 id="ladders">Ladders: each rung against the one below</h2>
              <antipode-contest .contests=${ladders} choice="ladder" ?software=${software}>
                <strong>Figure ${++figures}.</strong> Time of each rung of a ladder, with one line
                for each shape. The bar at a mark is the interval of the median. Lower is faster.
                Each rung changes one thing in the rung to its left.
              </antipode-contest>
            </section>`
          : nothing
      }
      ${
        peers.length > 0
          ? html`<section class="wide" aria-labelledby="peers">
              <h2 id="peers">Our kernels and libraries</h2>
              <antipode-contest .contests=${peers} choice="operation" ?software=${software}>
                <strong>Figure ${++figures}.</strong> Time of one operation by our kernel and by
                each library, with one kind of mark for each shape. Lower is faster. Each library is
                compared with our kernel, on the left.
              </antipode-contest>
            </section>`
          : nothing
      }
      ${
        training.length > 0
          ? html`<section class="wide" aria-labelledby="training">
              <h2 id="training">Training steps a second</h2>
              <antipode-contest .contests=${training} choice="model" ?software=${software}>
                <strong>Figure ${++figures}.</strong> Whole training steps a second: a fresh batch,
                forward pass, loss, backward pass and AdamW, for all models together. Higher is
                faster. Our programs are compared with the faster of the two libraries on WebGPU at
                the same sizes, and libraries with our fused program.
              </antipode-contest>
            </section>`
          : nothing
      }
      ${
        instancesPicture(report) || sizesPicture(report)
          ? html`<section class="wide" aria-labelledby="scaling">
              <h2 id="scaling">How training scales</h2>
              <antipode-scaling .report=${report} .first=${figures + 1}></antipode-scaling>
            </section>`
          : nothing
      }
      <section class="wide" aria-labelledby="results">
        <h2 id="results">All numbers</h2>
        <antipode-results .cases=${report.cases}></antipode-results>
        ${running ? nothing : html`<antipode-report .report=${report}></antipode-report>`}
      </section>
    `;
  }

  #outside(report: Report): string {
    const names = [...new Set(withoutFlops(report).map(contender))];
    if (names.length === 0) return '';
    return `Kernels that do no arithmetic are in the table only: ${names.join(', ')}.`;
  }

  #origin(report: Report | null) {
    if (!report) return html`<p>Nothing has been measured yet.</p>`;
    const { browser, date, command } = report;
    const day = date.slice(0, 16).replace('T', ' ');
    return html`<p>
      ${this.bench.fromBefore ? 'Kept from an earlier visit. ' : ''}Measured on
      ${adapterName(report)}, ${day} UTC, ${browser}. Made by <code>${command}</code>.
    </p>`;
  }

  #listen<Name extends keyof BenchEvents>(
    name: Name,
    act: (detail: BenchEvents[Name]) => void,
  ): void {
    this.addEventListener(name, (event) => act((event as CustomEvent<BenchEvents[Name]>).detail));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-bench': AntipodeBench;
  }
}
