import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { CallDescription } from '../models/index';
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
  @property({ attribute: false }) engine: 'gpu' | 'cpu' | null = null;
  @property({ attribute: false }) calls: readonly CallDescription[] = [];

  /** Places of the calls that were opened: their source is rendered only then. */
  @state() private opened: ReadonlySet<number> = new Set();

  protected override render() {
    if (this.calls.length === 0) return html`<p>${this.#why()}</p>`;
    return html`
      <p>
        A training step is these ${this.calls.length} dispatches, in this order, for all instances
        at once. Nothing else changes a number on this page. Open one to read the shader that runs:
        the text below is the text that was compiled. When each of them runs, and what it is worth
        to make one kernel of all, is measured in <a href=${WHY_FUSE}>Why fuse?</a>
      </p>
      <ol>
        ${this.calls.map((call, place) => this.#call(call, place))}
      </ol>
    `;
  }

  #why(): string {
    return this.engine === 'cpu'
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

  #body({ kernel, summary, file, source, arrays }: CallDescription) {
    return html`<div class="body">
      <p>${summary}</p>
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
