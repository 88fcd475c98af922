/** Element types that a storage binding may have. */
export type ElementType = 'f32' | 'u32' | 'f16';

/** Numbers of a type on the host; of f16 the bits, since few hosts know it. */
export type HostArray<T extends ElementType> = T extends 'f32'
  ? Float32Array
  : T extends 'f16'
    ? Uint16Array
    : Uint32Array;

/** Bytes of an element. */
export const BYTES = { f32: 4, u32: 4, f16: 2 } as const satisfies Record<ElementType, number>;

/** A buffer on the device that knows its shape and its name. */
export class GpuArray<T extends ElementType = ElementType> {
  readonly buffer: GPUBuffer;
  readonly length: number;

  /**
   * @param shape every extent >= 1
   * @param label `owner.role`, as shown in error messages of the device
   * @param usage beyond storage, copy-from and copy-to
   */
  constructor(
    device: GPUDevice,
    readonly type: T,
    readonly shape: readonly number[],
    readonly label: string,
    usage: GPUBufferUsageFlags = 0,
  ) {
    this.length = shape.reduce((product, extent) => product * extent, 1);
    this.buffer = device.createBuffer({
      label,
      size: Math.ceil((this.length * BYTES[type]) / 4) * 4,
      usage: usage | GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST,
    });
  }

  /** Copies numbers from the host; they must be as many as the array holds. */
  write(queue: GPUQueue, data: HostArray<T>): void {
    if (data.length !== this.length) {
      throw new RangeError(`${this.label} holds ${this.length} numbers, was given ${data.length}`);
    }
    // Writes are of whole words: an odd number of halves gets a zero behind it.
    const odd = data.byteLength % 4 !== 0;
    const whole = odd
      ? Uint16Array.from({ length: data.length + 1 }, (_, i) => data[i] ?? 0)
      : data;
    queue.writeBuffer(this.buffer, 0, whole as Float32Array<ArrayBuffer>);
  }

  destroy(): void {
    this.buffer.destroy();
  }
}
