import { css, html, LitElement, svg } from 'lit';
import { customElement } from 'lit/decorators.js';
import { kernelHash } from '../routes';
import { article, controls } from '../styles';

/** The product of the picture: A is [M, K], B is [K, N]. */
const [M, K, N] = [6, 4, 8];
/** Invocations of a workgroup in the picture. */
const WORKGROUP = 12;
/** The cell of C that is looked at. */
const [ROW, COLUMN] = [2, 5];
/** Side of a cell, and space around the matrices. */
const CELL = 20;
const GAP = 26;

/** What a compute shader is, in terms of the plainest product of two matrices. */
@customElement('antipode-first-words')
export class AntipodeFirstWords extends LitElement {
  static override styles = [
    article,
    controls,
    css`
      .pair {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 1rem 4rem;
        align-items: start;
      }
      @media (min-width: 900px) {
        .pair {
          grid-template-columns: minmax(0, 41rem) minmax(16rem, 1fr);
        }
      }
      dl {
        margin: 1rem 0 0;
      }
      dt {
        font-weight: 600;
      }
      dd {
        margin: 0 0 0.75rem;
        max-width: var(--sys-measure);
      }
      svg {
        display: block;
        width: 100%;
        max-width: 21rem;
        font: 12px var(--sys-text);
      }
      rect {
        fill: var(--sys-ground);
        stroke: var(--sys-edge);
        stroke-width: 0.75;
      }
      .second {
        fill: var(--sys-hairline);
      }
      .read {
        fill: var(--sys-selection);
      }
      .here {
        fill: var(--sys-accent);
      }
      text {
        fill: var(--sys-ink);
      }
    `,
  ];

  protected override render() {
    return html`<div class="pair">
      <div>
        <p>
          A CPU computes the product C = A · B with three loops. A GPU is made differently: it has
          thousands of places that can each do one small computation, all running the same program
          at once. That program is a <em>compute shader</em>, also called a kernel. To write one is
          to say what <em>one</em> of those thousands does.
          <a href=${kernelHash('matmul_naive')}>The naive product</a> is the plainest there is: each
          computes one element of C, by walking a row of A and a column of B.
        </p>
        <dl>
          <dt>Invocation</dt>
          <dd>
            One run of the program, by one of the thousands. In the naive product: one element of C.
            An invocation knows who it is only from its number.
          </dd>
          <dt>Workgroup</dt>
          <dd>
            A team of invocations, often 64 or 256, that run on the same part of the device and can
            work together. Teams know nothing of each other.
          </dd>
          <dt>Dispatch</dt>
          <dd>
            The order to run so many workgroups. It has to cover the whole of C, so it is rounded
            up; the spare invocations of the last workgroup find nothing to do and return.
          </dd>
          <dt>Storage</dt>
          <dd>
            The large, far memory where A, B and C lie. Every invocation can reach it, but a number
            takes hundreds of times longer to arrive than a multiplication takes. Most ideas of the
            ladders are about asking it for less.
          </dd>
          <dt>Workgroup memory</dt>
          <dd>
            A small, near memory that one workgroup shares: what one invocation has fetched, all of
            its team can use.
          </dd>
          <dt>Subgroup</dt>
          <dd>
            A smaller team inside the workgroup, 4 to 128 invocations that the device runs in step.
            They can hand each other numbers without any memory between, and without waiting.
          </dd>
          <dt>Barrier</dt>
          <dd>
            A line that nobody in the workgroup crosses before all have reached it. Without it an
            invocation might read from workgroup memory what another has not written yet.
          </dd>
        </dl>
      </div>
      <figure>
        ${picture()}
        <figcaption>
          C = A · B. The filled cell of C is one invocation; it reads the marked row of A and column
          of B. Cells of one shade of C are one workgroup, ${WORKGROUP} invocations here.
        </figcaption>
      </figure>
    </div>`;
  }
}

function picture() {
  const left = K * CELL + GAP + 14;
  const top = K * CELL + GAP + 14;
  const [width, height] = [left + N * CELL + 2, top + M * CELL + 2];
  return html`<svg
    viewBox="0 0 ${width} ${height}"
    role="img"
    aria-label="Matrix A to the left of C, B above it; a row of A and a column of B meet in one cell of C"
  >
    ${matrix(14, top, M, K, (row) => (row === ROW ? 'read' : ''))}
    ${matrix(left, 14, K, N, (_, column) => (column === COLUMN ? 'read' : ''))}
    ${matrix(left, top, M, N, (row, column) => {
      if (row === ROW && column === COLUMN) return 'here';
      // The naive kernel hands out cells column by column.
      return Math.floor((column * M + row) / WORKGROUP) % 2 === 1 ? 'second' : '';
    })}
    ${svg`<text x="14" y=${top - 6}>A</text>
      <text x=${left - 14} y="26">B</text>
      <text x=${left - 14} y=${top - 6}>C</text>`}
  </svg>`;
}

function matrix(
  x: number,
  y: number,
  rows: number,
  columns: number,
  role: (row: number, column: number) => string,
) {
  return Array.from({ length: rows * columns }, (_, cell) => {
    const [row, column] = [Math.floor(cell / columns), cell % columns];
    return svg`<rect class=${role(row, column)} x=${x + column * CELL} y=${y + row * CELL} width=${CELL} height=${CELL}></rect>`;
  });
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-first-words': AntipodeFirstWords;
  }
}
