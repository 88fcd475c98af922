import { allNear, claim, near, same, within } from '../claim';
import { cosine, pairs, represented } from '../measures';
import { preset } from '../preset';
import type { TrainedModel } from '../trained';

const training = {
  model: 'relu-output',
  importance: { decay: 1 },
  optimizer: { learningRate: 3e-3, schedule: 'cosine', weightDecay: 0 },
  steps: 4000,
  replicas: 16,
  initStd: 0.5,
} as const;

/** Half the steps, at a larger rate. */
const short = { steps: 2000, optimizer: { ...training.optimizer, learningRate: 5e-3 } } as const;

/** Cosines between features of one set, or of different ones. */
const cosines = (model: TrainedModel, size: number, which: 'inside' | 'across') =>
  pairs(model.n, size, which).map(([i, j]) => cosine(model, i, j));

/** Two features whose directions are this close count as one. */
const MERGED = 0.9;

/** Sets whose two features share one direction. */
function collapsed(model: TrainedModel): number {
  const known = new Set(represented(model, 0.3));
  return pairs(model.n, 2, 'inside').filter(
    ([i, j]) => known.has(i) && known.has(j) && cosine(model, i, j) > MERGED,
  ).length;
}

/** Sets that collapse at each density, from the paper's text. */
const COLLAPSED: readonly [density: number, least: number, most: number][] = [
  [0.5, 3, 3],
  [0.3, 3, 3],
  [0.18, 2, 2],
  [0.1, 1, 1],
  [0.03, 0, 1],
];

export const correlated = preset({
  name: 'correlated',
  title: 'Features that come together, and features that never do',
  section: 'The Geometry of Superposition: Correlated and Anticorrelated Features',
  summary:
    'Features that are on together are stored at right angles, or merged into one direction; features that are never on together sit on opposite sides.',
  look: 'Correlated features are stored at right angles where there is room, side by side where there is not, and where they are dense the model keeps only their common direction, as a principal component analysis would. Anticorrelated ones become antipodal pairs.',
  figures: ['geometries', 'gram', 'loss', 'features'],
  runs: [
    {
      name: 'correlated-pairs',
      title: 'Two correlated pairs, m = 2',
      experiment: {
        ...training,
        features: 4,
        hidden: 2,
        instances: 5,
        featureProbability: { from: 0.1, to: 0.01 },
        sets: { size: 2, kind: 'correlated' },
        seed: 1,
      },
      claims: [
        claim('cosines within a set: at right angles', (t) =>
          allNear(
            t.all().flatMap((model) => cosines(model, 2, 'inside')),
            0,
            0.05,
          ),
        ),
        claim('least cosine across sets: antipodal', (t) =>
          near(
            Math.max(...t.all().map((model) => Math.min(...cosines(model, 2, 'across')))),
            -1,
            0.05,
          ),
        ),
      ],
    },
    {
      name: 'anticorrelated-pairs',
      title: 'Two anticorrelated pairs, m = 2',
      experiment: {
        ...training,
        features: 4,
        hidden: 2,
        instances: 5,
        featureProbability: { from: 0.32, to: 0.1 },
        sets: { size: 2, kind: 'anticorrelated' },
        seed: 1,
      },
      ci: short,
      claims: [
        claim('cosines within a set: antipodal', (t) =>
          allNear(
            t.all().flatMap((model) => cosines(model, 2, 'inside')),
            -1,
            0.05,
          ),
        ),
        claim('mean-loss at 1 − S = 0.1: nothing is lost', (t) => near(t.at(0.1).loss, 0, 1e-6)),
      ],
    },
    {
      name: 'collapse',
      title: 'Three correlated pairs, m = 2',
      experiment: {
        ...training,
        features: 6,
        hidden: 2,
        instances: COLLAPSED.length,
        featureProbability: COLLAPSED.map(([density]) => density),
        sets: { size: 2, kind: 'correlated' },
        seed: 1,
      },
      software: { replicas: 32, steps: 10_000 },
      ci: { ...short, replicas: 8 },
      claims: COLLAPSED.map(([density, least, most]) =>
        claim(`collapsed sets at 1 − S = ${density}`, (t) =>
          within(collapsed(t.at(density)), least, most),
        ),
      ),
    },
    {
      name: 'two-times-ten',
      title: 'Two correlated sets of ten, m = 10',
      experiment: {
        ...training,
        // After 4000 steps the least orthogonal pair of a set has a cosine of 0.31.
        steps: 10_000,
        replicas: 4,
        features: 20,
        hidden: 10,
        instances: 2,
        featureProbability: [0.1, 0.03],
        sets: { size: 10, kind: 'correlated' },
        initStd: 0.2,
        seed: 1,
      },
      ci: null, // its bases come at right angles only in thousands of steps
      claims: [
        claim('cosines within a set: a local orthogonal basis', (t) =>
          allNear(cosines(t.at(0.1), 10, 'inside'), 0, 0.15),
        ),
        claim('features represented', (t) => same(represented(t.at(0.1)).length, 20)),
      ],
    },
  ],
});
