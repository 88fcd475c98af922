import { exactLossFunction } from '../reference/index';
import type { Experiment } from './experiment';
import { Trained } from './trained';

/** More features than this take too long: the time doubles with each. */
const MOST_FEATURES = 6;

/** Whether the loss of such models is known without sampling. */
export function hasExactLoss({ model, features, sets, inputs, unitInputs }: Experiment): boolean {
  return (
    model === 'relu-output' &&
    features <= MOST_FEATURES &&
    sets === null &&
    inputs === 'positive' &&
    !unitInputs
  );
}

/**
 * The same models with their exact expected losses in the place of measured ones: a measured loss of rare events is off by
 * more than the tolerance of what must come out, and the best of many measured ones looks better than it is.
 */
export function withExactLoss(trained: Trained): Trained {
  const { experiment, moment } = trained;
  if (!hasExactLoss(experiment)) return trained;
  const loss = new Float64Array(trained.loss.length);
  const functions = new Map<number, ReturnType<typeof exactLossFunction>>();
  for (let index = 0; index < loss.length; index++) {
    const { w, b, n, m, probability: p, importance, instance } = trained.model(index);
    let lossOf = functions.get(instance);
    if (!lossOf) functions.set(instance, (lossOf = exactLossFunction({ n, m, p, importance })));
    loss[index] = lossOf(w, b) / n;
  }
  return new Trained(experiment, moment, loss);
}
