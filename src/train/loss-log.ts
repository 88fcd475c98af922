/** Losses that one snapshot may carry: with more models, its rows are means over more steps. */
const MOST_LOSSES = 2 ** 16;

interface Row {
  /** The step at which it ends, counted from 1. */
  end: number;
  /** Steps that it is the mean over. */
  steps: number;
  /** [I] */
  loss: Float32Array;
}

/** Losses as a snapshot tells them. */
export interface ToldLosses {
  /** [rows, I] */
  losses: Float32Array;
  /** [rows]: steps that each row is the mean over. */
  lossSteps: Uint32Array;
}

/**
 * The losses that no snapshot has told of yet. Few models are told step by step; where there are so many that the page
 * could not take them all in, neighbouring rows are joined to their mean: nothing is left out, and what waits stays small
 * even where nobody looks for hours.
 */
export class LossLog {
  #rows: Row[] = [];
  #models = 0;
  /** Rows on either side of this step are never joined: a snapshot is on its way that ends there. */
  #sealed = 0;

  /** @param most numbers that a snapshot may carry; one row it always may */
  constructor(private readonly most = MOST_LOSSES) {}

  /**
   * @param part losses of consecutive steps, [steps, I]
   * @param end the last of these steps, counted from 1
   */
  add(part: Float32Array, steps: number, end: number): void {
    this.#models = part.length / steps;
    for (let step = 0; step < steps; step++) {
      const loss = part.subarray(step * this.#models, (step + 1) * this.#models);
      this.#rows.push({ end: end - steps + step + 1, steps: 1, loss });
    }
    const rows = Math.max(1, Math.floor(this.most / this.#models));
    while (this.#rows.length > rows && this.#join()) continue;
  }

  /** A snapshot at this step is on its way: what it will tell must end there. */
  seal(step: number): void {
    this.#sealed = step;
  }

  /** Everything up to a step, and forgets it. */
  take(step: number): ToldLosses {
    const told = this.#rows.filter(({ end }) => end <= step);
    this.#rows = this.#rows.filter(({ end }) => end > step);
    const losses = new Float32Array(told.length * this.#models);
    told.forEach(({ loss }, row) => losses.set(loss, row * this.#models));
    return { losses, lossSteps: Uint32Array.from(told, ({ steps }) => steps) };
  }

  /** Joins neighbours two by two; false where there are none that may be joined. */
  #join(): boolean {
    const before = this.#rows;
    const joined: Row[] = [];
    for (let at = 0; at < before.length; at++) {
      const [row, next] = [before[at], before[at + 1]];
      if (!next || row.end === this.#sealed) joined.push(row);
      else joined.push(mean(row, before[++at]));
    }
    this.#rows = joined;
    return joined.length < before.length;
  }
}

function mean(a: Row, b: Row): Row {
  const steps = a.steps + b.steps;
  const loss = a.loss.map((value, i) => (value * a.steps + b.loss[i] * b.steps) / steps);
  return { end: b.end, steps, loss };
}
