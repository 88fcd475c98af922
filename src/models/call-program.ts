import { Scope, type Gpu, type GpuArray, type Timeline, type Timer } from '../gpu/index';
import { EVALUATION_STEP } from '../reference/index';
import { checkAdjust } from './adjust';
import { attackArrays, givenArrays, writeGiven } from './given';
import { Inspection } from './inspection';
import { estimateMemory, type MemoryParts } from './memory';
import { Pace } from './pace';
import type { CallDescription, EditedSources, ModelParameters, ModelProgram } from './program';
import { inOnePass, SLOTS, StepSlots } from './step-slots';
import { readStepValues, type StepValues } from './step-values';
import { CallList, withEnded, type Call, type Slotted } from './stepwise';
import { MOST_FLOATS, type ToyModelConfig } from './toy-model';
import type { ArrayMeaning } from './toy-model-arrays';

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
  /** What each array is, where every one of a step is kept and can be looked at. */
  meanings?: Readonly<Record<string, ArrayMeaning>>;
  /** Arrays that a step begins with and changes. */
  carried?: readonly string[];
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
  slots: StepSlots;
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

  protected constructor(private readonly parts: Parts) {}

  get kind(): Design['kind'] {
    return this.parts.design.kind;
  }

  get calls(): readonly CallDescription[] {
    const { lists } = this.parts;
    return [...lists.forward.descriptions, ...lists.learn.descriptions];
  }

  /** Bytes on the device: every array, and what results are brought back in. */
  get bytes(): number {
    const { arrays, slots, inspection } = this.parts;
    const floats = Object.values(arrays).reduce((sum, { length }) => sum + length, 0);
    return 4 * floats + slots.bytes + inspection.bytes;
  }

  get estimate(): MemoryParts {
    const { config, design } = this.parts;
    return estimateMemory(config, design.kind, { steps: SLOTS, slices: design.slices });
  }

  /** Makes the arrays, compiles and binds every call, and writes the first weights. */
  protected static async open(gpu: Gpu, config: ToyModelConfig, design: Design): Promise<Parts> {
    const scope = new Scope(gpu.device, design.owner);
    try {
      const { arrays, slots } = await gpu.guarded(design.owner, () => {
        const made = new StepSlots(gpu, scope, design.owner, config.instances);
        return { arrays: makeArrays(scope, config, design, made.loss), slots: made };
      });
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
      const lists = await compileLists(gpu, config, design, arrays, slots.slotted);
      return { gpu, config, design, scope, arrays, slots, inspection, lists };
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
    const { gpu, config, design, arrays, slots } = this.parts;
    const lists = await compileLists(gpu, config, design, arrays, slots.slotted, edited);
    // What was submitted keeps what it needs: a buffer is destroyed after the work that uses it.
    this.parts.lists.scope.destroy();
    this.parts.lists = lists;
  }

  /** @param timer notes when the pass of all steps began and ended */
  advance(steps: number, timer?: Timer): Promise<Float32Array> {
    const { forward, learn } = this.parts.lists;
    this.#begin(steps);
    return this.parts.slots.submit('train', steps, (encoder) => {
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
    return this.parts.slots.submit('train', steps, (encoder) => {
      for (let slot = 0; slot < steps; slot++) {
        forward.encodeApart(encoder, slot, timeline, slot * calls);
        learn.encodeApart(encoder, slot, timeline, slot * calls + forward.descriptions.length);
      }
      timeline.resolve(encoder, steps * calls);
    });
  }

  async stepValues(model: number, sample: number): Promise<StepValues> {
    const { gpu, config, design, arrays, lists } = this.parts;
    const { owner, meanings, carried = [] } = design;
    if (!meanings) {
      throw new RangeError('A fused program writes no intermediate arrays; the stepwise one does.');
    }
    const { step } = this;
    this.#tell(step, 1);
    const { forward, learn } = lists;
    const own = forward.descriptions.length;
    const encode = (encoder: GPUCommandEncoder, place: number) =>
      place < own ? forward.encodeOne(encoder, 0, place) : learn.encodeOne(encoder, 0, place - own);
    const { instances: models, batch: samples } = config;
    return readStepValues(
      { gpu, owner, calls: this.calls, arrays, meanings, carried, models, samples, encode },
      { step, model, sample },
    );
  }

  async evaluate(batches: number, progress?: (done: number) => void): Promise<Float64Array> {
    const { slots, lists } = this.parts;
    const { instances: I, optimizer } = this.parts.config;
    const mean = new Float64Array(I);
    const pace = new Pace(SLOTS);
    for (let done = 0; done < batches;) {
      const count = Math.min(pace.steps, batches - done);
      const began = performance.now();
      const first = EVALUATION_STEP + done;
      slots.write(optimizer, count, (slot) => first + slot);
      const { forward } = lists;
      forward.refill(this.parts.gpu.device.queue, count);
      const losses = await slots.submit('evaluate', count, (encoder) => {
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
    const { gpu, inspection, lists } = this.parts;
    return withEnded(inspection.read(this.step), gpu.device, [lists.forward, lists.learn]);
  }

  destroy(): void {
    this.parts.lists.scope.destroy();
    this.parts.scope.destroy();
  }

  /** The next `steps` updates are under way. */
  #begin(steps: number): void {
    this.#tell(this.step, steps);
    this.step += steps;
  }

  /** Tells so many slots, from the first, which steps they are. */
  #tell(first: number, steps: number): void {
    const { slots, config } = this.parts;
    // A data set is the batch of step 0, drawn again at every step.
    const { queue } = this.parts.gpu.device;
    this.parts.lists.forward.refill(queue, steps);
    this.parts.lists.learn.refill(queue, steps);
    const drawnOf = config.dataset ? () => 0 : undefined;
    slots.write(config.optimizer, steps, (slot) => first + slot, drawnOf);
  }
}

/** @throws RangeError when an array would not fit into one buffer on every device */
function checkArray(owner: string, role: string, shape: readonly number[]): void {
  const floats = shape.reduce((product, extent) => product * extent, 1);
  if (floats <= MOST_FLOATS) return;
  throw new RangeError(
    `instances · replicas: ${owner} would need an array ${role} of ${floats} numbers, allowed is at most ${MOST_FLOATS} (what fits into one buffer on every device); lower the replicas or the batch, or choose another program.`,
  );
}

/** Makes the arrays that the calls use, and no others. */
function makeArrays(scope: Scope, config: ToyModelConfig, design: Design, loss: GpuArray<'f32'>) {
  const calls = [...design.forward(config), ...design.learn(config)];
  const used = calls.flatMap(({ arrays }) => Object.values(arrays));
  const arrays: Record<string, GpuArray> = {
    ...givenArrays(scope, config),
    ...attackArrays(scope, config),
    loss,
  };
  for (const role of new Set(used)) {
    if (role in arrays) continue;
    const [shape, first] = design.shapes[role];
    checkArray(design.owner, role, shape);
    arrays[role] = scope.array('f32', shape, role, first ? Float32Array.from(first) : undefined);
  }
  return arrays;
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
