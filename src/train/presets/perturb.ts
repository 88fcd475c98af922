import { claim, nearly, same } from '../claim';
import { represented } from '../measures';
import { preset } from '../preset';

const BASE = 0.05;
const RATIOS = [2, 1.5, 1.2, 1, 0.8, 0.6, 0.5, 0.4, 0.3, 0.25, 0.2, 0.15];

/** Loss, summed over features, of the exact optimum at a ratio of densities. */
const OPTIMUM = { 1.5: 0.010134, 1: 0.008904, 0.6: 0.007682, 0.4: 0.006859, 0.25: 0.005791 };

/** Mean density of the features where the first has `ratio` times that of the others. */
const density = (ratio: number) => (BASE * (4 + ratio)) / 5;

export const perturb = preset({
  name: 'perturb',
  title: 'One feature grows sparser, and the pentagon snaps',
  section: 'The Geometry of Superposition: Non-Uniform Superposition',
  summary:
    'Make one of five features sparser than the others: the pentagon stretches, and at some point turns into two antipodal pairs.',
  look: 'From left to right feature 0 goes from twice as dense as the others to seven times sparser. The pentagon gives it less and less room, until two antipodal pairs of the other four are cheaper and feature 0 is dropped.',
  figures: ['geometries', 'loss', 'features', 'gram'],
  runs: [
    {
      name: 'pentagon',
      title: 'Feature 0 against four at 1 − S = 0.05',
      experiment: {
        model: 'relu-output',
        features: 5,
        hidden: 2,
        instances: RATIOS.length,
        replicas: 16,
        featureProbability: RATIOS.map((ratio) => [BASE * ratio, BASE, BASE, BASE, BASE]),
        importance: { decay: 1 },
        optimizer: { learningRate: 3e-3, schedule: 'cosine', weightDecay: 0 },
        steps: 4000,
        initStd: 0.5,
        seed: 4,
      },
      software: { replicas: 32, steps: 10_000 },
      paper: { replicas: 100, steps: 10_000 },
      ci: {
        replicas: 8,
        steps: 2000,
        optimizer: { learningRate: 5e-3, schedule: 'cosine', weightDecay: 0 },
      },
      claims: [
        claim('features represented at equal densities', (t) =>
          same(represented(t.at(density(1))).length, 5),
        ),
        claim('features represented where feature 0 is 4 times sparser', (t) =>
          same(represented(t.at(density(0.25))).length, 4),
        ),
        ...Object.entries(OPTIMUM).map(([ratio, sum]) =>
          claim(`mean-loss where feature 0 is ${ratio} times as dense`, (t) =>
            nearly(t.at(density(Number(ratio))).loss, sum / 5, 0.01),
          ),
        ),
      ],
    },
  ],
});
