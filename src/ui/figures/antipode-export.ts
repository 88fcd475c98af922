import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { controls } from '../styles';
import { csvOf, type Table } from './csv';

/** What a figure offers to be saved. */
export interface Exports {
  /** Without an ending. */
  name: string;
  canvas(): HTMLCanvasElement | null;
  table(): Table | null;
}

/** Two buttons that save a figure as a picture and its numbers as a table. */
@customElement('antipode-export')
export class AntipodeExport extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        display: inline-flex;
        gap: 0.9rem;
      }
      button {
        border: 0;
        padding: 0.25rem 0;
        font-size: 0.875rem;
        text-decoration: underline;
        text-underline-offset: 0.15em;
      }
    `,
  ];

  @property({ attribute: false }) of: Exports | undefined;

  protected override render() {
    const what = this.of?.name.replace(/-/g, ' ') ?? '';
    return html`<button @click=${this.#picture} aria-label="PNG: picture of ${what}">PNG</button>
      <button @click=${this.#numbers} aria-label="CSV: numbers of ${what}">CSV</button>`;
  }

  readonly #picture = (): void => {
    const canvas = this.of?.canvas();
    if (!canvas || canvas.width === 0) return;
    // Figures are drawn on the page's ground, which a file has not.
    const copy = document.createElement('canvas');
    [copy.width, copy.height] = [canvas.width, canvas.height];
    const context = copy.getContext('2d')!;
    context.fillStyle = getComputedStyle(this).getPropertyValue('--sys-ground') || '#fff';
    context.fillRect(0, 0, copy.width, copy.height);
    context.drawImage(canvas, 0, 0);
    copy.toBlob((blob) => blob && save(blob, `${this.of!.name}.png`), 'image/png');
  };

  readonly #numbers = (): void => {
    const table = this.of?.table();
    if (!table) return;
    save(new Blob([csvOf(table)], { type: 'text/csv' }), `${this.of!.name}.csv`);
  };
}

function save(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = Object.assign(document.createElement('a'), { href: url, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-export': AntipodeExport;
  }
}
