/**
 * Measures the GPU time of compute passes by timestamp queries. Browsers quantise timestamps (Chrome to
 * 65 536 ns unless started for developers), and a difference may come out negative: both read as null or coarse.
 */
export class Timer {
  readonly #queries: GPUQuerySet;
  readonly #resolved: GPUBuffer;
  readonly #staging: GPUBuffer;

  private constructor(device: GPUDevice, label: string) {
    this.#queries = device.createQuerySet({ label, type: 'timestamp', count: 2 });
    this.#resolved = device.createBuffer({
      label: `${label}.resolved`,
      size: 16,
      usage: GPUBufferUsage.QUERY_RESOLVE | GPUBufferUsage.COPY_SRC,
    });
    this.#staging = device.createBuffer({
      label: `${label}.staging`,
      size: 16,
      usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
    });
  }

  /** A timer, or null where the device has no timestamps. */
  static create(device: GPUDevice, label: string): Timer | null {
    return device.features.has('timestamp-query') ? new Timer(device, label) : null;
  }

  /** To be given to `beginComputePass`. */
  get timestampWrites(): GPUComputePassTimestampWrites {
    return { querySet: this.#queries, beginningOfPassWriteIndex: 0, endOfPassWriteIndex: 1 };
  }

  /** Encode after the pass, before the submit. */
  resolve(encoder: GPUCommandEncoder): void {
    encoder.resolveQuerySet(this.#queries, 0, 2, this.#resolved, 0);
    encoder.copyBufferToBuffer(this.#resolved, 0, this.#staging, 0, 16);
  }

  /** Nanoseconds of the last resolved pass; null when the clock went backwards. One call at a time. */
  async read(): Promise<number | null> {
    const difference = await this.difference();
    return difference >= 0 ? difference : null;
  }

  /** Nanoseconds of the last resolved pass as the clock has it, negative when it went backwards. */
  async difference(): Promise<number> {
    await this.#staging.mapAsync(GPUMapMode.READ);
    const [begin, end] = new BigInt64Array(this.#staging.getMappedRange().slice(0));
    this.#staging.unmap();
    return Number(end - begin);
  }

  destroy(): void {
    this.#queries.destroy();
    this.#resolved.destroy();
    this.#staging.destroy();
  }
}
