import { css, html, LitElement } from 'lit';
import { customElement } from 'lit/decorators.js';
import type { KernelEntry } from '../../kernels/index';
import { kernelHash, WHY_FUSE } from '../routes';
import { article, controls } from '../styles';
import { families, ladders, type Ladder } from './shelf';
import './antipode-first-words';

/** All kernels: a few words for those who have never read one, the ladders, and everything by family. */
@customElement('antipode-overview')
export class AntipodeOverview extends LitElement {
  static override styles = [
    article,
    controls,
    css`
      h1 {
        font-size: clamp(1.75rem, 1.2rem + 2.2vw, 2.6rem);
        line-height: 1.15;
        letter-spacing: -0.02em;
        font-weight: 650;
        margin: 0.5rem 0 1rem;
        text-wrap: balance;
      }
      h1:focus-visible {
        outline: none;
      }
      section {
        margin-top: 3.5rem;
      }
      .formula {
        font-family: var(--sys-mono);
        font-size: 0.875rem;
        color: var(--sys-soft);
        overflow-wrap: anywhere;
      }
      .ladder {
        margin: 1.75rem 0 0;
        max-width: 56rem;
      }
      ol,
      ul {
        list-style: none;
        margin: 0;
        padding: 0;
      }
      li {
        display: grid;
        grid-template-columns: minmax(0, 17rem) minmax(0, 1fr);
        gap: 0 1.5rem;
        padding: 0.4rem 0;
        border-top: 1px solid var(--sys-hairline);
        font-size: 0.9375rem;
      }
      li a {
        font-family: var(--sys-mono);
        font-size: 0.875rem;
        overflow-wrap: anywhere;
      }
      h3 {
        text-transform: capitalize;
        margin: 1.75rem 0 0.5rem;
      }
      .ladder h3 {
        text-transform: none;
        font-family: var(--sys-mono);
        font-size: 0.9375rem;
        overflow-wrap: anywhere;
      }
      @media (max-width: 700px) {
        li {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ];

  protected override render() {
    return html`
      <h1 tabindex="-1">Kernels, to be read, run and changed</h1>
      <p>
        Everything that the experiment computes, it computes in these WGSL shaders. Each has a page:
        why it is written as it is, its source, a place to run it on this device against a float64
        reference, and an editor. New to this? Read the next section, then climb the first ladder
        from its lowest rung.
      </p>
      <section aria-labelledby="first">
        <h2 id="first">What a compute shader is</h2>
        <antipode-first-words></antipode-first-words>
      </section>
      <section aria-labelledby="ladders">
        <h2 id="ladders">Ladders</h2>
        <p>
          The rungs of a ladder compute the same, each with one idea more than the rung below. Each
          page shows what changed, line by line, and why it helps.
        </p>
        ${ladders().map((ladder) => this.#ladder(ladder))}
      </section>
      <section aria-labelledby="together">
        <h2 id="together">All of them together</h2>
        <p>
          What a training step gains and loses when its fourteen kernels become one:
          <a href=${WHY_FUSE}>Why fuse?</a> trains one model both ways on this device and shows each
          call on the device’s own clock.
        </p>
      </section>
      <section aria-labelledby="families">
        <h2 id="families">All kernels</h2>
        ${Array.from(
          families(),
          ([family, entries]) =>
            html`<h3>${family}</h3>
              <ul>
                ${entries.map((entry) => this.#item(entry))}
              </ul>`,
        )}
      </section>
    `;
  }

  #ladder({ title, rungs }: Ladder) {
    return html`<div class="ladder">
      <h3>${title}</h3>
      <ol>
        ${rungs.map((entry) => this.#item(entry))}
      </ol>
    </div>`;
  }

  #item({ name, header }: KernelEntry) {
    return html`<li>
      <a href=${kernelHash(name)}>${name}</a>
      <span>${header.summary}</span>
    </li>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-overview': AntipodeOverview;
  }
}
