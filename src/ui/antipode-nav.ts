import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { ifDefined } from 'lit/directives/if-defined.js';
import { experimentHash, hashOf } from './routes';
import { article, controls } from './styles';

/** The places of the page. */
export type Place = 'experiment' | 'experiments' | 'kernels' | 'bench' | 'libraries';

const PLACES: readonly { place: Place; name: string; hash?: string }[] = [
  { place: 'experiment', name: 'Experiment' },
  { place: 'experiments', name: 'The paper', hash: hashOf({ view: 'experiments' }) },
  { place: 'kernels', name: 'Kernels', hash: hashOf({ view: 'kernels' }) },
  { place: 'bench', name: 'Bench', hash: hashOf({ view: 'bench' }) },
  { place: 'libraries', name: 'Libraries', hash: hashOf({ view: 'libraries' }) },
];

/** The links between the places of the page: each changes the fragment only, so nothing that runs is lost. */
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
      @media (max-width: 640px) {
        ul {
          gap: 0 0.8rem;
          font-size: 0.875rem;
        }
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
  /** The fragment of the experiment that is open. */
  @property() experiment = experimentHash('introduction');

  protected override render() {
    return html`<nav aria-label="Antipode">
      <ul>
        ${PLACES.map(
          ({ place, name, hash }) =>
            html`<li>
              <a
                href=${hash ?? this.experiment}
                aria-current=${ifDefined(place === this.place ? 'page' : undefined)}
                >${name}</a
              >
            </li>`,
        )}
      </ul>
    </nav>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-nav': AntipodeNav;
  }
}
