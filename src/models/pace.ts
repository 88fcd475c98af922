/**
 * How many steps to hand over at a time so that a submit takes about as long as wished: begins with one, because nobody
 * knows how long a step takes, and grows by no more than a factor of two.
 */
export class Pace {
  /** Steps of the next submit. */
  steps = 1;

  /** @param most steps that a submit may have */
  constructor(private readonly most: number) {}

  /** Begins again with one. */
  careful(): void {
    this.steps = 1;
  }

  /**
   * @param steps of a submit that was not cut short
   * @param milliseconds that it took
   * @param budget milliseconds that the next is to take
   */
  took(steps: number, milliseconds: number, budget: number): void {
    // Other work may have made it wait: one slow submit shall not undo all growth.
    const factor = Math.min(2, Math.max(0.25, budget / Math.max(milliseconds, 0.1)));
    this.steps = Math.min(this.most, Math.max(1, Math.round(steps * factor)));
  }
}
