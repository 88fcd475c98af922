/** The most queries that one set may hold on every device. */
const MOST_QUERIES = 4096;

/**
 * Notes when each of many compute passes of one submit began and ended, by timestamp queries. What the clock says is
 * handed on as it is: browsers let it tick in 65 536 ns, and some clocks go backwards.
 */
export class Timeline {
  readonly #queries: GPUQuerySet;
  readonly #resolved: GPUBuffer;
  readonly #staging: GPUBuffer;

  private constructor(
    device: GPUDevice,
    label: string,
    /** The most passes of one submit. */
    readonly passes: number,
  ) {
    const count = 2 * passes;
    this.#queries = device.createQuerySet({ label, type: 'timestamp', count });
    this.#resolved = device.createBuffer({
      label: `${label}.resolved`,
      size: 8 * count,
      usage: GPUBufferUsage.QUERY_RESOLVE | GPUBufferUsage.COPY_SRC,
    });
    this.#staging = device.createBuffer({
      label: `${label}.staging`,
      size: 8 * count,
      usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
    });
  }

  /**
   * A timeline, or null where the device has no timestamps.
   *
   * @param passes as many are noted, or as many as a query set holds
   */
  static create(device: GPUDevice, label: string, passes: number): Timeline | null {
    if (!device.features.has('timestamp-query')) return null;
    return new Timeline(device, label, Math.min(passes, MOST_QUERIES / 2));
  }

  /** To be given to `beginComputePass`, for the pass at a place. */
  writes(pass: number): GPUComputePassTimestampWrites {
    return {
      querySet: this.#queries,
      beginningOfPassWriteIndex: 2 * pass,
      endOfPassWriteIndex: 2 * pass + 1,
    };
  }

  /** Encode after the last of so many passes, before the submit. */
  resolve(encoder: GPUCommandEncoder, passes: number): void {
    encoder.resolveQuerySet(this.#queries, 0, 2 * passes, this.#resolved, 0);
    encoder.copyBufferToBuffer(this.#resolved, 0, this.#staging, 0, 16 * passes);
  }

  /** [passes, 2]: nanoseconds from the first pass's beginning to each beginning and end. One call at a time. */
  async read(passes: number): Promise<Float64Array> {
    await this.#staging.mapAsync(GPUMapMode.READ, 0, 16 * passes);
    const times = new BigInt64Array(this.#staging.getMappedRange(0, 16 * passes).slice(0));
    this.#staging.unmap();
    return Float64Array.from(times, (time) => Number(time - times[0]));
  }

  destroy(): void {
    this.#queries.destroy();
    this.#resolved.destroy();
    this.#staging.destroy();
  }
}
