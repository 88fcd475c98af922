import type { ModelParameters } from '../models/index';
import type { TrainedDictionaries } from './dictionary';
import { featureProbabilities, importancesOf, probabilities, type Experiment } from './experiment';
import { bestReplicas, finiteModels } from './finite';

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
  /** Mean over batch and features; NaN where it is not known, and of a model that is not finite. */
  loss: number;
  /** Whether all of its numbers are finite. If not, training has diverged, and nothing that is computed from them means anything. */
  finite: boolean;
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
  #finite: Uint8Array | null = null;
  #best: ArrayLike<number> | null;

  /**
   * @param loss mean-loss of each model, [instances · replicas]
   * @param dictionaries trained on the best replica of each instance, where there are such
   * @param chosen which model stands for each instance, [instances]; by the losses and `bestReplicas` where nothing is said
   * @param seen instances that were looked at are added to it
   */
  constructor(
    readonly experiment: Experiment,
    readonly moment: Moment,
    readonly loss: ArrayLike<number>,
    readonly dictionaries: TrainedDictionaries | null = null,
    readonly chosen: ArrayLike<number> | null = null,
    private readonly seen: Set<number> | null = null,
  ) {
    this.#probability = featureProbabilities(experiment);
    this.#densities = probabilities(experiment);
    this.#best = chosen;
  }

  /** The same models beside dictionaries of them. */
  with(dictionaries: TrainedDictionaries): Trained {
    const { experiment, moment, loss } = this;
    return this.#like(new Trained(experiment, moment, loss, dictionaries, this.best));
  }

  /** The same models; the instances that are looked at are added to a set. */
  watched(seen: Set<number>): Trained {
    const { experiment, moment, loss, dictionaries } = this;
    return this.#like(new Trained(experiment, moment, loss, dictionaries, this.best, seen));
  }

  /** What is known of these numbers need not be found again. */
  #like(same: Trained): Trained {
    same.#finite = this.finite;
    return same;
  }

  get instances(): number {
    return this.experiment.instances;
  }

  /** Which models have finite numbers only, [instances · replicas]. */
  get finite(): Uint8Array {
    const { w, wDecode, b, geometry } = this.moment;
    const { instances, replicas } = this.experiment;
    // Weights may be finite, and so large that their norms are not.
    this.#finite ??= finiteModels([w, wDecode, b, geometry.norm], instances * replicas);
    return this.#finite;
  }

  /** Which model stands for each instance, [instances]. */
  get best(): ArrayLike<number> {
    this.#best ??= bestReplicas(this.loss, this.finite, this.experiment);
    return this.#best;
  }

  /** Whether no replica of an instance is finite. */
  diverged(instance: number): boolean {
    return !this.finite[this.best[instance]];
  }

  /** Whether no model is finite. */
  get allDiverged(): boolean {
    return !this.finite.includes(1);
  }

  /** The replica of an instance with the lowest loss, of those that are finite. */
  instance(instance: number): TrainedModel {
    return this.model(this.best[instance]);
  }

  /** The best replica of the instance whose density is nearest to this one. */
  at(density: number): TrainedModel {
    const off = (p: number) => Math.abs(Math.log(p / density));
    const all = this.#densities;
    return this.instance(all.reduce((near, p, i) => (off(p) < off(all[near]) ? i : near), 0));
  }

  /** The best replica of each instance, whether or not it is finite. */
  all(): TrainedModel[] {
    return Array.from({ length: this.instances }, (_, i) => this.instance(i));
  }

  /** The best replica of each instance that has a finite one. */
  allFinite(): TrainedModel[] {
    return this.all().filter(({ finite }) => finite);
  }

  /** The replicas of an instance that are finite; all of them where none is. */
  replicas(instance: number): TrainedModel[] {
    const { instances, replicas } = this.experiment;
    const all = Array.from({ length: replicas }, (_, r) => this.model(r * instances + instance));
    return this.diverged(instance) ? all : all.filter(({ finite }) => finite);
  }

  model(index: number): TrainedModel {
    const { instances, features: n, hidden: m } = this.experiment;
    const { w, wDecode, b, geometry } = this.moment;
    const instance = index % instances;
    const finite = this.finite[index] === 1;
    this.seen?.add(instance);
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
      loss: finite ? (this.loss[index] ?? NaN) : NaN,
      finite,
      probability: this.#probability.subarray(instance * n, (instance + 1) * n),
      importance: importancesOf(this.experiment, instance),
    };
  }
}
