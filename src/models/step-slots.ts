import { ReadbackRing, type Gpu, type GpuArray, type Scope, type Timer } from '../gpu/index';
import { biasCorrection, learningRateAt, type ReferenceOptimizer } from '../reference/index';
import { READBACKS } from './memory';
import type { Slotted } from './stepwise';

/** The most steps in one submit: what the buffers that change from step to step have room for. */
export const SLOTS = 128;

/**
 * What changes from step to step of a submit: what each step is told (its batch, and the optimiser's constants of the
 * hour), and the loss that it leaves. Each step has a slot in both.
 */
export class StepSlots {
  /** By the names that calls use. */
  readonly slotted: { schedule: Slotted; loss: Slotted };
  /** [SLOTS, instances], each row beginning at a multiple of 256 bytes. */
  readonly loss: GpuArray<'f32'>;
  /** Bytes on the device beside the array of losses. */
  readonly bytes: number;
  readonly #ring: ReadbackRing;
  readonly #schedule = new ArrayBuffer(SLOTS * 256);

  /**
   * Makes the buffers; call it within `gpu.guarded`.
   *
   * @param owner first part of every label
   * @param instances losses of a step
   */
  constructor(
    private readonly gpu: Gpu,
    scope: Scope,
    private readonly owner: string,
    private readonly instances: number,
  ) {
    this.loss = scope.array('f32', [SLOTS, alignedFloats(instances)], 'loss');
    const stride = alignedFloats(instances) * 4;
    const schedule = scope.uniform(new ArrayBuffer(SLOTS * 256), 'schedule');
    this.slotted = {
      schedule: { buffer: schedule, stride: 256, size: 16 },
      loss: { buffer: this.loss.buffer, stride, size: instances * 4 },
    };
    this.#ring = scope.own(
      new ReadbackRing(gpu.device, `${owner}.losses`, SLOTS * stride, READBACKS),
    );
    this.bytes = READBACKS * SLOTS * stride + SLOTS * 256;
  }

  /**
   * Writes what each step of the next submit is told: which batch to draw, and the optimiser's constants of the hour.
   *
   * @param drawnOf the number of the batch, where it is not the step's
   */
  write(
    optimizer: ReferenceOptimizer,
    steps: number,
    numberOf: (slot: number) => number,
    drawnOf = numberOf,
  ): void {
    const view = new DataView(this.#schedule);
    for (let slot = 0; slot < steps; slot++) {
      const step = numberOf(slot);
      view.setUint32(slot * 256, drawnOf(slot), true);
      view.setFloat32(slot * 256 + 4, learningRateAt(optimizer, step), true);
      view.setFloat32(slot * 256 + 8, biasCorrection(optimizer.beta1, step + 1), true);
      view.setFloat32(slot * 256 + 12, biasCorrection(optimizer.beta2, step + 1), true);
    }
    const { buffer } = this.slotted.schedule;
    this.gpu.device.queue.writeBuffer(buffer, 0, this.#schedule, 0, steps * 256);
  }

  /** One submit of many steps; resolves to their losses, [steps, instances]. */
  async submit(
    label: string,
    steps: number,
    encode: (encoder: GPUCommandEncoder) => void,
  ): Promise<Float32Array> {
    const { gpu, owner, instances } = this;
    const { loss } = this.slotted;
    const encoder = gpu.device.createCommandEncoder({ label: `${owner}.${label}` });
    encode(encoder);
    const arrive = this.#ring.copy(encoder, [{ buffer: loss.buffer, bytes: steps * loss.stride }]);
    gpu.device.queue.submit([encoder.finish()]);

    const padded = new Float32Array(await arrive());
    const losses = new Float32Array(steps * instances);
    for (let slot = 0; slot < steps; slot++) {
      const start = (slot * loss.stride) / 4;
      losses.set(padded.subarray(start, start + instances), slot * instances);
    }
    return losses;
  }
}

/** All steps of a submit in one pass: what is usual, for a pass has a price. */
export function inOnePass(
  encoder: GPUCommandEncoder,
  steps: number,
  timer: Timer | undefined,
  encodeStep: (pass: GPUComputePassEncoder, slot: number) => void,
): void {
  const pass = encoder.beginComputePass({ timestampWrites: timer?.timestampWrites });
  for (let slot = 0; slot < steps; slot++) encodeStep(pass, slot);
  pass.end();
  timer?.resolve(encoder);
}

/** Dynamic offsets come in steps of 256 bytes (64 floats) on every device. */
function alignedFloats(floats: number): number {
  return Math.ceil(floats / 64) * 64;
}
