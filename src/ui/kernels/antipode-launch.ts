import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { KernelEntry, Sizes } from '../../kernels/index';
import { count, significant } from '../format';
import { article, tables } from '../styles';
import { costOf, launchOf, type Steps } from './launch-steps';
import { writtenElements } from './shelf';

/** What every device grants. */
const CORE = { invocations: 256, sharedBytes: 16_384 };

/** How the kernel is launched for a shape, and what that costs: every formula with its numbers put in. */
@customElement('antipode-launch')
export class AntipodeLaunch extends LitElement {
  static override styles = [
    article,
    tables,
    css`
      dl {
        display: grid;
        grid-template-columns: minmax(8rem, max-content) minmax(0, 1fr);
        gap: 0.5rem 1.5rem;
        margin: 0 0 1.5rem;
        font-size: 0.9375rem;
        font-variant-numeric: tabular-nums;
      }
      dt {
        color: var(--sys-soft);
      }
      dd {
        margin: 0;
      }
      .steps {
        font-family: var(--sys-mono);
        font-size: 0.875em;
        overflow-wrap: anywhere;
      }
      .note {
        color: var(--sys-soft);
        font-size: 0.9375em;
      }
      .beyond {
        color: var(--sys-warning);
        font-weight: 600;
      }
      @media (max-width: 600px) {
        dl {
          grid-template-columns: minmax(0, 1fr);
          gap: 0.1rem;
        }
        dd {
          margin-bottom: 0.6rem;
        }
      }
    `,
  ];

  @property({ attribute: false }) entry: KernelEntry | undefined;
  /** Of the size symbols and the `override` constants; null while they cannot be used. */
  @property({ attribute: false }) sizes: Sizes | null = null;

  protected override render() {
    if (!this.entry) return nothing;
    if (!this.sizes) return html`<p>Choose a shape that can be run to see its numbers here.</p>`;
    return html`${this.#launch(this.entry, this.sizes)}
      <h3>Cost</h3>
      ${this.#cost(this.entry, this.sizes)}`;
  }

  #launch({ header }: KernelEntry, sizes: Sizes) {
    const launch = launchOf(header, sizes);
    const total = launch.groups.reduce((product, groups) => product * groups, 1);
    const idle = Math.round(launch.invocations * (1 - launch.busy));
    return html`<dl>
      <dt>workgroup</dt>
      <dd>
        ${launch.workgroup.map((steps, axis) => this.#axis('xyz'[axis], steps))}
        ${count(launch.lanes)} ${launch.lanes === 1 ? 'invocation' : 'invocations'} in each
        workgroup${
          launch.lanes > CORE.invocations
            ? html`, <span class="beyond">more than the ${CORE.invocations} of every device</span>`
            : nothing
        }
        ${note(header.launchNotes.workgroup)}
      </dd>
      <dt>dispatch</dt>
      <dd>
        ${launch.dispatch.map((steps, axis) =>
          this.#axis(header.dispatch.length > 1 ? ('xyz'[axis] ?? '') : '', steps),
        )}
        ${count(total)} ${total === 1 ? 'workgroup' : 'workgroups'}
        ${note(
          header.dispatch.length === 1 || launch.dispatch.length > header.dispatch.length
            ? 'fold spreads them over two axes where one, which holds 65 535, is not enough'
            : header.launchNotes.dispatch,
        )}
      </dd>
      <dt>in all</dt>
      <dd>
        <span class="steps"
          >${count(total)} · ${count(launch.lanes)} = ${count(launch.invocations)}</span
        >
        invocations.
        ${
          idle > 0
            ? html`The shape fills ${percent(launch.busy)} of them; the work of ${count(idle)}
              invocations falls outside the arrays, and they skip it.`
            : 'The shape fills them all.'
        }
      </dd>
      <dt>accepts</dt>
      <dd>${header.accepts}${note(header.launchNotes.accepts)}</dd>
    </dl>`;
  }

  #axis(name: string, steps: Steps) {
    return html`<div>
      ${name ? html`${name}: ` : nothing}<span class="steps">${steps.join(' = ')}</span>
    </div>`;
  }

  #cost({ header }: KernelEntry, sizes: Sizes) {
    const cost = costOf(header, sizes, writtenElements(header, sizes));
    const shared = Number(cost.shared.at(-1));
    return html`<dl>
      <dt>arithmetic</dt>
      <dd>${this.#axis('', cost.flops)} floating-point operations</dd>
      <dt>global reads</dt>
      <dd>${this.#axis('', cost.reads)} numbers of 4 bytes</dd>
      <dt>global writes</dt>
      <dd>${count(cost.writes)} numbers: every element of what is written</dd>
      <dt>bytes</dt>
      <dd>
        <span class="steps">4 · (${cost.reads.at(-1)} + ${cost.writes}) = ${cost.bytes}</span>
      </dd>
      <dt>arithmetic intensity</dt>
      <dd>
        ${
          cost.intensity === null
            ? 'nothing is moved'
            : html`<span class="steps">${cost.flops.at(-1)} / ${cost.bytes}</span> =
                ${significant(cost.intensity)} operations a byte. A GPU can do tens of operations in
                the time that one byte takes to arrive: below that, memory sets the pace.`
        }
      </dd>
      <dt>workgroup memory</dt>
      <dd>
        ${this.#axis('', cost.shared)}
        ${
          shared > CORE.sharedBytes
            ? html`<span class="beyond"
                >bytes, more than the ${count(CORE.sharedBytes)} of every device</span
              >`
            : html`bytes of the ${count(CORE.sharedBytes)} that every device has for a workgroup`
        }
      </dd>
    </dl>`;
  }
}

function note(text: string) {
  return text ? html`<div class="note">${text}</div>` : nothing;
}

function percent(share: number): string {
  const value = share * 100;
  return `${value > 99 && value < 100 ? value.toFixed(1) : value.toFixed(0)} %`;
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-launch': AntipodeLaunch;
  }
}
