import { GpuUnavailable, openGpu, type AdapterFacts } from '../gpu/index';

/** The adapter that this environment offers; null where it offers none. */
export async function offeredAdapter(): Promise<AdapterFacts | null> {
  try {
    const gpu = await openGpu();
    gpu.destroy();
    return gpu.adapter;
  } catch (error) {
    if (error instanceof GpuUnavailable) return null;
    throw error;
  }
}
