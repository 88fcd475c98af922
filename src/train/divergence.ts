import type { ModelParameters } from '../models/index';
import { finiteModels, type Rows } from './finite';

/** That a model has a number which is NaN or infinite, and where that was seen. */
export interface Divergence {
  /** Which of all models; replica r of instance i is r · instances + i. */
  model: number;
  /** The first of its arrays with such a number, as a run record names it. */
  array: string;
  /** Updates made when all of its numbers were last seen to be finite. */
  after: number;
  /** Updates made when they no longer were. */
  by: number;
}

/** What a run consists of, as far as words about it go. */
interface Sizes {
  instances: number;
  replicas: number;
}

/** The arrays of a moment, by the names that a run record gives them. */
function arraysOf({ w, wDecode, b, geometry }: Omit<ModelParameters, 'nonfinite'>) {
  // Weights may be finite, and so large that their norms are not.
  return { W: w, Wdecode: wDecode, b, '‖W‖': geometry.norm } satisfies Record<string, Rows>;
}

/** Which models have diverged, and when: hears of the moments of a run, from its first weights on. */
export class DivergenceLog {
  readonly #known = new Map<number, Divergence>();
  /** Updates of the moment before. */
  #before = 0;

  /** @param models instances · replicas */
  constructor(readonly models: number) {}

  /** In the order in which it was seen. */
  get all(): readonly Divergence[] {
    return [...this.#known.values()];
  }

  get size(): number {
    return this.#known.size;
  }

  of(model: number): Divergence | undefined {
    return this.#known.get(model);
  }

  /** Looks at the next moment. */
  hear(moment: ModelParameters): void {
    const { step, nonfinite } = moment;
    for (const [array, values] of Object.entries(arraysOf(moment))) {
      // The weights have been counted where they were trained, most often to nothing.
      if (nonfinite === 0 && array !== '‖W‖') continue;
      finiteModels([values], this.models).forEach((finite, model) => {
        if (!finite) this.add({ model, array, after: this.#before, by: step });
      });
    }
    this.#before = step;
  }

  /** Of a model that has diverged already, the first stays. */
  add(divergence: Divergence): void {
    if (!this.#known.has(divergence.model)) this.#known.set(divergence.model, divergence);
  }

  /** The instances of which no replica is left. */
  lost({ instances, replicas }: Sizes): number[] {
    if (this.size < replicas) return [];
    return Array.from({ length: instances }, (_, i) => i).filter((i) =>
      Array.from({ length: replicas }, (_, r) => r * instances + i).every((model) =>
        this.#known.has(model),
      ),
    );
  }

  /** What has diverged, in one or two sentences; empty where nothing has. */
  inWords(sizes: Sizes): string {
    const [first] = this.all;
    if (!first) return '';
    const where = `${first.array} ${modelInWords(first.model, sizes)}`;
    const when =
      first.by - first.after <= 1
        ? `at step ${first.by}`
        : `between step ${first.after} and step ${first.by}`;
    if (this.size === 1) {
      return `Training diverged: ${where} stopped being finite ${when}.`;
    }
    const many = this.size === this.models ? `all ${this.size}` : `${this.size} of ${this.models}`;
    return `Training diverged: ${many} models are no longer finite. The first was ${where}, ${when}.`;
  }
}

/** For example `of instance 3, replica 1 of 4`; of the only model there is, `of the model`. */
function modelInWords(model: number, { instances, replicas }: Sizes): string {
  if (instances * replicas === 1) return 'of the model';
  const instance = `of instance ${model % instances}`;
  return replicas === 1
    ? instance
    : `${instance}, replica ${Math.floor(model / instances) + 1} of ${replicas}`;
}
