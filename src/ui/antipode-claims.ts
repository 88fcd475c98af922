import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import {
  checked,
  DIVERGED,
  matchingSize,
  withExactLoss,
  type Experiment,
  type Outcome,
  type Run,
} from '../train/index';
import { isolated } from './isolated';
import { several, significant } from './format';
import type { LiveRun } from './live-run';
import { LiveView } from './live-view';
import { article, controls, tables } from './styles';

/** Milliseconds between two looks while it trains. */
const PACE = 1000;

/**
 * What must come out of an experiment, from the paper or from arithmetic, beside what has come out so far. Claims that take
 * seconds to check wait for a press of their button.
 */
@customElement('antipode-claims')
export class AntipodeClaims extends LitElement {
  static override styles = [
    article,
    controls,
    tables,
    css`
      table {
        width: 100%;
      }
      th:first-child,
      td:first-child {
        white-space: normal;
        min-width: 12rem;
      }
      td.verdict {
        font-weight: 600;
      }
      td.off {
        color: var(--sys-warning);
      }
      /* On a phone a row is a block, so that its verdict is seen without scrolling. */
      @media (max-width: 40rem) {
        thead {
          display: block;
          position: absolute;
          width: 1px;
          height: 1px;
          overflow: hidden;
          clip-path: inset(50%);
        }
        tbody tr {
          display: flex;
          flex-wrap: wrap;
          column-gap: 1rem;
          padding: 0.4rem 0;
          border-bottom: 1px solid var(--sys-hairline);
        }
        tbody td {
          padding: 0;
          border: 0;
          white-space: normal;
          text-align: left;
        }
        tbody td:first-child {
          flex: 0 0 100%;
        }
        tbody td:last-child {
          margin-left: auto;
        }
        td[data-name]::before {
          content: attr(data-name) ' ';
          color: var(--sys-soft);
        }
      }
      button {
        font-size: 0.8125rem;
        padding: 0.1rem 0.5rem;
      }
    `,
  ];

  @property({ attribute: false }) live: LiveRun | undefined;
  @property({ attribute: false }) experiment: Experiment | undefined;
  @property({ attribute: false }) run: Run | undefined;

  @state() private outcomes: (Outcome | null)[] = [];
  @state() private step = 0;
  @state() private adjusted = false;

  readonly #view = new LiveView(
    this,
    (live) => this.#look(live),
    () => PACE,
  );

  protected override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has('run') || changed.has('experiment')) this.outcomes = [];
  }

  protected override render() {
    const { run, experiment } = this;
    if (!run || !experiment || run.claims.length === 0) return nothing;
    if (!matchingSize(run, experiment)) {
      return html`<p>
        The settings are no longer those of this experiment, so its known answers do not apply.
      </p>`;
    }
    if (this.adjusted) {
      return html`<p>
        The settings were changed during training, so the known answers do not apply. Press Reset to
        train with the same settings from start to end.
      </p>`;
    }
    const done = this.step >= experiment.steps;
    return html`<div class="scroll" tabindex="0" role="region" aria-label="Known answers">
      <table>
        <caption>
          ${done ? 'After the last step.' : `Still training: the known answers are for the end, after ${several(experiment.steps, 'step')}.`}
        </caption>
        <thead>
          <tr>
            <th scope="col">what</th>
            <th scope="col">known</th>
            <th scope="col">here</th>
            <th scope="col">tolerance</th>
            <th scope="col">verdict</th>
          </tr>
        </thead>
        <tbody>
          ${run.claims.map((claim, k) => this.#row(k, claim.quantity, claim.slow ?? false, done))}
        </tbody>
      </table>
    </div>`;
  }

  #row(k: number, quantity: string, slow: boolean, done: boolean) {
    const outcome = this.outcomes[k] ?? null;
    const shown = (value: number | string | undefined) =>
      typeof value === 'number'
        ? Number.isInteger(value)
          ? value
          : significant(value, 4)
        : value || undefined;
    const verdict = outcome?.holds
      ? '✓ holds'
      : done || outcome?.got === DIVERGED
        ? '✗ off'
        : 'not yet';
    return html`<tr>
      <td>${isolated(quantity)}</td>
      <td data-name="known">${shown(outcome?.expected) ?? '–'}</td>
      <td data-name="here">${shown(outcome?.got) ?? '–'}</td>
      <td data-name="tolerance">${shown(outcome?.tolerance) ?? '–'}</td>
      ${
        slow && !outcome
          ? html`<td><button @click=${() => this.#check(k)}>Check</button></td>`
          : html`<td class="verdict ${verdict === '✗ off' && outcome ? 'off' : ''}">
              ${outcome ? verdict : '–'}
            </td>`
      }
    </tr>`;
  }

  #look({ trained, adjustments }: LiveRun): void {
    this.adjusted = adjustments.some(({ step }) => step > 0);
    const { run } = this;
    if (!run || !trained || !matchingSize(run, trained.experiment)) return;
    if (trained.moment.step === 0) {
      if (this.outcomes.length > 0) this.outcomes = [];
      this.step = 0;
      return;
    }
    this.step = trained.moment.step;
    const exact = withExactLoss(trained);
    this.outcomes = run.claims.map((claim) => (claim.slow ? null : checked(claim, exact)));
  }

  #check(k: number): void {
    const trained = this.live?.trained;
    if (!trained || !this.run) return;
    this.outcomes = Object.assign([...this.outcomes], {
      [k]: checked(this.run.claims[k], withExactLoss(trained)),
    });
    this.#view.now();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-claims': AntipodeClaims;
  }
}
