import { ReadbackRing, Scope, type Gpu, type GpuArray, type Timer } from '../gpu/index';
import { evaluate, kernelEntry, packUniform, type Sizes } from '../kernels/index';
import {
  biasCorrection,
  EVALUATION_STEP,
  hiddenL1Rate,
  learningRateAt,
  seedKey,
} from '../reference/index';
import { checkAdjust } from './adjust';
import { EVALUATION_BUDGET } from './call-program';
import { givenArrays, writeGiven } from './given';
import { Inspection } from './inspection';
import { estimateMemory, READBACKS, type MemoryParts } from './memory';
import { Pace } from './pace';
import type { CallDescription, EditedSources, ModelParameters, ModelProgram } from './program';
import { CallList, withEnded, type Call, type Slotted } from './stepwise';
import {
  dataConstants,
  firstBias,
  hyperOf,
  togetherWeights,
  type ToyModelConfig,
} from './toy-model';

/** What one invocation of train_small can hold in its registers. */
const MOST_FEATURES = 16;
const MOST_HIDDEN = 4;

/** The most steps in one launch. */
const MOST_STEPS = 1024;

/**
 * Losses of one launch, over all instances: 4 MiB. With thousands of models a launch of fewer steps is long enough.
 */
const MOST_LOSSES = 2 ** 20;

/**
 * Rounds that all loops of an invocation together may make in a launch. Mesa's llvmpipe (22.3) ends its loops after
 * 65 535, without a word: a run then looks well and has learnt nothing in its last steps.
 */
const MOST_ROUNDS = 60_000;

/** Widths of a workgroup worth trying: narrow for software adapters, wide for graphics cards. */
export const SMALL_WIDTHS: readonly number[] = [32, 64, 128];

/** The width for adapters without a graphics card: as many invocations as a CPU's vectors have lanes. */
export const SOFTWARE_WIDTH = 8;

/** Whether models of this size can live in one workgroup. */
export function fitsSmall({
  features,
  hidden,
}: Pick<ToyModelConfig, 'features' | 'hidden'>): boolean {
  return features <= MOST_FEATURES && hidden <= MOST_HIDDEN;
}

/** What every device grants a workgroup. */
const WORKGROUP_BYTES = 16_384;

/**
 * Whether so many invocations can share a model: their sums meet in workgroup memory, beside the model and its moments.
 * Each of at most 64 always can.
 */
export function fitsWidth(config: ToyModelConfig, width: number): boolean {
  const { header } = kernelEntry('train_small');
  const { constants = {}, sizes } = launchCall(config, width);
  const symbols = { ...header.constants, ...constants, ...sizes };
  return evaluate(header.cost['shared bytes'], symbols) <= WORKGROUP_BYTES;
}

/** The lists of kernel calls, each of one, and the scope that owns their uniforms. */
interface Lists {
  train: CallList;
  /** Compiled when it is asked for: the page never does, and on a software adapter it takes as long as the other. */
  evaluate: () => Promise<CallList>;
  scope: Scope;
}

/**
 * Small toy models, each trained by one workgroup, many steps a launch (shaders/train/train_small.wgsl). The same data,
 * the same operations and the same arrays of parameters as the stepwise program; no activation is ever written.
 */
export class ToyModelSmall implements ModelProgram {
  readonly engine = 'gpu';
  readonly kind = 'small';
  readonly maxSteps: number;
  step = 0;

  readonly #losses: ReadbackRing;

  private constructor(
    private readonly gpu: Gpu,
    private config: ToyModelConfig,
    /** Invocations that share a model. */
    readonly width: number,
    private readonly scope: Scope,
    private readonly arrays: Readonly<Record<string, GpuArray>>,
    private readonly dims: Slotted,
    private readonly inspection: Inspection,
    private lists: Lists,
  ) {
    this.maxSteps = stepsPerLaunch(config, width);
    const bytes = this.maxSteps * config.instances * 4;
    this.#losses = scope.own(
      new ReadbackRing(gpu.device, 'toy_model_small.losses', bytes, READBACKS),
    );
  }

  /**
   * @param width invocations that share a model
   * @throws RangeError for models that are too large; see `fitsSmall`
   */
  static async create(
    gpu: Gpu,
    config: ToyModelConfig,
    width: number = guessedWidth(gpu, config),
  ): Promise<ToyModelSmall> {
    if (!fitsSmall(config)) {
      throw new RangeError(
        `one workgroup holds models of at most ${MOST_FEATURES} features and ${MOST_HIDDEN} hidden dimensions, not ${config.features} and ${config.hidden}`,
      );
    }
    const scope = new Scope(gpu.device, 'toy_model_small');
    try {
      const { arrays, dims } = await gpu.guarded('toy_model_small', () =>
        makeArrays(scope, config, width),
      );
      const { w, b } = arrays as Record<string, GpuArray<'f32'>>;
      const inspection = scope.own(
        await Inspection.create(gpu, 'toy_model_small', { w, b }, config),
      );
      const lists = await compileLists(gpu, config, width, arrays, dims);
      return new ToyModelSmall(gpu, config, width, scope, arrays, dims, inspection, lists);
    } catch (error) {
      scope.destroy();
      throw error;
    }
  }

  get calls(): readonly CallDescription[] {
    return this.lists.train.descriptions;
  }

  /** Bytes on the device: every array, and what results are brought back in. */
  get bytes(): number {
    const floats = Object.values(this.arrays).reduce((sum, { length }) => sum + length, 0);
    const ring = READBACKS * this.maxSteps * this.config.instances;
    return 4 * (floats + ring) + this.inspection.bytes;
  }

  get estimate(): MemoryParts {
    return estimateMemory(this.config, this.kind, { steps: this.maxSteps });
  }

  adjust(config: ToyModelConfig): void {
    checkAdjust(this.config, config);
    // The write queues up behind what was submitted. Rates and weight decay come with each submit.
    writeGiven(this.gpu.device.queue, this.arrays, config);
    this.config = config;
  }

  async substitute(edited: EditedSources): Promise<void> {
    const { gpu, config, width, arrays, dims } = this;
    const lists = await compileLists(gpu, config, width, arrays, dims, edited);
    // What was submitted keeps what it needs: a buffer is destroyed after the work that uses it.
    this.lists.scope.destroy();
    this.lists = lists;
  }

  /** @param timer notes when the launch began and ended */
  advance(steps: number, timer?: Timer): Promise<Float32Array> {
    const first = this.step;
    this.step += steps;
    return this.#submit(this.lists.train, first, steps, timer);
  }

  async evaluate(batches: number, progress?: (done: number) => void): Promise<Float64Array> {
    const { instances: I } = this.config;
    const mean = new Float64Array(I);
    const list = await this.lists.evaluate();
    const pace = new Pace(this.maxSteps); // a launch must stay short on any device
    for (let done = 0; done < batches;) {
      const count = Math.min(pace.steps, batches - done);
      const began = performance.now();
      const losses = await this.#submit(list, EVALUATION_STEP + done, count);
      losses.forEach((loss, at) => (mean[at % I] += loss / batches));
      pace.took(count, performance.now() - began, EVALUATION_BUDGET);
      done += count;
      progress?.(done);
    }
    return mean;
  }

  parameters(): Promise<ModelParameters> {
    return withEnded(this.inspection.read(this.step), this.gpu.device, [this.lists.train]);
  }

  destroy(): void {
    this.lists.scope.destroy();
    this.scope.destroy();
  }

  /** One launch of many steps; resolves to their losses, [steps, I]. */
  async #submit(
    list: CallList,
    first: number,
    steps: number,
    timer?: Timer,
  ): Promise<Float32Array> {
    const { device } = this.gpu;
    const { instances: I, optimizer } = this.config;
    const schedule = new Float32Array(4 * steps);
    for (let k = 0; k < steps; k++) {
      const t = first + k;
      const corrections = [optimizer.beta1, optimizer.beta2].map((b) => biasCorrection(b, t + 1));
      schedule.set([learningRateAt(optimizer, t), ...corrections], 4 * k);
    }
    device.queue.writeBuffer(this.arrays.schedule.buffer, 0, schedule);
    device.queue.writeBuffer(this.dims.buffer, 0, dimsOf(this.config, first, steps));

    list.refill(device.queue, 1);
    const encoder = device.createCommandEncoder({ label: 'toy_model_small' });
    const timestampWrites = timer?.timestampWrites;
    const pass = encoder.beginComputePass({ label: 'toy_model_small', timestampWrites });
    list.encode(pass, 0);
    pass.end();
    timer?.resolve(encoder);
    const part = { buffer: this.arrays.loss.buffer, bytes: steps * I * 4 };
    const arrive = this.#losses.copy(encoder, [part]);
    device.queue.submit([encoder.finish()]);
    return new Float32Array(await arrive());
  }
}

/** The widest that fits, on a graphics card. */
function guessedWidth({ adapter }: Gpu, config: ToyModelConfig): number {
  const fitting = SMALL_WIDTHS.filter((width) => fitsWidth(config, width));
  return adapter.fallback ? SOFTWARE_WIDTH : fitting[fitting.length - 1];
}

/** The block sizes of the kernel for models of this size. */
function blocksOf({ features, hidden }: ToyModelConfig) {
  return { QUADS: Math.ceil(features / 4), LAST: ((features - 1) % 4) + 1, HIDDEN: hidden };
}

/** As many steps as losses, schedule and loops of a launch have room for. */
export function stepsPerLaunch(config: ToyModelConfig, width: number): number {
  const { instances, batch, architecture } = config;
  const { QUADS, HIDDEN } = blocksOf(config);
  const rows = 4 * HIDDEN * (architecture.tied ? 1 : 2) + 5;
  const parts = Math.ceil(width / 16);
  const perQuad = Math.ceil((rows * parts) / width) * 17 + Math.ceil(rows / width) * (1 + parts);
  const rounds = 1 + Math.ceil(batch / width) + QUADS * perQuad;
  const steps = Math.min(MOST_STEPS, MOST_LOSSES / instances, MOST_ROUNDS / rounds);
  return Math.max(1, Math.floor(steps));
}

function makeArrays(scope: Scope, config: ToyModelConfig, width: number) {
  const { instances: I, features: n, hidden: m, architecture } = config;
  const matrices = architecture.tied ? 1 : 2;
  const most = stepsPerLaunch(config, width);
  const dims = dimsOf(config, 0, 1);
  const arrays: Record<string, GpuArray> = {
    ...givenArrays(scope, config),
    schedule: scope.array('f32', [most, 4], 'schedule'),
    w: scope.array('f32', [matrices, I, n, m], 'w', togetherWeights(config)),
    b: scope.array('f32', [I, n], 'b', Float32Array.from(firstBias(config))),
    moments: scope.array('f32', [2, matrices * I * n * m + I * n], 'moments'),
    loss: scope.array('f32', [most, I], 'loss'),
  };
  const buffer = scope.uniform(dims, 'dims');
  return { arrays, dims: { buffer, stride: 256, size: dims.byteLength } };
}

/** The uniform of a launch of so many steps. */
function dimsOf(config: ToyModelConfig, first: number, steps: number): ArrayBuffer {
  const { instances: I, batch: B, features: n, hidden: m, seed, optimizer } = config;
  const [key_0, key_1, key_2, key_3] = seedKey(seed);
  const { header } = kernelEntry('train_small');
  return packUniform(header.structs.Dims, {
    ...{ I, B, n, m, steps, first, key_0, key_1, key_2, key_3, loss_scale: 1 / (B * n) },
    l1: hiddenL1Rate(config, B, n),
    ...hyperOf({ ...optimizer, name: 'adamw' }),
  });
}

/** The launch as a call. Its `override` values are decided by the model alone. */
export function launchCall(config: ToyModelConfig, width: number, constants: Sizes = {}): Call {
  const { instances: I, batch: B, features: n, hidden: m } = config;
  const { architecture, objective, optimizer, data } = config;
  return {
    kernel: 'train_small',
    does: `draws, encodes, decodes, learns: whole steps of ${optimizer.name}, each model in a workgroup of its own`,
    sizes: { I, B, n, m, steps: stepsPerLaunch(config, width) },
    constants: {
      WORKGROUP: width,
      ...blocksOf(config),
      ...(!architecture.tied && { WEIGHTS: 2 }),
      ...(architecture.hiddenRelu && { HIDDEN_RELU: 1 }),
      ...(config.hiddenL1 && { HIDDEN_L1: 1 }),
      ...(!architecture.outputRelu && { OUTPUT_RELU: 0 }),
      ...(objective === 'absolute' && { ABSOLUTE: 1 }),
      ...(optimizer.name === 'sgd' && { ADAM: 0 }),
      ...dataConstants(data),
      ...constants,
    },
    arrays: {
      ...{ schedule: 'schedule', threshold: 'threshold', scale: 'scale' },
      ...{ importance: 'importance', w: 'w', b: 'b', moments: 'moments', loss: 'loss' },
    },
  };
}

async function compileLists(
  gpu: Gpu,
  config: ToyModelConfig,
  width: number,
  arrays: Readonly<Record<string, GpuArray>>,
  dims: Slotted,
  edited?: EditedSources,
): Promise<Lists> {
  const scope = new Scope(gpu.device, 'toy_model_small');
  const compile = (constants: Sizes) =>
    CallList.compile(gpu, scope, [launchCall(config, width, constants)], arrays, { dims }, edited);
  try {
    let evaluate: Promise<CallList> | undefined;
    return {
      train: await compile({}),
      evaluate: () => (evaluate ??= compile({ LEARN: 0 })),
      scope,
    };
  } catch (error) {
    scope.destroy();
    throw error;
  }
}
