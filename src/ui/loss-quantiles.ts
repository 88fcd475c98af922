import type { LossHistory } from '../train/index';

/** What a quantile is taken over: a history, and what is known of its losses. */
export interface KnownLosses {
  history: LossHistory;
  /** NaN where it is not known: of a model that has diverged. */
  lossOf(point: number, model: number): number;
  /** How many models have diverged: with more of them, what was known is looked at again. */
  divergences: { size: number };
}

/** Shares of the models whose loss is at most the quantile's. */
export const QUANTILES: readonly { share: number; name: string }[] = [
  { share: 0, name: 'least' },
  { share: 0.1, name: '10 %' },
  { share: 0.5, name: 'median' },
  { share: 0.9, name: '90 %' },
  { share: 1, name: 'greatest' },
];

/** Milliseconds of sorting at a time; the rest waits for the next frame. */
const SLICE = 4;

/**
 * Quantiles of the loss over all models, for every point of a history. A point is sorted once and remembered. When the
 * history merges its points, the means of what was known stand in until the merged points have been sorted.
 */
export class LossQuantiles {
  /** [quantiles][points]; null where no model has a loss. */
  readonly lines: (number | null)[][] = QUANTILES.map(() => []);
  #history: LossHistory | null = null;
  #stride = 1;
  #diverged = 0;
  /** Points before this one are exact. */
  #exact = 0;

  /**
   * Catches up with a history, for a few milliseconds at most.
   * @returns whether all of its points are exact now
   */
  follow(known: KnownLosses, slice = SLICE): boolean {
    const { history } = known;
    if (history !== this.#history || history.stride < this.#stride) this.#begin(history);
    if (known.divergences.size !== this.#diverged) {
      this.#diverged = known.divergences.size;
      this.#exact = 0;
    }
    for (; this.#stride < history.stride; this.#stride *= 2) this.#merge();
    const { length } = history;
    for (const line of this.lines) line.length = Math.min(line.length, length);
    const end = performance.now() + slice;
    while (this.#exact < length) {
      const values = quantilesOf(known, this.#exact);
      this.lines.forEach((line, k) => (line[this.#exact] = values[k]));
      this.#exact++;
      if (performance.now() >= end) break;
    }
    return this.#exact === length;
  }

  #begin(history: LossHistory): void {
    this.#history = history;
    this.#stride = history.stride;
    this.#exact = 0;
    for (const line of this.lines) line.length = 0;
  }

  #merge(): void {
    this.#exact = 0;
    this.lines.forEach((line, k) => {
      const half = Math.floor(line.length / 2);
      const merged = Array.from({ length: half }, (_, point) => {
        const [a, b] = [line[2 * point], line[2 * point + 1]];
        return a === null || b === null ? (a ?? b) : (a + b) / 2;
      });
      this.lines[k].splice(0, Infinity, ...merged);
    });
  }
}

/** The nearest rank, over those models whose loss is known. */
function quantilesOf(known: KnownLosses, point: number): (number | null)[] {
  const { instances } = known.history;
  const sorted = new Float64Array(instances);
  let length = 0;
  for (let model = 0; model < instances; model++) {
    const loss = known.lossOf(point, model);
    if (Number.isFinite(loss)) sorted[length++] = loss;
  }
  const ranked = sorted.subarray(0, length).sort();
  return QUANTILES.map(({ share }) =>
    length === 0 ? null : ranked[Math.round(share * (length - 1))],
  );
}
