import {
  catalogue,
  shapeOf,
  type KernelEntry,
  type KernelHeader,
  type Sizes,
} from '../../kernels/index';
import { sizeProblem } from '../../lab/index';

/** Kernels that do the same thing in different ways, from the plainest to the one that knows most tricks. */
export interface Ladder {
  title: string;
  rungs: readonly KernelEntry[];
}

/** Every ladder of the catalogue with more than one rung, longest first. */
export function ladders(): Ladder[] {
  const found = new Map<string, Ladder>();
  for (const { header } of catalogue.values()) {
    if (header.ladder.length < 2) continue;
    const rungs = header.ladder.map((name) => catalogue.get(name)).filter((rung) => !!rung);
    const title = rungs[0].header.math.split('\n')[0];
    found.set(header.ladder.join(), { title, rungs });
  }
  return [...found.values()].sort((a, b) => b.rungs.length - a.rungs.length);
}

/** Kernels by the folder that they lie in. */
export function families(): Map<string, KernelEntry[]> {
  const found = new Map<string, KernelEntry[]>();
  for (const entry of catalogue.values()) {
    const family = familyOf(entry);
    found.set(family, [...(found.get(family) ?? []), entry]);
  }
  return found;
}

export function familyOf({ file }: KernelEntry): string {
  return file.split('/').at(-2) ?? '';
}

/** The neighbours of a kernel on its ladder; undefined at the ends. */
export function neighbours({ name, header }: KernelEntry): {
  below: KernelEntry | undefined;
  above: KernelEntry | undefined;
} {
  const at = header.ladder.indexOf(name);
  const rung = (place: number) => catalogue.get(header.ladder[place] ?? '');
  return { below: rung(at - 1), above: rung(at + 1) };
}

/** A shader's text without the comment that it begins with. */
export function codeOf({ source }: KernelEntry): string {
  return source.replace(/^(\/\/.*\n)+\n?/, '');
}

/** Elements of all bindings that a kernel writes. */
export function writtenElements(header: KernelHeader, sizes: Sizes): number {
  const all = { ...header.constants, ...header.fixed, ...sizes };
  return header.bindings
    .filter(({ access }) => access === 'read_write')
    .map(({ shape }) => shapeOf(shape, all).reduce((product, extent) => product * extent, 1))
    .reduce((sum, elements) => sum + elements, 0);
}

/** Outputs that fit on the screen, each element a dot. */
const SEEN = 4096;

/** The listed shape that shows most: the largest whose outputs can all be seen. */
export function tellingSizes({ testSizes, header }: KernelEntry): Sizes {
  const product = (sizes: Sizes) => Object.values(sizes).reduce((p, size) => p * size, 1);
  const seen = testSizes.filter((sizes) => writtenElements(header, sizes) <= SEEN);
  return [...(seen.length > 0 ? seen : testSizes)].sort((a, b) => product(b) - product(a))[0];
}

/**
 * A shape that keeps the device busy, so that rungs differ in time: every size beyond 1 grows alike, as far as the lab
 * and a person's patience with its reference go.
 */
export function largeSizes(entry: KernelEntry): Sizes {
  const { header } = entry;
  const telling = tellingSizes(entry);
  const grown = (factor: number) =>
    Object.fromEntries(
      Object.entries(telling).map(([symbol, size]) => {
        if (size === 1) return [symbol, 1];
        const larger = Math.round(size * factor);
        return [symbol, larger > 32 ? Math.floor(larger / 8) * 8 : Math.max(size, larger)];
      }),
    );
  let sizes = telling;
  for (let factor = 1.5; factor < 1000; factor *= 1.4) {
    const next = grown(factor);
    const product = Object.values(next).reduce((p, size) => p * size, 1);
    const tooLarge = writtenElements(header, next) > 2 ** 17 || product > 2 ** 24;
    if (tooLarge || sizeProblem(entry, { ...header.constants, ...next })) break;
    sizes = next;
  }
  return sizes;
}
