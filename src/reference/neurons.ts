import { LEARNED_SHARE } from './feature-tolerance';

/** Weights below this share of the largest are what training leaves of none: not drawn, not counted. */
const NEGLIGIBLE = 0.1;

/** One weight of a neuron. */
export interface StackedWeight {
  feature: number;
  weight: number;
}

/** A bar of the paper's neuron stack plot: what one neuron listens to. */
export interface NeuronStack {
  neuron: number;
  /** All of its weights, the largest |weight| first. */
  weights: StackedWeight[];
  /** Sum of |weight|: the height of the bar. */
  total: number;
  /** How many features it has, weights counted that are not negligible beside its largest. */
  features: number;
  /** Share of the largest |weight| in those counted; 0 when dead. */
  share: number;
  kind: 'monosemantic' | 'polysemantic' | 'dead';
}

/** Where neurons are told apart. */
export interface NeuronOptions {
  /** Least share of one feature that makes a neuron monosemantic: all others together weigh a ninth of it. */
  monosemanticShare?: number;
  /** Below this share of its neuron's largest, a weight does not count; below it of W's largest, the neuron is dead. */
  negligible?: number;
}

/**
 * Neurons of a model with a hidden ReLU, by what they listen to (Elhage et al. 2022, "Superposition in a Privileged
 * Basis" and "Computation in Superposition": stack plots). A neuron may be scaled up against its decoder without
 * changing the model; shares do not depend on it, and which neurons are dead only where the encoder is balanced.
 *
 * @param w the encoder, [n, m]
 * @returns one bar a neuron, [m]
 */
export function neuronStacks(
  w: ArrayLike<number>,
  n: number,
  m: number,
  { monosemanticShare = 0.9, negligible = NEGLIGIBLE }: NeuronOptions = {},
): NeuronStack[] {
  const magnitude = (weight: number) => Math.abs(weight);
  const largest = Array.from(w).reduce((most, weight) => Math.max(most, magnitude(weight)), 0);
  return Array.from({ length: m }, (_, neuron) => {
    const weights = Array.from({ length: n }, (_, feature) => ({
      feature,
      weight: w[feature * m + neuron],
    })).sort((a, b) => magnitude(b.weight) - magnitude(a.weight));
    const size = weights.map(({ weight }) => magnitude(weight));
    const sum = (numbers: number[]) => numbers.reduce((all, value) => all + value, 0);
    const total = sum(size);
    if (!(size[0] > 0 && size[0] >= negligible * largest)) {
      return { neuron, weights, total, features: 0, share: 0, kind: 'dead' };
    }
    const counted = size.filter((value) => value >= negligible * size[0]);
    const share = size[0] / sum(counted);
    const kind = share >= monosemanticShare ? 'monosemantic' : 'polysemantic';
    return { neuron, weights, total, features: counted.length, share, kind };
  });
}

/** The neurons that stand for a feature: its code. */
export interface FeatureCode {
  feature: number;
  /** False for a row of too small a norm; it has no neurons then. */
  learned: boolean;
  /** Neurons that the feature switches on when it is positive, rising. */
  positive: number[];
  /** Neurons that it switches on when it is negative; with features that never are, those that it holds down. */
  negative: number[];
}

/** Of the neurons of one sign, those above half of the strongest stand for the feature; weaker ones correct it. */
const HALF = 0.5;

/**
 * Which neurons stand for which feature, in a model with a hidden ReLU. In the paper's binary code three features share
 * two neurons, one of them by being in both; at great sparsity every feature is a pair.
 *
 * @param w the encoder, [n, m]
 * @returns one code a feature, [n]
 */
export function featureCodes(w: ArrayLike<number>, n: number, m: number): FeatureCode[] {
  const rows = Array.from({ length: n }, (_, i) =>
    Array.from({ length: m }, (_, k) => w[i * m + k]),
  );
  const norms = rows.map((row) => Math.hypot(...row));
  const least = LEARNED_SHARE * norms.reduce((most, norm) => Math.max(most, norm), 0);
  return rows.map((row, feature) => {
    const learned = norms[feature] > 0 && norms[feature] >= least;
    const floor = NEGLIGIBLE * Math.max(...row.map(Math.abs));
    const strong = (sign: number) => {
      const strongest = Math.max(...row.map((weight) => sign * weight));
      const bar = Math.max(HALF * strongest, floor);
      return learned ? [...row.keys()].filter((k) => sign * row[k] >= bar) : [];
    };
    return { feature, learned, positive: strong(1), negative: strong(-1) };
  });
}

/** Whether a feature that is on switches on two neurons: the paper's pair code. */
export function isPairCode({ positive }: FeatureCode): boolean {
  return positive.length === 2;
}

/** Whether a feature has one neuron for x > 0 and one for x < 0, as |x| = ReLU(x) + ReLU(−x) wants it. */
export function isSplitBySign({ positive, negative }: FeatureCode): boolean {
  return positive.length === 1 && negative.length === 1;
}

/**
 * What comes out at a feature's own output for each unit that it alone is on, by way of a hidden ReLU and without bias:
 * Σ_k W_2[i, k] · ReLU(± W_1[i, k]). Does not depend on how neurons are scaled against the decoder.
 *
 * @param encoder W_1 with one row a feature, [n, m]
 * @param decoder W_2 likewise, [n, m]
 * @param side 1 for features above zero, -1 for those below
 * @returns [n]
 */
export function soloSlopes(
  encoder: ArrayLike<number>,
  decoder: ArrayLike<number>,
  n: number,
  m: number,
  side: 1 | -1,
): Float64Array {
  const slopes = new Float64Array(n);
  for (let at = 0; at < n * m; at++) {
    slopes[Math.floor(at / m)] += decoder[at] * Math.max(0, side * encoder[at]);
  }
  return slopes;
}

/**
 * A model with its own decoder, every neuron scaled so that its largest weights in encoder and decoder are of one size.
 * It is the same model, since ReLU(s h) / s = ReLU(h), and neurons can be compared: what is left of a dead one is small
 * in both.
 *
 * @param encoder [n, m]
 * @param decoder [n, m]
 * @returns both, [n, m]
 */
export function balancedNeurons(
  encoder: ArrayLike<number>,
  decoder: ArrayLike<number>,
  n: number,
  m: number,
): { encoder: Float64Array; decoder: Float64Array } {
  const balanced = { encoder: new Float64Array(n * m), decoder: new Float64Array(n * m) };
  for (let k = 0; k < m; k++) {
    let [reads, writes] = [0, 0];
    for (let i = 0; i < n; i++) {
      reads = Math.max(reads, Math.abs(encoder[i * m + k]));
      writes = Math.max(writes, Math.abs(decoder[i * m + k]));
    }
    if (!(reads > 0 && writes > 0)) continue; // nothing comes through it
    const scale = Math.sqrt(writes / reads);
    for (let at = k; at < n * m; at += m) {
      balanced.encoder[at] = encoder[at] * scale;
      balanced.decoder[at] = decoder[at] / scale;
    }
  }
  return balanced;
}
