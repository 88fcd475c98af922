import type { Snapshot } from '../train/index';

/** Memory for the moments that are kept. */
const BYTES = 2 ** 26;
/** The most moments: enough for a slider and a line, and no more. */
const MOST = 240;

/** What is kept of a snapshot. */
export type Moment = Omit<Snapshot, 'losses' | 'lossSteps' | 'stepsPerSecond'>;

/**
 * The past of a run, to be looked at again: whole snapshots, evenly spread over the steps so far, in a fixed amount of
 * memory. When there is no room for more, every second one is let go.
 */
export class Moments {
  #kept: Moment[] = [];
  /** Least steps between two moments. */
  #stride = 1;

  /** Oldest first. */
  get all(): readonly Moment[] {
    return this.#kept;
  }

  add({ step, w, wDecode, b, geometry, nonfinite }: Snapshot): void {
    const last = this.#kept.at(-1);
    if (last && step === last.step) return;
    const moment = { step, w, wDecode, b, geometry, nonfinite };
    if (last && step - last.step < this.#stride) return;
    this.#kept.push(moment);
    if (this.#kept.length <= roomFor(moment)) return;
    this.#kept = this.#kept.filter((_, k) => k % 2 === 0);
    const steps = this.#kept.map((kept) => kept.step);
    this.#stride = Math.max(1, Math.ceil((steps.at(-1)! - steps[0]) / (steps.length - 1)));
  }
}

/** Moments of this size that fit; two at least, a first one and a last one. */
function roomFor({ w, wDecode, b, geometry }: Moment): number {
  const floats = w.length + (wDecode?.length ?? 0) + b.length + 3 * geometry.norm.length;
  return Math.max(2, Math.min(MOST, Math.floor(BYTES / (4 * floats))));
}
