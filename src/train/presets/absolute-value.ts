import { absoluteDedicatedLoss } from '../../reference/index';
import { atMost, claim, near, within } from '../claim';
import { monosemanticShare } from '../neurons';
import { preset } from '../preset';

const DENSITIES = [1, 0.3, 0.1, 0.03, 0.01, 0.003, 0.001];

export const absoluteValue = preset({
  name: 'absolute-value',
  title: 'Computing |x| with fewer neurons than it takes',
  section: 'Computation in Superposition',
  summary:
    'A model that computes absolute values needs two neurons a feature; when features are sparse it computes more of them than it has neurons for.',
  look: 'With room enough, every feature gets a neuron for its positive and one for its negative side. With forty neurons for a hundred features, dense data let the model compute the twenty most important ones that way; in sparse data neurons take several features each, and in the end all are polysemantic.',
  figures: ['regimes', 'stack', 'neurons', 'loss', 'geometries', 'features'],
  runs: [
    {
      name: 'room-enough',
      title: 'n = 3, m = 6',
      experiment: {
        model: 'absolute-value',
        features: 3,
        hidden: 6,
        instances: 1,
        replicas: 16,
        featureProbability: [1],
        importance: { decay: 1 },
        batch: 512,
        steps: 3000,
        optimizer: { learningRate: 1e-2, schedule: 'cosine', weightDecay: 0 },
        initStd: 0.5,
        seed: 1,
      },
      claims: [
        claim('mean-loss: all is computed', (t) => near(t.instance(0).loss, 0, 1e-4)),
        claim('share of monosemantic neurons', (t) => near(monosemanticShare(t.instance(0)), 1, 0)),
      ],
    },
    {
      name: 'hundred-features',
      title: 'n = 100, m = 40',
      selected: 0,
      experiment: {
        model: 'absolute-value',
        features: 100,
        hidden: 40,
        instances: DENSITIES.length,
        featureProbability: DENSITIES,
        importance: { decay: 0.8 },
        batch: 512,
        steps: 2000,
        optimizer: { learningRate: 3e-3, schedule: 'cosine', weightDecay: 0 },
        initStd: 0.1,
        seed: 1,
      },
      paper: { batch: 1024, steps: 50_000, replicas: 4, optimizer: { learningRate: 1e-3 } },
      software: { batch: 1024, steps: 8000 },
      ci: { batch: 128, steps: 50 },
      claims: [
        ...DENSITIES.slice(1, 5).map((density) =>
          claim(
            `mean-loss at 1 − S = ${density}, over that of twenty features computed and the others at their mean`,
            (t) => {
              const model = t.at(density);
              const known = absoluteDedicatedLoss(model.importance, 40, density);
              return atMost(model.loss / known, 1);
            },
          ),
        ),
        claim('share of monosemantic neurons at 1 − S = 1', (t) =>
          within(monosemanticShare(t.at(1)), 0.8, 1),
        ),
        claim('share of monosemantic neurons at 1 − S = 0.001', (t) =>
          within(monosemanticShare(t.at(0.001)), 0, 0.1),
        ),
      ],
    },
    {
      name: 'motif',
      title: 'n = 20, m = 10: the asymmetric motif',
      experiment: {
        model: 'absolute-value',
        features: 20,
        hidden: 10,
        instances: 1,
        replicas: 16,
        featureProbability: [0.1],
        importance: { decay: 0.8 },
        batch: 512,
        steps: 5000,
        optimizer: { learningRate: 3e-3, schedule: 'cosine', weightDecay: 0 },
        initStd: 0.2,
        seed: 1,
      },
    },
  ],
});
