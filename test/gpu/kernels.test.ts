import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  catalogue,
  evaluate,
  lacking,
  MAX_WORKGROUPS,
  workgroups,
  type KernelEntry,
  type Sizes,
} from '../../src/kernels/index';
import { checkCase, checkListed, wrong } from '../kernel-cases';
import { sharedGpu } from './gpu';

/** Sizes, all 1 but one, that a workgroup of one invocation must fold over two axes. */
function foldedSizes({ header }: KernelEntry): Sizes | undefined {
  const symbols = Object.keys(header.sizes);
  const ones = Object.fromEntries(symbols.map((symbol) => [symbol, 1]));
  return symbols
    .map((symbol) => ({ ...ones, [symbol]: MAX_WORKGROUPS + 1002 }))
    .find((sizes) => workgroups(header, { ...sizes, WORKGROUP: 1 })[1] > 1);
}

const folding = [...catalogue.values()].filter(({ header }) =>
  header.dispatch[0].startsWith('fold'),
);

it.each(folding)('$name agrees with float64 where a launch needs two axes', async (entry) => {
  const sizes = foldedSizes(entry);
  expect(sizes, 'some size must make it fold').toBeDefined();
  const result = await checkCase(await sharedGpu(), entry, sizes!, 1, { WORKGROUP: 1 });
  expect(wrong([result])).toEqual([]);
});

const entries = [...catalogue.values()];
const gpu = await sharedGpu();
const runnable = entries.filter((entry) => lacking(gpu, entry).length === 0);

// Counted and visible: the wgpu tests fail if such a kernel runs on neither engine.
it.skipIf(runnable.length === entries.length)('this adapter has every feature', () => {
  const left = entries.filter((entry) => !runnable.includes(entry));
  console.warn(`not run on this adapter: ${left.map(({ name }) => name).join(', ')}`);
});

describe.each(runnable)('$name', (entry) => {
  it('agrees with float64 on all listed shapes', async () => {
    expect(entry.testSizes.length).toBeGreaterThanOrEqual(12);
    expect(wrong(await checkListed(await sharedGpu(), entry))).toEqual([]);
  });

  it('agrees with float64 on random shapes', async () => {
    const symbols = Object.keys(entry.header.sizes);
    const most = [5000, 70, 70, 40, 12][symbols.length - 1];
    const { most: limits = {}, header } = entry;
    const size = (symbol: string) => {
      const limit = symbol in limits ? evaluate(limits[symbol], header.constants) : most;
      return fc.integer({ min: 1, max: Math.min(most, limit) });
    };
    await fc.assert(
      fc.asyncProperty(
        fc.record(Object.fromEntries(symbols.map((symbol) => [symbol, size(symbol)]))),
        fc.integer({ min: 0, max: 2 ** 31 - 1 }),
        fc.constantFrom(...(entry.variants ?? [{}])),
        async (sizes, seed, constants) => {
          const result = await checkCase(await sharedGpu(), entry, sizes as Sizes, seed, constants);
          expect(wrong([result])).toEqual([]);
        },
      ),
      { numRuns: 12 },
    );
  });
});
