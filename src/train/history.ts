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
   * @param capacity the most points kept; even
   */
  constructor(
    readonly instances: number,
    readonly capacity = 1024,
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

  /** Appends losses of consecutive steps, [steps, I]. */
  append(losses: ArrayLike<number>): void {
    const { instances } = this;
    for (let at = 0; at < losses.length; at += instances) {
      for (let i = 0; i < instances; i++) this.#open[i] += losses[at + i];
      if (++this.#openSteps === this.stride) this.#close();
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
    if (this.#count === this.capacity) this.#merge();
  }

  #merge(): void {
    const { instances } = this;
    this.#count /= 2;
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
