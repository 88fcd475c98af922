import { css, html, LitElement, mathml } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Experiment } from '../train/index';
import { article } from './styles';
import './antipode-symbol';
import { symbols } from './symbols';

/** What is to come out, less what does. */
const INPUT = mathml`<msub><mi>x</mi><mi>i</mi></msub><mo>−</mo><msubsup><mi>x</mi><mi>i</mi><mo lspace="0" rspace="0">′</mo></msubsup>`;
const ABSOLUTE = mathml`<mo>|</mo><msub><mi>x</mi><mi>i</mi></msub><mo>|</mo><mo>−</mo><msubsup><mi>y</mi><mi>i</mi><mo lspace="0" rspace="0">′</mo></msubsup>`;

/** What has the probability 1 − S: a feature, or of sets the set. */
function ofWhat(sets: Experiment['sets'], features: number): string {
  if (!sets) return 'its density, a feature is';
  const { size, kind } = sets;
  const which = size === features ? `the set of all ${size} features` : `a set of ${size} features`;
  if (kind === 'correlated') return `the probability of ${which}, each of them is`;
  return `the probability of ${which}, exactly one of them, each of the ${size} as often, is`;
}

/** The loss and the data as formulas, with a sentence on what to look for. */
@customElement('antipode-formulas')
export class AntipodeFormulas extends LitElement {
  static override styles = [
    article,
    css`
      .columns {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 0.5rem 4rem;
        margin-bottom: 1.5rem;
      }
      @media (min-width: 900px) {
        .columns {
          grid-template-columns: minmax(0, 41rem) minmax(14rem, 1fr);
        }
      }
      .loss {
        font-size: 1.2rem;
        overflow-x: auto;
        padding: 0.2rem 0;
      }
    `,
  ];

  @property({ attribute: false }) experiment: Experiment | undefined;

  protected override render() {
    const { inputs, model, dataset, unitInputs, sets, features } = this.experiment ?? {};
    const absolute = model === 'absolute-value';
    return html`<div class="columns">
      <p>
        With probability <antipode-symbol .of=${symbols('1 − S')}></antipode-symbol>,
        ${ofWhat(sets ?? null, features ?? 0)} a random number from
        ${inputs === 'signed' ? '−1 to 1' : '0 to 1'}; otherwise
        ${sets ? 'all of the set are' : 'it is'}
        0.${unitInputs ? ' Each sample is scaled to length 1.' : ''} The loss is the squared error,
        weighted by importance <antipode-symbol .of=${symbols('I')}></antipode-symbol> and averaged
        over the features and
        ${dataset ? 'all samples of the data set, the same at every step' : 'a batch of fresh samples'}.
        With sparser data it is smaller, if only because there is less to
        ${absolute ? 'compute' : 'reconstruct'}. Watch for sudden drops: a feature has found its
        place.
      </p>
      <antipode-symbol
        class="loss"
        formula
        .of=${symbols('L', 'n', 'I', 'x', absolute ? 'y′' : 'x′')}
      >
        <math displaystyle="true">
          <mi>L</mi><mo>=</mo>
          <mfrac><mn>1</mn><mi>n</mi></mfrac>
          <munderover
            ><mo>∑</mo><mrow><mi>i</mi><mo>=</mo><mn>0</mn></mrow
            ><mrow><mi>n</mi><mo>−</mo><mn>1</mn></mrow></munderover
          >
          <msub><mi>I</mi><mi>i</mi></msub>
          <msup
            ><mrow><mo>(</mo>${absolute ? ABSOLUTE : INPUT}<mo>)</mo></mrow
            ><mn>2</mn></msup
          >
        </math></antipode-symbol
      >
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-formulas': AntipodeFormulas;
  }
}
