import {
  featureVariance,
  linearOutputLoss,
  linearProbeOfCode,
  sparseCompression,
} from '../../reference/index';
import { allNear, atLeast, claim, nearly, same } from '../claim';
import { preset } from '../preset';
import type { Trained } from '../trained';

const DENSITIES = [1, 0.5, 0.3, 0.2, 0.1, 0.05, 0.02];

const shared = {
  features: 2,
  hidden: 1,
  instances: DENSITIES.length,
  replicas: 16,
  featureProbability: DENSITIES,
  importance: { decay: 1 },
  optimizer: { learningRate: 0.01, schedule: 'cosine', weightDecay: 0 },
  steps: 3000,
  initStd: 0.5,
  seed: 2,
} as const;

/** Of each density: the exact loss of the best linear model over that of one feature kept. */
function linearShares(trained: Trained): number[] {
  return Array.from({ length: trained.instances }, (_, i) => {
    const losses = trained
      .replicas(i)
      .map(
        ({ w, b, n, m, probability: p, importance }) =>
          linearOutputLoss(w, b, { n, m, p, importance }) / featureVariance(p[0]),
      );
    return Math.min(...losses);
  });
}

/** Summed over both features, as all losses of this experiment. */
const lossAt = (trained: Trained, density: number) => 2 * trained.at(density).loss;

/** The densities at which a code with Z = 3, ε = 0.1 has less loss than the trained model. */
function whereCodeWins(trained: Trained): string {
  const code = sparseCompression(3, 0.1);
  return DENSITIES.filter((p) => code(p) < lossAt(trained, p)).join(', ');
}

export const linearDirections = preset({
  name: 'linear-directions',
  title: 'Does superposition need linear directions?',
  section: 'Discussion: linear representations',
  summary:
    'Two features in one number, read by a line, by a ReLU, or by a code without directions: what decides is the loss at each density.',
  look: 'A linear probe has nothing to gain from a second feature at any density. With a ReLU behind it, two opposite directions cost less the sparser the features are: superposition. A code without directions costs less still where features are dense, and does not need sparsity; but its steep segments cost in proportion to the density, interference only to its square, so that directions win below 1 − S of about 0.2. A linear probe cannot read the code: for it, the code is worse than one direction.',
  figures: ['probes', 'geometries', 'loss', 'features'],
  runs: [
    {
      name: 'relu',
      title: 'Read by a ReLU',
      selected: DENSITIES.length - 1,
      experiment: { ...shared, model: 'relu-output' },
      ci: { replicas: 8, steps: 2000 },
      claims: [
        // Exact optima of this model, by minimising the expectation itself.
        claim('loss at 1 − S = 1', (t) => nearly(lossAt(t, 1), 0.083254, 0.01)),
        claim('loss at 1 − S = 0.3: an antipodal pair', (t) =>
          nearly(lossAt(t, 0.3), 0.029311, 0.01),
        ),
        claim('loss at 1 − S = 0.1: an antipodal pair', (t) =>
          nearly(lossAt(t, 0.1), 0.003319, 0.01),
        ),
        claim('densities at which the code with Z = 3, ε = 0.1 has less loss', (t) =>
          same(whereCodeWins(t), '1, 0.5, 0.3'),
        ),
      ],
    },
    {
      name: 'linear',
      title: 'Read by a line',
      experiment: { ...shared, model: 'linear-output' },
      ci: { replicas: 4, steps: 1500 },
      claims: [
        claim('loss over that of keeping one feature, at every density', (t) =>
          allNear(linearShares(t), 1, 0.01),
        ),
        claim(
          'loss of a linear probe of the code with Z = 3 over that of the model, the least',
          (t) => {
            const shares = linearShares(t);
            const codes = DENSITIES.map(
              (p, i) => linearProbeOfCode(3, p) / featureVariance(p) / shares[i],
            );
            return atLeast(Math.min(...codes), 1);
          },
        ),
      ],
    },
  ],
});
