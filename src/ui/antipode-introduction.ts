import { css, html, LitElement } from 'lit';
import { customElement } from 'lit/decorators.js';
import { FORMULAS } from './model-formula';
import { article, controls, head } from './styles';

/** The title, what superposition is, and the model as a formula: short, so that the figure is seen at once. */
@customElement('antipode-introduction')
export class AntipodeIntroduction extends LitElement {
  static override styles = [
    article,
    controls,
    head,
    css`
      :host {
        padding-bottom: 0;
      }
      h1 {
        font-size: clamp(1.45rem, 0.95rem + 2.2vw, 2.5rem);
        margin: 0.4rem 0 0.6rem;
      }
      p {
        margin: 0;
      }
      @media (max-width: 640px) {
        .columns {
          font-size: 1rem;
          line-height: 1.5;
        }
        .formula {
          font-size: 1.15rem;
          margin: 0;
        }
        .model span {
          display: none;
        }
      }
    `,
  ];

  /** For those who come back to the experiment by keyboard or screen reader. */
  focusHeading(): void {
    this.renderRoot.querySelector('h1')?.focus({ preventScroll: true });
  }

  protected override render() {
    const { formula } = FORMULAS['relu-output'];
    return html`
      <h1 tabindex="-1">Toy models of superposition, trained as you watch</h1>
      <div class="columns">
        <p>
          A neural network can store more features than it has dimensions. Here ten small models
          with two dimensions each learn to store five features. Where features are often on, a
          model keeps only two. Where they are rare, it keeps all five, as a pentagon. That is
          <em>superposition</em>.
        </p>
        <div class="model">${formula}<span>n = 5 features, m = 2 dimensions</span></div>
      </div>
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-introduction': AntipodeIntroduction;
  }
}
