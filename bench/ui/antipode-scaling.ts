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
              <strong>Figure ${first}.</strong> Steps a second, times the models that make them,
              against the number of models side by side. Where a line rises, more models come for
              less than their number; where it is level, each costs as much as the one before.
              Dashed: what the five products of a step would allow if the multiply-adds of this
              device, measured in the same run, were all that took time.
            </antipode-plot>
            ${this.#linear(report)}`
        : nothing
    }${
      bySize
        ? html`<antipode-plot .picture=${bySize} label="Steps a second of one model by its size">
            <strong>Figure ${byInstances ? first + 1 : first}.</strong> Steps a second of one model
            against its weights, n · m. Small models wait for launches, or for the one workgroup
            that trains them; dashed, as before, what the products alone would allow.
          </antipode-plot>`
        : nothing
    }`;
  }

  #linear(report: Report) {
    const linear = linearities(report);
    if (linear.length === 0) return nothing;
    return html`<h3 id="linear">Is cost linear in instances?</h3>
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
