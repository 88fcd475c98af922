import type { Gpu, Timer } from '../gpu/index';
import { clockQuantum } from './samples';

/** What the clocks can tell apart, in ns. */
export interface Clocks {
  /** Of `performance.now()`. */
  host: number;
  /** Of the GPU's timestamps; null without them. */
  gpu: number | null;
}

/** Readings of each clock: enough for two neighbours to be one quantum apart. */
const READINGS = 24;

/** Measures the quanta of both clocks. */
export async function measureClocks(gpu: Gpu, timer: Timer | null): Promise<Clocks> {
  return { host: hostQuantum(), gpu: timer ? await gpuQuantum(gpu, timer) : null };
}

function hostQuantum(): number {
  const differences: number[] = [];
  let last = performance.now();
  while (differences.length < READINGS) {
    const now = performance.now();
    if (now !== last) differences.push((now - last) * 1e6);
    last = now;
  }
  // Not every tick is seen: the shortest step is the quantum, for this clock never goes back.
  return Math.min(...differences);
}

async function gpuQuantum({ device }: Gpu, timer: Timer): Promise<number> {
  const differences: number[] = [];
  for (let reading = 0; reading < READINGS; reading++) {
    const encoder = device.createCommandEncoder();
    encoder.beginComputePass({ timestampWrites: timer.timestampWrites }).end();
    timer.resolve(encoder);
    device.queue.submit([encoder.finish()]);
    differences.push(await timer.difference());
  }
  // A clock so coarse that an empty pass never ticks is the coarsest that browsers have.
  return clockQuantum(differences) || 65_536;
}
