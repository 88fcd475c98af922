import { atLeast, claim, near, slowClaim } from '../claim';
import { dimensionsPerFeature, underAttack } from '../measures';
import { preset } from '../preset';
import type { Trained } from '../trained';

/** Fresh samples that each model is attacked on. */
const SAMPLES = 1000;

/** What the attacks do to the best replica of an instance, and its features a dimension. */
function attack(trained: Trained, instance: number) {
  const model = trained.instance(instance);
  const { rise } = underAttack(model, trained.experiment, SAMPLES);
  return { rise, features: 1 / dimensionsPerFeature(model) };
}

/** The share of the variance of the rise that a line in the features a dimension explains. */
function explained(points: readonly { rise: number; features: number }[]): number {
  const mean = (of: (point: { rise: number; features: number }) => number) =>
    points.reduce((sum, point) => sum + of(point) / points.length, 0);
  const [x, y] = [mean(({ features }) => features), mean(({ rise }) => rise)];
  const covariance = mean(({ features, rise }) => (features - x) * (rise - y));
  const variances =
    mean(({ features }) => (features - x) ** 2) * mean(({ rise }) => (rise - y) ** 2);
  return covariance ** 2 / variances;
}

export const adversarial = preset({
  name: 'adversarial',
  title: 'Superposition makes models vulnerable',
  section: 'Superposition and Adversarial Examples',
  summary:
    'A small push along the features that share a direction moves all of them at once: more features a dimension, more harm.',
  look: 'Every model is attacked with a push of a tenth of the average input norm, in the worst of the directions that its own weights name. Where there is no superposition the loss rises by as much as the push is long, squared. As features grow sparse and are packed more densely, the same push does several times that harm, and the two curves rise together.',
  figures: ['adversarial', 'dimensionality', 'loss', 'gram', 'features'],
  runs: [
    {
      name: 'twelve-densities',
      title: 'Twelve densities',
      experiment: {
        model: 'relu-output',
        features: 80,
        hidden: 8,
        instances: 12,
        featureProbability: { from: 1, to: 0.03 },
        importance: { decay: 1 },
        batch: 512,
        steps: 3000,
        optimizer: { learningRate: 1e-2, schedule: 'cosine' },
        initStd: 0.1,
        seed: 2,
      },
      ci: { instances: 6, features: 40, hidden: 5, batch: 256, steps: 1500 },
      claims: [
        claim('rise of the loss at 1 − S = 1, where there is no superposition', (t) =>
          near(attack(t, 0).rise, 1, 0.01),
        ),
        claim('rise of the loss where features are sparsest', (t) =>
          atLeast(attack(t, t.instances - 1).rise, 3),
        ),
        // The paper says that one tracks the other: here, that they differ by little more than a factor.
        slowClaim('share of the rise’s variance that a line in 1 / D* explains', (t) =>
          atLeast(explained(t.all().map((_, i) => attack(t, i))), 0.9),
        ),
      ],
    },
  ],
});
