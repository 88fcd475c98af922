import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { presets, type Preset } from '../train/index';
import { experimentHash } from './routes';
import { article, controls } from './styles';

/** The ways to the experiments before and after one, in the order of the paper. */
@customElement('antipode-ways')
export class AntipodeWays extends LitElement {
  static override styles = [
    article,
    controls,
    css`
      nav {
        display: flex;
        flex-wrap: wrap;
        gap: 0.2rem 1.25rem;
        justify-content: space-between;
        font-size: 0.875rem;
        margin-bottom: 0.5rem;
      }
      a {
        text-decoration: none;
        padding: 0.2rem 0;
      }
      a:hover {
        text-decoration: underline;
      }
      .next {
        margin-left: auto;
        text-align: end;
      }
    `,
  ];

  @property({ attribute: false }) preset: Preset | undefined;

  protected override render() {
    const all = [...presets.values()];
    const at = all.findIndex(({ name }) => name === this.preset?.name);
    const [before, next] = [all.at(at - 1), all.at(at + 1)];
    return html`<nav aria-label="Neighbours in the paper">
      ${at > 0 && before ? html`<a href=${experimentHash(before.name)}>← ${before.title}</a>` : nothing}
      ${
        at < all.length - 1 && next
          ? html`<a class="next" href=${experimentHash(next.name)}>next: ${next.title} →</a>`
          : nothing
      }
    </nav>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-ways': AntipodeWays;
  }
}
