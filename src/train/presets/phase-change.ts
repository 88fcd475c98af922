import { atLeast, slowClaim } from '../claim';
import { agreement, awayFromBorders, cellSettings, optimalFate, trainedFates } from '../phase-map';
import { preset } from '../preset';

const shared = {
  model: 'relu-output',
  featureProbability: { from: 1, to: 0.01 },
  importance: { decay: 1 },
  optimizer: { learningRate: 0.01, schedule: 'cosine', weightDecay: 0 },
  batch: 512,
  steps: 2000,
  initStd: 0.5,
  seed: 5,
} as const;

/** The importance of the extra feature, from the first row to the last. */
const IMPORTANCE = { from: 0.1, to: 10 };

const paper = {
  instances: 2500,
  replicas: 10,
  batch: 1024,
  steps: 10_000,
  optimizer: { ...shared.optimizer, learningRate: 0.003 },
} as const;
/** A quarter of the steps: the tests look only whether it trains. */
const ci = { steps: 500 } as const;
const software = { instances: 576, replicas: 6 } as const;

/** Cells this near to a border of the optimal map do not count: training may well cross it there. */
const MARGIN = 1;

const CLAIMS = [
  slowClaim(
    `share of cells, more than ${MARGIN} away from a border, in which the trained model does what the optimum does`,
    (trained) => {
      const { experiment } = trained;
      const { feature } = experiment.grid!;
      const optimal = cellSettings(experiment).map((cell) => optimalFate(cell, feature).fate);
      const away = awayFromBorders(experiment, optimal, MARGIN);
      return atLeast(agreement(trainedFates(trained), optimal, away), 0.95);
    },
  ),
];

export const phaseChange = preset({
  name: 'phase-change',
  title: 'A phase diagram, trained cell by cell',
  section: 'Superposition as a Phase Change',
  summary:
    'Whether one more feature is ignored, stored in superposition or given a dimension of its own: a map over its importance and the density.',
  look: 'Three regions with sharp borders. Left, where features are dense, the extra feature is ignored while it is less important than the others, and has a dimension of its own when it is more important. Right, where features are sparse, it is stored in superposition.',
  figures: ['phase', 'geometries', 'loss', 'features'],
  runs: [
    {
      name: 'two-in-one',
      title: 'n = 2, m = 1',
      experiment: {
        ...shared,
        features: 2,
        hidden: 1,
        instances: 256,
        replicas: 8,
        grid: { rows: 16, feature: 1, ...IMPORTANCE },
      },
      paper: { ...paper, grid: { rows: 50, feature: 1, ...IMPORTANCE } },
      software: { ...software, grid: { rows: 24, feature: 1, ...IMPORTANCE } },
      claims: CLAIMS,
      ci,
    },
    {
      name: 'three-in-two',
      title: 'n = 3, m = 2',
      experiment: {
        ...shared,
        features: 3,
        hidden: 2,
        instances: 256,
        replicas: 8,
        grid: { rows: 16, feature: 2, ...IMPORTANCE },
      },
      paper: { ...paper, grid: { rows: 50, feature: 2, ...IMPORTANCE } },
      software: { ...software, grid: { rows: 24, feature: 2, ...IMPORTANCE } },
      claims: CLAIMS,
      ci,
    },
  ],
});
