import type { ToyModelConfig } from '../models/index';
import { LEAST_DENSITY, notebookStd, type FeatureData } from '../reference/index';
import { isNested, MODELS, type Experiment } from './experiment-schema';

// What an experiment means: its numbers written out, and the model that it trains.

/** The floats of the largest activation array when a whole batch of every model is kept. */
export function activations(experiment: Experiment): number {
  const { instances, replicas, batch, features, hidden } = experiment;
  return instances * replicas * batch * Math.max(features, hidden);
}

/** The feature probability of each instance, [instances]; of a list of lists, the mean over its features. */
export function probabilities(experiment: Experiment): number[] {
  const { featureProbability: p, instances } = experiment;
  if (isNested(p)) {
    return p.map((row) => row.reduce((sum, value) => sum + value, 0) / row.length);
  }
  if (Array.isArray(p)) return p;
  const columns = gridColumns(experiment);
  const along = range(p, columns);
  return Array.from({ length: instances }, (_, i) => along[i % columns]);
}

/** Cells in a row of the grid; all instances where there is none. */
export function gridColumns({ instances, grid }: Pick<Experiment, 'instances' | 'grid'>): number {
  return instances / (grid?.rows ?? 1);
}

/** So many values from one end to the other. */
function range(
  { from, to, scale }: { from: number; to: number; scale: 'log' | 'linear' },
  count: number,
): number[] {
  return Array.from({ length: count }, (_, i) => {
    const t = count === 1 ? 0 : i / (count - 1);
    if (i === 0) return from;
    if (i === count - 1) return to;
    return scale === 'log' ? from * (to / from) ** t : from + (to - from) * t;
  });
}

/** The importance that the grid gives its feature, a number a row; empty where there is none. */
export function gridImportances({ grid }: Pick<Experiment, 'grid'>): number[] {
  return grid ? range({ ...grid, scale: 'log' }, grid.rows) : [];
}

/** Whether instances differ in their importances. */
export function importanceVaries({ importance, grid }: Experiment): boolean {
  return grid !== null || isNested(importance);
}

/** The probability of each feature of each instance, [instances · features]. */
export function featureProbabilities(experiment: Experiment): Float64Array {
  const { featureProbability: p, features, instances } = experiment;
  if (isNested(p)) return Float64Array.from(p.flat());
  const ofInstance = probabilities(experiment);
  return Float64Array.from(
    { length: instances * features },
    (_, f) => ofInstance[Math.floor(f / features)],
  );
}

/** The least that `featureProbability` may be: of anticorrelated sets it is the set's, and each feature has its share. */
export function leastDensity({ sets }: Pick<Experiment, 'sets'>): number {
  const shared = sets?.kind === 'anticorrelated' ? sets.size : 1;
  return Number((LEAST_DENSITY * shared).toPrecision(3));
}

/** The importance of each feature, [features]: that of the first instance, where instances differ. */
export function importances(experiment: Experiment): number[] {
  return importancesOf(experiment, 0);
}

/** The importance of each feature of an instance, [features]. */
export function importancesOf(experiment: Experiment, instance: number): number[] {
  const { importance, features, grid } = experiment;
  if (isNested(importance)) return importance[instance] ?? importance[0];
  const shared = Array.isArray(importance)
    ? importance
    : Array.from({ length: features }, (_, j) => importance.decay ** j);
  if (!grid) return shared;
  const row = Math.floor(instance / gridColumns(experiment));
  const own = gridImportances(experiment)[row];
  return shared.map((value, j) => (j === grid.feature ? own : value));
}

/** The importance of each feature of each instance, [instances · features]. */
export function featureImportances(experiment: Experiment): Float64Array {
  const { features, instances } = experiment;
  if (importanceVaries(experiment)) {
    const rows = Array.from({ length: instances }, (_, i) => importancesOf(experiment, i));
    return Float64Array.from(rows.flat());
  }
  const shared = importances(experiment);
  return Float64Array.from({ length: instances * features }, (_, f) => shared[f % features]);
}

/**
 * What the model trains. Replica r of instance i stands at r · instances + i, so that the first replica is the
 * same run whatever the number of replicas.
 */
export function modelConfig(experiment: Experiment): ToyModelConfig {
  const { features, hidden, instances, replicas, batch, initStd, initBias, seed } = experiment;
  const { objective, ...architecture } = MODELS[experiment.model];
  return {
    instances: instances * replicas,
    features,
    hidden,
    batch,
    probability: repeated(featureProbabilities(experiment), replicas),
    importance: repeated(featureImportances(experiment), replicas),
    architecture,
    data: featureData(experiment),
    objective,
    hiddenL1: experiment.hiddenL1,
    optimizer: { ...experiment.optimizer, steps: experiment.steps },
    initStd: initStd === 'notebook' ? notebookStd(features, hidden, instances) : initStd,
    initBias,
    seed,
    ...(experiment.dataset && { dataset: repeated(dataSetSizes(experiment), replicas) }),
    ...(isAttacked(experiment) && { attack: repeated(attackShares(experiment), replicas) }),
  };
}

/** What kind of features the samples hold. */
export function featureData({ inputs, sets, unitInputs }: Experiment): FeatureData {
  return { signed: inputs === 'signed', sets, ...(unitInputs && { unit: true }) };
}

/** T, the samples of each instance's data set, [instances]; none where every step draws fresh ones. */
export function dataSetSizes({ dataset, instances }: Experiment): number[] {
  if (!dataset) return [];
  const { samples } = dataset;
  return Array.isArray(samples) ? samples : Array<number>(instances).fill(samples);
}

/** The norm of attacks on each instance in training, as a share of the mean norm of an input, [instances]. */
export function attackShares({ attack, instances }: Experiment): number[] {
  return Array.isArray(attack) ? attack : Array<number>(instances).fill(attack);
}

/** Whether any instance is attacked in training. */
export function isAttacked(experiment: Experiment): boolean {
  return attackShares(experiment).some((share) => share > 0);
}

function repeated(values: ArrayLike<number>, times: number): Float64Array {
  const all = new Float64Array(values.length * times);
  for (let k = 0; k < times; k++) all.set(values, k * values.length);
  return all;
}
