import { html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { fusedLaunch, plainStep, type CallTraffic, type FuseRequest } from '../../lab/index';
import { count } from '../format';
import { article } from '../styles';
import { bytes, short } from './fuse-words';
import { arraySums, moved, trafficStrip } from './traffic-strip';
import './antipode-strip';

/** Bytes that a stepwise step writes and reads again, array by array, against those of the fused launch. */
@customElement('antipode-fuse-traffic')
export class AntipodeFuseTraffic extends LitElement {
  static override styles = article;

  @property({ attribute: false }) config: FuseRequest['config'] | null | undefined;
  @property({ attribute: false }) width = 0;
  /** Those that were measured; null: those with the plainest kernels. */
  @property({ attribute: false }) calls: readonly CallTraffic[] | null = null;

  protected override render() {
    const { config } = this;
    if (!config) return nothing;
    const calls = this.calls ?? plainStep(config);
    const launch = fusedLaunch(config, this.width);
    const stepwise = moved(arraySums(calls));
    const fused = moved(arraySums([launch.traffic])) / launch.steps;
    const asked = calls.reduce((sum, call) => sum + call.asked, 0);
    return html`
      <p>
        A step of the stepwise program moves ${bytes(stepwise)} to and from storage, a step of the
        fused launch ${bytes(fused)}: parameters and moments at the two ends of a launch, and every
        step its schedule and ${config.instances} losses. ${this.#flops(calls, launch)}
      </p>
      <antipode-strip
        .strip=${trafficStrip(calls, launch)}
        label="Bytes moved in a step, array by array"
      >
        <strong>Figure 3.</strong> Bytes that a step writes and reads, array by array: its shape,
        once for each call that has it. Invocations ask for more, because neighbours read the same
        numbers: ${bytes(asked)} of reads by the headers’ COST, which caches may or may not save.
        The fused launch counts for ${launch.steps} steps, the most that one may have here.
      </antipode-strip>
    `;
  }

  #flops(
    calls: readonly CallTraffic[],
    { steps, traffic }: { steps: number; traffic: CallTraffic },
  ) {
    const products = calls.filter(({ product }) => product);
    const stepwise = products.reduce((sum, { flops }) => sum + flops, 0);
    const fused = traffic.flops / steps;
    if (stepwise !== fused) {
      return `In products, the one does ${count(stepwise)} flops a step and the other ${count(fused)}.`;
    }
    return `The arithmetic is the same: ${count(stepwise)} flops a step in ${products.length} products, ${short(stepwise / moved(arraySums(calls)))} for each byte that the stepwise program moves.`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-fuse-traffic': AntipodeFuseTraffic;
  }
}
