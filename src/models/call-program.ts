import {
  ReadbackRing,
  Scope,
  type Gpu,
  type GpuArray,
  type Timeline,
  type Timer,
} from '../gpu/index';
import { biasCorrection, EVALUATION_STEP, learningRateAt } from '../reference/index';
import { checkAdjust } from './adjust';
import { givenArrays, writeGiven } from './given';
import { Inspection } from './inspection';
import { estimateMemory, READBACKS, type MemoryParts } from './memory';
import { Pace } from './pace';
import type { CallDescription, EditedSources, ModelParameters, ModelProgram } from './program';
import { CallList, type Call, type Slotted } from './stepwise';
import type { ToyModelConfig } from './toy-model';

/** The most steps in one submit: what the buffers that change from step to step have room for. */
export const SLOTS = 128;

/** Milliseconds that a submit of an evaluation may take. */
export const EVALUATION_BUDGET = 50;

/** Shape and first content of each array that a program may use, by name; zeros where nothing is said. */
export type Shapes = Readonly<
  Record<string, readonly [shape: readonly number[], first?: ArrayLike<number> | null]>
>;

/** What a program of kernel calls consists of. */
export interface Design {
  /** First part of every label. */
  owner: string;
  kind: 'stepwise' | 'phases' | 'sparse';
  /** The calls of the forward pass, up to the loss. */
  forward: (config: ToyModelConfig) => readonly Call[];
  /** The calls that learn from it. */
  learn: (config: ToyModelConfig) => readonly Call[];
  shapes: Shapes;
  /** Trained arrays beside `w` and `b`: looked at for numbers that are none. */
  decoder?: string;
  /** Parts of the batch whose gradients are summed side by side. */
  slices?: number;
  /** Throws a RangeError where this design, as it was cut for one model, cannot train another of the same sizes. */
  check?: (config: ToyModelConfig) => void;
}

/** The compiled calls of a step, and the scope that owns their uniforms. */
interface Lists {
  forward: CallList;
  learn: CallList;
  scope: Scope;
}

/** Everything that a program holds once it is open. */
interface Parts {
  gpu: Gpu;
  config: ToyModelConfig;
  design: Design;
  scope: Scope;
  arrays: Readonly<Record<string, GpuArray>>;
  slotted: { schedule: Slotted; loss: Slotted };
  inspection: Inspection;
  lists: Lists;
}

/**
 * A toy model as a list of kernel calls that is encoded again for each step, many steps a submit. Which calls, and so
 * which arrays, is the design's affair.
 */
export class CallProgram implements ModelProgram {
  readonly engine = 'gpu';
  readonly maxSteps = SLOTS;
  step = 0;

  readonly #losses: ReadbackRing;
  readonly #schedule = new ArrayBuffer(SLOTS * 256);

  protected constructor(private readonly parts: Parts) {
    const { gpu, design, scope, slotted } = parts;
    const bytes = SLOTS * slotted.loss.stride;
    this.#losses = scope.own(
      new ReadbackRing(gpu.device, `${design.owner}.losses`, bytes, READBACKS),
    );
  }

  get kind(): Design['kind'] {
    return this.parts.design.kind;
  }

  get calls(): readonly CallDescription[] {
    const { lists } = this.parts;
    return [...lists.forward.descriptions, ...lists.learn.descriptions];
  }

  /** Bytes on the device: every array, and what results are brought back in. */
  get bytes(): number {
    const { arrays, slotted, inspection } = this.parts;
    const floats = Object.values(arrays).reduce((sum, { length }) => sum + length, 0);
    const ring = READBACKS * SLOTS * slotted.loss.stride;
    return 4 * floats + ring + SLOTS * slotted.schedule.stride + inspection.bytes;
  }

  get estimate(): MemoryParts {
    const { config, design } = this.parts;
    return estimateMemory(config, design.kind, { steps: SLOTS, slices: design.slices });
  }

  /** Makes the arrays, compiles and binds every call, and writes the first weights. */
  protected static async open(gpu: Gpu, config: ToyModelConfig, design: Design): Promise<Parts> {
    const scope = new Scope(gpu.device, design.owner);
    try {
      const { arrays, slotted } = await gpu.guarded(design.owner, () =>
        makeArrays(scope, config, design),
      );
      const inspection = scope.own(
        await Inspection.create(
          gpu,
          design.owner,
          {
            w: arrays.w as GpuArray<'f32'>,
            wDecode: design.decoder ? (arrays[design.decoder] as GpuArray<'f32'>) : undefined,
            b: arrays.b as GpuArray<'f32'>,
          },
          config,
        ),
      );
      const lists = await compileLists(gpu, config, design, arrays, slotted);
      return { gpu, config, design, scope, arrays, slotted, inspection, lists };
    } catch (error) {
      scope.destroy();
      throw error;
    }
  }

  adjust(config: ToyModelConfig): void {
    const { gpu, design, arrays, lists } = this.parts;
    checkAdjust(this.parts.config, config);
    design.check?.(config);
    // Writes queue up behind what was submitted, which so still reads the old numbers. The rates come with each submit.
    const { queue } = gpu.device;
    writeGiven(queue, arrays, config);
    lists.forward.rewrite(queue, design.forward(config));
    lists.learn.rewrite(queue, design.learn(config));
    this.parts.config = config;
  }

  async substitute(edited: EditedSources): Promise<void> {
    const { gpu, config, design, arrays, slotted } = this.parts;
    const lists = await compileLists(gpu, config, design, arrays, slotted, edited);
    // What was submitted keeps what it needs: a buffer is destroyed after the work that uses it.
    this.parts.lists.scope.destroy();
    this.parts.lists = lists;
  }

  /** @param timer notes when the pass of all steps began and ended */
  advance(steps: number, timer?: Timer): Promise<Float32Array> {
    const { forward, learn } = this.parts.lists;
    this.#begin(steps);
    return this.#submit('train', steps, (encoder) => {
      inOnePass(encoder, steps, timer, (pass, slot) => {
        forward.encode(pass, slot);
        learn.encode(pass, slot);
      });
    });
  }

  /** Like `advance`, but each call is a pass of its own, and the timeline notes when each began and ended. */
  advanceApart(steps: number, timeline: Timeline): Promise<Float32Array> {
    const { forward, learn } = this.parts.lists;
    const calls = this.calls.length;
    this.#begin(steps);
    return this.#submit('train', steps, (encoder) => {
      for (let slot = 0; slot < steps; slot++) {
        forward.encodeApart(encoder, slot, timeline, slot * calls);
        learn.encodeApart(encoder, slot, timeline, slot * calls + forward.descriptions.length);
      }
      timeline.resolve(encoder, steps * calls);
    });
  }

  async evaluate(batches: number, progress?: (done: number) => void): Promise<Float64Array> {
    const { instances: I } = this.parts.config;
    const mean = new Float64Array(I);
    const pace = new Pace(SLOTS);
    for (let done = 0; done < batches;) {
      const count = Math.min(pace.steps, batches - done);
      const began = performance.now();
      const first = EVALUATION_STEP + done;
      this.#writeSchedule(count, (slot) => first + slot);
      const { forward } = this.parts.lists;
      const losses = await this.#submit('evaluate', count, (encoder) => {
        inOnePass(encoder, count, undefined, (pass, slot) => forward.encode(pass, slot));
      });
      losses.forEach((loss, at) => (mean[at % I] += loss / batches));
      pace.took(count, performance.now() - began, EVALUATION_BUDGET);
      done += count;
      progress?.(done);
    }
    return mean;
  }

  parameters(): Promise<ModelParameters> {
    return this.parts.inspection.read(this.step);
  }

  destroy(): void {
    this.parts.lists.scope.destroy();
    this.parts.scope.destroy();
  }

  /** The next `steps` updates are under way. */
  #begin(steps: number): void {
    const first = this.step;
    this.step += steps;
    // A data set is the batch of step 0, drawn again at every step.
    const drawn = this.parts.config.dataset ? () => 0 : undefined;
    this.#writeSchedule(steps, (slot) => first + slot, drawn);
  }

  /**
   * Writes what each step of the next submit is told: which batch to draw, and the optimiser's constants of the hour.
   *
   * @param drawnOf the number of the batch, where it is not the step's
   */
  #writeSchedule(steps: number, numberOf: (slot: number) => number, drawnOf = numberOf): void {
    const view = new DataView(this.#schedule);
    const { optimizer } = this.parts.config;
    for (let slot = 0; slot < steps; slot++) {
      const step = numberOf(slot);
      view.setUint32(slot * 256, drawnOf(slot), true);
      view.setFloat32(slot * 256 + 4, learningRateAt(optimizer, step), true);
      view.setFloat32(slot * 256 + 8, biasCorrection(optimizer.beta1, step + 1), true);
      view.setFloat32(slot * 256 + 12, biasCorrection(optimizer.beta2, step + 1), true);
    }
    const { gpu, slotted } = this.parts;
    gpu.device.queue.writeBuffer(slotted.schedule.buffer, 0, this.#schedule, 0, steps * 256);
  }

  /** One submit of many steps; resolves to their losses, [steps, I]. */
  async #submit(
    label: string,
    steps: number,
    encode: (encoder: GPUCommandEncoder) => void,
  ): Promise<Float32Array> {
    const { gpu, design, slotted, config } = this.parts;
    const { loss } = slotted;
    const encoder = gpu.device.createCommandEncoder({ label: `${design.owner}.${label}` });
    encode(encoder);
    const part = { buffer: loss.buffer, bytes: steps * loss.stride };
    const arrive = this.#losses.copy(encoder, [part]);
    gpu.device.queue.submit([encoder.finish()]);

    const padded = new Float32Array(await arrive());
    const { instances: I } = config;
    const losses = new Float32Array(steps * I);
    for (let slot = 0; slot < steps; slot++) {
      const start = (slot * loss.stride) / 4;
      losses.set(padded.subarray(start, start + I), slot * I);
    }
    return losses;
  }
}

/** All steps of a submit in one pass: what is usual, for a pass has a price. */
function inOnePass(
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

/** Makes the arrays that the calls use, and no others. */
function makeArrays(scope: Scope, config: ToyModelConfig, design: Design) {
  const { instances: I } = config;
  const calls = [...design.forward(config), ...design.learn(config)];
  const used = calls.flatMap(({ arrays }) => Object.values(arrays));
  const arrays = givenArrays(scope, config);
  const loss = scope.array('f32', [SLOTS, alignedFloats(I)], 'loss');
  arrays.loss = loss;
  for (const role of new Set(used)) {
    if (role in arrays) continue;
    const [shape, first] = design.shapes[role];
    arrays[role] = scope.array('f32', shape, role, first ? Float32Array.from(first) : undefined);
  }
  const schedule = scope.uniform(new ArrayBuffer(SLOTS * 256), 'schedule');
  return {
    arrays,
    slotted: {
      schedule: { buffer: schedule, stride: 256, size: 16 },
      loss: { buffer: loss.buffer, stride: alignedFloats(I) * 4, size: I * 4 },
    },
  };
}

async function compileLists(
  gpu: Gpu,
  config: ToyModelConfig,
  { owner, forward, learn }: Design,
  arrays: Readonly<Record<string, GpuArray>>,
  slotted: Readonly<Record<string, Slotted>>,
  edited?: EditedSources,
): Promise<Lists> {
  const scope = new Scope(gpu.device, owner);
  const compile = (calls: readonly Call[]) =>
    CallList.compile(gpu, scope, calls, arrays, slotted, edited);
  try {
    return {
      forward: await compile(forward(config)),
      learn: await compile(learn(config)),
      scope,
    };
  } catch (error) {
    scope.destroy();
    throw error;
  }
}

/** Dynamic offsets come in steps of 256 bytes (64 floats) on every device. */
function alignedFloats(floats: number): number {
  return Math.ceil(floats / 64) * 64;
}
