import { GpuArray, type ElementType, type HostArray } from './array';

/** Owns arrays and buffers, and frees them all at once. */
export class Scope {
  readonly #owned: { destroy(): void }[] = [];

  constructor(
    readonly device: GPUDevice,
    readonly name: string,
  ) {}

  /** A new array named `scope.role`, filled with `data` or with zeros. */
  array<T extends ElementType>(
    type: T,
    shape: readonly number[],
    role: string,
    data?: HostArray<T>,
  ): GpuArray<T> {
    const array = this.own(new GpuArray(this.device, type, shape, `${this.name}.${role}`));
    if (data) array.write(this.device.queue, data);
    return array;
  }

  /** A uniform buffer named `scope.role` that holds `data`. */
  uniform(data: ArrayBuffer, role: string): GPUBuffer {
    const buffer = this.own(
      this.device.createBuffer({
        label: `${this.name}.${role}`,
        size: data.byteLength,
        usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST,
      }),
    );
    this.device.queue.writeBuffer(buffer, 0, data);
    return buffer;
  }

  /** Takes charge of anything that has to be destroyed. */
  own<T extends { destroy(): void }>(resource: T): T {
    this.#owned.push(resource);
    return resource;
  }

  destroy(): void {
    for (const resource of this.#owned.splice(0)) resource.destroy();
  }
}
