import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  caseRandom,
  catalogue,
  judge,
  runKernel,
  type KernelEntry,
  type Sizes,
} from '../../src/kernels/index';
import { sharedGpu } from './gpu';

/** Runs one case and describes every element out of bounds, so that a failure can be repeated. */
async function check(entry: KernelEntry, sizes: Sizes, seed: number, constants: Sizes) {
  const given = entry.makeCase(sizes, caseRandom(seed), {
    ...entry.header.constants,
    ...constants,
  });
  const outputs = await runKernel(await sharedGpu(), entry, sizes, given, constants);
  const { disagreements, worst } = judge(given, outputs);
  expect(disagreements, `${entry.name} ${JSON.stringify({ sizes, constants, seed })}`).toEqual([]);
  return worst;
}

describe.each([...catalogue.values()])('$name', (entry) => {
  const variants = entry.variants ?? [{}];

  it.each(variants)('agrees with float64 on all listed shapes, constants %o', async (constants) => {
    expect(entry.testSizes.length).toBeGreaterThanOrEqual(12);
    let seed = 1;
    for (const sizes of entry.testSizes) await check(entry, sizes, seed++, constants);
  });

  it('agrees with float64 on random shapes', async () => {
    const symbols = Object.keys(entry.header.sizes);
    const most = symbols.length === 1 ? 5000 : symbols.length === 4 ? 40 : 70;
    await fc.assert(
      fc.asyncProperty(
        fc.record(Object.fromEntries(symbols.map((s) => [s, fc.integer({ min: 1, max: most })]))),
        fc.integer({ min: 0, max: 2 ** 31 - 1 }),
        fc.constantFrom(...variants),
        async (sizes, seed, constants) => {
          await check(entry, sizes as Sizes, seed, constants);
        },
      ),
      { numRuns: 12 },
    );
  });
});
