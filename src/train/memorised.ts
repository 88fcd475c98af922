import {
  dataDimensionality,
  EVALUATION_STEP,
  sparseFeatures,
  toyModelForward,
  toyModelLoss,
} from '../reference/index';
import { dataSetSizes, featureData, type Experiment } from './experiment';
import { MODELS } from './experiment-schema';
import type { TrainedModel } from './trained';

/** Fresh samples that a test loss is measured on: of inputs of length 1, each has about the same loss. */
const FRESH = 500;

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

/** Batches by experiment: they do not change while it trains. */
const drawn = new WeakMap<Experiment, Map<string, Float64Array>>();

/** What a model makes of its data set. Null where every step draws fresh samples. */
export function memorised(model: TrainedModel, experiment: Experiment): Memorised | null {
  if (!experiment.dataset) return null;
  const { n, m, w, wDecode, b, importance } = model;
  const samples = dataSetSizes(experiment)[model.instance];
  const { objective, ...architecture } = MODELS[experiment.model];
  const weights = { w, wDecode: architecture.tied ? null : wDecode, b };
  const design = { importance, architecture, objective };
  const lossOf = (x: Float64Array) => {
    const sizes = { I: 1, B: x.length / n, n, m };
    return n * toyModelLoss(x, weights, design, sizes)[0];
  };
  const x = batchOf(model, experiment, 0, placeOf(model, experiment), samples);
  const hidden = toyModelForward(x, weights, architecture, { I: 1, B: samples, n, m }).h;
  return {
    ...{ model, samples, hidden },
    dimensionality: dataDimensionality(hidden, samples, m),
    trainLoss: lossOf(x),
    testLoss: lossOf(batchOf(model, experiment, EVALUATION_STEP, 0, FRESH)),
  };
}

/** Which of the models with data sets of its size it is: what its draws know it by. */
function placeOf({ index }: TrainedModel, experiment: Experiment): number {
  const sizes = dataSetSizes(experiment);
  const sizeOf = (k: number) => sizes[k % sizes.length];
  return Array.from({ length: index }, (_, k) => k).filter((k) => sizeOf(k) === sizeOf(index))
    .length;
}

/** Samples of the data that a model trains on, [B, n]. */
function batchOf(
  { probability, n }: TrainedModel,
  experiment: Experiment,
  step: number,
  place: number,
  B: number,
): Float64Array {
  const known = drawn.get(experiment) ?? new Map<string, Float64Array>();
  drawn.set(experiment, known);
  const key = [step, place, B, ...new Set(probability)].join();
  let x = known.get(key);
  if (!x) {
    const all = Array.from({ length: place + 1 }, () => Array.from(probability)).flat();
    const sizes = { I: place + 1, B, n };
    const batches = sparseFeatures(experiment.seed, step, all, sizes, featureData(experiment));
    known.set(key, (x = batches.slice(place * B * n)));
  }
  return x;
}
