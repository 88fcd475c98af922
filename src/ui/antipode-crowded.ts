import { html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Place } from '../train/index';
import { send } from './events';
import { count } from './format';
import { article, controls } from './styles';

/**
 * Asks before the run of an experiment ends, because another one is to be opened and only so many are kept.
 *
 * @fires antipode-crowded - whether it may end
 */
@customElement('antipode-crowded')
export class AntipodeCrowded extends LitElement {
  static override styles = [article, controls];

  /** What is to be opened. */
  @property({ attribute: false }) wanted: Place | undefined;
  /** The run that would end. */
  @property({ attribute: false }) oldest: { place: Place; step: number } | undefined;

  protected override render() {
    const { wanted, oldest } = this;
    if (!wanted || !oldest) return nothing;
    return html`<div role="alert">
      <p>
        No more experiments can be kept beside this one. To open “${wanted.preset.title}”, the run
        of “${oldest.place.preset.title}”, at step ${count(oldest.step)}, has to end: you left it
        first.
      </p>
      <p>
        <button @click=${() => send(this, 'antipode-crowded', true)}>End it and open</button>
        <button class="primary" @click=${() => send(this, 'antipode-crowded', false)}>
          Stay here
        </button>
      </p>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-crowded': AntipodeCrowded;
  }
}
