import {
  initialWeights,
  unitRows,
  sparseAutoencoderState,
  type FeatureData,
  type ReferenceOptimizer,
} from '../reference/index';
import { MOST_FLOATS } from './toy-model';

// What sparse autoencoders are trained on, and what comes of it: for the program on the GPU and its twin in float64.

/** Everything that decides what sparse autoencoders train on, and how: one for each model, side by side. */
export interface SparseAutoencoderConfig {
  /** I: models, and an autoencoder for each. */
  instances: number;
  /** n */
  features: number;
  /** m */
  hidden: number;
  /** d: directions in a dictionary. */
  entries: number;
  /** B: samples a step. */
  batch: number;
  /** [I, n]: how often a feature is on. */
  probability: ArrayLike<number>;
  data: FeatureData;
  /** [I, n, m]: the encoders of the models, which stay as they are. */
  w: ArrayLike<number>;
  /** Whether a model's hidden layer has a ReLU. */
  hiddenRelu: boolean;
  /** λ: 1 / (B · m) · Σ_samples [‖h − ĥ‖² + λ‖f‖₁] is descended. */
  l1: number;
  /** AdamW; `steps` is the T of its schedule. */
  optimizer: ReferenceOptimizer;
  /** 0 … 2^32 - 1. */
  seed: number;
}

/** Trained dictionaries. */
export interface Dictionaries {
  /** W_e: [I, m, d] */ encode: Float32Array;
  /** b_e: [I, d] */ encodeBias: Float32Array;
  /** W_d: [I, d, m], a row an entry, of length 1 */ decode: Float32Array;
  /** b_d: [I, m] */ decodeBias: Float32Array;
}

/** Sparse autoencoders being trained, on the GPU or in float64: the same numbers up to rounding. */
export interface DictionaryProgram {
  /** Updates handed over so far. */
  readonly step: number;
  /** The most steps that one `advance` may ask for. */
  readonly maxSteps: number;
  /**
   * Makes the next `steps` updates.
   * @returns the error of each step's batch before its update, a mean over batch and dimensions, [steps, I]
   */
  advance(steps: number): Promise<Float32Array>;
  /** The weights after all updates handed over so far. */
  dictionaries(): Promise<Dictionaries>;
  destroy(): void;
}

/** @throws RangeError when an array would not fit into one buffer on every device */
export function checkAutoencoder(config: SparseAutoencoderConfig): void {
  const { instances: I, batch: B, features: n, hidden: m, entries: d } = config;
  const floats = I * Math.max(B * Math.max(n, m, d), n * m, d * m);
  if (floats > MOST_FLOATS) {
    throw new RangeError(
      `A sparse autoencoder would need an array of ${floats} numbers; ${MOST_FLOATS} fit into one buffer on every device.`,
    );
  }
}

/** First weights: random directions of length 1 as decoder, their transpose as encoder. */
export function firstDirections(config: SparseAutoencoderConfig): {
  encode: Float64Array;
  decode: Float64Array;
} {
  const { encode, decode } = firstState(config);
  return { encode: encode.parameter, decode: decode.parameter };
}

/** The state that training begins with; its numbers are those of f32, so that every program begins alike. */
export function firstState({ instances: I, hidden: m, entries: d, seed }: SparseAutoencoderConfig) {
  const directions = initialWeights(seed, I, d * m, 1, 2);
  unitRows(directions, I * d, m);
  return sparseAutoencoderState(directions.map(Math.fround), { I, m, d });
}
