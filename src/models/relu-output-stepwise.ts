import { ReadbackRing, Scope, type Gpu, type GpuArray } from '../gpu/index';
import { activationThreshold, biasCorrection, EVALUATION_STEP } from '../reference/index';
import { Inspection } from './inspection';
import type { CallDescription, EditedSources, ModelParameters, ModelProgram } from './program';
import {
  backward,
  firstWeights,
  forward,
  perFeature,
  guessedRungs,
  type Rungs,
  update,
  type ReluOutputConfig,
} from './relu-output';
import { CallList, type Call, type Slotted } from './stepwise';

/** The compiled calls of a step, and the scope that owns their uniforms. */
interface Lists {
  forward: CallList;
  learn: CallList;
  scope: Scope;
}

/** The most steps in one submit: what the buffers that change from step to step have room for. */
const SLOTS = 128;

/** Read-backs of losses that may be under way: two submits, and two to spare. */
const READBACKS = 4;

/**
 * The ReLU output model as a stepwise program of kernel calls: sample, encode, decode, bias + ReLU, loss, backward, update. Every intermediate
 * array keeps its own buffer, so that it can be looked at.
 */
export class ReluOutputStepwise implements ModelProgram {
  readonly engine = 'gpu';
  readonly maxSteps = SLOTS;
  step = 0;

  readonly #losses: ReadbackRing;
  readonly #schedule = new ArrayBuffer(SLOTS * 256);

  private constructor(
    private readonly gpu: Gpu,
    private readonly config: ReluOutputConfig,
    private readonly scope: Scope,
    private readonly arrays: Readonly<Record<string, GpuArray>>,
    private readonly inspection: Inspection,
    private readonly slotted: { schedule: Slotted; loss: Slotted },
    private readonly rungs: Rungs,
    private lists: Lists,
  ) {
    this.#losses = scope.own(
      new ReadbackRing(gpu.device, 'relu_output.losses', SLOTS * slotted.loss.stride, READBACKS),
    );
  }

  get calls(): readonly CallDescription[] {
    return [...this.lists.forward.descriptions, ...this.lists.learn.descriptions];
  }

  /**
   * Makes the arrays, compiles and binds every call, and writes the first weights.
   *
   * @param rungs which kernel computes each product
   */
  static async create(
    gpu: Gpu,
    config: ReluOutputConfig,
    rungs: Rungs = guessedRungs(gpu),
  ): Promise<ReluOutputStepwise> {
    const { instances: I, batch: B, features: n, hidden: m } = config;
    const scope = new Scope(gpu.device, 'relu_output');
    try {
      const { arrays, slotted } = await gpu.guarded('relu_output', () => {
        const on = Array.from(perFeature(config.probability, n), activationThreshold);
        const f32 = (role: string, shape: number[], data?: ArrayLike<number>) =>
          scope.array('f32', shape, role, data && Float32Array.from(data));
        const arrays = {
          threshold: scope.array(
            'u32',
            [I, n],
            'threshold',
            Uint32Array.from(on, ({ threshold }) => threshold),
          ),
          scale: f32(
            'scale',
            [I, n],
            on.map(({ scale }) => scale),
          ),
          importance: f32('importance', [n], config.importance),
          w: f32('w', [I, n, m], firstWeights(config)),
          m_w: f32('m_w', [I, n, m]),
          v_w: f32('v_w', [I, n, m]),
          b: f32('b', [I, n]),
          m_b: f32('m_b', [I, n]),
          v_b: f32('v_b', [I, n]),
          x: f32('x', [I, B, n]),
          h: f32('h', [I, B, m]),
          pre: f32('pre', [I, B, n]),
          out: f32('out', [I, B, n]),
          loss: f32('loss', [SLOTS, alignedFloats(I)]),
          d_out: f32('d_out', [I, B, n]),
          d_pre: f32('d_pre', [I, B, n]),
          d_h: f32('d_h', [I, B, m]),
          d_w_decode: f32('d_w_decode', [I, n, m]),
          d_w_encode: f32('d_w_encode', [I, n, m]),
          d_w: f32('d_w', [I, n, m]),
          d_b: f32('d_b', [I, n]),
        };
        const schedule = scope.uniform(new ArrayBuffer(SLOTS * 256), 'schedule');
        const slotted = {
          schedule: { buffer: schedule, stride: 256, size: 16 },
          loss: { buffer: arrays.loss.buffer, stride: alignedFloats(I) * 4, size: I * 4 },
        };
        return { arrays, slotted };
      });
      const inspection = scope.own(await Inspection.create(gpu, 'relu_output', arrays, config));
      const lists = await compileLists(gpu, config, rungs, arrays, slotted);
      return new ReluOutputStepwise(gpu, config, scope, arrays, inspection, slotted, rungs, lists);
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

  parameters(): Promise<ModelParameters> {
    return this.inspection.read(this.step);
  }

  destroy(): void {
    this.lists.scope.destroy();
    this.scope.destroy();
  }

  /** Writes what each step of the next submit is told: its number, and the optimiser's constants of the hour. */
  #writeSchedule(steps: number, numberOf: (slot: number) => number): void {
    const view = new DataView(this.#schedule);
    const { learningRate, beta1, beta2 } = this.config.optimizer;
    for (let slot = 0; slot < steps; slot++) {
      const step = numberOf(slot);
      view.setUint32(slot * 256, step, true);
      view.setFloat32(slot * 256 + 4, learningRate, true);
      view.setFloat32(slot * 256 + 8, biasCorrection(beta1, step + 1), true);
      view.setFloat32(slot * 256 + 12, biasCorrection(beta2, step + 1), true);
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
    const encoder = device.createCommandEncoder({ label: `relu_output.${label}` });
    const pass = encoder.beginComputePass({ label: `relu_output.${label}` });
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
  config: ReluOutputConfig,
  rungs: Rungs,
  arrays: Readonly<Record<string, GpuArray>>,
  slotted: Readonly<Record<string, Slotted>>,
  edited?: EditedSources,
): Promise<Lists> {
  const scope = new Scope(gpu.device, 'relu_output');
  const compile = (calls: Call[]) => CallList.compile(gpu, scope, calls, arrays, slotted, edited);
  try {
    return {
      forward: await compile(forward(config, rungs)),
      learn: await compile([...backward(config, rungs), ...update(config)]),
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
