import type { Gpu } from '../src/gpu/index';
import {
  caseRandom,
  evaluate,
  judge,
  MAX_WORKGROUPS,
  runKernel,
  type KernelEntry,
  type Sizes,
  type Verdict,
} from '../src/kernels/index';
import { smallShape } from '../src/lab/small-shapes';

/** One case of a kernel, told so that a failure can be repeated. */
export interface CaseResult extends Verdict {
  kernel: string;
  sizes: Sizes;
  constants: Sizes;
  seed: number;
}

/** Runs a kernel on one case and holds it against float64. */
export async function checkCase(
  gpu: Gpu,
  entry: KernelEntry,
  sizes: Sizes,
  seed: number,
  constants: Sizes,
): Promise<CaseResult> {
  const all = { ...entry.header.constants, ...constants };
  const given = entry.makeCase(sizes, caseRandom(seed), all);
  const verdict = judge(given, await runKernel(gpu, entry, sizes, given, constants));
  return { kernel: entry.name, sizes, constants, seed, ...verdict };
}

/** The test body that both engines share: all listed shapes with all variants of a kernel. */
export async function checkListed(gpu: Gpu, entry: KernelEntry): Promise<CaseResult[]> {
  const results: CaseResult[] = [];
  for (const constants of entry.variants ?? [{}]) {
    for (const [at, sizes] of entry.testSizes.entries()) {
      results.push(await checkCase(gpu, entry, sizes, at + 1, constants));
    }
  }
  return results;
}

/**
 * Sizes, all 1 but one, at which an axis of the launch is longer than a device allows, and constants that keep workgroups
 * small: the kernel must find its places in a folded launch.
 */
export function foldedCase(entry: KernelEntry): { sizes: Sizes; constants: Sizes } {
  const { header, name } = entry;
  const constants: Sizes =
    'WORKGROUP' in header.constants ? { WORKGROUP: 1 } : smallShape(entry).constants;
  const symbols = Object.keys(header.sizes);
  const ones = Object.fromEntries(symbols.map((symbol) => [symbol, 1]));
  const all = { ...header.constants, ...header.fixed, ...constants };
  const found = symbols
    .map((symbol): Sizes => ({ ...ones, [symbol]: MAX_WORKGROUPS + 1002 }))
    .find((sizes) =>
      header.dispatch.some((axis) => evaluate(axis, { ...all, ...sizes }) > MAX_WORKGROUPS),
    );
  if (!found) throw new Error(`${name}: no size makes its launch fold`);
  return { sizes: found, constants };
}

/** Holds a kernel against float64 where its launch is folded. */
export async function checkFolded(gpu: Gpu, entry: KernelEntry): Promise<CaseResult> {
  const { sizes, constants } = foldedCase(entry);
  return checkCase(gpu, entry, sizes, 1, constants);
}

/** Those that are wrong. */
export function wrong(results: readonly CaseResult[]): CaseResult[] {
  return results.filter(({ disagreements }) => disagreements.length > 0);
}
