import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { CallDescription } from '../models/index';
import type { SessionFacts } from '../train/index';
import { send } from './events';
import { count } from './format';
import { kernelHash, WHY_FUSE } from './routes';
import { article, controls } from './styles';
import './antipode-wgsl';

/** The kernel calls of one training step in order, each to be opened to the WGSL that it runs. */
@customElement('antipode-calls')
export class AntipodeCalls extends LitElement {
  static override styles = [
    article,
    controls,
    css`
      ol {
        list-style: none;
        margin: 1.25rem 0 0;
        padding: 0;
        border-top: 1px solid var(--sys-hairline);
      }
      li {
        border-bottom: 1px solid var(--sys-hairline);
      }
      summary {
        width: auto;
        display: grid;
        grid-template-columns: 2rem minmax(0, 18rem) minmax(0, 1fr) auto;
        gap: 0 1rem;
        align-items: baseline;
        padding: 0.55rem 0;
        list-style: none;
        color: inherit;
        font-size: 0.9375rem;
      }
      summary::-webkit-details-marker {
        display: none;
      }
      summary:hover .kernel {
        text-decoration: underline;
        text-underline-offset: 0.2em;
      }
      summary:focus-visible {
        outline: 2px solid var(--sys-accent);
        outline-offset: -2px;
      }
      .place,
      .groups {
        color: var(--sys-soft);
        font-size: 0.8125rem;
        font-variant-numeric: tabular-nums;
      }
      .kernel {
        color: var(--sys-accent);
        font-family: var(--sys-mono);
        font-size: 0.875rem;
        overflow-wrap: anywhere;
      }
      .groups {
        white-space: nowrap;
      }
      .link {
        border: 0;
        padding: 0;
        font-size: inherit;
        line-height: inherit;
        text-decoration: underline;
        text-underline-offset: 0.15em;
      }
      .body {
        padding: 0 0 1rem 3rem;
      }
      .arrays {
        list-style: none;
        padding: 0;
        margin: 0;
        border: 0;
        font-size: 0.875rem;
        display: grid;
        gap: 0.1rem;
      }
      .arrays li {
        border: 0;
        font-variant-numeric: tabular-nums;
        overflow-wrap: anywhere;
      }
      @media (max-width: 700px) {
        summary {
          grid-template-columns: 1.6rem minmax(0, 1fr) auto;
          gap: 0 0.5rem;
        }
        .does {
          grid-column: 2 / -1;
          order: 1;
        }
        .body {
          padding-left: 0;
        }
      }
    `,
  ];

  /** Null while no session is open. */
  @property({ attribute: false }) facts: SessionFacts | null = null;

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
      ${facts.program === 'stepwise' ? nothing : this.#offer(facts)}
      <ol>
        ${facts.calls.map((call, place) => this.#call(call, place))}
      </ol>
    `;
  }

  /** What the calls are, in a sentence or two. */
  #what({ program, calls, maxSteps }: SessionFacts): string {
    switch (program) {
      case 'small':
        return `The fused program runs: this one launch makes up to ${count(maxSteps)} training steps, each model in a workgroup of its own.`;
      case 'phases':
        return `The fused program runs: a training step is these ${calls.length} launches, in this order, for all instances at once. The batch is drawn anew where it is needed, and of the activations only h, d and d_h are written.`;
      case 'sparse':
        return `The fused program for sparse features runs: a training step is these ${calls.length} launches, in this order, for all instances at once. Of the batch only the features that are on are written, as lists, and of the activations nothing: with a linear hidden layer, how the loss changes with G = WᵀW is all that the gradient of the weights needs.`;
      case 'stepwise':
      case 'reference':
        return `The stepwise program runs: a training step is these ${calls.length} launches, in this order, for all instances at once.`;
    }
  }

  #offer({ kernelsOf }: SessionFacts) {
    if (kernelsOf.stepwise.length === 0) return nothing;
    return html`<p>
      <button
        type="button"
        class="link"
        @click=${() => send(this, 'antipode-program', { program: 'stepwise' })}
      >
        Switch to stepwise
      </button>
      to see every intermediate array; it trains anew from the first weights.
    </p>`;
  }

  #why(): string {
    return this.facts?.engine === 'cpu'
      ? 'The CPU reference does the same operations in the same order, in float64 TypeScript with plain loops, one function for each shader. In a browser with WebGPU, the shaders of a training step stand here.'
      : 'The shaders of a training step stand here once a session is open.';
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
        ${this.opened.has(place) ? this.#body(call) : nothing}
      </details>
    </li>`;
  }

  #body({ kernel, summary, file, source, constants, arrays }: CallDescription) {
    const set = Object.entries(constants).map(([name, value]) => `${name} = ${value}`);
    return html`<div class="body">
      <p>${summary}</p>
      ${set.length > 0 ? html`<p class="caption">Compiled with ${set.join(', ')}.</p>` : nothing}
      <ul class="arrays" aria-label="Arrays">
        ${arrays.map(
          ({ binding, array, shape, written }) =>
            html`<li>
              <code>${binding}</code> is ${array}, [${shape.join(' × ')}],
              ${written ? html`<strong>written</strong>` : 'read'}
            </li>`,
        )}
      </ul>
      <antipode-wgsl .source=${source} .file=${file}></antipode-wgsl>
      <p class="caption">${file}. <a href=${kernelHash(kernel)}>Read, run and edit ${kernel}</a></p>
    </div>`;
  }

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
