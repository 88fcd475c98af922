import type { ModelParameters } from '../models/index';
import type { TrainedDictionaries } from './dictionary';
import { featureProbabilities, importancesOf, probabilities, type Experiment } from './experiment';

/** One trained model: what its views draw and its claims are about. */
export interface TrainedModel {
  /** Which of all models; replica r of instance i is r · instances + i. */
  index: number;
  instance: number;
  replica: number;
  n: number;
  m: number;
  /** [n, m]: one row a feature, the paper's W_i; the encoder's where the decoder has its own. */
  w: Float32Array;
  /** [n, m]; the encoder's where it is tied. */
  wDecode: Float32Array;
  /** Whether encoder and decoder are one matrix. */
  tied: boolean;
  /** [n] */
  b: Float32Array;
  /** ‖W_i‖, [n] */
  norm: Float32Array;
  /** D_i, [n] */
  dimensionality: Float32Array;
  /** Σ_{j≠i} (Ŵ_i · W_j)², [n] */
  overlap: Float32Array;
  /** Mean over batch and features; NaN where it is not known. */
  loss: number;
  /** How often each feature is on, [n]. */
  probability: Float64Array;
  /** [n] */
  importance: readonly number[];
}

/** What is needed of a moment of a run. */
export type Moment = Pick<ModelParameters, 'step' | 'w' | 'wDecode' | 'b' | 'geometry'>;

/** All models of an experiment at one moment. Copies nothing. */
export class Trained {
  readonly #probability: Float64Array;
  readonly #densities: readonly number[];

  /**
   * @param loss mean-loss of each model, [instances · replicas]
   * @param dictionaries trained on the best replica of each instance, where there are such
   */
  constructor(
    readonly experiment: Experiment,
    readonly moment: Moment,
    readonly loss: ArrayLike<number>,
    readonly dictionaries: TrainedDictionaries | null = null,
  ) {
    this.#probability = featureProbabilities(experiment);
    this.#densities = probabilities(experiment);
  }

  /** The same models beside dictionaries of them. */
  with(dictionaries: TrainedDictionaries): Trained {
    return new Trained(this.experiment, this.moment, this.loss, dictionaries);
  }

  get instances(): number {
    return this.experiment.instances;
  }

  /** The replica of an instance with the lowest loss. */
  instance(instance: number): TrainedModel {
    const { instances, replicas } = this.experiment;
    let best = instance;
    for (let r = 1; r < replicas; r++) {
      const other = r * instances + instance;
      if (this.loss[other] < this.loss[best]) best = other;
    }
    return this.model(best);
  }

  /** The best replica of the instance whose density is nearest to this one. */
  at(density: number): TrainedModel {
    const off = (p: number) => Math.abs(Math.log(p / density));
    const all = this.#densities;
    return this.instance(all.reduce((near, p, i) => (off(p) < off(all[near]) ? i : near), 0));
  }

  /** The best replica of each instance. */
  all(): TrainedModel[] {
    return Array.from({ length: this.instances }, (_, i) => this.instance(i));
  }

  model(index: number): TrainedModel {
    const { instances, features: n, hidden: m } = this.experiment;
    const { w, wDecode, b, geometry } = this.moment;
    const instance = index % instances;
    const weights = (all: Float32Array) => all.subarray(index * n * m, (index + 1) * n * m);
    const own = (all: Float32Array) => all.subarray(index * n, (index + 1) * n);
    return {
      ...{ index, instance, replica: Math.floor(index / instances), n, m },
      w: weights(w),
      wDecode: weights(wDecode ?? w),
      tied: !wDecode,
      b: own(b),
      norm: own(geometry.norm),
      dimensionality: own(geometry.dimensionality),
      overlap: own(geometry.overlap),
      loss: this.loss[index] ?? NaN,
      probability: this.#probability.subarray(instance * n, (instance + 1) * n),
      importance: importancesOf(this.experiment, instance),
    };
  }
}
