import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { article } from '../../src/ui/styles';
import type { Report } from '../report/schema';
import { instancesPicture, linearities, linearityInWords, sizesPicture } from './scaling-picture';
import './antipode-plot';

/** How steps a second follow the number of models, and the size of one. */
@customElement('antipode-scaling')
export class AntipodeScaling extends LitElement {
  static override styles = [
    article,
    css`
      h3 {
        margin-top: 1.5rem;
      }
      ul {
        margin: 0 0 2.5rem;
        padding-left: 1.1rem;
        font-size: 0.9375rem;
        font-variant-numeric: tabular-nums;
      }
    `,
  ];

  @property({ attribute: false }) report: Report | undefined;
  /** Number of its first figure. */
  @property({ attribute: false }) first = 1;

  protected override render() {
    const { report, first } = this;
    if (!report) return nothing;
    const byInstances = instancesPicture(report);
    const bySize = sizesPicture(report);
    return html`${
      byInstances
        ? html`<antipode-plot
              .picture=${byInstances}
              label="Model-steps a second by number of models side by side"
            >
              <strong>Figure ${first}.</strong> Model-steps a second (steps a second times models)
              against the number of models that train side by side. Where a line rises, each further
              model costs less than the ones before; where it is level, each costs the same. Dashed:
              the limit if only the multiply-adds of a step’s five matrix products took time, at the
              rate measured in the same run.
            </antipode-plot>
            ${this.#linear(report)}`
        : nothing
    }${
      bySize
        ? html`<antipode-plot .picture=${bySize} label="Steps a second of one model by its size">
            <strong>Figure ${byInstances ? first + 1 : first}.</strong> Steps a second of one model
            against its number of weights, n · m. Small models wait for launches, or for the one
            workgroup that trains them. Dashed: the limit set by the matrix products alone.
          </antipode-plot>`
        : nothing
    }`;
  }

  #linear(report: Report) {
    const linear = linearities(report);
    if (linear.length === 0) return nothing;
    return html`<h3 id="linear">Does the cost grow in proportion to the number of models?</h3>
      <ul aria-labelledby="linear">
        ${linear.map((each) => html`<li>${linearityInWords(each)}</li>`)}
      </ul>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-scaling': AntipodeScaling;
  }
}
