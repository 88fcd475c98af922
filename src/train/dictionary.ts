import type { Dictionaries, DictionaryProgram, SparseAutoencoderConfig } from '../models/index';
import {
  anyOn,
  hiddenVectors,
  initialWeights,
  LOOK_STEP,
  matchDictionary,
  unitRows,
  sparseAutoencoderForward,
  type DictionaryMatch,
} from '../reference/index';
import { featureProbabilities, modelConfig, type Experiment } from './experiment';
import { freshSamples } from './fresh-samples';
import { REPRESENTED } from './measures';
import type { Trained } from './trained';

// A sparse autoencoder for the best replica of each instance: trained after the models, on their hidden vectors.

/** How sparse autoencoders are trained. */
export interface DictionarySpec {
  /** d: directions in a dictionary. */
  entries: number;
  /** λ of the penalty on what is read off, ‖f‖₁. */
  l1: number;
  batch: number;
  steps: number;
  learningRate: number;
}

/** What is trained of a run that says nothing: as many entries as half again the features. */
export function usualDictionary({ features }: Experiment): DictionarySpec {
  const entries = Math.ceil(1.5 * features);
  return { entries, l1: 0.3, batch: 256, steps: 2000, learningRate: 0.01 };
}

/** The autoencoders of an experiment, one for the best replica of each instance as it is now. */
export function dictionaryConfig(trained: Trained, spec: DictionarySpec): SparseAutoencoderConfig {
  const { experiment } = trained;
  const { instances, features, hidden, seed } = experiment;
  const { architecture, data } = modelConfig(experiment);
  const { entries, l1, batch, steps, learningRate } = spec;
  return {
    ...{ instances, features, hidden, entries, batch, seed, l1, data },
    probability: featureProbabilities(experiment),
    w: Float32Array.from(trained.all().flatMap(({ w }) => [...w])),
    hiddenRelu: architecture.hiddenRelu,
    optimizer: {
      ...{ name: 'adamw', learningRate, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
      ...{ weightDecay: 0, schedule: 'cosine', warmup: 0, steps },
    },
  };
}

/** What was found of one model. */
export interface FoundDictionary {
  n: number;
  m: number;
  /** [n, m]: the model that it was found of. */
  w: Float32Array;
  /** ‖W_i‖, [n] */
  norm: Float64Array;
  /** [d, m], rows of length 1 */
  entries: Float32Array;
  /** How often each entry is on, [d]. */
  use: Float64Array;
  /** Entries that are hardly ever on where a feature is. */
  dead: Set<number>;
  /** Entries that are on at once, on average. */
  active: number;
  /** Mean over batch and dimensions of (h − ĥ)². */
  error: number;
  /** The same over the mean of h²: the share that is lost. */
  lost: number;
  match: DictionaryMatch;
  /** Features that the model represents: what a dictionary can find. */
  represented: number[];
  /** Mean max cosine similarity over these. */
  mmcs: number;
  /** The same of as many random directions. */
  chance: number;
}

/** Samples with a feature on that a dictionary is looked at on: how often one of ten entries is on is known to 3 %. */
const LOOKED_AT = 10_000;
/** An entry that is on in fewer of them, as a share, is dead. */
const DEAD = 1e-3;
/** Random dictionaries that chance is the mean of. */
const RANDOM = 16;

/** Dictionaries of all instances, and what they were trained on. Looks at one when it is asked for. */
export class TrainedDictionaries {
  readonly #found = new Map<number, FoundDictionary>();

  constructor(
    readonly config: SparseAutoencoderConfig,
    readonly numbers: Dictionaries,
    /** Updates made. */
    readonly step: number,
  ) {}

  instance(instance: number): FoundDictionary {
    const known = this.#found.get(instance) ?? this.#look(instance);
    this.#found.set(instance, known);
    return known;
  }

  #look(instance: number): FoundDictionary {
    const { features: n, hidden: m, entries: d, probability, data, seed } = this.config;
    const own = (all: ArrayLike<number>, each: number) =>
      Float32Array.from({ length: each }, (_, e) => all[instance * each + e]);
    const { numbers } = this;
    const w = own(this.config.w, n * m);
    const weights = {
      encode: own(numbers.encode, m * d),
      encodeBias: own(numbers.encodeBias, d),
      decode: own(numbers.decode, d * m),
      decodeBias: own(numbers.decodeBias, m),
    };
    const p = own64(probability, instance, n);
    const { x, count, weight } = freshSamples(LOOKED_AT, seed, p, data, LOOK_STEP);
    const sizes = { I: 1, B: count, n, m, d };
    const h = hiddenVectors(x, w, this.config.hiddenRelu, sizes);
    const { f, out } = sparseAutoencoderForward(h, weights, sizes);
    const use = new Float64Array(d);
    f.forEach((v, e) => (use[e % d] += v > 0 ? weight[Math.floor(e / d)] : 0));
    const mean = (of: (e: number) => number) =>
      h.reduce((sum, _, e) => sum + (weight[Math.floor(e / m)] * of(e)) / m, 0);
    const [error, size] = [mean((e) => (h[e] - out[e]) ** 2), mean((e) => h[e] ** 2)];
    const least = DEAD * anyOn(p, data);
    const dead = new Set(Array.from(use.keys()).filter((e) => use[e] < least));
    const norm = Float64Array.from({ length: n }, (_, i) =>
      Math.hypot(...w.subarray(i * m, (i + 1) * m)),
    );
    const represented = Array.from(norm.keys()).filter((i) => norm[i] > REPRESENTED);
    const similarity = ({ cosine }: DictionaryMatch) =>
      represented.reduce((sum, i) => sum + cosine[i], 0) / represented.length;
    const match = matchDictionary(w, weights.decode, m);
    return {
      ...{ n, m, w, norm, entries: weights.decode, use, dead, error, lost: error / size, match },
      ...{ represented, active: use.reduce((sum, p) => sum + p, 0), mmcs: similarity(match) },
      chance: similarity(randomMatch(w, d, m)),
    };
  }
}

const own64 = (all: ArrayLike<number>, at: number, each: number) =>
  Float64Array.from({ length: each }, (_, e) => all[at * each + e]);

/** What random directions come to: cosines of each feature, a mean over many draws. */
function randomMatch(w: Float32Array, d: number, m: number): DictionaryMatch {
  const draws = initialWeights(0, RANDOM, d * m, 1);
  unitRows(draws, RANDOM * d, m);
  const all = Array.from({ length: RANDOM }, (_, k) =>
    matchDictionary(w, draws.subarray(k * d * m, (k + 1) * d * m), m),
  );
  const cosine = all[0].cosine.map((_, i) =>
    all.reduce((sum, draw) => sum + draw.cosine[i] / RANDOM, 0),
  );
  return { cosine, entry: all[0].entry };
}

/**
 * Trains a program to its last step.
 *
 * @param report updates made, and the newest error, a mean over the instances; may give a moment to others
 */
export async function trainDictionaries(
  program: DictionaryProgram,
  config: SparseAutoencoderConfig,
  report: (step: number, error: number) => void | Promise<void>,
): Promise<TrainedDictionaries> {
  const { steps } = config.optimizer;
  let chunk = 1;
  while (program.step < steps) {
    const began = performance.now();
    const count = Math.min(chunk, program.maxSteps, steps - program.step);
    const losses = await program.advance(count);
    const newest = losses.subarray(losses.length - config.instances);
    await report(
      program.step,
      newest.reduce((sum, v) => sum + v / config.instances, 0),
    );
    chunk = performance.now() - began < 50 ? 2 * count : Math.max(1, Math.round(count / 2));
  }
  return new TrainedDictionaries(config, await program.dictionaries(), program.step);
}
