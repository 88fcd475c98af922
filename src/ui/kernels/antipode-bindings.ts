import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { KernelEntry } from '../../kernels/index';
import { article, tables } from '../styles';
import type { StructLayout } from './layouts';

/** What the kernel is given: its bindings as the header tells them, and the bytes of its structs. */
@customElement('antipode-bindings')
export class AntipodeBindings extends LitElement {
  static override styles = [
    article,
    tables,
    css`
      td,
      th {
        text-align: left;
      }
      td.number {
        text-align: right;
      }
      .note {
        white-space: normal;
        min-width: 9rem;
      }
      .scroll {
        margin: 0.75rem 0 1.5rem;
      }
    `,
  ];

  @property({ attribute: false }) entry: KernelEntry | undefined;

  @state() private types: Readonly<Record<string, string>> = {};
  @state() private structs: readonly StructLayout[] = [];
  @state() private problem = '';

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('entry') && this.entry) void this.#reflect(this.entry);
  }

  protected override render() {
    if (!this.entry) return nothing;
    const { bindings } = this.entry.header;
    return html`
      <div class="scroll" tabindex="0" role="region" aria-label="Bindings">
        <table>
          <caption>
            Bindings of group 0
          </caption>
          <thead>
            <tr>
              <th scope="col">binding</th>
              <th scope="col">name</th>
              <th scope="col">access</th>
              <th scope="col">type</th>
              <th scope="col">shape</th>
              <th scope="col">note</th>
            </tr>
          </thead>
          <tbody>
            ${bindings.map(
              ({ index, name, access, shape, note }) =>
                html`<tr>
                  <td>${index}</td>
                  <th scope="row"><code>${name}</code></th>
                  <td>${access}</td>
                  <td><code>${this.types[name] ?? ''}</code></td>
                  <td>${shape.length > 0 ? `[${shape.join(', ')}]` : ''}</td>
                  <td class="note">${note}</td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
      ${this.problem ? html`<p>The layouts could not be read: ${this.problem}</p>` : nothing}
      ${this.structs.map((struct) => this.#struct(struct))}
    `;
  }

  #struct({ name, size, align, fields }: StructLayout) {
    return html`<div class="scroll" tabindex="0" role="region" aria-label="Layout of ${name}">
      <table>
        <caption>
          <code>struct ${name}</code
          >: ${size} bytes, aligned to ${align}
        </caption>
        <thead>
          <tr>
            <th scope="col">field</th>
            <th scope="col">type</th>
            <th scope="col">offset</th>
            <th scope="col">size</th>
            <th scope="col">align</th>
          </tr>
        </thead>
        <tbody>
          ${fields.map(
            (field) =>
              html`<tr>
                <th scope="row"><code>${field.name}</code></th>
                <td><code>${field.type}</code></td>
                <td class="number">${field.offset}</td>
                <td class="number">${field.size}</td>
                <td class="number">${field.align}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }

  /** The parser comes in a chunk of its own. */
  async #reflect(entry: KernelEntry): Promise<void> {
    try {
      const { reflect } = await import('./layouts');
      if (entry !== this.entry) return;
      const { types, structs } = reflect(entry.source);
      this.types = types;
      this.structs = structs;
      this.problem = '';
    } catch (error) {
      this.problem = error instanceof Error ? error.message : String(error);
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-bindings': AntipodeBindings;
  }
}
