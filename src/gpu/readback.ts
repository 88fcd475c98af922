/** One part of a read-back: where it is copied from. */
export interface ReadbackPart {
  buffer: GPUBuffer;
  offset?: number;
  bytes: number;
}

/**
 * A ring of staging buffers: results come back while the next work already runs, and nothing is
 * allocated on the way. Copy into a slot while encoding, submit, then await the slot.
 */
export class ReadbackRing {
  readonly #free: GPUBuffer[] = [];
  readonly #all: GPUBuffer[] = [];

  /**
   * @param bytes the most that one read-back holds
   * @param slots how many may be under way at once
   */
  constructor(
    device: GPUDevice,
    readonly label: string,
    readonly bytes: number,
    slots: number,
  ) {
    for (let slot = 0; slot < slots; slot++) {
      this.#all.push(
        device.createBuffer({
          label: `${label}.staging${slot}`,
          size: bytes,
          usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
        }),
      );
    }
    this.#free.push(...this.#all);
  }

  /**
   * Encodes copies of all parts, one behind the other, and returns what to await after the submit:
   * a fresh array buffer with their bytes.
   *
   * @throws RangeError when every slot is under way, or the parts are larger than a slot
   */
  copy(encoder: GPUCommandEncoder, parts: readonly ReadbackPart[]): () => Promise<ArrayBuffer> {
    const total = parts.reduce((sum, part) => sum + part.bytes, 0);
    const staging = this.#free.pop();
    if (!staging)
      throw new RangeError(`${this.label}: all ${this.#all.length} slots are under way`);
    if (total > this.bytes) {
      this.#free.push(staging);
      throw new RangeError(`${this.label}: ${total} bytes do not fit into ${this.bytes}`);
    }
    let at = 0;
    for (const { buffer, offset = 0, bytes } of parts) {
      encoder.copyBufferToBuffer(buffer, offset, staging, at, bytes);
      at += bytes;
    }
    return async () => {
      await staging.mapAsync(GPUMapMode.READ, 0, total);
      const bytes = staging.getMappedRange(0, total).slice(0);
      staging.unmap();
      this.#free.push(staging);
      return bytes;
    };
  }

  destroy(): void {
    for (const buffer of this.#all) buffer.destroy();
  }
}
