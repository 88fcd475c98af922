import {
  analyticAttack,
  ATTACK_SHARE,
  meanInputNorm,
  type AttackOutcome,
} from '../reference/index';
import { featureData, type Experiment } from './experiment';
import { freshSamples } from './fresh-samples';
import type { TrainedModel } from './trained';

/** A feature counts as represented from this norm on: half of what a stored one has. */
export const REPRESENTED = 0.5;

/** Which features a model represents. */
export function represented({ norm }: TrainedModel, least = REPRESENTED): number[] {
  return Array.from(norm.keys()).filter((i) => norm[i] > least);
}

/** D_i of the features that a model represents. */
export function dimensionalities(model: TrainedModel, least = REPRESENTED): number[] {
  return represented(model, least).map((i) => model.dimensionality[i]);
}

/** Hidden dimensions that the features fill: the sum of all D_i, at most m. */
export function dimensionsFilled({ dimensionality }: TrainedModel): number {
  return dimensionality.reduce((sum, d) => sum + d, 0);
}

/** D* = m / ‖W‖_F²: hidden dimensions a feature (Elhage et al. 2022, "The Geometry of Superposition"). */
export function dimensionsPerFeature({ norm, m }: TrainedModel): number {
  return m / norm.reduce((sum, length) => sum + length * length, 0);
}

/** Ŵ_i · Ŵ_j; 0 where either has no length. */
export function cosine({ w, m, norm }: TrainedModel, i: number, j: number): number {
  let dot = 0;
  for (let k = 0; k < m; k++) dot += w[i * m + k] * w[j * m + k];
  const lengths = norm[i] * norm[j];
  return lengths > 0 ? dot / lengths : 0;
}

/** Pairs of features within each set of `size` neighbours: those of one set, or those of two different ones. */
export function pairs(n: number, size: number, which: 'inside' | 'across'): [number, number][] {
  const all = Array.from({ length: n }, (_, i) => i).flatMap((i) =>
    Array.from({ length: n - i - 1 }, (_, k): [number, number] => [i, i + k + 1]),
  );
  const alike = ([i, j]: [number, number]) => Math.floor(i / size) === Math.floor(j / size);
  return all.filter((pair) => alike(pair) === (which === 'inside'));
}

/**
 * What the paper's analytic attack does to a model with a ReLU output, on fresh samples of its data. All instances are
 * attacked on the same draws.
 *
 * @param samples in which a feature is on
 */
export function underAttack(
  model: TrainedModel,
  experiment: Experiment,
  samples: number,
): AttackOutcome {
  const data = featureData(experiment);
  const { x, weight } = freshSamples(samples, experiment.seed, model.probability, data);
  return analyticAttack(x, model, ATTACK_SHARE * meanInputNorm(model.probability, data), weight);
}
