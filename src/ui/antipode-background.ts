import { css, html, LitElement } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import type { AppState } from './app-state';
import { count } from './format';
import type { LiveRun } from './live-run';
import { LiveView } from './live-view';
import { article, controls } from './styles';

/** A line about the experiment for those who look at something else, with the way back to it. */
@customElement('antipode-background')
export class AntipodeBackground extends LitElement {
  static override styles = [
    article,
    controls,
    css`
      p {
        margin: 0;
        font-size: 0.875rem;
        font-variant-numeric: tabular-nums;
        color: var(--sys-soft);
      }
    `,
  ];

  @property({ attribute: false }) live: LiveRun | undefined;
  @property({ attribute: false }) state: AppState = { kind: 'starting' };
  /** The fragment of the experiment. */
  @property() experiment = '#/';

  @query('.step') private step!: HTMLElement;

  constructor() {
    super();
    new LiveView(
      this,
      (live) => this.#draw(live),
      () => 250,
    );
  }

  protected override render() {
    return html`<p>
      ${this.#doing()}<span class="step"></span>
      <a href=${this.experiment}>Back to the experiment</a>
    </p>`;
  }

  #doing(): string {
    switch (this.state.kind) {
      case 'running':
        return 'Training continues';
      case 'lost':
      case 'failed':
        return 'Training has stopped';
      case 'starting':
      case 'ready':
      case 'paused':
      case 'unsupported':
        return 'The experiment is not running';
    }
  }

  #draw({ newest }: LiveRun): void {
    const text = newest ? `, step ${count(newest.step)}` : '';
    if (this.step.textContent !== text) this.step.textContent = text;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-background': AntipodeBackground;
  }
}
