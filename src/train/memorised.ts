import { absolute, dataDimensionality, sparseFeatures, toyModelForward } from '../reference/index';
import { dataSetSizes, featureData, type Experiment } from './experiment';
import { MODELS } from './experiment-schema';
import { freshSamples } from './fresh-samples';
import type { TrainedModel } from './trained';

/**
 * Fresh samples that a test loss is measured on, the first of these numbers that gives it to a hundredth: of inputs of
 * length 1 each has about the same loss, of others not.
 */
const FRESH = [500, 2000, 10_000];
const PRECISION = 0.01;

/** A model beside the data set that it was trained on (Henighan et al. 2023). */
export interface Memorised {
  model: TrainedModel;
  /** T */
  samples: number;
  /** Hidden vectors of the data set: [T, m] */
  hidden: Float64Array;
  /** D of each of them: [T] */
  dimensionality: Float64Array;
  /** Sums over features, means over samples: of the data set, and of fresh samples. */
  trainLoss: number;
  testLoss: number;
}

/** What a model makes of its data set. Null where every step draws fresh samples. */
export function memorised(model: TrainedModel, experiment: Experiment): Memorised | null {
  if (!experiment.dataset) return null;
  const { m } = model;
  const samples = dataSetSizes(experiment)[model.instance];
  const x = dataSetOf(model, experiment, samples);
  const { h: hidden } = forward(model, experiment, x);
  return {
    ...{ model, samples, hidden },
    dimensionality: dataDimensionality(hidden, samples, m),
    trainLoss: lossesOf(model, experiment, x).reduce((sum, loss) => sum + loss / samples, 0),
    testLoss: testLossOf(model, experiment),
  };
}

function forward({ w, wDecode, b, n, m }: TrainedModel, experiment: Experiment, x: Float64Array) {
  const architecture = MODELS[experiment.model];
  const weights = { w, wDecode: architecture.tied ? null : wDecode, b };
  return toyModelForward(x, weights, architecture, { I: 1, B: x.length / n, n, m });
}

/** The loss of each sample, a sum over features: x [B, n] to [B]. */
function lossesOf(model: TrainedModel, experiment: Experiment, x: Float64Array): Float64Array {
  const { n, importance } = model;
  const { out } = forward(model, experiment, x);
  const wanted = MODELS[experiment.model].objective === 'absolute' ? absolute(x) : x;
  const losses = new Float64Array(x.length / n);
  for (let e = 0; e < x.length; e++) {
    losses[Math.floor(e / n)] += importance[e % n] * (wanted[e] - out[e]) ** 2;
  }
  return losses;
}

/** Mean loss on fresh samples: of as many with a feature on as it needs, and of one of zeros. */
function testLossOf(model: TrainedModel, experiment: Experiment): number {
  const { probability } = model;
  const [{ seed }, data] = [experiment, featureData(experiment)];
  let loss = NaN;
  for (const wanted of FRESH) {
    const { x, weight } = freshSamples(wanted, seed, probability, data);
    const own = lossesOf(model, experiment, x);
    loss = own.reduce((sum, value, s) => sum + weight[s] * value, 0);
    // Of the samples with a feature on: their mean, and how far off it may be.
    const on = own.subarray(0, -1);
    const mean = on.reduce((sum, value) => sum + value / on.length, 0);
    const variance = on.reduce((sum, value) => sum + (value - mean) ** 2 / on.length, 0);
    const share = weight[0] * on.length;
    if (share * Math.sqrt(variance / on.length) <= PRECISION * loss) break;
  }
  return loss;
}

/** Data sets by experiment: they do not change while it trains. */
const drawn = new WeakMap<Experiment, Map<string, Float64Array>>();

/** Which of the models with data sets of its size it is: what its draws know it by. */
function placeOf({ index }: TrainedModel, experiment: Experiment): number {
  const sizes = dataSetSizes(experiment);
  const sizeOf = (k: number) => sizes[k % sizes.length];
  return Array.from({ length: index }, (_, k) => k).filter((k) => sizeOf(k) === sizeOf(index))
    .length;
}

/** The samples that a model trains on, [B, n]. */
function dataSetOf(model: TrainedModel, experiment: Experiment, B: number): Float64Array {
  const { probability, n } = model;
  const place = placeOf(model, experiment);
  const known = drawn.get(experiment) ?? new Map<string, Float64Array>();
  drawn.set(experiment, known);
  const key = [place, B, ...new Set(probability)].join();
  let x = known.get(key);
  if (!x) {
    const all = Array.from({ length: place + 1 }, () => Array.from(probability)).flat();
    const sizes = { I: place + 1, B, n };
    const batches = sparseFeatures(experiment.seed, 0, all, sizes, featureData(experiment));
    known.set(key, (x = batches.slice(place * B * n)));
  }
  return x;
}
