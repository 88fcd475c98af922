import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import type { ProgramKind } from '../models/index';
import type { SessionFacts } from '../train/index';
import { send } from './events';
import { bytes, count, several } from './format';
import { keysWanted, rememberKeys } from './keys-wish';
import type { LiveRun } from './live-run';
import { LiveView } from './live-view';
import { article, controls } from './styles';
import { tuningWanted } from './tuning-wish';

/** What each program is called. */
const PROGRAMS: Readonly<Record<ProgramKind, string>> = {
  stepwise: 'the stepwise program',
  small: 'the fused program, one workgroup for each model',
  phases: 'the fused program, six launches for each step',
  sparse: 'the fused program for sparse features, six launches for each step',
  reference: 'the reference',
};

/** How a fused program is cut for a device. */
const CUT: Readonly<Record<string, string>> = {
  WORKGROUP: 'invocations a workgroup',
  LANES: 'invocations a workgroup',
  SLICES: 'slices of the batch',
  SLABS: 'slabs of the batch',
};

/** What the parts of the memory are for. */
const MEMORY: Readonly<Record<keyof SessionFacts['memory']['estimate'], string>> = {
  parameters: 'parameters',
  moments: 'two moments',
  losses: 'ring of losses',
  activations: 'activations and gradients',
  snapshots: 'snapshots',
};

/** One line about where the model trains: the engine, the adapter, and how fast. */
@customElement('antipode-device')
export class AntipodeDevice extends LitElement {
  static override styles = [
    article,
    controls,
    css`
      .tuning {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.5rem 1.25rem;
        margin-bottom: 1rem;
      }
      p {
        max-width: none;
        font-variant-numeric: tabular-nums;
      }
      strong {
        color: var(--sys-ink);
        font-weight: 600;
      }
    `,
  ];

  @property({ attribute: false }) live: LiveRun | undefined;
  @property({ attribute: false }) facts: SessionFacts | null = null;

  @query('.speed') private speed!: HTMLElement;

  constructor() {
    super();
    new LiveView(
      this,
      (live) => this.#draw(live),
      () => 500,
    );
  }

  protected override render() {
    const onGpu = this.facts?.engine === 'gpu';
    return html`<p>${this.#where()}<span class="speed"></span></p>
      <div class="tuning">
        <label>
          <input
            type="checkbox"
            name="keys"
            .checked=${keysWanted()}
            @change=${({ target }: Event) => rememberKeys((target as HTMLInputElement).checked)}
          />
          Single keys control training: space runs and pauses, s makes one step, r resets
        </label>
      </div>
      ${
        onGpu
          ? html`<p class="memory">${this.#memory()}</p>
              ${this.#tuning()}`
          : nothing
      }`;
  }

  /** What the model takes on the device, beside what it was to take. */
  #memory(): string {
    const { program, memory } = this.facts!;
    const parts = Object.entries(memory.estimate) as [keyof typeof MEMORY, number][];
    const sum = parts.reduce((all, [, part]) => all + part, 0);
    const told = parts.filter(([, part]) => part > 0);
    const terms = told.map(([name, part]) => `${MEMORY[name]} ${bytes(part)}`).join(' + ');
    return `Trained by ${PROGRAMS[program]}. Memory on the device: ${bytes(memory.bytes)}; estimated ${bytes(sum)} = ${terms}.`;
  }

  /** What was chosen for this device, and by whom. */
  #tuning() {
    const wanted = tuningWanted();
    return html`<div class="tuning">
      <label>
        <input
          type="checkbox"
          .checked=${wanted}
          @change=${({ target }: Event) =>
            send(this, 'antipode-tune', (target as HTMLInputElement).checked)}
        />
        Choose kernels by measuring on this device
      </label>
      <span>${wanted ? 'Chosen' : 'Guessed'} ${this.#choice()}.</span>
      ${
        wanted
          ? html`<button type="button" @click=${() => send(this, 'antipode-forget-choices', null)}>
              Measure again
            </button>`
          : nothing
      }
    </div>`;
  }

  #choice(): string {
    const { program, calls } = this.facts!;
    if (program === 'stepwise') {
      const products = calls.filter(({ kernel }) => kernel.startsWith('matmul'));
      const names = [...new Set(products.map(({ kernel }) => kernel))].join(', ');
      return `for the products: ${names}`;
    }
    // Whatever is not decided by the model but by the device.
    const cut = calls.reduce<Record<string, number>>(
      (all, { constants }) => ({ ...all, ...constants }),
      {},
    );
    const told = Object.entries(cut).filter(([name]) => name in CUT);
    const words = told.map(([name, value]) => `${count(value)} ${CUT[name]}`).join(' and ');
    return `for this model: ${program === 'small' ? 'a workgroup a model' : 'six launches a step'}, with ${words}`;
  }

  #where() {
    if (!this.facts) return 'No training session is open.';
    const { adapter } = this.facts;
    if (!adapter) return html`<strong>CPU reference</strong>: float64 TypeScript, without the GPU`;
    const name = [adapter.vendor, adapter.architecture].filter(Boolean).join(' ');
    return html`WebGPU on <strong>${name || adapter.description || 'an unnamed adapter'}</strong> ${
        adapter.fallback
          ? html`(a software adapter: it computes on the CPU, and its speed says nothing about GPUs)`
          : nothing
      }`;
  }

  #draw({ newest }: LiveRun): void {
    const rate = newest?.stepsPerSecond ?? 0;
    this.speed.textContent = this.facts && rate > 0 ? ` · ${several(rate, 'step')} a second` : '';
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-device': AntipodeDevice;
  }
}
