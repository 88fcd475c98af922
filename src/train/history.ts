/** Numbers that a history keeps: as text, which a run record is, some 84 MB. */
const MOST_NUMBERS = 2 ** 22;

/** Points that a history of so many models keeps: 1024, of thousands of models fewer, and at least 32. */
export function historyPoints(models: number): number {
  return 2 * Math.floor(Math.min(1024, Math.max(32, MOST_NUMBERS / models)) / 2);
}

/**
 * The loss of every instance over any number of steps, in a fixed amount of memory: each point is the mean over a
 * stride of steps, and when the points are full, neighbours are merged and the stride doubles.
 */
export class LossHistory {
  /** Steps that one point stands for. */
  stride = 1;
  #count = 0;
  readonly #points: Float64Array;
  readonly #open: Float64Array;
  #openSteps = 0;

  /**
   * @param instances I
   * @param capacity the most points kept
   */
  constructor(
    readonly instances: number,
    readonly capacity = historyPoints(instances),
  ) {
    this.#points = new Float64Array(capacity * instances);
    this.#open = new Float64Array(instances);
  }

  /** Finished points. */
  get length(): number {
    return this.#count;
  }

  /** Steps heard of so far. */
  get steps(): number {
    return this.#count * this.stride + this.#openSteps;
  }

  /**
   * Appends losses of consecutive steps.
   *
   * @param losses [rows, I]
   * @param steps [rows]: how many steps each row is the mean over; 1 where nothing is said
   */
  append(losses: ArrayLike<number>, steps?: ArrayLike<number>): void {
    const { instances } = this;
    for (let row = 0; row < losses.length / instances; row++) {
      this.#appendMean(losses, row * instances, steps?.[row] ?? 1);
    }
  }

  /** A mean over steps counts as so many equal steps. */
  #appendMean(losses: ArrayLike<number>, at: number, steps: number): void {
    // Room for all of it is made first: a mean over very many steps would else fill and merge the points again and again.
    while (this.steps + steps > this.capacity * this.stride) this.#merge();
    for (let left = steps; left > 0;) {
      const taken = Math.min(left, this.stride - this.#openSteps);
      for (let i = 0; i < this.instances; i++) this.#open[i] += losses[at + i] * taken;
      this.#openSteps += taken;
      left -= taken;
      if (this.#openSteps === this.stride) this.#close();
    }
  }

  #close(): void {
    const { instances } = this;
    for (let i = 0; i < instances; i++) {
      this.#points[this.#count * instances + i] = this.#open[i] / this.stride;
    }
    this.#open.fill(0);
    this.#openSteps = 0;
    this.#count++;
  }

  /** Joins neighbouring points. One that has no neighbour is open again. */
  #merge(): void {
    const { instances } = this;
    const alone = this.#count % 2;
    if (alone) {
      const last = (this.#count - 1) * instances;
      for (let i = 0; i < instances; i++) this.#open[i] += this.#points[last + i] * this.stride;
      this.#openSteps += this.stride;
    }
    this.#count = (this.#count - alone) / 2;
    for (let point = 0; point < this.#count; point++) {
      for (let i = 0; i < instances; i++) {
        const first = 2 * point * instances + i;
        this.#points[point * instances + i] =
          (this.#points[first] + this.#points[first + instances]) / 2;
      }
    }
    this.stride *= 2;
  }

  /** The step at which a point's stride ends, counted from 1. */
  stepOf(point: number): number {
    return (point + 1) * this.stride;
  }

  /** Mean loss of an instance over a point's stride. */
  lossOf(point: number, instance: number): number {
    return this.#points[point * this.instances + instance];
  }

  /** The newest known loss of an instance: its last point; NaN before the first. */
  latest(instance: number): number {
    return this.#count === 0 ? NaN : this.lossOf(this.#count - 1, instance);
  }
}
