import type { KernelEntry, Sizes } from '../../kernels/index';

/** Times of original kernels, as this device took them since the page was opened, by ladder and shape. */
export class Measured {
  readonly #times = new Map<string, Map<string, number>>();

  /** @param milliseconds the newest stands */
  add({ name, header }: KernelEntry, sizes: Sizes, milliseconds: number): void {
    const key = keyOf(header.ladder, sizes);
    const times = this.#times.get(key) ?? new Map<string, number>();
    times.set(name, milliseconds);
    this.#times.set(key, times);
  }

  /** Rungs of this kernel's ladder that were run at this shape, from the lowest, with their milliseconds. */
  rungs({ header }: KernelEntry, sizes: Sizes): { name: string; milliseconds: number }[] {
    const times = this.#times.get(keyOf(header.ladder, sizes));
    return header.ladder
      .filter((name) => times?.has(name))
      .map((name) => ({ name, milliseconds: times!.get(name)! }));
  }

  /** The shape that was chosen last on this ladder: neighbours are compared at the same one. */
  readonly shapes = new Map<string, Sizes>();
}

function keyOf(ladder: readonly string[], sizes: Sizes): string {
  return JSON.stringify([ladder, Object.entries(sizes).sort()]);
}
