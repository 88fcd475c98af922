import { GpuError, GpuUnavailable } from './errors';

/** What the adapter says of itself. Browsers may leave fields empty. */
export interface AdapterFacts {
  vendor: string;
  architecture: string;
  device: string;
  description: string;
  /** True for a software adapter: its absolute times say nothing about GPUs. */
  fallback: boolean;
}

/** Why a device is no longer there. `destroyed` means that we let it go ourselves. */
export interface GpuLoss {
  reason: 'destroyed' | 'unknown';
  message: string;
}

/** Features used where they exist. Every kernel that needs one has a twin without. */
const WANTED_FEATURES: readonly GPUFeatureName[] = [
  'timestamp-query', // GPU time of a pass
  'subgroups', // reductions without shared memory
  'shader-f16', // half the memory traffic
];

/** Limits asked for beyond the core ones, never more than `most`, and why. */
const WANTED_LIMITS: readonly { name: keyof GPUSupportedLimits; most: number }[] = [
  { name: 'maxBufferSize', most: 2 ** 30 }, // activations of thousands of instances
  { name: 'maxStorageBufferBindingSize', most: 2 ** 30 }, // the same, as one binding
  { name: 'maxStorageBuffersPerShaderStage', most: 10 }, // kernels need eight; tracing one adds its log
];

/** An open device: what it was granted, its fate, and the way to report its errors. */
export interface Gpu {
  readonly device: GPUDevice;
  readonly adapter: AdapterFacts;
  readonly features: ReadonlySet<string>;
  readonly limits: GPUSupportedLimits;
  /** Resolves when the device is gone, by our doing or not. Never rejects. */
  readonly lost: Promise<GpuLoss>;
  /**
   * Runs `work`, which encodes and submits but awaits nothing (error scopes are one stack a device, so
   * whatever ran in between would fall into it), and waits for what the device has to say about it.
   * @throws GpuError with the label and the device's own words
   */
  guarded<T>(label: string, work: () => T): Promise<T>;
  /** Called with each error that no `guarded` call has caught. */
  onError: (message: string) => void;
  /** Lets the device and everything on it go. */
  destroy(): void;
}

const ABSENT =
  'This browser has no WebGPU. Chrome or Edge 113, Safari 26 and Firefox 141 or later have it, on most systems; the page must come over https or from localhost.';
const NO_ADAPTER =
  'WebGPU is here, but no graphics adapter. Turn on hardware acceleration in the browser settings, update the graphics driver, or look at chrome://gpu.';

/**
 * Opens a device with the features and limits above, as far as the adapter has them.
 *
 * @throws GpuUnavailable where there is no WebGPU, no adapter, or no device
 */
export async function openGpu(gpu: GPU | undefined = globalThis.navigator?.gpu): Promise<Gpu> {
  if (!gpu) throw new GpuUnavailable(ABSENT);
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) throw new GpuUnavailable(NO_ADAPTER);

  const requiredFeatures = WANTED_FEATURES.filter((feature) => adapter.features.has(feature));
  const requiredLimits: Record<string, number> = {};
  for (const { name, most } of WANTED_LIMITS) {
    const offered = adapter.limits[name];
    if (typeof offered === 'number') requiredLimits[name] = Math.min(most, offered);
  }
  let device: GPUDevice;
  try {
    device = await adapter.requestDevice({ label: 'antipode', requiredFeatures, requiredLimits });
  } catch (error) {
    throw new GpuUnavailable(
      `The graphics adapter gave no device: ${messageOf(error)}. Close other pages that use the GPU and reload.`,
    );
  }
  return wrap(device, adapter);
}

/** What a device would have of the features above; null where none is to be had, and no one can say. */
export async function offeredFeatures(
  gpu: GPU | undefined = globalThis.navigator?.gpu,
): Promise<ReadonlySet<string> | null> {
  try {
    const adapter = await gpu?.requestAdapter({ powerPreference: 'high-performance' });
    return adapter ? new Set(WANTED_FEATURES.filter((each) => adapter.features.has(each))) : null;
  } catch {
    return null;
  }
}

function wrap(device: GPUDevice, adapter: GPUAdapter): Gpu {
  const info: Partial<GPUAdapterInfo> = adapter.info ?? {};
  const wrapped: Gpu = {
    device,
    onError: (message) => console.error(message),
    adapter: {
      vendor: info.vendor ?? '',
      architecture: info.architecture ?? '',
      device: info.device ?? '',
      description: info.description ?? '',
      fallback: info.isFallbackAdapter ?? isSoftware(info),
    },
    features: device.features as ReadonlySet<string>,
    limits: device.limits,
    lost: device.lost.then(({ reason, message }) => ({
      reason: reason === 'destroyed' ? 'destroyed' : 'unknown',
      message,
    })),
    async guarded(label, work) {
      device.pushErrorScope('out-of-memory');
      device.pushErrorScope('validation');
      try {
        return work();
      } finally {
        await raise(label, [device.popErrorScope(), device.popErrorScope()]);
      }
    },
    destroy: () => device.destroy(),
  };
  device.addEventListener('uncapturederror', ({ error }) => wrapped.onError(error.message));
  return wrapped;
}

async function raise(label: string, scopes: readonly Promise<GPUError | null>[]): Promise<void> {
  for (const error of await Promise.all(scopes)) {
    if (error) throw new GpuError(`${label}: ${error.message}`);
  }
}

/** For browsers that do not say whether an adapter is a software one. */
function isSoftware(info: Partial<GPUAdapterInfo>): boolean {
  return /swiftshader|llvmpipe|lavapipe|basic render|software/i.test(
    [info.vendor, info.architecture, info.device, info.description].join(' '),
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
