import type { Gpu } from '../src/gpu/index';
import {
  caseRandom,
  judge,
  runKernel,
  type KernelEntry,
  type Sizes,
  type Verdict,
} from '../src/kernels/index';

/** Features that a kernel needs and this device lacks: the kernel cannot run here, its twin can. */
export function lacking(gpu: Gpu, { header }: KernelEntry): readonly string[] {
  return header.requires.filter((feature) => !gpu.features.has(feature));
}

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

/** Those that are wrong. */
export function wrong(results: readonly CaseResult[]): CaseResult[] {
  return results.filter(({ disagreements }) => disagreements.length > 0);
}
