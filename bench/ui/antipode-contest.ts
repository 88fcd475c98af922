import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { settingsStyles } from '../../src/ui/settings-styles';
import { article } from '../../src/ui/styles';
import { contestPicture } from './contest-picture';
import { stepsOf, type Contest, type Contender } from './contests';
import './antipode-plot';

/** For kernels whose header does not say what to expect. */
const SHARED_ON_SOFTWARE =
  'A software adapter has no fast memory on a chip: shared memory is ordinary memory, and at each barrier one thread has to store and take up again the state of every invocation of the workgroup. Sharing costs there what it saves on a GPU.';
const PLAIN_ON_SOFTWARE =
  'A software adapter runs invocations in vectors of a CPU with large caches, so the order of memory accesses that a GPU rewards is worth little there.';
const ON_GPU = 'Faster than the rung below.';

/** Several contests of a kind, one shown at a time: the figure, and under it each contender against its rival. */
@customElement('antipode-contest')
export class AntipodeContest extends LitElement {
  static override styles = [
    article,
    settingsStyles,
    css`
      .choice {
        display: flex;
        align-items: center;
        gap: 0.6rem;
        margin-bottom: 0.75rem;
      }
      .choice select {
        width: auto;
      }
      ol {
        list-style: none;
        margin: 1.25rem 0 0;
        padding: 0;
        border-top: 1px solid var(--sys-hairline);
        font-size: 0.9375rem;
      }
      ol > li {
        display: grid;
        grid-template-columns: minmax(0, 13rem) minmax(0, 1fr);
        gap: 0.1rem 1.5rem;
        padding: 0.55rem 0;
        border-bottom: 1px solid var(--sys-hairline);
      }
      .who {
        font-family: var(--sys-mono);
        font-size: 0.875rem;
        overflow-wrap: anywhere;
      }
      ul {
        list-style: none;
        margin: 0;
        padding: 0;
        font-variant-numeric: tabular-nums;
      }
      .shape {
        color: var(--sys-soft);
      }
      .expect {
        grid-column: 2;
        margin: 0.3rem 0 0;
        font-size: 0.9rem;
        color: var(--sys-soft);
      }
      .expect strong {
        font-weight: 600;
        color: var(--sys-ink);
      }
      @media (max-width: 640px) {
        ol > li {
          grid-template-columns: minmax(0, 1fr);
        }
        .expect {
          grid-column: 1;
        }
      }
    `,
  ];

  @property({ attribute: false }) contests: readonly Contest[] = [];
  /** What the select chooses among. */
  @property() choice = 'ladder';
  /** Whether the adapter is a software one. */
  @property({ type: Boolean }) software = false;

  /** Title of the contest that is shown; the first where it is gone. */
  @state() private chosen = '';

  protected override render() {
    const contest = this.contests.find(({ title }) => title === this.chosen) ?? this.contests[0];
    if (!contest) return nothing;
    return html`<div class="choice">
        <label for="contest">${this.choice}</label>
        <select
          id="contest"
          @change=${(event: Event) => {
            this.chosen = (event.target as HTMLSelectElement).value;
          }}
        >
          ${this.contests.map(
            ({ title }) =>
              html`<option value=${title} ?selected=${title === contest.title}>${title}</option>`,
          )}
        </select>
      </div>
      <antipode-plot
        .picture=${contestPicture(contest)}
        label="${contest.shows === 'steps' ? 'Steps a second' : 'Time'} of ${contest.title}, ${this.choice}"
      >
        <slot></slot>
      </antipode-plot>
      <ol aria-label="Each of ${contest.title}">
        ${contest.contenders.map((one, place) => this.#contender(contest, one, place))}
      </ol>`;
  }

  #contender(contest: Contest, { label, kernel }: Contender, place: number) {
    const steps = stepsOf(contest, place);
    const slower = steps.some(({ comparison }) => comparison?.verdict === 'slower');
    return html`<li>
      <span class="who">${label}</span>
      <ul aria-label=${label}>
        ${steps.map(
          ({ shape, words }) => html`<li><span class="shape">${shape}:</span> ${words}</li>`,
        )}
      </ul>
      ${
        slower && kernel && this.choice === 'ladder'
          ? html`<p class="expect">${this.#why(kernel)}</p>`
          : nothing
      }
    </li>`;
  }

  /** Why a rung may be slower than the one below it, and what to expect elsewhere. */
  #why({ expect, shares }: NonNullable<Contender['kernel']>) {
    if (!this.software) {
      return html`<strong>Slower than the rung below on this device.</strong>
        ${expect.gpu || 'The sizes of its blocks may not suit this GPU.'}`;
    }
    const here = expect.software || (shares ? SHARED_ON_SOFTWARE : PLAIN_ON_SOFTWARE);
    return html`<strong>Why it is slower here:</strong> ${here}
      <strong>On a GPU, expect:</strong> ${expect.gpu || ON_GPU}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-contest': AntipodeContest;
  }
}
