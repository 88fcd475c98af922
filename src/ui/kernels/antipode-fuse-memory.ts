import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import {
  fusedMemory,
  roomFor,
  WORKGROUP_BYTES,
  type FuseRequest,
  type Room,
} from '../../lab/index';
import { count } from '../format';
import { kernelHash } from '../routes';
import { article, controls } from '../styles';
import { bytes, percent } from './fuse-words';
import { keptInMemory, memoryStrip } from './memory-strip';
import './antipode-strip';

/** The map of a workgroup's memory for a model, what stays in registers, and how much larger a model could be. */
@customElement('antipode-fuse-memory')
export class AntipodeFuseMemory extends LitElement {
  static override styles = [
    article,
    controls,
    css`
      antipode-strip {
        margin-bottom: 1.25rem;
      }
      a {
        text-underline-offset: 0.3em; /* clear of underscores */
      }
    `,
  ];

  @property({ attribute: false }) config: FuseRequest['config'] | null | undefined;
  @property({ attribute: false }) width = 0;

  protected override render() {
    const { config, width } = this;
    if (!config) return nothing;
    const arrays = fusedMemory(config, width);
    const used = arrays.reduce((sum, array) => sum + array.bytes, 0);
    const parameters = (arrays.find(({ name }) => name === 'parameter')?.bytes ?? 0) / 4;
    const kept = arrays.filter(({ name }) => keptInMemory(name));
    const model = kept.reduce((sum, array) => sum + array.bytes, 0);
    const room = roomFor(config, width);
    return html`
      <p>
        A model of ${config.features} features and ${config.hidden} hidden dimensions, in a
        workgroup of ${width} invocations, takes ${bytes(used)}, ${percent(used / WORKGROUP_BYTES)}
        of the ${count(WORKGROUP_BYTES)} bytes that every device grants. The model itself, with its
        moments, is ${bytes(model)} of them; in the rest the invocations’ sums meet.
      </p>
      <antipode-strip .strip=${memoryStrip(arrays)} label="Map of workgroup memory">
        <strong>Figure 4.</strong> Workgroup memory of one model, a row for each 1024 bytes, as
        <a href=${kernelHash('train_small')}>train_small</a> declares it. Numbers are laid out in
        blocks of four features, so the last block may have room to spare.
      </antipode-strip>
      <p>
        The gradients are not in it. Each invocation keeps its own sums in registers, ${parameters}
        numbers and one for the loss, beside ${parameters} parameters that it has copied for the
        step; samples, h and slopes come and go there and are never written anywhere. Only when the
        batch is over do the sums meet, four features at a time.
      </p>
      <p>${this.#room(room, config.hidden, width)}</p>
    `;
  }

  #room(room: Room, hidden: number, width: number): string {
    const memoryEnds = `With ${hidden === 1 ? 'one hidden dimension' : `${hidden} hidden dimensions`} and workgroups of ${width}, memory would last for ${count(room.memory)} features`;
    if (room.memory <= room.features) return `${memoryEnds}: it is what ends first.`;
    return `${memoryEnds}; registers end long before. The kernel names each of its sums, and stops at ${room.features} features and ${room.hidden} hidden dimensions.`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-fuse-memory': AntipodeFuseMemory;
  }
}
