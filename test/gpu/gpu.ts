import { openGpu, type Gpu } from '../../src/gpu/index';

let opened: Promise<Gpu> | undefined;

/** One device for all tests of a file. */
export function sharedGpu(): Promise<Gpu> {
  opened ??= openGpu();
  return opened;
}
