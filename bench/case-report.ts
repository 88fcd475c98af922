import type { Gpu, Timer } from '../src/gpu/index';
import type { Sizes } from '../src/kernels/index';
import { bounds, type Clocks, type Measured, type Subject } from '../src/measure/index';
import type { BenchHost, BenchOptions } from './contract';
import type { CaseReport, Peaks } from './report/schema';
import { percentOfRoofline, type Work } from './roofline';

/** The note of a case that was left with the sample of its warm-up. */
export const ONE_SAMPLE = 'too slow for the time given: one sample';

/** What a run knows of its device. */
export interface Bench {
  gpu: Gpu;
  timer: Timer | null;
  clocks: Clocks;
  peaks: Peaks;
  options: BenchOptions;
  host: BenchHost;
}

/** A case of which nothing is known yet. */
export function blank(name: string, variant: string, shape: Sizes): CaseReport {
  return {
    suite: 'kernel',
    name,
    variant,
    shape: { ...shape },
    samples: 0,
    discarded: 0,
    medianMs: null,
    intervalMs: null,
    gpuMs: null,
    gpuIntervalMs: null,
    gflops: null,
    gbps: null,
    stepsPerSecond: null,
    percentOfRoofline: null,
    errorOverBound: null,
    referenceMs: null,
    twinMs: null,
    peer: null,
    note: '',
  };
}

/** The columns that times fill. Speeds are by the GPU's clock where there is one. */
export function timesOf(
  { submitToDone, gpu }: Measured<Subject>,
  work: Work,
  peaks: Peaks,
): Partial<CaseReport> {
  if (submitToDone.length === 0) return { note: 'no usable sample: the clock did not advance' };
  const interval = submitToDone.interval();
  const onGpu = gpu?.length ? gpu.interval().median : null;
  const ns = onGpu ?? interval.median;
  const inMs = bounds(interval);
  const gpuInMs = gpu?.length ? bounds(gpu.interval()) : null;
  return {
    samples: submitToDone.length,
    discarded: submitToDone.discarded + (gpu?.discarded ?? 0),
    medianMs: interval.median / 1e6,
    intervalMs: inMs && [inMs[0] / 1e6, inMs[1] / 1e6],
    gpuMs: onGpu === null ? null : onGpu / 1e6,
    gpuIntervalMs: gpuInMs && [gpuInMs[0] / 1e6, gpuInMs[1] / 1e6],
    gflops: work.flops > 0 ? work.flops / ns : null,
    gbps: work.bytes / ns,
    percentOfRoofline: percentOfRoofline(work, ns / 1e6, peaks),
    note: submitToDone.length === 1 ? ONE_SAMPLE : '',
  };
}
