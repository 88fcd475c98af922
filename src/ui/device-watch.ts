/** Seconds that a training may stand still behind a shader that was given up. */
export const TRAINING_PATIENCE = 10;

/** Waits, after a shader of another device had to be given up, for a sign that the training still moves. */
export class DeviceWatch {
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    /** No sign came. */
    private readonly still: () => void,
    private readonly patience = TRAINING_PATIENCE,
  ) {}

  begin(): void {
    this.end();
    this.#timer = setTimeout(() => {
      // A hidden page is told nothing while training goes on.
      if (document.hidden) return this.begin();
      this.still();
    }, this.patience * 1000);
  }

  /** A step was made, or training was stopped. */
  end(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
