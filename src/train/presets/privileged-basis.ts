import { neuronStacks } from '../../reference/index';
import { claim, within } from '../claim';
import { represented } from '../measures';
import { preset } from '../preset';
import type { TrainedModel } from '../trained';

/** Neurons that listen to one feature alone. */
function monosemantic({ w, n, m }: TrainedModel): number {
  return neuronStacks(w, n, m).filter(({ kind }) => kind === 'monosemantic').length;
}

const DENSITIES = [0.75, 0.35, 0.15, 0.12, 0.065, 0.03];

const training = {
  features: 10,
  hidden: 5,
  instances: DENSITIES.length,
  featureProbability: DENSITIES,
  importance: { decay: 0.75 },
  optimizer: { learningRate: 3e-3, schedule: 'cosine', weightDecay: 0 },
  initStd: 0.3,
  seed: 1,
} as const;

export const privilegedBasis = preset({
  name: 'privileged-basis',
  title: 'Neurons: when a ReLU picks a basis',
  section: 'Superposition in a Privileged Basis',
  summary:
    'With a ReLU on the hidden layer, features line up with neurons: one each when dense, several to a neuron when sparse.',
  look: 'Dense features get a neuron each: every bar has one piece. As they grow sparse, neurons become polysemantic, first one or two of them, in the end all, and every feature is a pair of neurons. Without the hidden ReLU, features have no reason to line up with neurons at any density.',
  figures: ['stack', 'neurons', 'geometries', 'gram', 'loss', 'features'],
  runs: [
    {
      name: 'hidden-relu',
      title: 'ReLU on the hidden layer',
      selected: 0,
      experiment: { model: 'hidden-relu', ...training, batch: 512, steps: 3000, replicas: 16 },
      paper: { batch: 1024, steps: 10_000, replicas: 1000 },
      software: { steps: 5000, replicas: 64 },
      ci: { steps: 500, replicas: 4 },
      claims: [
        claim('monosemantic neurons at 1 − S = 0.75', (t) =>
          within(monosemantic(t.at(0.75)), 5, 5),
        ),
        claim('features represented at 1 − S = 0.75', (t) =>
          within(represented(t.at(0.75)).length, 5, 5),
        ),
        claim('monosemantic neurons at 1 − S = 0.03', (t) =>
          within(monosemantic(t.at(0.03)), 0, 0),
        ),
      ],
    },
    {
      name: 'linear-hidden',
      title: 'The same without it',
      experiment: { model: 'relu-output', ...training, batch: 512, steps: 3000, replicas: 4 },
      claims: [
        claim('monosemantic neurons at 1 − S = 0.75: any basis would do', (t) =>
          within(monosemantic(t.at(0.75)), 0, 2),
        ),
      ],
    },
  ],
});
