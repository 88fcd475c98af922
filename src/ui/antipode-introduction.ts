import { css, html, LitElement } from 'lit';
import { customElement } from 'lit/decorators.js';
import { article, controls } from './styles';

/** The title, what superposition is, and the model as a formula. */
@customElement('antipode-introduction')
export class AntipodeIntroduction extends LitElement {
  static override styles = [
    article,
    controls,
    css`
      :host {
        padding-bottom: 0.75rem;
      }
      h1 {
        font-size: clamp(1.75rem, 1.2rem + 2.2vw, 2.6rem);
        line-height: 1.15;
        letter-spacing: -0.02em;
        font-weight: 650;
        margin: 0.75rem 0 1rem;
        text-wrap: balance;
      }
      h1:focus-visible {
        outline: none;
      }
      .columns {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 0.5rem 3.5rem;
        align-items: start;
      }
      @media (min-width: 900px) {
        .columns {
          grid-template-columns: minmax(0, 44rem) minmax(17.5rem, 1fr);
        }
      }
      p {
        max-width: 44rem;
      }
      .model {
        margin: 0;
        color: var(--sys-soft);
        font-size: 0.9rem;
      }
      math {
        display: block math;
        color: var(--sys-ink);
        font-size: 1.5rem;
        width: fit-content;
        margin-bottom: 0.35rem;
      }
    `,
  ];

  /** For those who come back to the experiment by keyboard or screen reader. */
  focusHeading(): void {
    this.renderRoot.querySelector('h1')?.focus({ preventScroll: true });
  }

  protected override render() {
    return html`
      <h1 tabindex="-1">Toy models of superposition, trained as you watch</h1>
      <div class="columns">
        <p>
          A network can store more features than it has dimensions. If few features are active at
          once, it gives them directions that are not quite at right angles and accepts some
          interference. That is <em>superposition</em>; its smallest case is an antipodal pair, two
          features on opposite sides of one direction. Press Run: small models, alike but for the
          density of their features, learn side by side on WGSL shaders that you can read below.
        </p>
        <p class="model">
          <math>
            <msup><mi>x</mi><mo lspace="0" rspace="0">′</mo></msup
            ><mo>=</mo><mi>ReLU</mi><mo>(</mo><msup><mi>W</mi><mi mathvariant="normal">T</mi></msup
            ><mi>W</mi><mi>x</mi><mo>+</mo><mi>b</mi><mo>)</mo>
          </math>
          The model: <i>n</i> features through <i>m</i> hidden dimensions and back, with one matrix
          <i>W</i>.
        </p>
      </div>
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-introduction': AntipodeIntroduction;
  }
}
