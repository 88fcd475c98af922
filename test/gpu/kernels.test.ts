import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { catalogue, evaluate, lacking, type Sizes } from '../../src/kernels/index';
import { checkCase, checkFolded, checkListed, wrong } from '../kernel-cases';
import { sharedGpu } from './gpu';

/** The others are folded on wgpu, which is faster; it has no subgroups. */
const folding = [...catalogue.values()].filter(
  ({ header }) => 'WORKGROUP' in header.constants || header.requires.includes('subgroups'),
);

it.each(folding)('$name agrees with float64 where a launch needs two axes', async (entry) => {
  expect(wrong([await checkFolded(await sharedGpu(), entry)])).toEqual([]);
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
