import { calledIn } from '../distinction';
import { css, html } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import {
  byColumns,
  byRows,
  EVALUATION_STEP,
  sparseFeatures,
  type MultiplyAdd,
} from '../../reference/index';
import type { Trained, TrainedModel } from '../../train/index';
import { inkOn } from '../colour';
import { significant, weight } from '../format';
import type { LiveRun } from '../live-run';
import { dot, line, ring } from './axes';
import { FigureElement, type Mark, type Stage } from './figure-element';

/** More entries of W than this are no figure that anybody reads. */
const MOST_FEATURES = 12;
/** Milliseconds for a multiply-add. */
const PACE = 550;
/** Fresh samples among which examples are found. */
const SAMPLES = 512;
/** CSS pixels below which the readings stand one above the other. */
const NARROW = 620;

const READINGS = [
  { title: 'By columns: a change of basis', walk: byColumns },
  { title: 'By rows: a sum of chosen rows', walk: byRows },
] as const;

interface Product {
  model: TrainedModel;
  x: Float64Array;
  /** [readings][n · m] */
  walks: MultiplyAdd[][];
}

/** Where one reading is drawn. */
interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

/**
 * One sample times W, in two orders of the same multiply-adds, step by step: column after column, and row after row. The
 * slider and the buttons move both; playing goes in whole steps where less motion is wished.
 */
@customElement('antipode-readings')
export class AntipodeReadings extends FigureElement<Product> {
  static override styles = [
    ...FigureElement.styles,
    css`
      .tools {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.5rem 1rem;
        margin-bottom: 0.75rem;
        font-size: 0.9rem;
      }
      .tools label {
        display: flex;
        flex: 1 1 14rem;
        align-items: center;
        gap: 0.6rem;
      }
      .tools input {
        flex: 1;
        min-width: 0;
        accent-color: var(--sys-accent);
      }
      output {
        min-width: 4ch;
        font-variant-numeric: tabular-nums;
      }
    `,
  ];

  protected override readonly label = 'One product read by columns and by rows';
  protected override readonly ofOne = true;

  /** Multiply-adds that are done; between whole numbers while it plays. */
  @state() private done = Infinity;
  @state() private playing = false;
  /** Which of the examples. */
  @state() private example = 0;

  #frame = 0;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop();
  }

  protected override pace(): number {
    return this.playing ? 0 : 150;
  }

  protected override heightFor(width: number): number {
    return width < NARROW ? 500 : 340;
  }

  get #steps(): number {
    const { features = 0, hidden = 0 } = this.experiment ?? {};
    return features * hidden;
  }

  protected override tools() {
    const steps = this.#steps;
    const done = Math.min(steps, Math.floor(this.done));
    return html`<div class="tools">
      <button @click=${this.playing ? this.#stop : this.#play}>
        ${this.playing ? 'Stop' : 'Play'}
      </button>
      <label
        >Multiply-adds
        <input
          type="range"
          min="0"
          max=${steps}
          step="1"
          .value=${String(done)}
          @input=${(event: Event) => {
            this.#stop();
            this.done = Number((event.target as HTMLInputElement).value);
          }}
        />
        <output>${done} / ${steps}</output></label
      >
      <button @click=${() => this.example++}>Another sample</button>
    </div>`;
  }

  readonly #play = (): void => {
    const smooth = !matchMedia('(prefers-reduced-motion: reduce)').matches;
    const from = this.done >= this.#steps ? 0 : this.done;
    const began = performance.now();
    this.playing = true;
    const tick = () => {
      const at = from + (performance.now() - began) / PACE;
      this.done = smooth ? at : Math.floor(at);
      if (at >= this.#steps) this.#stop();
      else this.#frame = requestAnimationFrame(tick);
    };
    tick();
  };

  readonly #stop = (): void => {
    cancelAnimationFrame(this.#frame);
    this.playing = false;
  };

  protected override read(trained: Trained, live: LiveRun): Product | null {
    const model = trained.model(live.best(this.selected));
    const { n, m, w } = model;
    if (m !== 2 || n > MOST_FEATURES) return null;
    const x = exampleOf(model, trained.experiment.seed, this.example);
    return { model, x, walks: READINGS.map(({ walk }) => walk(x, w, n, m)) };
  }

  protected override paint(stage: Stage, product: Product): Mark[] {
    const { context, width, height, palette, cursor } = stage;
    const stacked = width < NARROW;
    const marks = READINGS.flatMap((_, which) => {
      const box = stacked
        ? { left: 0, top: (which * height) / 2, width, height: height / 2 }
        : { left: (which * width) / 2, top: 0, width: width / 2, height };
      return this.#drawReading(stage, product, which, box);
    });
    if (cursor !== null && marks[cursor]) ring(context, marks[cursor], palette);
    return marks;
  }

  #drawReading(stage: Stage, product: Product, which: number, box: Box): Mark[] {
    const { context, palette } = stage;
    context.fillStyle = palette.ink;
    context.textAlign = 'left';
    context.textBaseline = 'top';
    context.fillText(READINGS[which].title, box.left + 4, box.top + 2);
    const done = Math.min(this.done, product.walks[which].length);
    const inner = { ...box, top: box.top + 26, height: box.height - 34 };
    const across = Math.min(0.45 * inner.width, 150);
    const table = { ...inner, width: across };
    const plane = { ...inner, left: inner.left + across, width: inner.width - across - 8 };
    return [
      ...this.#drawMatrix(stage, product, which, done, table),
      ...this.#drawPlane(stage, product, which, done, plane),
    ];
  }

  /** x as a column of numbers, W beside it; what has been taken is outlined. */
  #drawMatrix(stage: Stage, { model, x, walks }: Product, which: number, done: number, box: Box) {
    const { context, palette } = stage;
    const { n, m, w } = model;
    const cell = Math.min(30, box.width / (m + 1.6), (box.height - 18) / n);
    const left = box.left + box.width - m * cell - 14;
    const top = box.top + 18;
    context.textBaseline = 'middle';
    context.textAlign = 'center';
    context.fillStyle = palette.soft;
    context.fillText('x', left - 0.9 * cell, top - 9);
    for (let k = 0; k < m; k++) context.fillText(`h${'₀₁'[k]}`, left + (k + 0.5) * cell, top - 9);
    const marks: Mark[] = [];
    for (let i = 0; i < n; i++) {
      const y = top + (i + 0.5) * cell;
      context.fillStyle = x[i] > 0 ? palette.ink : palette.edge;
      context.fillText(x[i] > 0 ? x[i].toFixed(2) : '0', left - 0.9 * cell, y);
      for (let k = 0; k < m; k++) {
        const value = w[i * m + k];
        const rgb = palette.diverging.rgb(0.5 + value / 2.6);
        context.fillStyle = `rgb(${rgb.join(' ')})`;
        context.fillRect(left + k * cell + 1, y - cell / 2 + 1, cell - 2, cell - 2);
        context.fillStyle = inkOn(rgb);
        if (cell >= 26) context.fillText(weight(value, 1), left + (k + 0.5) * cell, y);
        const says = () =>
          `x${i} · W${i},${k} = ${significant(x[i])} × ${weight(value)} = ${significant(x[i] * value)}, added to h${k}.`;
        marks.push({ x: left + (k + 0.5) * cell, y, says });
      }
    }
    // The multiply-add that is at work, or the last one.
    const at = walks[which][Math.min(walks[which].length, Math.ceil(done)) - 1];
    if (at && done > 0) {
      context.strokeStyle = palette.ink;
      context.lineWidth = 2;
      // What is taken together: a column of one reading, a row of the other.
      const [wide, high] = which === 0 ? [1, n] : [m, 1];
      const [column, row] = which === 0 ? [at.hidden, 0] : [0, at.feature];
      if (done < walks[which].length) {
        context.strokeRect(left + column * cell, top + row * cell, wide * cell, high * cell);
        const [x0, y0] = [left + at.hidden * cell, top + at.feature * cell];
        context.strokeStyle = palette.accent;
        context.strokeRect(x0 + 2, y0 + 2, cell - 4, cell - 4);
      }
    }
    return marks;
  }

  /** The hidden plane, and the way of the sum through it. */
  #drawPlane(stage: Stage, { model, x, walks }: Product, which: number, done: number, box: Box) {
    const { context, palette } = stage;
    const { n, m, w } = model;
    const walk = walks[which];
    const reach = reachOf(model, walks);
    const scale = (Math.min(box.width, box.height) / 2 - 12) / reach;
    const [cx, cy] = [box.left + box.width / 2, box.top + box.height / 2];
    const place = (h: ArrayLike<number>) => ({ x: cx + h[0] * scale, y: cy - h[1] * scale });
    context.lineWidth = 1;
    context.strokeStyle = palette.hairline;
    line(context, cx - reach * scale, cy, cx + reach * scale, cy);
    line(context, cx, cy - reach * scale, cx, cy + reach * scale);
    context.fillStyle = palette.soft;
    context.textAlign = 'right';
    context.textBaseline = 'bottom';
    context.fillText('h₀', cx + reach * scale, cy - 2);
    context.fillText('h₁', cx - 4, cy - reach * scale + 12);
    // The rows of W, faint where their feature is off.
    for (let i = 0; i < n; i++) {
      const end = place(w.subarray(i * m, (i + 1) * m));
      context.strokeStyle = palette.edge;
      context.globalAlpha = x[i] > 0 ? 0.9 : 0.3;
      line(context, cx, cy, end.x, end.y);
      context.fillStyle = palette.soft;
      context.textAlign = 'center';
      context.textBaseline = 'middle';
      context.fillText(String(i), cx + (end.x - cx) * 1.12, cy + (end.y - cy) * 1.12);
    }
    context.globalAlpha = 1;
    const start = new Float64Array(m);
    const whole = Math.floor(done);
    // By rows one goes straight along each row: only whole rows are corners of the way.
    const corners = [start, ...walk.slice(0, whole).map(({ h }) => h)].filter(
      (_, k) => which === 0 || k % m === 0,
    );
    const next = pointAt(walk, start, done, which === 0 ? 1 : m);
    context.strokeStyle = palette.accent;
    context.lineWidth = 2.5;
    context.beginPath();
    for (const h of [...corners, next]) context.lineTo(place(h).x, place(h).y);
    context.stroke();
    context.fillStyle = palette.accent;
    dot(context, place(next).x, place(next).y, 4.5);
    const says = `After ${whole} multiply-adds ${which === 0 ? 'by columns' : 'by rows'}: h = (${significant(next[0])}, ${significant(next[1])}).`;
    return [{ ...place(next), says }];
  }

  protected override describe({ x, walks }: Product): string {
    const on = Array.from(x.keys()).filter((i) => x[i] > 0);
    const { h } = walks[0].at(-1)!;
    return `Features that are on: ${on.map((i) => `${i} (${x[i].toFixed(2)})`).join(', ') || 'none'}. Both readings end at h = (${significant(h[0])}, ${significant(h[1])}).`;
  }

  protected override tableOf({ model, x, walks }: Product) {
    return {
      caption: 'The same multiply-adds in two orders.',
      columns: [
        'step',
        ...['columns', 'rows'].flatMap((by) => [`by ${by}: W`, 'product', 'h₀', 'h₁']),
      ],
      rows: walks[0].map((_, step) => [
        step + 1,
        ...walks.flatMap((walk) => {
          const { feature, hidden, h } = walk[step];
          const product = x[feature] * model.w[feature * model.m + hidden];
          return [`${feature},${hidden}`, product, h[0], h[1]];
        }),
      ]),
    };
  }

  protected override caption() {
    return html`One fresh sample x of ${calledIn(this.experiment, this.selected)} times its trained
    W: the hidden vector h = x · W, in two orders of the same multiply-adds. By columns, one
    coordinate of h after the other: x is measured along each column, a process. By rows: each
    feature that is on adds its row, scaled by x, and the sum is a state; those that are off add
    nothing. The frame is the column or row at work, the small one the entry.`;
  }
}

/** How far the drawing must reach. */
function reachOf({ norm }: TrainedModel, walks: MultiplyAdd[][]): number {
  const ways = walks.flat().map(({ h }) => Math.max(Math.abs(h[0]), Math.abs(h[1])));
  return 1.15 * Math.max(0.1, ...norm, ...ways);
}

/** The sum after so many multiply-adds, `stride` of which are one straight line. */
function pointAt(walk: MultiplyAdd[], start: Float64Array, done: number, stride: number) {
  const at = Math.min(done / stride, walk.length / stride);
  const before = Math.floor(at);
  const part = at - before;
  const from = before === 0 ? start : walk[before * stride - 1].h;
  const to = walk[Math.min(walk.length, (before + 1) * stride) - 1].h;
  return from.map((value, k) => value + part * (to[k] - value));
}

/** A fresh sample with as many features on as there are hidden dimensions, or as near to it as there are. */
function exampleOf({ n, m, probability }: TrainedModel, seed: number, which: number): Float64Array {
  const all = sparseFeatures(seed, EVALUATION_STEP, probability, { I: 1, B: SAMPLES, n });
  const samples = Array.from({ length: SAMPLES }, (_, s) => all.subarray(s * n, (s + 1) * n));
  const on = (x: Float64Array) => x.reduce((sum, value) => sum + (value > 0 ? 1 : 0), 0);
  const nearest = Math.min(...samples.map((x) => Math.abs(on(x) - m)));
  const fit = samples.filter((x) => Math.abs(on(x) - m) === nearest);
  return fit[which % fit.length];
}

declare global {
  interface HTMLElementTagNameMap {
    'antipode-readings': AntipodeReadings;
  }
}
