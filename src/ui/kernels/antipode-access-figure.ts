import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { races, type Race, type Step, type Trace } from '../../lab/index';
import { article, controls, tables } from '../styles';
import { arrayCells, sideFor } from './access-cells';
import { invocationGrids, memoryGrid } from './access-side';
import { sourceLines } from './access-source';
import {
  cellsOf,
  isProduct,
  ownedCells,
  statesAt,
  totalsOf,
  type ArrayState,
  type Totals,
} from './access-state';
import { firstLook, go, lookAt, nextBarrier, turn, type Look } from './access-steps';
import { accessStyles } from './access-styles';
import { accessLegend, accessTable, captionOf, endlessNotice, stepTable } from './access-tables';
import { aimOf, coordinates, pointedSentence, raceSentence, sentenceOf } from './access-words';
import { ROOM_FOR_TEXT } from './draw-cells';
import './antipode-cells';

/** One trace, stepped by hand: arrays, workgroup memory, invocations, the line of WGSL, and the pattern on memory. */
@customElement('antipode-access-figure')
export class AntipodeAccessFigure extends LitElement {
  static override styles = [article, controls, tables, accessStyles];

  @property({ attribute: false }) trace: Trace | undefined;

  @state() private look: Look | undefined;
  @state() private numbers = true;
  @state() private pointed = '';
  @state() private width = 600;
  @state() private tableOpen = false;

  @query('.arrays') private arrays!: HTMLElement | null;

  /** What does not change from step to step. */
  #final: readonly ArrayState[] = [];
  #inGroup: Totals = {};
  #inAll: Totals = {};
  #races: readonly Race[] = [];
  #observer: ResizeObserver | undefined;
  #observed: HTMLElement | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    // In the next frame: what is drawn anew changes sizes, which an observer must not do while it is called.
    this.#observer = new ResizeObserver(([{ contentRect }]) =>
      requestAnimationFrame(() => (this.width = contentRect.width || this.width)),
    );
    if (this.#observed) this.#observer.observe(this.#observed);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observer?.disconnect();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('trace') && this.trace) {
      this.#inAll = totalsOf(this.trace);
      this.#races = races(this.trace);
      this.#set(firstLook(this.trace));
    }
  }

  protected override updated(): void {
    this.#scrollToMark();
    if (!this.arrays || this.#observed === this.arrays) return;
    this.#observed = this.arrays;
    this.#observer?.observe(this.arrays);
    // Before the first frame: drawn for a guessed width, the arrays would stick out of a narrow screen.
    this.width = this.arrays.clientWidth || this.width;
  }

  /** On a narrow screen the access may stand beyond the right edge of its line. */
  #scrollToMark(): void {
    const source = this.renderRoot.querySelector('pre.source');
    const mark = source?.querySelector('mark');
    if (!source || !mark) return;
    const [frame, place] = [source.getBoundingClientRect(), mark.getBoundingClientRect()];
    const right = place.right - frame.left + source.scrollLeft + 16;
    source.scrollLeft = Math.max(0, right - frame.width);
  }

  #set(look: Look): void {
    if (look.steps !== this.look?.steps) {
      this.#final = statesAt(look.trace, look.steps, look.steps.length - 1);
      this.#inGroup = totalsOf(look.trace, look.steps);
    }
    this.pointed = '';
    this.look = look;
  }

  protected override render() {
    const { look } = this;
    if (!look) return nothing;
    const { trace, steps, at, lane, group, alone } = look;
    const step = steps.at(at);
    const states = statesAt(trace, steps, at);
    const owned = ownedCells(trace, group, lane);
    if (!step) {
      return html`${this.#choose(look, states)}
        <p>This invocation reads and writes nothing.</p>
        <div class="side">${this.#side(look)}</div>`;
    }
    const site = trace.sites[step.site];
    const sentence = sentenceOf(trace, step, lane, alone, aimOf(trace, owned));
    return html`<figure aria-label="Which invocation of ${trace.kernel} reads and writes what">
      ${endlessNotice(trace)} ${this.#raceNotice(look)} ${this.#bar(look)}
      ${this.#choose(look, states)}
      <p class="sentence ${site.kind}" role="status">${sentence}</p>
      ${sourceLines(trace.source, trace.file, site)}
      <div class="stage">
        <div class="arrays">
          ${this.#arrays(look, states, step, owned)}
          <p class="small pointed">${this.pointed || 'Point at a number to read its name.'}</p>
          ${accessLegend(coordinates(lane, trace.workgroup))}
        </div>
        <div class="side">${this.#side(look, step)}</div>
      </div>
      ${accessTable(trace, states, this.#inGroup, this.#inAll, alone)}
      <details
        @toggle=${(event: Event) => (this.tableOpen = (event.target as HTMLDetailsElement).open)}
      >
        <summary>This step as a table</summary>
        ${this.tableOpen ? stepTable(trace, step) : nothing}
      </details>
      ${captionOf(trace)}
    </figure>`;
  }

  #raceNotice(look: Look) {
    const [race] = this.#races;
    if (!race) return nothing;
    const rest = this.#races.length - 1;
    return html`<div class="race" role="alert">
      <p>
        <strong>A race.</strong> ${raceSentence(look.trace, race)}
        ${rest > 0 ? `There ${rest === 1 ? 'is one more' : `are ${rest} more`} like it.` : ''}
      </p>
      <button @click=${() => this.#set(lookAt(look, race.other, race.element))}>Show it</button>
    </div>`;
  }

  #bar(look: Look) {
    const { steps, at } = look;
    const last = steps.length - 1;
    const barrier = nextBarrier(look);
    const button = (words: string, to: number | null) =>
      html`<button
        ?disabled=${to === null || to < 0 || to > last || to === at}
        @click=${() => this.#set(go(look, to!))}
      >
        ${words}
      </button>`;
    return html`<div class="bar">
      ${button('Start', 0)} ${button('Back', at - 1)} ${button('Next', at + 1)}
      ${button('Next barrier', barrier)} ${button('End', last)}
      <input
        type="range"
        aria-label="Step"
        aria-valuetext="Step ${at + 1} of ${steps.length}"
        min="1"
        max=${steps.length}
        .value=${String(at + 1)}
        @input=${(event: Event) => this.#set(go(look, Number((event.target as HTMLInputElement).value) - 1))}
      />
      <span class="place">step ${at + 1} of ${steps.length}</span>
    </div>`;
  }

  #choose(look: Look, states: readonly ArrayState[]) {
    const option = (alone: boolean, words: string) =>
      html`<label>
        <input
          type="radio"
          name="follow"
          .checked=${look.alone === alone}
          @change=${() => this.#set(turn(look, { alone }))}
        />
        ${words}
      </label>`;
    return html`<fieldset>
      <legend>Follow</legend>
      ${option(false, 'the workgroup, in step')}
      ${option(true, `invocation ${coordinates(look.lane, look.trace.workgroup)} alone`)}
      ${
        sideFor(this.width, states, isProduct(states)) >= ROOM_FOR_TEXT
          ? html`<label>
              <input
                type="checkbox"
                .checked=${this.numbers}
                @change=${() => (this.numbers = !this.numbers)}
              />
              write how often each was read
            </label>`
          : nothing
      }
    </fieldset>`;
  }

  #side(look: Look, step?: Step) {
    const width = Math.min(380, this.width); // beside the arrays, or below them
    const set = (next: Look) => this.#set(next);
    return html`${invocationGrids(look, step, width, set)}
    ${step ? memoryGrid(look, step, width) : nothing}`;
  }

  #arrays(
    look: Look,
    states: readonly ArrayState[],
    step: Step,
    owned: ReturnType<typeof ownedCells>,
  ) {
    const { trace, lane } = look;
    const place = step.lanes.indexOf(lane);
    const { name } = trace.sites[step.site];
    const product = isProduct(states);
    const side = sideFor(this.width, states, product);
    const grid = (state: ArrayState) => {
      const { array } = state;
      const framed = new Set(owned.get(array.name));
      if (array.name === name && place >= 0) {
        for (const cell of cellsOf(array, step.elements[place])) framed.add(cell);
      }
      const final = this.#final.find((candidate) => candidate.array.name === array.name);
      const most = final ? final.reads.reduce((a, b) => Math.max(a, b), 0) : 1;
      const shape = array.symbols.length > 0 ? array.symbols.join(', ') : array.shape.join(', ');
      return html`<antipode-cells
        name=${array.name}
        note="[${shape}]${array.note ? ` ${array.note}` : ''}"
        .cells=${arrayCells(state, side, most, framed, this.numbers)}
        @antipode-cell-point=${({ detail }: CustomEvent<number | null>) => (this.pointed = detail === null ? '' : pointedSentence(look, state, detail))}
      ></antipode-cells>`;
    };
    const of = (space: string) => states.filter(({ array }) => array.space === space).map(grid);
    const [storage, shared] = [of('storage'), of('workgroup')];
    return html`<p class="space">Global memory</p>
      ${
        product
          ? html`<div class="product">${storage}</div>`
          : html`<div class="row">${storage}</div>`
      }
      ${
        shared.length > 0
          ? html`<p class="space">
                Workgroup memory of workgroup ${coordinates(look.group, trace.groups)}
              </p>
              <div class="row">${shared}</div>`
          : nothing
      }`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-access-figure': AntipodeAccessFigure;
  }
}
