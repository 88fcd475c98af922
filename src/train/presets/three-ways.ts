import { featureVariance, penalisedNorm } from '../../reference/index';
import { allNear, atLeast, claim, dictionaryClaim, near, nearly, same, within } from '../claim';
import { cosine, dimensionalities, represented } from '../measures';
import { preset, type RunInput } from '../preset';
import type { TrainedModel } from '../trained';

const DENSITY = [0.05];

const training = {
  model: 'relu-output',
  instances: 1,
  replicas: 8,
  featureProbability: DENSITY,
  batch: 512,
  steps: 3000,
  optimizer: { learningRate: 1e-2, schedule: 'cosine', weightDecay: 0 },
  initStd: 0.3,
  seed: 3,
} as const;

/** Twenty features of falling importance in five dimensions. */
const falling = { ...training, features: 20, hidden: 5, importance: { decay: 0.7 }, initStd: 0.2 };
const five = { ...training, features: 5, hidden: 2, importance: { decay: 1 } };

/** Norms that the closed form gives features which are alone on a dimension, [n]; 0: ignored. */
const expectedNorms = (lambda: number, { importance }: TrainedModel) =>
  importance.map((value) => penalisedNorm(lambda, value));

/** Mean-loss of features with these norms, each alone, and of the others at their mean. */
function aloneLoss(norms: readonly number[], { importance, n, probability: p }: TrainedModel) {
  return norms.reduce((sum, v, i) => {
    const loss = v > 0 ? ((1 - v * v) ** 2 * p[i]) / 3 : featureVariance(p[i]);
    return sum + (importance[i] * loss) / n;
  }, 0);
}

/** Features in superposition: others share their direction by more than a tenth. */
const shared = (model: TrainedModel) =>
  represented(model).filter((i) => model.overlap[i] > 0.1).length;

/** Pairs of represented features that point in opposite directions. */
function antipodalPairs(model: TrainedModel): [number, number][] {
  const stored = represented(model);
  return stored.flatMap((i) =>
    stored.flatMap((j): [number, number][] =>
      i < j && cosine(model, i, j) < -0.99 ? [[i, j]] : [],
    ),
  );
}

/** Of each represented feature, its largest coordinate as a share of its norm: 1 on a hidden axis. */
const onAxis = (model: TrainedModel) =>
  represented(model).map((i) => {
    const row = model.w.subarray(i * model.m, (i + 1) * model.m);
    return Math.max(...row.map(Math.abs)) / model.norm[i];
  });

/** Twenty features under a penalty. */
const penalised = (lambda: number, rest: Pick<RunInput, 'claims'>): RunInput => ({
  name: `penalty-${lambda}`,
  title: `λ = ${lambda}`,
  experiment: { ...falling, hiddenL1: lambda },
  software: { batch: 1024, steps: 5000 },
  ci: { batch: 256, steps: 2000 },
  ...rest,
});

export const threeWays = preset({
  name: 'three-ways',
  title: 'Three ways out of superposition',
  section: 'The Strategic Picture of Superposition',
  summary:
    'A penalty on the hidden activations trades features for order; a sparse autoencoder finds the features of a model that has superposition; hybrids do both.',
  look: 'First way, models without it: a penalty λ‖h‖₁ makes the model give up features below a threshold of importance and put the others on axes, at a higher loss; at λ = 0.3 three of twenty are left, one in each dimension. At a density of 0.05 antipodal pairs last longest, because two ends of one axis cost the penalty no more than two axes do. Second way, read what is there: a sparse autoencoder that sees only h comes out with the features’ own directions. In two dimensions that says little, since a few directions are always near; in ten it says much. Third way, hybrids: a penalty first, so that what is left is easier to read. In toy models all three are easy; the paper leaves open how to take any of them in real networks.',
  picture: { run: 'dictionary-40', figure: 'dictionary' },
  figures: ['geometries', 'dictionary', 'gram', 'loss', 'feature-graph', 'features'],
  runs: [
    {
      name: 'no-penalty',
      title: 'No penalty',
      experiment: falling,
      software: { batch: 1024, steps: 5000 },
      ci: null, // one of the basic results
      claims: [
        claim('features represented', (t) => within(represented(t.instance(0)).length, 9, 11)),
        claim('features in superposition', (t) => within(shared(t.instance(0)), 8, 11)),
      ],
    },
    penalised(0.1, {
      claims: [
        claim('features represented: those of an importance above λ / 0.7258, or fewer', (t) => {
          const model = t.instance(0);
          const most = expectedNorms(0.1, model).filter((v) => v > 0).length;
          return within(represented(model).length, model.m, most);
        }),
        claim('features in superposition', (t) => within(shared(t.instance(0)), 0, 2)),
        claim('share of the largest coordinate: features lie on axes', (t) =>
          allNear(onAxis(t.instance(0)), 1, 0.01),
        ),
      ],
    }),
    penalised(0.3, {
      claims: [
        claim('features represented: those of an importance above λ / 0.7258', (t) => {
          const model = t.instance(0);
          const known = expectedNorms(0.3, model).filter((v) => v > 0).length;
          return same(represented(model).length, known);
        }),
        claim('features in superposition', (t) => same(shared(t.instance(0)), 0)),
        ...[0, 1, 2].map((i) =>
          claim(`‖W_${i}‖: v (1 − v²) = 3 λ / (8 I)`, (t) => {
            const model = t.instance(0);
            return near(model.norm[i], expectedNorms(0.3, model)[i], 0.01);
          }),
        ),
        claim('mean-loss: three features alone, the others at their mean', (t) => {
          const model = t.instance(0);
          return nearly(model.loss, aloneLoss(expectedNorms(0.3, model), model), 0.03);
        }),
      ],
    }),
    {
      name: 'pairs',
      title: 'Antipodal pairs survive: n = 5, m = 2, λ = 0.4',
      experiment: { ...five, hiddenL1: 0.4, replicas: 32 },
      ci: { batch: 256, steps: 2000 },
      claims: [
        claim('features represented', (t) => same(represented(t.instance(0)).length, 4)),
        claim('antipodal pairs among them', (t) => same(antipodalPairs(t.instance(0)).length, 2)),
        claim('D of each', (t) => allNear(dimensionalities(t.instance(0)), 0.5, 0.01)),
        claim('share of the largest coordinate: pairs lie on axes', (t) =>
          allNear(onAxis(t.instance(0)), 1, 0.01),
        ),
      ],
    },
    {
      name: 'dictionary-5',
      title: 'A dictionary of the pentagon',
      experiment: five,
      ci: { batch: 256, steps: 2000 },
      dictionary: { entries: 5, l1: 0.4, batch: 256, steps: 1500, learningRate: 0.01 },
      claims: [
        claim('features represented', (t) => same(represented(t.instance(0)).length, 5)),
        dictionaryClaim('mean max cosine similarity', 0, ({ mmcs }) => atLeast(mmcs, 0.98)),
      ],
    },
    {
      name: 'dictionary-40',
      title: 'A dictionary of forty features in ten dimensions',
      experiment: {
        ...training,
        features: 40,
        hidden: 10,
        importance: { decay: 1 },
        featureProbability: [0.02],
        initStd: 0.15,
        replicas: 1,
        steps: 2000,
      },
      software: { batch: 1024, steps: 3000, replicas: 4 },
      dictionary: { entries: 60, l1: 0.25, batch: 256, steps: 1500, learningRate: 0.01 },
      claims: [
        claim('features represented', (t) => within(represented(t.instance(0)).length, 36, 40)),
        dictionaryClaim('mean max cosine similarity', 0, ({ mmcs }) => atLeast(mmcs, 0.98)),
        dictionaryClaim('the same above that of as many random directions', 0, (found) =>
          atLeast(found.mmcs - found.chance, 0.2),
        ),
      ],
    },
    {
      name: 'hybrid',
      title: 'Hybrid: a penalty, then a dictionary',
      experiment: {
        ...training,
        features: 20,
        hidden: 5,
        importance: { decay: 1 },
        featureProbability: [0.02],
        hiddenL1: 0.4,
        initStd: 0.2,
        replicas: 4,
        steps: 2000,
      },
      software: { batch: 1024, steps: 3000, replicas: 8 },
      ci: null, // both of its halves are trained
      dictionary: { entries: 30, l1: 0.3, batch: 256, steps: 1500, learningRate: 0.01 },
      claims: [
        claim('features represented: two on each dimension at most', (t) =>
          within(represented(t.instance(0)).length, 7, 10),
        ),
        dictionaryClaim('mean max cosine similarity', 0, ({ mmcs }) => atLeast(mmcs, 0.98)),
      ],
    },
  ],
});
