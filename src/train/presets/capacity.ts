import { capacity, featureGeometryBound, leverage } from '../../reference/index';
import { atMost, claim, near, nearly } from '../claim';
import { dimensionsFilled } from '../measures';
import { preset } from '../preset';
import type { Trained, TrainedModel } from '../trained';

/** A singular value below this share of the largest counts as none. */
const SMALL = 1e-3;

const sum = (values: Float64Array) => values.reduce((a, b) => a + b, 0);
const capacities = ({ w, n, m }: TrainedModel) => capacity(w, n, m);

/** How far D, as the device computed it, is from C, in bounds of its rounding: the worst of all features. */
function worst(trained: Trained): number {
  const off = trained.all().flatMap((model) => {
    const bound = featureGeometryBound(model.w, { I: 1, n: model.n, m: model.m }).dimensionality;
    const c = capacities(model);
    return Array.from(c, (value, i) => {
      const difference = Math.abs(value - model.dimensionality[i]);
      return difference === 0 ? 0 : difference / bound[i];
    });
  });
  return Math.max(...off);
}

/** Σ C over the rank: the instance that comes nearest to it, or above. */
const mostOfRank = (trained: Trained) =>
  Math.max(
    ...trained.all().map((model) => {
      const { rank } = leverage(model.w, model.n, model.m, SMALL);
      return sum(capacities(model)) / rank;
    }),
  );

export const capacityPreset = preset({
  name: 'capacity',
  title: 'Capacity is dimensionality',
  section: 'Follow-up: Scherlis et al. 2022, Polysemanticity and Capacity in Neural Networks',
  summary:
    'The share of a dimension that a feature gets is the capacity of Scherlis and others: dimensions are given out by importance, and never more than there are.',
  look: 'Each bar is one model, cut into the capacities of its features, the most important at the bottom. Where features are dense, the first five have 1 each and the others nothing. The sparser the features, the more of them share; the bar stays all but full at m = 5, as if capacity were poured from one feature into the others. D and C agree in every digit that rounding leaves.',
  figures: ['capacity', 'dimensionality', 'features', 'loss'],
  runs: [
    {
      name: 'twenty-features',
      title: 'n = 20, m = 5, importance 0.7ⁱ',
      experiment: {
        model: 'relu-output',
        features: 20,
        hidden: 5,
        instances: 8,
        featureProbability: [1, 0.5, 0.3, 0.1, 0.05, 0.03, 0.01, 0.003],
        importance: { decay: 0.7 },
        batch: 1024,
        steps: 4000,
        optimizer: { learningRate: 5e-3, schedule: 'cosine', weightDecay: 0 },
        initStd: 0.1,
        seed: 1,
      },
      ci: { batch: 512, steps: 2000 },
      claims: [
        claim('difference of D and C over the bound of its rounding, every feature', (t) =>
          atMost(worst(t), 1),
        ),
        claim('Σ C over the rank of W, at most 1', (t) => atMost(mostOfRank(t), 1 + 1e-9)),
        claim('Σ C at 1 − S = 1: one for each of m features', (t) =>
          nearly(sum(capacities(t.at(1))), 5, 0.005),
        ),
        claim('the least C of the five most important features at 1 − S = 1', (t) =>
          near(Math.min(...capacities(t.at(1)).subarray(0, 5)), 1, 0.01),
        ),
        claim('Σ C at 1 − S = 0.1: all of m', (t) => nearly(dimensionsFilled(t.at(0.1)), 5, 0.005)),
        claim('Σ C at 1 − S = 0.01: all of m', (t) =>
          nearly(dimensionsFilled(t.at(0.01)), 5, 0.005),
        ),
      ],
    },
  ],
});
