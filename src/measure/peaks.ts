import type { Gpu, Timer } from '../gpu/index';
import { caseRandom, kernelEntry, shapeOf, type Sizes } from '../kernels/index';
import type { Clocks } from './clock';
import { interleave } from './interleave';
import { prepareLaunch } from './launch';
import { launchSubject, type Sample, type Subject } from './subject';

/** What a device does at most; null where it could not be measured. */
export interface DevicePeaks {
  /** f32 multiply-adds in registers, 2 flops each. */
  gflops: number | null;
  /** Storage buffers, GB/s of bytes moved. */
  readGbps: number | null;
  writeGbps: number | null;
  copyGbps: number | null;
  /** Workgroup memory, GB/s read. */
  workgroupGbps: number | null;
  /** Microseconds of one tiny dispatch among many in one pass. */
  dispatchUs: number | null;
  /** Microseconds from an empty submit until it is done. */
  submitUs: number | null;
}

/** Sizes large enough to fill a graphics card, small enough for a software adapter. */
const PROBES = {
  gflops: { kernel: 'peak_multiply_add', sizes: { count: 2 ** 16 } },
  readGbps: { kernel: 'peak_read', sizes: { count: 2 ** 18 } },
  writeGbps: { kernel: 'peak_write', sizes: { count: 2 ** 20 } },
  copyGbps: { kernel: 'peak_copy', sizes: { count: 2 ** 20 } },
  workgroupGbps: { kernel: 'peak_workgroup', sizes: { count: 2 ** 16 } },
  dispatchUs: { kernel: 'peak_write', sizes: { count: 1 } },
} as const;
type Probe = keyof typeof PROBES;

/** Workgroup sizes that are tried for each probe: the best of them is the peak. */
const WORKGROUPS = [64, 256];

/**
 * Measures the device's peaks by kernels that do nothing else.
 *
 * @param onProgress what is being measured
 */
export async function measurePeaks(
  gpu: Gpu,
  timer: Timer | null,
  clocks: Clocks,
  {
    budget,
    signal,
    onProgress,
  }: { budget: number; signal?: AbortSignal; onProgress?(probe: string): void },
): Promise<DevicePeaks> {
  const found = {} as Record<Probe, number | null>;
  for (const [probe, { kernel, sizes }] of Object.entries(PROBES) as [
    Probe,
    (typeof PROBES)[Probe],
  ][]) {
    onProgress?.(kernel);
    let best: number | null = null;
    for (const WORKGROUP of WORKGROUPS) {
      if (signal?.aborted) break;
      const ns = await time(gpu, timer, clocks, kernel, sizes, { WORKGROUP }, budget, signal);
      if (ns === null) continue;
      const value = probe === 'dispatchUs' ? ns / 1000 : work(kernel, sizes) / ns;
      const better = probe === 'dispatchUs' ? Math.min : Math.max;
      best = best === null ? value : better(best, value);
    }
    found[probe] = best;
  }
  return { ...found, submitUs: signal?.aborted ? null : await submitTime(gpu, clocks, budget) };
}

/** Flops or bytes of one launch: per ns, that is GFLOP/s and GB/s. */
function work(kernel: string, sizes: Sizes): number {
  const { header } = kernelEntry(kernel);
  const all = { ...header.constants, ...sizes };
  if (kernel === 'peak_multiply_add') return 32 * all.count * all.ROUNDS;
  if (kernel === 'peak_workgroup') return 16 * all.count * all.ROUNDS;
  const bytes = header.bindings
    .filter(({ access }) => access !== 'uniform')
    .map(({ shape }) => 4 * shapeOf(shape, all).reduce((product, extent) => product * extent, 1));
  return bytes.reduce((sum, b) => sum + b, 0);
}

/** ns of one launch, by the GPU's clock where it has one. */
async function time(
  gpu: Gpu,
  timer: Timer | null,
  clocks: Clocks,
  kernel: string,
  sizes: Sizes,
  constants: Sizes,
  budget: number,
  signal?: AbortSignal,
): Promise<number | null> {
  const entry = kernelEntry(kernel);
  const small = Object.fromEntries(Object.keys(sizes).map((symbol) => [symbol, 1]));
  const { uniforms } = entry.makeCase(small, caseRandom(1), {
    ...entry.header.constants,
    ...constants,
  });
  const dims = { ...uniforms.dims, ...sizes };
  const launch = await prepareLaunch(gpu, entry, sizes, constants, {
    uniforms: { dims },
    inputs: {},
  });
  try {
    const [measured] = await interleave([launchSubject(gpu, timer, launch)], clocks, {
      budget,
      narrow: 0.05,
      signal,
    });
    const { median } = (measured.gpu?.length ? measured.gpu : measured.submitToDone).interval();
    return median > 0 ? median : null;
  } finally {
    launch.destroy();
  }
}

/** Microseconds from an empty submit until it is done. */
async function submitTime(gpu: Gpu, clocks: Clocks, budget: number): Promise<number | null> {
  const { device } = gpu;
  const subject: Subject = {
    label: 'submit',
    async sample(batch): Promise<Sample> {
      const begin = performance.now();
      for (let i = 0; i < batch; i++) {
        device.queue.submit([device.createCommandEncoder().finish()]);
        await device.queue.onSubmittedWorkDone();
      }
      return { submitToDone: (performance.now() - begin) * 1e6, gpu: null };
    },
  };
  const [measured] = await interleave([subject], clocks, { budget, narrow: 0.1 });
  const { median } = measured.submitToDone.interval();
  return median > 0 ? median / 1000 : null;
}
