import type { ToyModelConfig } from '../models/index';
import { notebookStd } from '../reference/index';
import { isNested, MODELS, type Experiment } from './experiment-schema';

// What an experiment means: its numbers written out, and the model that it trains.

/** The floats of the largest activation array when a whole batch of every model is kept. */
export function activations(experiment: Experiment): number {
  const { instances, replicas, batch, features, hidden } = experiment;
  return instances * replicas * batch * Math.max(features, hidden);
}

/** The feature probability of each instance, [instances]; of a list of lists, the mean over its features. */
export function probabilities({ featureProbability: p, instances }: Experiment): number[] {
  if (isNested(p)) {
    return p.map((row) => row.reduce((sum, value) => sum + value, 0) / row.length);
  }
  if (Array.isArray(p)) return p;
  return Array.from({ length: instances }, (_, i) => {
    const t = instances === 1 ? 0 : i / (instances - 1);
    if (i === 0) return p.from;
    if (i === instances - 1) return p.to;
    return p.scale === 'log' ? p.from * (p.to / p.from) ** t : p.from + (p.to - p.from) * t;
  });
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

/** The importance of each feature, [features]: that of the first instance, where instances differ. */
export function importances(experiment: Experiment): number[] {
  return importancesOf(experiment, 0);
}

/** The importance of each feature of an instance, [features]. */
export function importancesOf({ importance, features }: Experiment, instance: number): number[] {
  if (isNested(importance)) return importance[instance] ?? importance[0];
  if (Array.isArray(importance)) return importance;
  return Array.from({ length: features }, (_, j) => importance.decay ** j);
}

/** The importance of each feature of each instance, [instances · features]. */
export function featureImportances(experiment: Experiment): Float64Array {
  const { importance, features, instances } = experiment;
  if (isNested(importance)) return Float64Array.from(importance.flat());
  const shared = importances(experiment);
  return Float64Array.from({ length: instances * features }, (_, f) => shared[f % features]);
}

/**
 * What the model trains. Replica r of instance i stands at r · instances + i, so that the first replica is the
 * same run whatever the number of replicas.
 */
export function modelConfig(experiment: Experiment): ToyModelConfig {
  const { features, hidden, instances, replicas, batch, initStd, seed } = experiment;
  const { objective, ...architecture } = MODELS[experiment.model];
  return {
    instances: instances * replicas,
    features,
    hidden,
    batch,
    probability: repeated(featureProbabilities(experiment), replicas),
    importance: repeated(featureImportances(experiment), replicas),
    architecture,
    data: { signed: experiment.inputs === 'signed', sets: experiment.sets },
    objective,
    optimizer: { ...experiment.optimizer, steps: experiment.steps },
    initStd: initStd === 'notebook' ? notebookStd(features, hidden, instances) : initStd,
    seed,
  };
}

function repeated(values: Float64Array, times: number): Float64Array {
  const all = new Float64Array(values.length * times);
  for (let k = 0; k < times; k++) all.set(values, k * values.length);
  return all;
}
