import { memorisedDimensionality } from '../../reference/index';
import { allNear, atMost, claim, near, nearly, same, within } from '../claim';
import { memorised, type Memorised } from '../memorised';
import { represented } from '../measures';
import { preset } from '../preset';
import type { Trained } from '../trained';

/** T: samples of the data sets, as ARENA has them; and n to match, so that ten features are on in a sample. */
const SAMPLES = [3, 5, 6, 8, 10, 15, 30, 50, 100, 200, 400, 800];
const ARENA = [3, 5, 6, 8, 10, 15, 30, 50, 100, 200, 500, 1000, 2000];

/** The best model of each size of data set beside its data set, in the order of sizes. */
function all(trained: Trained): Memorised[] {
  return trained
    .all()
    .flatMap((model) => memorised(model, trained.experiment) ?? [])
    .sort((a, b) => a.samples - b.samples);
}

/** The model with so many samples. */
const of = (trained: Trained, samples: number) =>
  memorised(
    trained.all().find((_, i) => sizesOf(trained)[i] === samples)!,
    trained.experiment,
  )!;

const sizesOf = ({ experiment }: Trained) => experiment.dataset!.samples as number[];

const largest = (trained: Trained) => of(trained, Math.max(...sizesOf(trained)));

const frobenius = ({ model }: Memorised) => Math.hypot(...model.norm);

/** T at which a quantity is largest, and it must be neither the first nor the last. */
function peak(trained: Trained, quantity: (of: Memorised) => number) {
  const models = all(trained);
  const best = models.reduce((a, b) => (quantity(b) > quantity(a) ? b : a));
  return within(best.samples, models[1].samples, models.at(-2)!.samples);
}

const training = {
  model: 'relu-output',
  hidden: 2,
  importance: { decay: 1 },
  unitInputs: true,
} as const;

/** Xavier's: W is n × m. */
const xavier = (n: number) => Math.sqrt(2 / (n + 2));

/** Data sets of these sizes, of features that are on in ten of n. */
const sized = (samples: number[], features: number) => ({
  features,
  instances: samples.length,
  dataset: { samples },
  featureProbability: samples.map(() => 10 / features),
  initStd: xavier(features),
});

export const doubleDescent = preset({
  name: 'double-descent',
  title: 'Memorisation and double descent',
  section: 'Follow-up: Henighan et al. 2023, Superposition, Memorization, and Double Descent',
  summary:
    'With few samples a model stores the samples, with many it stores the features, and in between it does neither well.',
  look: 'Each model trains on a data set of its own, from 3 samples to 800, over and over. Up to about eight samples it stores the samples: their hidden vectors stand apart like the corners of a polygon, each with a share D = 2 / T of a dimension, while features lie anywhere. With hundreds of samples it stores features, five of them in a pentagon, and samples lie anywhere. In between, the loss on fresh samples is larger than at either end.',
  figures: ['double-descent', 'geometries', 'loss', 'features'],
  runs: [
    {
      name: 'twelve-sizes',
      title: 'Twelve data sets of 200 features, ten of them on',
      selected: 1,
      experiment: {
        ...training,
        ...sized(SAMPLES, 200),
        batch: 500,
        steps: 5000,
        optimizer: { learningRate: 3e-3, schedule: 'cosine', warmup: 800 },
        seed: 1,
      },
      // n = 1000, S = 0.99 is the tenth of the paper's n = 10 000, S = 0.999 at which its effect was found again.
      paper: {
        ...sized(ARENA, 1000),
        steps: 50_000,
        optimizer: { learningRate: 1e-3, schedule: 'cosine', warmup: 2500 },
      },
      ci: {
        ...sized([3, 5, 25, 300], 100),
        steps: 1000,
        optimizer: { learningRate: 1e-2, schedule: 'cosine', warmup: 150 },
      },
      claims: [
        claim('mean D of five samples', (t) => {
          const { dimensionality } = of(t, 5);
          const mean = dimensionality.reduce((sum, d) => sum + d / dimensionality.length, 0);
          return near(mean, memorisedDimensionality(2, 5), 0.01);
        }),
        claim('D of each of five samples: a regular pentagon', (t) =>
          allNear(of(t, 5).dimensionality, memorisedDimensionality(2, 5), 0.01),
        ),
        claim('T of the largest loss on fresh samples: a bump', (t) =>
          peak(t, ({ testLoss }) => testLoss),
        ),
        claim('T of the largest ‖W‖', (t) => peak(t, frobenius)),
        claim('features stored from the most samples', (t) =>
          same(represented(largest(t).model).length, 5),
        ),
        claim('largest D of these: a pentagon that gives room to others', (t) =>
          atMost(Math.max(...largest(t).model.dimensionality), 0.4),
        ),
        claim('‖W‖ with the most samples: five features of norm 1', (t) =>
          nearly(frobenius(largest(t)), Math.sqrt(5), 0.1),
        ),
      ],
    },
  ],
});
