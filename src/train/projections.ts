import {
  EVALUATION_STEP,
  projectionMoments,
  sampleKurtosis,
  sparseFeatures,
} from '../reference/index';
import type { Experiment } from './experiment';
import type { Trained, TrainedModel } from './trained';

/** Fresh samples of one instance's features, as lists of those that are on. */
interface Lists {
  /** Where each sample begins, [samples + 1]. */
  start: Uint32Array;
  feature: Uint16Array;
  value: Float32Array;
}

/** One hidden dimension h_k = Σ_i W_ik x_i, measured and computed. */
export interface Projection {
  /** h_k of every sample, [samples] */
  h: Float64Array;
  /** Exact, from the weights. */
  mean: number;
  variance: number;
  kurtosis: number;
  /** Excess kurtosis of the samples. */
  measured: number;
  standardError: number;
}

/** Whether h is a projection of independent features that are never negative. */
export function projects({ model, sets, inputs }: Experiment): boolean {
  const linear = model === 'relu-output' || model === 'linear-output';
  return linear && sets === null && inputs === 'positive';
}

/** Projects fresh samples onto the hidden dimensions of trained models; draws the samples of an instance once. */
export class Projections {
  readonly #lists = new Map<number, Lists>();

  constructor(
    private readonly seed: number,
    private readonly samples: number,
  ) {}

  /** One entry a hidden dimension. */
  of(model: TrainedModel): Projection[] {
    const { w, n, m, probability } = model;
    const { start, feature, value } = this.#listsOf(model);
    return Array.from({ length: m }, (_, k) => {
      const h = new Float64Array(this.samples);
      for (let s = 0; s < this.samples; s++) {
        let sum = 0;
        for (let e = start[s]; e < start[s + 1]; e++) sum += w[feature[e] * m + k] * value[e];
        h[s] = sum;
      }
      const column = Float64Array.from({ length: n }, (_, i) => w[i * m + k]);
      const exact = projectionMoments(column, probability);
      const { kurtosis, standardError } = sampleKurtosis(h, exact.mean, exact.variance);
      return { h, ...exact, measured: kurtosis, standardError };
    });
  }

  #listsOf({ instance, n, probability }: TrainedModel): Lists {
    const known = this.#lists.get(instance);
    if (known) return known;
    const B = this.samples;
    // Every instance has data of its own, as in training.
    const x = sparseFeatures(this.seed + instance, EVALUATION_STEP, probability, { I: 1, B, n });
    const on = x.reduce((count, value) => (value > 0 ? count + 1 : count), 0);
    const lists = {
      start: new Uint32Array(B + 1),
      feature: new Uint16Array(on),
      value: new Float32Array(on),
    };
    let at = 0;
    for (let s = 0; s < B; s++) {
      for (let i = 0; i < n; i++) {
        if (x[s * n + i] === 0) continue;
        lists.feature[at] = i;
        lists.value[at++] = x[s * n + i];
      }
      lists.start[s + 1] = at;
    }
    this.#lists.set(instance, lists);
    return lists;
  }
}

/** Every hidden dimension of the best replica of every instance, on so many fresh samples. */
export function allProjections(trained: Trained, samples: number): Projection[] {
  const projections = new Projections(trained.experiment.seed, samples);
  return trained.all().flatMap((model) => projections.of(model));
}
