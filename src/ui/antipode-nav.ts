import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { ifDefined } from 'lit/directives/if-defined.js';
import { article, controls } from './styles';

/** The places of the project, and where they are: `experiment`, `experiments` and `kernels` are views of one page. */
export type Place = 'experiment' | 'experiments' | 'kernels' | 'bench';

const PLACES: readonly { place: Place; name: string; page: string }[] = [
  { place: 'experiment', name: 'Experiment', page: 'index.html#/' },
  { place: 'experiments', name: 'The paper', page: 'index.html#/experiments' },
  { place: 'kernels', name: 'Kernels', page: 'index.html#/kernels' },
  { place: 'bench', name: 'Bench', page: 'bench/index.html' },
];

/** The links between the places of the project. */
@customElement('antipode-nav')
export class AntipodeNav extends LitElement {
  static override styles = [
    article,
    controls,
    css`
      ul {
        display: flex;
        flex-wrap: wrap;
        gap: 0 1.25rem;
        list-style: none;
        margin: 0;
        padding: 0;
        font-size: 0.9375rem;
      }
      a {
        display: inline-block;
        padding: 0.25rem 0;
        text-decoration: none;
        border-bottom: 2px solid transparent;
      }
      a:hover {
        border-color: currentColor;
      }
      a[aria-current] {
        color: var(--sys-ink);
        border-color: currentColor;
      }
    `,
  ];

  /** Where the reader is. */
  @property() place: Place = 'experiment';

  protected override render() {
    return html`<nav aria-label="Antipode">
      <ul>
        ${PLACES.map(
          ({ place, name, page }) =>
            html`<li>
              <a
                href=${this.#address(page)}
                aria-current=${ifDefined(place === this.place ? 'page' : undefined)}
                >${name}</a
              >
            </li>`,
        )}
      </ul>
    </nav>`;
  }

  /** Views of the open page change its fragment only; the bench lies in a folder of its own. */
  #address(page: string): string {
    if (this.place === 'bench') return `../${page}`;
    const fragment = page.indexOf('#');
    return fragment < 0 ? `./${page}` : page.slice(fragment);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-nav': AntipodeNav;
  }
}
