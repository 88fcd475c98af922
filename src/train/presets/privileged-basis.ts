import { claim, same, within } from '../claim';
import { neuronUse, paperRegimes, regimeAt } from '../neurons';
import { preset } from '../preset';
import type { Trained } from '../trained';

/** One in each of the paper's regimes. */
const DENSITIES = [0.75, 0.35, 0.15, 0.12, 0.065, 0.03];

const training = {
  features: 10,
  hidden: 5,
  instances: DENSITIES.length,
  featureProbability: DENSITIES,
  importance: { decay: 0.75 },
  batch: 256,
  optimizer: { learningRate: 0.02, schedule: 'cosine', weightDecay: 0 },
  initStd: 0.1,
  seed: 1,
} as const;

const useAt = (trained: Trained, density: number) =>
  neuronUse(trained.at(density), trained.experiment.inputs);

/** What the paper finds at a density. */
function usePaper(density: number) {
  return regimeAt(paperRegimes({ model: 'hidden-relu', ...training }), density)!.use!;
}

export const privilegedBasis = preset({
  name: 'privileged-basis',
  title: 'Neurons: when a ReLU picks a basis',
  section: 'Superposition in a Privileged Basis',
  summary:
    'With a ReLU on the hidden layer, features line up with neurons: one each when dense, several to a neuron when sparse.',
  look: 'Dense features get a neuron each: every bar has one piece. As they grow sparse, more and more neurons become polysemantic: three features share two neurons, five share three, six share four, as codes of one or two neurons, and in the end every feature is a pair of neurons. Without the hidden ReLU, features have no reason to line up with neurons at any density.',
  figures: ['regimes', 'stack', 'neurons', 'geometries', 'gram', 'loss', 'features'],
  runs: [
    {
      name: 'hidden-relu',
      title: 'ReLU on the hidden layer',
      selected: 1,
      experiment: { model: 'hidden-relu', ...training, steps: 3000, replicas: 48 },
      paper: {
        batch: 1024,
        steps: 10_000,
        replicas: 1000,
        optimizer: { learningRate: 1e-3, schedule: 'constant', weightDecay: 0.01 },
      },
      ci: {
        steps: 1000,
        replicas: 16,
        optimizer: { ...training.optimizer, learningRate: 0.03 },
        initStd: 0.05,
      },
      claims: DENSITIES.flatMap((density) => {
        const paper = usePaper(density);
        return [
          claim(`polysemantic neurons at 1 − S = ${density}`, (t) =>
            same(useAt(t, density).polysemantic, paper.polysemantic),
          ),
          claim(`features that they share at 1 − S = ${density}`, (t) =>
            same(useAt(t, density).shared, paper.shared),
          ),
          claim(`features represented at 1 − S = ${density}`, (t) =>
            same(useAt(t, density).represented, paper.represented),
          ),
        ];
      }),
    },
    {
      name: 'linear-hidden',
      title: 'The same without it',
      experiment: {
        model: 'relu-output',
        ...training,
        optimizer: { ...training.optimizer, learningRate: 3e-3 },
        initStd: 0.3,
        steps: 3000,
        replicas: 4,
      },
      ci: { steps: 500 },
      claims: [
        claim('monosemantic neurons at 1 − S = 0.75: any basis would do', (t) =>
          within(useAt(t, 0.75).monosemantic, 0, 2),
        ),
      ],
    },
  ],
});
