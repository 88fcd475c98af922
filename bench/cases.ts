import { catalogue, type KernelEntry, type Sizes } from '../src/kernels/index';
import type { BenchOptions, MatmulShape } from './contract';
import { matches } from './filter';

export { matches } from './filter';

/** Kernels that are measured together on one problem: the rungs of a ladder, or one kernel alone. */
export interface Group {
  name: string;
  sizes: Sizes;
  entries: readonly KernelEntry[];
}

/** Square, odd, long and thin: what an autotuner must not get wrong. */
export const MATMUL_SHAPES: readonly MatmulShape[] = [
  { M: 256, K: 256, N: 256 },
  { M: 512, K: 512, N: 512 },
  { M: 1024, K: 1024, N: 1024 },
  { M: 1000, K: 37, N: 513 },
  { M: 64, K: 4096, N: 64 },
  { M: 4096, K: 64, N: 64 },
  { M: 1, K: 1024, N: 1024 },
];

/** Shapes for whole ladders: the lowest rungs would take minutes for more on a software adapter. */
const LADDER_SHAPES = MATMUL_SHAPES.filter(({ M, K, N }) => M * K * N <= 2 ** 27);

/** Problems for the kernels that are not products, by the symbols of their sizes. */
const SIZES: Readonly<Record<string, readonly Sizes[]>> = {
  count: [{ count: 2 ** 20 }],
  'count P': [{ count: 2 ** 20, P: 64 }],
  blocks: [{ blocks: 2 ** 18 }],
  'R C': [
    { R: 1024, C: 1024 },
    { R: 16, C: 65_536 },
    { R: 8192, C: 16 },
  ],
  'I R C': [
    { I: 1, R: 1024, C: 1024 },
    { I: 1, R: 1000, C: 37 },
  ],
  // The notebook's ten models, and twenty larger ones.
  'I B n': [
    { I: 10, B: 1024, n: 5 },
    { I: 20, B: 1024, n: 100 },
  ],
  // The five launches of a step of a middling model, and whole steps of the notebook's.
  'I B n m': [{ I: 4, B: 1024, n: 100, m: 20 }],
  // The same with one feature of a hundred on.
  'I B n k': [{ I: 4, B: 1024, n: 100, k: 1 }],
  'I B n m steps': [{ I: 10, B: 1024, n: 5, m: 2, steps: 16 }],
  // A map of ten thousand models, and one of the paper's larger ones.
  'I n m': [
    { I: 10_000, n: 2, m: 1 },
    { I: 1, n: 400, m: 30 },
  ],
};

/** Everything there is to measure, in the order of the catalogue. Peaks are measured by other means. */
export function groups(shapes: readonly MatmulShape[]): Group[] {
  const entries = [...catalogue.values()].filter(({ file }) => !file.includes('/peak/'));
  const names = [...new Set(entries.map(groupName))];
  return names.flatMap((name) => {
    const members = entries.filter((entry) => groupName(entry) === name);
    const symbols = Object.keys(members[0].header.sizes).join(' ');
    const problems: readonly Sizes[] =
      symbols === 'I M K N'
        ? (shapes.length > 0 ? shapes : LADDER_SHAPES).map((shape) => ({ I: 1, ...shape }))
        : shapes.length > 0
          ? []
          : (SIZES[symbols] ?? []);
    return problems.map((sizes) => ({ name, sizes, entries: members }));
  });
}

/** The family, or the kernel alone. The f16 product stands beside those that it wants to beat. */
function groupName({ name, family }: KernelEntry): string {
  return name === 'matmul_f16' ? 'matmul' : (family ?? name);
}

/** What a run is asked for, of what there is. */
export function wantedGroups({ filter, shapes }: Pick<BenchOptions, 'filter' | 'shapes'>): Group[] {
  return groups(shapes)
    .map((group) => ({
      ...group,
      entries: group.entries.filter(({ name }) =>
        matches(filter, group.name, name, sayShape(group.sizes)),
      ),
    }))
    .filter(({ entries }) => entries.length > 0);
}

/** `M=256 K=256 N=256`, as a filter may name it. */
export function sayShape(sizes: Sizes): string {
  return Object.entries(sizes)
    .map(([symbol, size]) => `${symbol}=${size}`)
    .join(' ');
}
