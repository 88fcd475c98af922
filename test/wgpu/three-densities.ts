import { OPENING, parseExperiment } from '../../src/train/index';

/** The page's first experiment with its densest, a middle and its sparsest instance: all ten take three times as long. */
export const threeDensities = parseExperiment({
  ...OPENING,
  instances: 3,
  featureProbability: [1, 0.2, 0.05],
});
