import { html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { FuseResult, StepTimes } from '../../lab/index';
import { count } from '../format';
import { article } from '../styles';
import { percent, short, time } from './fuse-words';
import { stepShares, stepStrip } from './step-strip';
import './antipode-strip';

/** ns from which a clock's tick is so long that it has to be said. */
const COARSE = 1000;
/** The part of a step from which waiting is worth a word. */
const MUCH = 0.1;

/** The calls of a step on a time line of the device's own clock, and a step of the fused launch beside them. */
@customElement('antipode-fuse-clock')
export class AntipodeFuseClock extends LitElement {
  static override styles = article;

  @property({ attribute: false }) result: FuseResult | null = null;

  protected override render() {
    const { result } = this;
    if (!result) return html`<p>Measured together with the figure above.</p>`;
    const { times, calls } = result;
    if (!times) {
      return html`<p data-figure="no-clock">
        This device has no clock that a page may read (the WebGPU feature
        <code>timestamp-query</code>), so when each call began and ended cannot be told. Steps a
        second, above, are timed by the browser’s clock.
      </p>`;
    }
    if (times.spans.length === 0) {
      return html`<p data-figure="no-clock">
        The device’s clock went backwards in every one of ${times.discarded} steps: nothing can be
        read from it.
      </p>`;
    }
    return html`
      <p>${this.#said(times)}</p>
      <antipode-strip
        .strip=${stepStrip(times, calls)}
        label="One training step, call by call, on the device’s clock"
      >
        <strong>Figure 2.</strong> When each call of a step begins and ends, by timestamps of the
        device: means of ${count(times.steps)} steps. What is empty between two bars is waiting. To
        be timed, each call is a compute pass of its own, and a pass costs more than a dispatch: the
        last bar but one is a step with all calls in one pass, as the experiment runs them. The last
        bar, on the same scale, is one step of the fused launch: its time divided by its steps.
        ${this.#clock(times)}
      </antipode-strip>
    `;
  }

  #said(times: StepTimes): string {
    const { total, gaps } = stepShares(times);
    const { onePass, fused } = times;
    const waits = gaps / total;
    const where =
      waits > MUCH
        ? 'That is the price of a launch, and a short kernel pays it like a long one.'
        : 'So hardly any time is lost between the calls here; it is lost within them, with arrays that are written and read again.';
    const together =
      onePass.median > 0 && fused.median > 0
        ? `In one pass it takes ${time(onePass.median)}, in the fused launch ${time(fused.median)}, ${short(onePass.median / fused.median)} times less.`
        : 'A step in one pass, or one of the fused launch, was too short for the clock.';
    return `With a pass for each call a step takes ${time(total)}, and for ${percent(waits)} of it the device waits. ${where} ${together}`;
  }

  #clock({ quantum, spans, discarded }: StepTimes) {
    const worst = Math.max(...spans.map(({ error }) => error));
    return html`${
      quantum >= COARSE
        ? html`This browser lets the clock go on only every ${count(quantum)} ns, far longer than a
          call. It ticks at any moment of a step alike, so means over many steps are right, here to
          ± ${time(2 * worst)}.`
        : html`The means are known to ± ${time(2 * worst)} at worst.`
    }${
      discarded > 0
        ? html` ${count(discarded)} steps were left out, in which the clock went backwards or
          something else held the device up.`
        : nothing
    }`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-fuse-clock': AntipodeFuseClock;
  }
}
