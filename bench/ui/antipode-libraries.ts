import { css, html, LitElement } from 'lit';
import { customElement } from 'lit/decorators.js';
import { article, controls } from '../../src/ui/styles';
import { LIBRARIES } from './libraries';

/** Which libraries are measured, in which version, and what each timing includes. */
@customElement('antipode-libraries')
export class AntipodeLibraries extends LitElement {
  static override styles = [
    article,
    controls,
    css`
      ul {
        list-style: none;
        margin: 0 0 2rem;
        padding: 0;
        border-top: 1px solid var(--sys-hairline);
        font-size: 0.9375rem;
      }
      li {
        display: grid;
        grid-template-columns: minmax(0, 15rem) minmax(0, 1fr);
        gap: 0.1rem 1.5rem;
        padding: 0.6rem 0;
        border-bottom: 1px solid var(--sys-hairline);
      }
      p {
        margin: 0;
      }
      .size,
      .device {
        color: var(--sys-soft);
        font-size: 0.875rem;
      }
      @media (max-width: 640px) {
        li {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ];

  protected override render() {
    return html`<h3 id="includes">What a timing includes</h3>
      <ul aria-labelledby="includes">
        <li>
          <p>Antipode</p>
          <div>
            ${line('webgpu', 'one submit with a dispatch for each repetition, and waiting until it is done; not uploading, compiling or reading back')}
          </div>
        </li>
        ${LIBRARIES.map(({ name, packages, home, kilobytes, includes }) => {
          const wasm = kilobytes.wasm > 0 ? `, and ${kilobytes.wasm} kB of WebAssembly` : '';
          return html`<li>
            <div>
              <p><a href=${home}>${name}</a> ${Object.values(packages)[0]}</p>
              <p class="size">${kilobytes.script} kB of script, gzipped${wasm}</p>
            </div>
            <div>${Object.entries(includes).map(([device, covers]) => line(device, covers))}</div>
          </li>`;
        })}
      </ul>`;
  }
}

function line(device: string, covers: string) {
  return html`<p><span class="device">${device}:</span> ${covers}</p>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-libraries': AntipodeLibraries;
  }
}
