import { absoluteDedicatedLoss } from '../../reference/index';
import { atLeast, atMost, claim, near, same, within } from '../claim';
import { monosemanticShare, motifsOf } from '../neurons';
import { preset } from '../preset';

const DENSITIES = [1, 0.3, 0.1, 0.03, 0.01, 0.003, 0.001];

export const absoluteValue = preset({
  name: 'absolute-value',
  title: 'Computing |x| with fewer neurons than it takes',
  section: 'Computation in Superposition',
  summary:
    'A model that computes absolute values needs two neurons for each feature; when features are sparse it computes more of them than it has neurons for.',
  look: 'With enough room, every feature gets a neuron for its positive and one for its negative side. With forty neurons for a hundred features, dense data let the model compute only about the twenty most important ones that way; in sparse data neurons take several features each, and in the end all are polysemantic.',
  picture: { run: 'hundred-features' },
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
      ci: { steps: 1000, replicas: 8 },
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
        // Small batches, many steps: neurons that share a feature in dense data cost nothing and are only shaken apart
        // by the noise of the gradients.
        batch: 256,
        steps: 40_000,
        // An output whose bias falls below zero before its weights have grown answers 0 for ever: a first bias above
        // zero, small weights and a slow beginning let it learn from every sample in which its feature is on.
        optimizer: { learningRate: 5e-3, schedule: 'cosine', weightDecay: 0, warmup: 20_000 },
        initStd: 0.01,
        initBias: 0.01,
        seed: 1,
      },
      paper: { batch: 1024, steps: 50_000, replicas: 4 },
      ci: null, // of some seconds of training nothing comes out
      claims: [
        // Within a percent, since losses are measured.
        ...DENSITIES.map((density) =>
          claim(
            `mean-loss at 1 − S = ${density}, over that of twenty features computed and the others at their mean`,
            (t) => {
              const { importance, m, loss } = t.at(density);
              return atMost(loss / absoluteDedicatedLoss(importance, m, density), 1.01);
            },
          ),
        ),
        ...[1, 0.3].map((density) =>
          claim(`share of monosemantic neurons at 1 − S = ${density}`, (t) =>
            within(monosemanticShare(t.at(density)), 0.9, 1),
          ),
        ),
        claim('the share of monosemantic neurons never grows as features get sparser', (t) => {
          const shares = DENSITIES.map((density) => monosemanticShare(t.at(density)));
          const falls = shares.every((share, k) => k === 0 || share <= shares[k - 1]);
          return same(falls ? 'falls' : 'grows somewhere', 'falls');
        }),
        claim('share of monosemantic neurons at 1 − S = 0.001', (t) =>
          within(monosemanticShare(t.at(0.001)), 0, 0.1),
        ),
      ],
    },
    {
      name: 'motif',
      title: 'n = 20, m = 10: the asymmetric motif',
      selected: 1,
      experiment: {
        model: 'absolute-value',
        features: 20,
        hidden: 10,
        instances: 3,
        replicas: 16,
        featureProbability: [0.5, 0.2, 0.1],
        importance: { decay: 0.8 },
        batch: 256,
        steps: 3000,
        optimizer: { learningRate: 1e-2, schedule: 'cosine', weightDecay: 0 },
        initStd: 0.1,
        seed: 1,
      },
      ci: { steps: 1000, replicas: 8 },
      claims: [
        claim('asymmetric motifs at 1 − S = 0.5: every feature has its own neurons', (t) =>
          same(motifsOf(t.at(0.5)).length, 0),
        ),
        ...[0.2, 0.1].map((density) =>
          claim(`asymmetric motifs at 1 − S = ${density}`, (t) =>
            atLeast(motifsOf(t.at(density)).length, 1),
          ),
        ),
      ],
    },
  ],
});
