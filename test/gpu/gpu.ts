import { openGpu, type Gpu } from '../../src/gpu/index';
import type { Tuned, TuningStore } from '../../src/measure/index';

let opened: Promise<Gpu> | undefined;

/** One device for all tests of a file. */
export function sharedGpu(): Promise<Gpu> {
  opened ??= openGpu();
  return opened;
}

/** Choices of kernels that last as long as a test. */
export function memoryStore(): TuningStore {
  const kept = new Map<string, Tuned>();
  return {
    get: (key) => Promise.resolve(kept.get(key)),
    set: (key, tuned) => Promise.resolve(void kept.set(key, tuned)),
    clear: () => Promise.resolve(kept.clear()),
  };
}
