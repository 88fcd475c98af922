import { html, mathml, type TemplateResult } from 'lit';
import type { ModelName } from '../train/index';
import './antipode-symbol';
import type { SymbolName } from './symbols';

/** A piece of a formula. */
type Part = ReturnType<typeof mathml>;

const prime = mathml`<msup><mi>x</mi><mo lspace="0" rspace="0">′</mo></msup>`;
const transposed = mathml`<msup><mi>W</mi><mi mathvariant="normal">T</mi></msup>`;
const relu = (inside: Part) => mathml`<mi>ReLU</mi><mo>(</mo>${inside}<mo>)</mo>`;

/** A formula on a line of its own, whose symbols explain themselves. */
const explained = (of: readonly SymbolName[], formula: Part) =>
  html`<antipode-symbol class="formula" formula .of=${of}
    ><math>${formula}</math></antipode-symbol
  >`;

/** Each model of the paper as a formula, and in words. */
export const FORMULAS: Readonly<Record<ModelName, { formula: TemplateResult; words: string }>> = {
  'relu-output': {
    formula: explained(
      ['x', 'W', 'b', 'ReLU', 'x′'],
      mathml`${prime}<mo>=</mo>${relu(mathml`${transposed}<mi>W</mi><mi>x</mi><mo>+</mo><mi>b</mi>`)}`,
    ),
    words: 'n features through m hidden dimensions and back, with one matrix W.',
  },
  'linear-output': {
    formula: explained(
      ['x', 'W', 'b', 'x′'],
      mathml`${prime}<mo>=</mo>${transposed}<mi>W</mi><mi>x</mi><mo>+</mo><mi>b</mi>`,
    ),
    words: 'n features through m hidden dimensions and back, with one matrix W and no ReLU.',
  },
  'hidden-relu': {
    formula: explained(
      ['x', 'W', 'b', 'ReLU', 'x′'],
      mathml`${prime}<mo>=</mo>${relu(mathml`${transposed}${relu(mathml`<mi>W</mi><mi>x</mi>`)}<mo>+</mo><mi>b</mi>`)}`,
    ),
    words: 'a ReLU on the m hidden dimensions makes neurons of them: a privileged basis.',
  },
  'absolute-value': {
    formula: explained(
      ['x', 'W₁', 'W₂', 'b', 'ReLU', 'y′'],
      mathml`<msup><mi>y</mi><mo lspace="0" rspace="0">′</mo></msup
      ><mo>=</mo>${relu(
        mathml`<msub><mi>W</mi><mn>2</mn></msub
          >${relu(
            mathml`<msub><mi>W</mi><mn>1</mn></msub
              ><mi>x</mi>`,
          )}<mo>+</mo><mi>b</mi>`,
      )}`,
    ),
    words: 'm neurons compute |x| of n features of both signs, with a matrix for either layer.',
  },
};
