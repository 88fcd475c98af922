import { ReadbackRing, Scope, type Gpu, type GpuArray } from '../gpu/index';
import { biasCorrection, EVALUATION_STEP, learningRateAt } from '../reference/index';
import type { CallDescription, EditedSources, ModelParameters, ModelProgram } from './program';
import { guessedRungs, type Rungs } from './rungs';
import {
  backward,
  checkSizes,
  forward,
  inspection,
  update,
  type ToyModelConfig,
} from './toy-model';
import { makeArrays, SLOTS, type Arrays } from './toy-model-arrays';
import { CallList, type Call, type Slotted } from './stepwise';

/** The compiled calls of a step, and the scope that owns their uniforms. */
interface Lists {
  forward: CallList;
  learn: CallList;
  inspect: CallList;
  scope: Scope;
}

/** Read-backs that may be under way: two submits and a snapshot, and one to spare. */
const READBACKS = 4;

/**
 * A toy model as a stepwise program of kernel calls: sample, encode, decode, bias + ReLU, loss, backward, update. Every
 * intermediate array keeps its own buffer, so that it can be looked at.
 */
export class ToyModelStepwise implements ModelProgram {
  readonly engine = 'gpu';
  readonly maxSteps = SLOTS;
  step = 0;

  readonly #losses: ReadbackRing;
  readonly #parameters: ReadbackRing;
  readonly #schedule = new ArrayBuffer(SLOTS * 256);

  private constructor(
    private readonly gpu: Gpu,
    private readonly config: ToyModelConfig,
    private readonly scope: Scope,
    private readonly arrays: Arrays,
    private readonly slotted: { schedule: Slotted; loss: Slotted },
    private readonly rungs: Rungs,
    private lists: Lists,
  ) {
    const { w, w_decode, b, found } = arrays;
    const told = [w, w_decode, b, found].filter((array) => array !== undefined);
    this.#losses = scope.own(
      new ReadbackRing(gpu.device, 'toy_model.losses', SLOTS * slotted.loss.stride, READBACKS),
    );
    this.#parameters = scope.own(
      new ReadbackRing(
        gpu.device,
        'toy_model.parameters',
        told.reduce((bytes, { length }) => bytes + length * 4, 0),
        READBACKS,
      ),
    );
  }

  get calls(): readonly CallDescription[] {
    return [...this.lists.forward.descriptions, ...this.lists.learn.descriptions];
  }

  /**
   * Makes the arrays, compiles and binds every call, and writes the first weights.
   *
   * @param rungs which kernel computes each product
   * @throws RangeError when an array would not fit into one buffer on every device
   */
  static async create(
    gpu: Gpu,
    config: ToyModelConfig,
    rungs: Rungs = guessedRungs(gpu),
  ): Promise<ToyModelStepwise> {
    checkSizes(config);
    const scope = new Scope(gpu.device, 'toy_model');
    try {
      const { arrays, slotted } = await gpu.guarded('toy_model', () =>
        makeArrays(scope, config, rungs),
      );
      const lists = await compileLists(gpu, config, rungs, arrays, slotted);
      return new ToyModelStepwise(gpu, config, scope, arrays, slotted, rungs, lists);
    } catch (error) {
      scope.destroy();
      throw error;
    }
  }

  async substitute(edited: EditedSources): Promise<void> {
    const { gpu, config, rungs, arrays, slotted } = this;
    const lists = await compileLists(gpu, config, rungs, arrays, slotted, edited);
    // What was submitted keeps what it needs: a buffer is destroyed after the work that uses it.
    this.lists.scope.destroy();
    this.lists = lists;
  }

  advance(steps: number): Promise<Float32Array> {
    const first = this.step;
    this.step += steps;
    this.#writeSchedule(steps, (slot) => first + slot);
    return this.#submit('train', steps, (pass, slot) => {
      this.lists.forward.encode(pass, slot);
      this.lists.learn.encode(pass, slot);
    });
  }

  async evaluate(batches: number, progress?: (done: number) => void): Promise<Float64Array> {
    const { instances: I } = this.config;
    const mean = new Float64Array(I);
    for (let done = 0; done < batches;) {
      const count = Math.min(SLOTS, batches - done);
      const first = EVALUATION_STEP + done;
      this.#writeSchedule(count, (slot) => first + slot);
      const losses = await this.#submit('evaluate', count, (pass, slot) =>
        this.lists.forward.encode(pass, slot),
      );
      losses.forEach((loss, at) => (mean[at % I] += loss / batches));
      done += count;
      progress?.(done);
    }
    return mean;
  }

  async parameters(): Promise<ModelParameters> {
    const { device } = this.gpu;
    const { w, w_decode, b, found } = this.arrays;
    const told = [w, w_decode, b, found].filter((array) => array !== undefined);
    const { step } = this;
    const encoder = device.createCommandEncoder({ label: 'toy_model.parameters' });
    encoder.clearBuffer(found.buffer);
    const pass = encoder.beginComputePass({ label: 'toy_model.inspect' });
    this.lists.inspect.encode(pass, 0);
    pass.end();
    const arrive = this.#parameters.copy(
      encoder,
      told.map(({ buffer, length }) => ({ buffer, bytes: length * 4 })),
    );
    device.queue.submit([encoder.finish()]);
    const bytes = await arrive();
    let at = 0;
    const floats = ({ length }: GpuArray) => {
      const part = new Float32Array(bytes, at, length);
      at += length * 4;
      return part;
    };
    return {
      step,
      w: floats(w),
      wDecode: w_decode ? floats(w_decode) : null,
      b: floats(b),
      nonfinite: new Uint32Array(bytes, at, 1)[0],
    };
  }

  destroy(): void {
    this.lists.scope.destroy();
    this.scope.destroy();
  }

  /** Writes what each step of the next submit is told: its number, and the optimiser's constants of the hour. */
  #writeSchedule(steps: number, numberOf: (slot: number) => number): void {
    const view = new DataView(this.#schedule);
    const { optimizer } = this.config;
    for (let slot = 0; slot < steps; slot++) {
      const step = numberOf(slot);
      view.setUint32(slot * 256, step, true);
      view.setFloat32(slot * 256 + 4, learningRateAt(optimizer, step), true);
      view.setFloat32(slot * 256 + 8, biasCorrection(optimizer.beta1, step + 1), true);
      view.setFloat32(slot * 256 + 12, biasCorrection(optimizer.beta2, step + 1), true);
    }
    const { schedule } = this.slotted;
    this.gpu.device.queue.writeBuffer(schedule.buffer, 0, this.#schedule, 0, steps * 256);
  }

  /** One submit of many steps; resolves to their losses, [steps, I]. */
  async #submit(
    label: string,
    steps: number,
    encodeStep: (pass: GPUComputePassEncoder, slot: number) => void,
  ): Promise<Float32Array> {
    const { device } = this.gpu;
    const { loss } = this.slotted;
    const encoder = device.createCommandEncoder({ label: `toy_model.${label}` });
    const pass = encoder.beginComputePass({ label: `toy_model.${label}` });
    for (let slot = 0; slot < steps; slot++) encodeStep(pass, slot);
    pass.end();
    const part = { buffer: loss.buffer, bytes: steps * loss.stride };
    const arrive = this.#losses.copy(encoder, [part]);
    device.queue.submit([encoder.finish()]);

    const padded = new Float32Array(await arrive());
    const { instances: I } = this.config;
    const losses = new Float32Array(steps * I);
    for (let slot = 0; slot < steps; slot++) {
      const start = (slot * loss.stride) / 4;
      losses.set(padded.subarray(start, start + I), slot * I);
    }
    return losses;
  }
}

async function compileLists(
  gpu: Gpu,
  config: ToyModelConfig,
  rungs: Rungs,
  arrays: Arrays,
  slotted: Readonly<Record<string, Slotted>>,
  edited?: EditedSources,
): Promise<Lists> {
  const scope = new Scope(gpu.device, 'toy_model');
  const compile = (calls: Call[]) => CallList.compile(gpu, scope, calls, arrays, slotted, edited);
  try {
    return {
      forward: await compile(forward(config, rungs)),
      learn: await compile([...backward(config, rungs), ...update(config)]),
      inspect: await compile(inspection(config)),
      scope,
    };
  } catch (error) {
    scope.destroy();
    throw error;
  }
}
