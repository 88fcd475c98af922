import { css, html, LitElement } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { importancesOf, type Experiment } from '../train/index';
import { importanceColours } from './draw-geometry';
import { paletteOf } from './colour';
import { significant, weight } from './format';
import type { InstanceNumbers } from './gram-job';
import { InstanceView } from './instance-view';
import type { LiveRun } from './live-run';
import { calledIn } from './distinction';
import { isolated } from './isolated';
import { symbols } from './symbols';
import './antipode-symbol';
import { article, tables } from './styles';

/** The numbers of each feature in the selected instance: importance, norm, dimensionality, overlap, bias. */
@customElement('antipode-feature-table')
export class AntipodeFeatureTable extends LitElement {
  static override styles = [
    article,
    tables,
    css`
      .scroll {
        max-height: 30rem;
        margin-bottom: 1rem;
      }
      table {
        width: 100%;
        table-layout: fixed;
      }
      th:first-child {
        width: 2.8rem;
      }
      th + th,
      td {
        padding-left: 0.4rem;
      }
      .dot {
        display: inline-block;
        width: 0.6rem;
        height: 0.6rem;
        border-radius: 50%;
        margin-right: 0.45rem;
        background: var(--antipode-key);
      }
      tfoot th,
      tfoot td {
        border: 0;
        color: var(--sys-ink);
      }
      dl {
        margin: 0;
        font-size: 0.9rem;
        line-height: 1.5;
        color: var(--sys-soft);
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: 0.35rem 0.9rem;
      }
      dt {
        color: var(--sys-ink);
        white-space: nowrap;
      }
      dd {
        margin: 0;
      }
    `,
  ];

  @property({ attribute: false }) live: LiveRun | undefined;
  @property({ attribute: false }) experiment: Experiment | undefined;
  @property({ type: Number }) selected = 0;

  @state() private diverged = false;

  @query('tfoot') private foot!: HTMLElement;

  protected readonly view = new InstanceView(
    this,
    (numbers) => this.#fill(numbers),
    () => this.#clear(),
    () => Math.max(200, 4 * (this.experiment?.features ?? 0)),
  );

  protected override render() {
    const importance = this.experiment ? importancesOf(this.experiment, this.selected) : [];
    return html`
      <div class="scroll" tabindex="0" role="region" aria-label="Numbers of each feature">
        <table>
          <caption>
            Features of
            ${isolated(calledIn(this.experiment, this.selected))}${this.diverged ? ': diverged' : ''}
          </caption>
          <thead>
            <tr>
              <th scope="col">i</th>
              <th scope="col"><antipode-symbol .of=${symbols('I')}></antipode-symbol></th>
              <th scope="col"><antipode-symbol .of=${symbols('‖W‖')}></antipode-symbol></th>
              <th scope="col"><antipode-symbol .of=${symbols('D')}></antipode-symbol></th>
              <th scope="col"><antipode-symbol .of=${symbols('overlap')}></antipode-symbol></th>
              <th scope="col"><antipode-symbol .of=${symbols('b')}></antipode-symbol></th>
            </tr>
          </thead>
          <tbody>
            ${importance.map(
              (value, i) =>
                html`<tr>
                  <th scope="row"><span class="dot"></span>${i}</th>
                  <td>${significant(value, 3)}</td>
                  <td class="number"></td>
                  <td class="number"></td>
                  <td class="number"></td>
                  <td class="number"></td>
                </tr>`,
            )}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">sum</th>
              <td></td>
              <td></td>
              <td class="sum"></td>
              <td></td>
              <td></td>
            </tr>
          </tfoot>
        </table>
      </div>
      <dl>
        <dt>I<sub>i</sub></dt>
        <dd>importance: what an error in feature i costs</dd>
        <dt>‖W<sub>i</sub>‖</dt>
        <dd>norm: 1 when the feature is fully stored, 0 when it is ignored</dd>
        <dt>D<sub>i</sub></dt>
        <dd>
          dimensionality: the share of a hidden dimension that feature i has for itself; 1 alone,
          1/2 in an antipodal pair, 2/5 in a pentagon. The sum is at most m.
        </dd>
        <dt>overlap</dt>
        <dd>
          Σ (Ŵ<sub>i</sub> · W<sub>j</sub>)² over the others; from 1 on they can switch feature i on
          as strongly as itself
        </dd>
      </dl>
    `;
  }

  #clear(): void {
    const cells = this.renderRoot.querySelectorAll('.number, .sum');
    for (const cell of cells) cell.textContent = '';
    this.diverged = false;
  }

  #fill({ n, geometry, bias }: InstanceNumbers): void {
    const { norm, dimensionality, overlap } = geometry;
    if (n !== this.experiment?.features) return;
    this.diverged = this.live?.diverged(this.live.best(this.selected)) ?? false;
    const colours = importanceColours(
      importancesOf(this.experiment, this.selected),
      paletteOf(this),
    );
    const rows = this.renderRoot.querySelectorAll('tbody tr');
    rows.forEach((row, i) => {
      row.querySelector<HTMLElement>('.dot')?.style.setProperty('--antipode-key', colours[i]);
      const texts = [norm[i], dimensionality[i], overlap[i], bias[i]].map((v) => weight(v));
      row.querySelectorAll('.number').forEach((cell, k) => (cell.textContent = texts[k]));
    });
    const sum = dimensionality.reduce((total, value) => total + value, 0);
    this.foot.querySelector('.sum')!.textContent = weight(sum);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-feature-table': AntipodeFeatureTable;
  }
}
