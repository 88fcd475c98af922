import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { settingsStyles } from '../../src/ui/settings-styles';
import { article } from '../../src/ui/styles';
import { contestPicture } from './contest-picture';
import { stepsOf, type Contest, type Contender } from './contests';
import { foreseenSlower, type Foreseen } from './expectation';
import './antipode-plot';

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
    const slower = foreseenSlower(contest, place, this.software ? 'software' : 'gpu');
    return html`<li>
      <span class="who">${label}</span>
      <ul aria-label=${label}>
        ${steps.map(
          ({ shape, words }) => html`<li><span class="shape">${shape}:</span> ${words}</li>`,
        )}
      </ul>
      ${slower && kernel ? html`<p class="expect">${this.#why(slower, kernel)}</p>` : nothing}
    </li>`;
  }

  /** Why a rung is slower than the one below it, and what to expect of it on the other kind of adapter. */
  #why({ shapes, reason }: Foreseen, { expect }: NonNullable<Contender['kernel']>) {
    const where = shapes.length > 0 ? ` at ${shapes.join('; ')}` : ' here';
    return html`<strong>Why it is slower${where}:</strong> ${reason}
      ${
        this.software && expect.gpu
          ? html`<strong>Expected on a graphics card, not measured here:</strong> ${expect.gpu}`
          : nothing
      }`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-contest': AntipodeContest;
  }
}
