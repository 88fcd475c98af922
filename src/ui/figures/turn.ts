/** Turning by so many radians a pixel. */
const SPEED = 0.01;
/** Up and down end before the pole. */
const STEEPEST = 1.5;

/** A way of looking at three dimensions, turned by dragging. */
export class Turn {
  /** About the upright axis, in radians. */
  #about = 0.6;
  /** Up and down. */
  #up = 0.45;

  by(dx: number, dy: number): void {
    this.#about += dx * SPEED;
    this.#up = Math.max(-STEEPEST, Math.min(STEEPEST, this.#up + dy * SPEED));
  }

  /**
   * @param v up to three coordinates; those that are missing are 0
   * @returns across, upright (upwards) and towards the reader
   */
  look(v: ArrayLike<number>): { across: number; upright: number; near: number } {
    const [x, y, z] = [v[0] ?? 0, v[1] ?? 0, v[2] ?? 0];
    const across = x * Math.cos(this.#about) + y * Math.sin(this.#about);
    const away = y * Math.cos(this.#about) - x * Math.sin(this.#about);
    return {
      across,
      upright: z * Math.cos(this.#up) - away * Math.sin(this.#up),
      near: -(away * Math.cos(this.#up) + z * Math.sin(this.#up)),
    };
  }
}
