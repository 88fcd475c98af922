import { checkAdjust } from './adjust';
import type { MemoryParts } from './memory';
import type { CallDescription, EditedSources, ModelParameters, ModelProgram } from './program';
import type { StepValues } from './step-values';
import { MOST_FLOATS, type ToyModelConfig } from './toy-model';

/** Models whose data sets are of one size, as a model of their own whose batch is the data set. */
interface Part {
  /** Which of all models they are, in order. */
  models: number[];
  config: ToyModelConfig;
}

/**
 * The models of a configuration by the size of their data sets; all in one part where they have none. Model k of every
 * part starts from the same weights, and its data sets are the first samples of one list: counters know a model only by
 * its place.
 */
export function dataSetsOf(config: ToyModelConfig): Part[] {
  const { dataset, instances, features: n, probability, importance } = config;
  const all = Array.from({ length: instances }, (_, k) => k);
  if (!dataset) return [{ models: all, config }];
  return [...new Set(Array.from(dataset))].map((samples) => {
    const models = all.filter((k) => dataset[k] === samples);
    const own = (values: ArrayLike<number>) =>
      models.flatMap((k) => Array.from({ length: n }, (_, j) => values[k * n + j]));
    return {
      models,
      config: {
        ...config,
        instances: models.length,
        batch: samples,
        probability: own(probability),
        importance: own(importance),
        dataset: models.map(() => samples),
      },
    };
  });
}

/** Models that train on data sets of several sizes: a program each size, side by side, as if it were one. */
export class DataSets implements ModelProgram {
  #edited: EditedSources | null = null;

  private constructor(
    private config: ToyModelConfig,
    private readonly parts: readonly (Part & { program: ModelProgram })[],
    private readonly create: (part: ToyModelConfig) => Promise<ModelProgram>,
  ) {}

  /**
   * @param create makes the program of one part
   * @throws what `create` throws; nothing is left behind then
   */
  static async create(
    config: ToyModelConfig,
    create: (part: ToyModelConfig) => Promise<ModelProgram>,
  ): Promise<DataSets> {
    const parts: (Part & { program: ModelProgram })[] = [];
    try {
      for (const part of dataSetsOf(config)) {
        parts.push({ ...part, program: await create(part.config) });
      }
    } catch (error) {
      for (const { program } of parts) program.destroy();
      throw error;
    }
    return new DataSets(config, parts, create);
  }

  get engine() {
    return this.#first.engine;
  }

  get kind() {
    return this.#first.kind;
  }

  get step(): number {
    return this.#first.step;
  }

  get maxSteps(): number {
    return this.#first.maxSteps;
  }

  /** Those of the first size: the others differ in their batch alone. */
  get calls(): readonly CallDescription[] {
    return this.#first.calls;
  }

  get bytes(): number {
    return this.parts.reduce((sum, { program }) => sum + program.bytes, 0);
  }

  get estimate(): MemoryParts {
    const all = this.parts.map(({ program }) => program.estimate);
    const sum = (key: keyof MemoryParts) => all.reduce((total, part) => total + part[key], 0);
    return {
      parameters: sum('parameters'),
      moments: sum('moments'),
      losses: sum('losses'),
      activations: sum('activations'),
      snapshots: sum('snapshots'),
    };
  }

  async advance(steps: number): Promise<Float32Array> {
    const { instances: I } = this.config;
    const losses = new Float32Array(steps * I);
    const parts = this.parts.map(async ({ models, program }) => {
      const own = await program.advance(steps);
      own.forEach((loss, at) => {
        const [step, k] = [Math.floor(at / models.length), at % models.length];
        losses[step * I + models[k]] = loss;
      });
    });
    await Promise.all(parts);
    return losses;
  }

  async parameters(): Promise<ModelParameters> {
    const { instances: I } = this.config;
    const own = await Promise.all(this.parts.map(({ program }) => program.parameters()));
    const together = (of: (parameters: ModelParameters) => Float32Array): Float32Array => {
      const row = of(own[0]).length / this.parts[0].models.length;
      const all = new Float32Array(I * row);
      this.parts.forEach(({ models }, part) =>
        models.forEach((model, k) =>
          all.set(of(own[part]).subarray(k * row, (k + 1) * row), model * row),
        ),
      );
      return all;
    };
    const ended = own.flatMap((parameters) => parameters.ended ?? []);
    return {
      ...(ended.length > 0 && { ended }),
      step: own[0].step,
      w: together(({ w }) => w),
      wDecode: own[0].wDecode && together(({ wDecode }) => wDecode!),
      b: together(({ b }) => b),
      geometry: {
        norm: together(({ geometry }) => geometry.norm),
        dimensionality: together(({ geometry }) => geometry.dimensionality),
        overlap: together(({ geometry }) => geometry.overlap),
      },
      nonfinite: own.reduce((sum, { nonfinite }) => sum + nonfinite, 0),
    };
  }

  /**
   * All models together on fresh samples, in a program of its own, which is as one without data sets. Batches have the
   * experiment's size, or as much of it as fits into a buffer; they do not follow the sizes of the data sets.
   */
  async evaluate(batches: number, progress?: (done: number) => void): Promise<Float64Array> {
    const { instances: I, features: n, hidden: m, batch } = this.config;
    const most = Math.max(1, Math.floor(MOST_FLOATS / (I * Math.max(n, m))));
    const own = { batch: Math.min(batch, most), dataset: undefined };
    const passes = Math.ceil((batches * batch) / own.batch);
    const weights = await this.parameters();
    const judge = await this.create({ ...this.config, ...own, weights });
    try {
      if (this.#edited) await judge.substitute?.(this.#edited);
      return await judge.evaluate(passes, (done) =>
        progress?.(Math.floor((batches * done) / passes)),
      );
    } finally {
      judge.destroy();
    }
  }

  adjust(config: ToyModelConfig): void {
    checkAdjust(this.config, config);
    const next = dataSetsOf(config);
    this.parts.forEach(({ program }, at) => program.adjust?.(next[at].config));
    this.config = config;
  }

  async stepValues(model: number, sample: number): Promise<StepValues> {
    // A model that there is not is refused by the first part, in words.
    const part = this.parts.find(({ models }) => models.includes(model)) ?? this.parts[0];
    const { models, program } = part;
    if (!program.stepValues) throw new RangeError('This engine keeps no intermediate arrays.');
    return { ...(await program.stepValues(models.indexOf(model), sample)), model };
  }

  async substitute(sources: EditedSources): Promise<void> {
    // One after the other: what is wrong with a text shows at the first.
    for (const { program } of this.parts) await program.substitute?.(sources);
    this.#edited = sources;
  }

  destroy(): void {
    for (const { program } of this.parts) program.destroy();
  }

  get #first(): ModelProgram {
    return this.parts[0].program;
  }
}
