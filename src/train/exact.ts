import { exactLossFunction, oneActiveLoss } from '../reference/index';
import { isAttacked, type Experiment } from './experiment';
import { Trained, type TrainedModel } from './trained';

/** More features than this take too long: the time doubles with each. */
const MOST_FEATURES = 6;

/** Whether at most one feature is on: all of them are one anticorrelated set. */
export function oneActive({ sets, features }: Experiment): boolean {
  return sets?.kind === 'anticorrelated' && sets.size === features;
}

/** Whether the loss of such models is known without sampling. */
export function hasExactLoss(experiment: Experiment): boolean {
  const { model, features, sets, inputs, unitInputs } = experiment;
  if (isAttacked(experiment)) return false;
  const known = oneActive(experiment) || (sets === null && features <= MOST_FEATURES);
  return model === 'relu-output' && inputs === 'positive' && !unitInputs && known;
}

/**
 * The same models with their exact expected losses in the place of measured ones: a measured loss of rare events is off by
 * more than the tolerance of what must come out, and the best of many measured ones looks better than it is. They choose
 * which replica stands for each instance, but where that was chosen already: claims are about what the figures show.
 */
export function withExactLoss(trained: Trained): Trained {
  const { experiment, moment } = trained;
  if (!hasExactLoss(experiment)) return trained;
  const loss = new Float64Array(experiment.instances * experiment.replicas);
  const lossOf = oneActive(experiment) ? oneActiveLossOf : independentLosses();
  for (let index = 0; index < loss.length; index++) {
    const model = trained.model(index);
    loss[index] = model.finite ? lossOf(model) / model.n : NaN;
  }
  return new Trained(experiment, moment, loss, trained.dictionaries, trained.chosen);
}

function oneActiveLossOf({ w, b, n, m, probability, importance }: TrainedModel): number {
  return oneActiveLoss(w, b, { n, m, p: probability[0], importance });
}

/** One function an instance. */
function independentLosses(): (model: TrainedModel) => number {
  const functions = new Map<number, ReturnType<typeof exactLossFunction>>();
  return ({ w, b, n, m, probability: p, importance, instance }) => {
    let lossOf = functions.get(instance);
    if (!lossOf) functions.set(instance, (lossOf = exactLossFunction({ n, m, p, importance })));
    return lossOf(w, b);
  };
}
