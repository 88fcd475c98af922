import { html, mathml, type TemplateResult } from 'lit';
import type { ModelName } from '../train/index';

/** A piece of a formula. */
type Part = ReturnType<typeof mathml>;

const prime = mathml`<msup><mi>x</mi><mo lspace="0" rspace="0">′</mo></msup>`;
const transposed = mathml`<msup><mi>W</mi><mi mathvariant="normal">T</mi></msup>`;
const relu = (inside: Part) => mathml`<mi>ReLU</mi><mo>(</mo>${inside}<mo>)</mo>`;

/** Each model of the paper as a formula, and in words. */
export const FORMULAS: Readonly<Record<ModelName, { formula: TemplateResult; words: string }>> = {
  'relu-output': {
    formula: html`<math
      >${prime}<mo>=</mo>${relu(mathml`${transposed}<mi>W</mi><mi>x</mi><mo>+</mo><mi>b</mi>`)}</math
    >`,
    words: 'n features through m hidden dimensions and back, with one matrix W.',
  },
  'linear-output': {
    formula: html`<math
      >${prime}<mo>=</mo>${transposed}<mi>W</mi><mi>x</mi><mo>+</mo><mi>b</mi></math
    >`,
    words: 'n features through m hidden dimensions and back, with one matrix W and no ReLU.',
  },
  'hidden-relu': {
    formula: html`<math
      >${prime}<mo>=</mo>${relu(mathml`${transposed}${relu(mathml`<mi>W</mi><mi>x</mi>`)}<mo>+</mo><mi>b</mi>`)}</math
    >`,
    words: 'a ReLU on the m hidden dimensions makes neurons of them: a privileged basis.',
  },
  'absolute-value': {
    formula: html`<math
      ><msup><mi>y</mi><mo lspace="0" rspace="0">′</mo></msup
      ><mo>=</mo>${relu(
        mathml`<msub><mi>W</mi><mn>2</mn></msub
          >${relu(
            mathml`<msub><mi>W</mi><mn>1</mn></msub
              ><mi>x</mi>`,
          )}<mo>+</mo><mi>b</mi>`,
      )}</math
    >`,
    words: 'm neurons compute |x| of n features of both signs, with a matrix for either layer.',
  },
};
