import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { FuseResult } from '../../lab/index';
import { significant } from '../format';
import { article } from '../styles';
import { ratioInWords, rateStrip } from './rate-strip';
import './antipode-strip';

/** A difference that is no rounding any more, as a part of what training has moved. */
const DIFFERENT = 0.01;

/** Steps a second of both programs, the ratio in words, and whether they learned the same. */
@customElement('antipode-fuse-speed')
export class AntipodeFuseSpeed extends LitElement {
  static override styles = [
    article,
    css`
      .ratio {
        font-size: 1.25rem;
        line-height: 1.35;
        margin-bottom: 0.75rem;
      }
      .same {
        margin: 1rem 0 0;
      }
      .wrong {
        padding-left: 1rem;
        border-left: 3px solid var(--sys-warning);
      }
    `,
  ];

  @property({ attribute: false }) result: FuseResult | null = null;

  protected override render() {
    const { result } = this;
    if (!result) {
      return html`<p>
        Not measured yet. It takes about ten seconds; if the experiment is training, pause it first,
        for the two would share the device.
      </p>`;
    }
    const { rates, width, launch } = result;
    const rounds = rates.fused.rounds.length;
    return html`
      <p class="ratio" data-figure="ratio">${ratioInWords(rates)}.</p>
      <antipode-strip .strip=${rateStrip(rates)} label="Steps a second, stepwise and fused">
        <strong>Figure 1.</strong> Steps a second of all instances, sampled in turn for ${rounds}
        rounds of about 50 ms. A circle is a round, the line the median, the bar the interval that
        holds it 95 times in 100. Both read back every loss. The fused kernel runs in workgroups of
        ${width} invocations and makes up to ${launch} steps a launch.
      </antipode-strip>
      ${this.#same(result)}
    `;
  }

  #same({ same: { steps, difference, moved } }: FuseResult) {
    const share = difference / moved;
    if (!(share <= DIFFERENT)) {
      return html`<p class="same wrong" role="alert" data-figure="same">
        <strong>They did not learn the same.</strong> After ${steps} steps from the same weights the
        largest difference is ${significant(difference)}, where training moved weights by up to
        ${significant(moved)}. One of the two programs computes wrongly on this device.
      </p>`;
    }
    return html`<p class="same" data-figure="same">
      Both learn the same: after ${steps} steps from the same weights, on the same samples, the
      largest difference of any weight or bias is <strong>${significant(difference)}</strong>, where
      training has moved them by up to ${significant(moved)}. It is rounding: the same terms are
      added up in another order.
    </p>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-fuse-speed': AntipodeFuseSpeed;
  }
}
