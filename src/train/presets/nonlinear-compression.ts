import { confusedPairLoss, steepCompressionLoss } from '../../reference/index';
import { atMost, claim, near, nearly, sampled } from '../claim';
import { measuredCompression } from '../code-samples';
import { preset } from '../preset';
import type { Trained } from '../trained';

/** Summed over both features. */
const lossOf = (trained: Trained) => 2 * trained.instance(0).loss;

const shared = {
  features: 2,
  hidden: 1,
  instances: 1,
  replicas: 8,
  featureProbability: { from: 1, to: 1 },
  importance: { decay: 1 },
  optimizer: { learningRate: 0.01, schedule: 'cosine', weightDecay: 0 },
  steps: 2000,
  initStd: 0.5,
  seed: 3,
} as const;

/** The code against what it is compared with; `epsilon` is the share of a step that is steep. */
const codeClaim = (steps: number, epsilon: number) =>
  claim(`loss of the code with Z = ${steps}, ε = ${epsilon}, on samples`, ({ experiment }) => {
    const { x, y } = steepCompressionLoss(steps, epsilon);
    const { loss, standardError } = measuredCompression(experiment.seed, steps, epsilon);
    return sampled(loss, x + y, standardError);
  });

export const nonlinearCompression = preset({
  name: 'nonlinear-compression',
  title: 'Two dense features in one number',
  section: 'Appendix: Nonlinear Compression',
  summary:
    'Written as a coarse step and a place within it, one number carries two dense features that no direction could.',
  look: 'A model with a direction for each feature can do no better than to keep one of two dense features, or their average: its loss stays at 1/12. The code t = (⌊Zx⌋ + y)/Z has no such directions and goes far below, even with jumps that are not steep. More steps Z help only where the jumps are steep enough.',
  figures: ['compression', 'loss', 'geometries'],
  runs: [
    {
      name: 'linear',
      title: 'Against a linear output',
      experiment: { ...shared, model: 'linear-output' },
      ci: { steps: 1000 },
      claims: [
        claim('loss of the trained model, both features: keep one, or an average', (t) =>
          nearly(lossOf(t), confusedPairLoss(1, 1, 1), 0.01),
        ),
        claim('length of (W₀, W₁): any unit vector is as good', (t) =>
          near(Math.hypot(...t.instance(0).w), 1, 0.02),
        ),
        codeClaim(3, 0),
        codeClaim(3, 0.1),
        claim('loss of the code with Z = 3, ε = 0.1: below the trained model’s', (t) =>
          atMost(measuredCompression(t.experiment.seed, 3, 0.1).loss, lossOf(t)),
        ),
      ],
    },
    {
      name: 'relu',
      title: 'Against a ReLU output',
      experiment: { ...shared, model: 'relu-output' },
      claims: [
        // The exact optimum of this model, by minimising the expectation itself.
        claim('loss of the trained model, both features', (t) => nearly(lossOf(t), 0.083254, 0.01)),
        claim('loss of the code with Z = 3, ε = 0.1: below the trained model’s', (t) =>
          atMost(measuredCompression(t.experiment.seed, 3, 0.1).loss, lossOf(t)),
        ),
      ],
    },
  ],
});
