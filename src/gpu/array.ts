/** Element types that a storage binding may have. */
export type ElementType = 'f32' | 'u32';

export type HostArray<T extends ElementType> = T extends 'f32' ? Float32Array : Uint32Array;

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
      size: this.length * 4,
      usage: usage | GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST,
    });
  }

  /** Copies numbers from the host; they must be as many as the array holds. */
  write(queue: GPUQueue, data: HostArray<T>): void {
    if (data.length !== this.length) {
      throw new RangeError(`${this.label} holds ${this.length} numbers, was given ${data.length}`);
    }
    queue.writeBuffer(this.buffer, 0, data as Float32Array<ArrayBuffer> | Uint32Array<ArrayBuffer>);
  }

  destroy(): void {
    this.buffer.destroy();
  }
}
