import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { controls } from '../styles';
import { csvOf, type Table } from './csv';
import { layPicture, type Picture } from './picture';
import { SvgContext } from './svg-context';

/** Pixels a CSS pixel of a saved picture: lines and letters stay sharp at twice the size of the page. */
const SHARPNESS = 2;

/** What a figure offers to be saved. */
export interface Exports {
  /** Of the figure. */
  name: string;
  /** Of the experiment; files are called by both. */
  experiment(): string;
  /** Null while there is nothing to be seen. */
  picture(): Picture | null;
  table(): Table | null;
}

/** Buttons that save a figure as a picture, with its title, legends and caption, and its numbers as a table. */
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
    return html`<button @click=${this.#pixels} aria-label="PNG: picture of ${what}">PNG</button>
      <button @click=${this.#lines} aria-label="SVG: drawing of ${what}">SVG</button>
      <button @click=${this.#numbers} aria-label="CSV: numbers of ${what}">CSV</button>`;
  }

  readonly #pixels = (): void => {
    const picture = this.of?.picture();
    if (!picture) return;
    const { width, height, draw } = layPicture(picture);
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [width * SHARPNESS, height * SHARPNESS].map(Math.ceil);
    const context = canvas.getContext('2d')!;
    context.scale(SHARPNESS, SHARPNESS);
    draw(context);
    canvas.toBlob((blob) => blob && save(blob, this.#file('png')), 'image/png');
  };

  readonly #lines = (): void => {
    const picture = this.of?.picture();
    if (!picture) return;
    const { width, height, draw } = layPicture(picture);
    const context = new SvgContext();
    draw(context.canvas2d);
    const svg = context.toSvg(picture.title, width, height);
    save(new Blob([svg], { type: 'image/svg+xml' }), this.#file('svg'));
  };

  #file(ending: string): string {
    const { name, experiment } = this.of!;
    return `${[experiment(), name].filter(Boolean).join('-')}.${ending}`;
  }

  readonly #numbers = (): void => {
    const table = this.of?.table();
    if (!table) return;
    save(new Blob([csvOf(table)], { type: 'text/csv' }), this.#file('csv'));
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
