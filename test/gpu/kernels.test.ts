import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { catalogue, type Sizes } from '../../src/kernels/index';
import { checkCase, checkListed, wrong } from '../kernel-cases';
import { sharedGpu } from './gpu';

describe.each([...catalogue.values()])('$name', (entry) => {
  it('agrees with float64 on all listed shapes', async () => {
    expect(entry.testSizes.length).toBeGreaterThanOrEqual(12);
    expect(wrong(await checkListed(await sharedGpu(), entry))).toEqual([]);
  });

  it('agrees with float64 on random shapes', async () => {
    const symbols = Object.keys(entry.header.sizes);
    const most = symbols.length === 1 ? 5000 : symbols.length === 4 ? 40 : 70;
    const size = fc.integer({ min: 1, max: most });
    await fc.assert(
      fc.asyncProperty(
        fc.record(Object.fromEntries(symbols.map((symbol) => [symbol, size]))),
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
