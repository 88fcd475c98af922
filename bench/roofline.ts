import { evaluate, shapeOf, type KernelEntry, type Sizes } from '../src/kernels/index';
import type { Peaks } from './report/schema';

/** Work of one launch that no way of doing it can avoid. */
export interface Work {
  flops: number;
  /** Each array that is read, read once; each that is written, written once. Caches make rereading free at best. */
  bytes: number;
}

const BYTES = { f32: 4, u32: 4, f16: 2 } as const;

/** @param inputs names of the bindings that have content before the launch */
export function workOf(
  { header }: KernelEntry,
  sizes: Sizes,
  constants: Sizes,
  inputs: readonly string[],
): Work {
  const all = { ...header.constants, ...header.fixed, ...constants, ...sizes };
  let bytes = 0;
  for (const { name, access, shape } of header.bindings) {
    if (access === 'uniform') continue;
    const extents = shapeOf(shape, all);
    const size = extents.reduce((product, n) => product * n, BYTES[header.elements[name]]);
    bytes += access === 'read_write' && inputs.includes(name) ? 2 * size : size;
  }
  return { flops: evaluate(header.cost.flops, all), bytes };
}

/**
 * How near a time comes to what the device's peaks allow: the larger of the arithmetic at full speed, the bytes at full
 * bandwidth, and one dispatch; as a percentage of the time. Null where a peak that matters is not known.
 */
export function percentOfRoofline({ flops, bytes }: Work, ms: number, peaks: Peaks): number | null {
  const { gflops, readGbps, writeGbps, copyGbps, dispatchUs } = peaks;
  const bandwidth = Math.max(readGbps ?? 0, writeGbps ?? 0, copyGbps ?? 0);
  if (!gflops || bandwidth === 0) return null;
  const least = Math.max(
    flops / (gflops * 1e6),
    bytes / (bandwidth * 1e6),
    (dispatchUs ?? 0) / 1000,
  );
  return (100 * least) / ms;
}
