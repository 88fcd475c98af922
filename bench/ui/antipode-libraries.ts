import { css, html, LitElement } from 'lit';
import { customElement } from 'lit/decorators.js';
import { article, controls, tables } from '../../src/ui/styles';
import { LIBRARIES } from './libraries';

/** Which libraries are measured, in which version, and what each timing includes. */
@customElement('antipode-libraries')
export class AntipodeLibraries extends LitElement {
  static override styles = [
    article,
    controls,
    tables,
    css`
      table {
        margin: 1rem 0;
      }
      th,
      td {
        text-align: left;
        vertical-align: top;
        white-space: normal;
        min-width: 6rem;
      }
      td.wide {
        min-width: 16rem;
      }
    `,
  ];

  protected override render() {
    return html`<div class="scroll" tabindex="0" role="region" aria-label="Libraries">
      <table>
        <caption>
          What each timing includes. All are interleaved in one run, on the same inputs, and held
          against the float64 reference first.
        </caption>
        <thead>
          <tr>
            <th scope="col">library</th>
            <th scope="col">size, gzipped</th>
            <th scope="col">device</th>
            <th scope="col">a timing includes</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <td>Antipode</td>
            <td>–</td>
            <td>webgpu</td>
            <td class="wide">
              one submit with a dispatch for each repetition, and waiting until it is done; not
              uploading, compiling or reading back
            </td>
          </tr>
          ${LIBRARIES.flatMap(({ name, packages, home, kilobytes, includes }) =>
            Object.entries(includes).map(
              ([device, covers]) =>
                html`<tr>
                  <td><a href=${home}>${name}</a> ${Object.values(packages)[0]}</td>
                  <td>
                    ${kilobytes.script}
                    kB${
                      device === 'wasm' && kilobytes.wasm > 0
                        ? ` and ${kilobytes.wasm} kB WebAssembly`
                        : ''
                    }
                  </td>
                  <td>${device}</td>
                  <td class="wide">${covers}</td>
                </tr>`,
            ),
          )}
        </tbody>
      </table>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-libraries': AntipodeLibraries;
  }
}
