import { sizeProblem } from '../../lab/index';
import type { KernelEntry, Sizes } from '../../kernels/index';
import { typedNumber } from '../typed-number';

/** What stands in the form: texts, by symbol. */
export type SizesDraft = Readonly<Record<string, string>>;

/** What a form says, or what is wrong with it. */
export interface ReadSizes {
  sizes: Sizes;
  constants: Sizes;
  seed: number;
  /** A sentence, or ''. */
  problem: string;
}

export function draftOf({ header }: KernelEntry, sizes: Sizes, seed = 1): SizesDraft {
  const texts = Object.entries({ ...header.constants, ...sizes, seed });
  return Object.fromEntries(texts.map(([symbol, value]) => [symbol, String(value)]));
}

export function readSizes(entry: KernelEntry, draft: SizesDraft): ReadSizes {
  const { header } = entry;
  const numbers = (symbols: readonly string[]) =>
    Object.fromEntries(symbols.map((symbol) => [symbol, numberOf(draft[symbol])]));
  const sizes = numbers(Object.keys(header.sizes));
  const constants = numbers(Object.keys(header.constants));
  const seed = numberOf(draft.seed);
  const seedRight = Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32;
  const problem = seedRight
    ? sizeProblem(entry, { ...sizes, ...constants })
    : 'The seed must be a whole number from 0 to 4294967295.';
  return { sizes, constants, seed, problem };
}

function numberOf(text = ''): number {
  return typedNumber(text) ?? NaN;
}
