import { html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { CallDescription, StepValues } from '../models/index';
import type { SessionFacts } from '../train/index';
import type { AntipodeWgsl } from './antipode-wgsl';
import { callsStyles } from './calls-styles';
import { send } from './events';
import { count, several } from './format';
import { kernelHash, WHY_FUSE } from './routes';
import { article, controls } from './styles';
import type { ValuesWish } from './values-watch';
import './antipode-call-values';
import './antipode-values-bar';
import './antipode-wgsl';

/** Parts of a stepwise step, in order. */
const PARTS = [
  'Forward: from x to x′ and the loss',
  'Back: how the loss changes with each number',
  'Update: the optimiser moves the weights',
];

/**
 * The kernel calls of one training step in order, each to be opened to the WGSL that it runs; of the stepwise program with
 * the numbers that each call reads and writes, where they are wanted.
 */
@customElement('antipode-calls')
export class AntipodeCalls extends LitElement {
  static override styles = [article, controls, callsStyles];

  /** Null while no session is open. */
  @property({ attribute: false }) facts: SessionFacts | null = null;

  @property({ type: Number }) selected = 0;
  @property({ type: Boolean }) running = false;
  /** Which numbers are looked at; null: none. */
  @property({ attribute: false }) wish: ValuesWish | null = null;
  @property({ attribute: false }) values: StepValues | null = null;
  /** Why there are no numbers. */
  @property() problem = '';

  /** Places of the calls that were opened: their source is rendered only then. */
  @state() private opened: ReadonlySet<number> = new Set();

  protected override render() {
    const { facts } = this;
    if (!facts || facts.calls.length === 0) return html`<p>${this.#why()}</p>`;
    return html`
      <p>
        ${this.#what(facts)} Nothing else changes a number on this page. Open
        ${facts.calls.length === 1 ? 'it' : 'one'} to read the shader that runs: the text below is
        the text that was compiled. <a href=${WHY_FUSE}>Why fuse?</a> measures how much faster a
        step is when it is one kernel.
      </p>
      <antipode-values-bar
        .facts=${facts}
        .selected=${this.selected}
        .running=${this.running}
        .wish=${this.wish}
        .values=${this.values}
        .problem=${this.problem}
      ></antipode-values-bar>
      ${facts.program === 'stepwise' ? this.#parts(facts.calls) : this.#list(facts.calls, 0)}
    `;
  }

  /** Another instance was chosen: its numbers are wanted. */
  protected override updated(changed: Map<string, unknown>): void {
    if (!this.wish || !changed.has('selected') || this.wish.instance === this.selected) return;
    send(this, 'antipode-values', { ...this.wish, instance: this.selected });
  }

  /** A stepwise step in its three parts. */
  #parts(calls: readonly CallDescription[]) {
    const writes = (call: CallDescription, name: string) =>
      call.arrays.some(({ array, written }) => written && array === name);
    const back = calls.findIndex((call) => writes(call, 'loss')) + 1;
    const update = calls.findIndex((call) => writes(call, 'w'));
    if (back < 1 || update < back) return this.#list(calls, 0);
    const ends = [0, back, update, calls.length];
    return PARTS.map(
      (name, part) =>
        html`<h3>${name}</h3>
          ${this.#list(calls.slice(ends[part], ends[part + 1]), ends[part])}`,
    );
  }

  /** @param first place of the first call among all of the step */
  #list(calls: readonly CallDescription[], first: number) {
    return html`<ol start=${first + 1}>
      ${calls.map((call, k) => this.#call(call, first + k))}
    </ol>`;
  }

  /** What the calls are, in a sentence or two. */
  #what({ program, calls, maxSteps }: SessionFacts): string {
    switch (program) {
      case 'small':
        return `The fused program runs: this one launch makes up to ${several(maxSteps, 'training step')}, each model in a workgroup of its own.`;
      case 'phases':
        return `The fused program runs: a training step is these ${calls.length} launches, in this order, for all instances at once. Each launch that needs the batch draws it again. Of the activations, only h, d and d_h are written to memory.`;
      case 'sparse':
        return `The fused program for sparse features runs: a training step is these ${calls.length} launches, in this order, for all instances at once. Of the batch, only the features that are on are written, as lists. No activation is written: with a linear hidden layer, the gradient of the weights needs only how the loss changes with G = WᵀW.`;
      case 'stepwise':
      case 'reference':
        return `The stepwise program runs: a training step is these ${calls.length} launches, in this order, for all instances at once.`;
    }
  }

  #why(): string {
    return this.facts?.engine === 'cpu'
      ? 'The CPU reference does the same operations in the same order, in float64 TypeScript with plain loops, one function for each shader. In a browser with WebGPU, the shaders of a training step are listed here.'
      : 'The shaders of a training step are listed here once there is a model to train.';
  }

  #call(call: CallDescription, place: number) {
    const groups = call.workgroups.filter((size, axis) => axis === 0 || size > 1);
    const workgroups = groups.map(count).join(' × ');
    return html`<li>
      <details @toggle=${(event: Event) => this.#toggle(place, event)}>
        <summary>
          <span class="place">${place + 1}</span>
          <span class="kernel">${call.kernel}</span>
          <span class="does">${call.does}</span>
          <span class="groups"
            >${workgroups} ${workgroups === '1' ? 'workgroup' : 'workgroups'}</span
          >
        </summary>
        ${this.opened.has(place) ? this.#body(call, place) : nothing}
      </details>
      ${this.opened.has(place) ? nothing : this.#written(place)}
    </li>`;
  }

  /** What a call that is not opened writes, in small. */
  #written(place: number) {
    const writes = this.values?.calls[place]?.writes;
    if (!writes) return nothing;
    return html`<div class="written">
      ${writes.map((array) => html`<antipode-array bare .array=${array}></antipode-array>`)}
    </div>`;
  }

  #body(call: CallDescription, place: number) {
    const { kernel, summary, file, source, constants } = call;
    const set = Object.entries(constants).map(([name, value]) => `${name} = ${value}`);
    const values = this.values?.calls[place];
    return html`<div class="body">
      <p>${summary}</p>
      ${set.length > 0 ? html`<p class="caption">Compiled with ${set.join(', ')}.</p>` : nothing}
      ${
        values
          ? html`<antipode-call-values
              .call=${call}
              .values=${values}
              @antipode-line=${this.#line}
            ></antipode-call-values>`
          : this.#arrays(call)
      }
      <antipode-wgsl .source=${source} .file=${file}></antipode-wgsl>
      <p class="caption">${file}. <a href=${kernelHash(kernel)}>Read, run and edit ${kernel}</a></p>
    </div>`;
  }

  #arrays({ arrays }: CallDescription) {
    return html`<ul class="arrays" aria-label="Arrays">
      ${arrays.map(
        ({ binding, array, shape, written }) =>
          html`<li>
            <code>${binding}</code> is ${array}, [${shape.join(' × ')}],
            ${written ? html`<strong>written</strong>` : 'read'}
          </li>`,
      )}
    </ul>`;
  }

  readonly #line = (event: Event): void => {
    const body = (event.currentTarget as Element).closest('.body');
    void body?.querySelector<AntipodeWgsl>('antipode-wgsl')?.reveal((event as CustomEvent).detail);
  };

  #toggle(place: number, event: Event): void {
    const opened = new Set(this.opened);
    if ((event.target as HTMLDetailsElement).open) opened.add(place);
    else opened.delete(place);
    this.opened = opened;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-calls': AntipodeCalls;
  }
}
