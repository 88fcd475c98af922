import {
  asymmetricMotifs,
  balancedNeurons,
  featureCodes,
  neuronStacks,
  soloSlopes,
  type AsymmetricMotif,
  type FeatureCode,
  type NeuronStack,
} from '../reference/index';
import type { Experiment, Inputs } from './experiment';
import { represented } from './measures';
import type { TrainedModel } from './trained';

/** How a model with a ReLU on its hidden layer uses its neurons. */
export interface NeuronUse {
  /** Neurons that listen to one feature alone, to several, and to none. */
  monosemantic: number;
  polysemantic: number;
  dead: number;
  /** Features that come through. */
  represented: number;
  /** Those of them that polysemantic neurons stand for. */
  shared: number;
}

/** A feature is computed when half of its slope comes out. */
const COMPUTED = 0.5;

/** What each neuron listens to; of a model with its own decoder, neurons are scaled to be of one size at either end. */
export function stacksOf({ w, wDecode, tied, n, m }: TrainedModel): NeuronStack[] {
  return neuronStacks(tied ? w : balancedNeurons(w, wDecode, n, m).encoder, n, m);
}

/** Counts how a model uses its neurons. */
export function neuronUse(model: TrainedModel, inputs: Inputs): NeuronUse {
  const stacks = stacksOf(model);
  const count = (kind: NeuronStack['kind']) => stacks.filter((stack) => stack.kind === kind).length;
  const known = comesThrough(model, inputs);
  const codes = codesOf(model);
  const shared = known.filter((feature) => {
    const { positive, negative } = codes[feature];
    const own = inputs === 'signed' ? [...positive, ...negative] : positive;
    return own.some((neuron) => stacks[neuron].kind === 'polysemantic');
  });
  return {
    ...{ monosemantic: count('monosemantic'), polysemantic: count('polysemantic') },
    ...{ dead: count('dead'), represented: known.length, shared: shared.length },
  };
}

/** Share of the neurons that are not dead which listen to one feature alone. */
export function monosemanticShare(model: TrainedModel): number {
  const alive = stacksOf(model).filter(({ kind }) => kind !== 'dead');
  return alive.filter(({ kind }) => kind === 'monosemantic').length / alive.length;
}

/** The asymmetric motif in a model, as often as it is there; never where the weights are tied. */
export function motifsOf({ w, wDecode, tied, n, m }: TrainedModel): AsymmetricMotif[] {
  return tied ? [] : asymmetricMotifs(w, wDecode, n, m);
}

/**
 * Features that a model represents. Where encoder and decoder are one matrix the norm decides, as everywhere; else the
 * norm means nothing, since a neuron may be scaled up against its decoder, and what comes out does: at least half of |x|,
 * on either side of zero that the inputs have.
 */
function comesThrough(model: TrainedModel, inputs: Inputs): number[] {
  if (model.tied) return represented(model);
  const { w, wDecode, n, m } = model;
  const slopes = (inputs === 'signed' ? ([1, -1] as const) : ([1] as const)).map((side) =>
    soloSlopes(w, wDecode, n, m, side),
  );
  return Array.from({ length: n }, (_, i) => i).filter((i) =>
    slopes.every((side) => side[i] >= COMPUTED),
  );
}

/** Which neurons stand for which feature; with a decoder of its own, those by which it gets to its output. */
function codesOf({ w, wDecode, tied, n, m }: TrainedModel): FeatureCode[] {
  const byWay = tied ? w : w.map((weight, at) => weight * Math.max(0, wDecode[at]));
  return featureCodes(byWay, n, m);
}

/** What the paper finds in a range of densities. */
export interface Regime {
  /** Of the densities; both included. */
  from: number;
  to: number;
  /** In the paper's words, as short as a figure needs them. */
  says: string;
  /** The same in numbers, where the paper has them. */
  use?: NeuronUse;
}

/** Five neurons, so many of them shared by so many features. */
function sharing(from: number, to: number, says: string, shared: number, neurons: number): Regime {
  const monosemantic = 5 - neurons;
  const use = { monosemantic, polysemantic: neurons, dead: 0, represented: monosemantic + shared };
  return { from, to, says, use: { ...use, shared } };
}

/** n = 10, m = 5 ("Superposition in a Privileged Basis"). */
const PRIVILEGED_BASIS: readonly Regime[] = [
  sharing(0.5, 1, 'all neurons monosemantic', 0, 0),
  sharing(0.2, 0.5, 'three features in two neurons', 3, 2),
  sharing(0.15, 0.15, 'five features in three neurons', 5, 3),
  sharing(0.12, 0.12, 'six features in four neurons', 6, 4),
  sharing(0.05, 0.08, 'eight features in five neurons', 8, 5),
  sharing(0, 0.04, 'every feature a pair of neurons', 10, 5),
];

/** n = 100, m = 40 ("Computation in Superposition"). */
const ABSOLUTE_VALUE: readonly Regime[] = [
  { from: 0.3, to: 1, says: 'all neurons monosemantic' },
  { from: 0.1, to: 0.1, says: 'first neurons slightly polysemantic' },
  { from: 0.03, to: 0.03, says: 'a few neurons very polysemantic' },
  { from: 0.003, to: 0.01, says: 'more and more neurons polysemantic' },
  { from: 0.001, to: 0.001, says: 'all neurons polysemantic' },
];

/** What the paper says of such models, from dense to sparse; nothing where it has no such figure. */
export function paperRegimes({
  model,
  features: n,
  hidden: m,
}: Pick<Experiment, 'model' | 'features' | 'hidden'>): readonly Regime[] {
  if (model === 'hidden-relu' && n === 10 && m === 5) return PRIVILEGED_BASIS;
  if (model === 'absolute-value' && n === 100 && m === 40) return ABSOLUTE_VALUE;
  return [];
}

/** The regime that a density is in; undefined where the paper says nothing of it. */
export function regimeAt(regimes: readonly Regime[], density: number): Regime | undefined {
  return regimes.find(({ from, to }) => density >= from && density <= to);
}
