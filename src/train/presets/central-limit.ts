import { featureKurtosis } from '../../reference/index';
import { atMost, slowClaim } from '../claim';
import { preset } from '../preset';
import { allProjections, Projections } from '../projections';
import type { Trained } from '../trained';

const SAMPLES = 2 ** 15;

/** How far measured and computed excess kurtosis are apart, in standard errors: the worst of all hidden dimensions. */
function worst(trained: Trained): number {
  const off = allProjections(trained, SAMPLES).map(
    ({ kurtosis, measured, standardError }) => Math.abs(measured - kurtosis) / standardError,
  );
  return Math.max(...off);
}

/** Excess kurtosis of the least Gaussian hidden dimension over that of a single feature, at a density. */
function left(trained: Trained, density: number): number {
  const model = trained.at(density);
  const projections = new Projections(trained.experiment.seed, SAMPLES).of(model);
  const most = Math.max(...projections.map(({ measured }) => measured));
  return most / featureKurtosis(model.probability[0]);
}

export const centralLimit = preset({
  name: 'central-limit',
  title: 'Many sparse features together look Gaussian',
  section: 'Discussion: the central limit theorem (footnote 22)',
  summary:
    'One sparse feature is far from Gaussian; a hidden dimension that many of them share is hard to tell from one.',
  look: 'Each hidden dimension adds up a hundred sparse features, and its histogram lies close to the bell curve, though a single feature has an excess kurtosis of 31 at 1 − S = 0.05. What is left of it is κ Σw⁴/(Σw²)². The measured points lie on that line both at the start, when the weights are random (0.85 at 1 − S = 0.05), and when they are trained (0.70).',
  figures: ['histogram', 'dimensionality', 'geometries', 'loss'],
  runs: [
    {
      name: 'hundred-features',
      title: 'n = 100, m = 20',
      selected: 2,
      experiment: {
        model: 'relu-output',
        features: 100,
        hidden: 20,
        instances: 4,
        featureProbability: [0.2, 0.1, 0.05, 0.02],
        importance: { decay: 1 },
        batch: 512,
        steps: 3000,
        optimizer: { learningRate: 5e-3, schedule: 'cosine' },
        initStd: 0.1,
        seed: 6,
      },
      paper: { features: 400, hidden: 30, steps: 10_000 },
      ci: { steps: 200 },
      claims: [
        slowClaim(
          'measured excess kurtosis of every hidden dimension against κ Σw⁴/(Σw²)², in standard errors',
          (t) => atMost(worst(t), 4),
        ),
        slowClaim(
          'share of a feature’s excess kurtosis that the least Gaussian hidden dimension has at 1 − S = 0.05',
          (t) => atMost(left(t, 0.05), 0.1),
        ),
      ],
    },
  ],
});
