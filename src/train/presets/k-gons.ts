import { criticalKGons, kGonLimit } from '../../reference/index';
import { allNear, claim, nearly, same } from '../claim';
import { represented } from '../measures';
import { preset, type RunInput } from '../preset';
import type { Trained } from '../trained';

/** Summed over features, as Chen et al. print it. */
const lossOf = (trained: Trained) => trained.experiment.features * trained.instance(0).loss;

/** c features, of which exactly one is on. */
function kGonRun(
  c: number,
  { replicas, learningRate, ci }: { replicas: number; learningRate: number; ci: RunInput['ci'] },
): RunInput {
  const [best] = criticalKGons(c);
  return {
    name: `c-${c}`,
    title: `c = ${c}`,
    experiment: {
      model: 'relu-output',
      features: c,
      hidden: 2,
      instances: 1,
      replicas,
      featureProbability: { from: 1, to: 1 },
      sets: { size: c, kind: 'anticorrelated' },
      importance: { decay: 1 },
      optimizer: { learningRate, schedule: 'cosine', weightDecay: 0 },
      batch: 256,
      steps: 5000,
      // Wide: the more corners a polygon has, the more of its features must start out long.
      initStd: 1.4,
      seed: 2,
    },
    claims: [
      claim(`corners of the best of the trained models: ${best.name}`, (t) =>
        same(represented(t.instance(0)).length, best.k),
      ),
      claim(`its loss: L of the ${best.name}-gon`, (t) => nearly(lossOf(t), best.loss, 0.01)),
      claim('norm of its corners', (t) => {
        const model = t.instance(0);
        const norms = represented(model).map((i) => model.norm[i]);
        return allNear(norms, kGonLimit(best.k).norm, 0.02);
      }),
      claim('bias of its corners', (t) => {
        const model = t.instance(0);
        const biases = represented(model).map((i) => model.b[i]);
        return allNear(biases, kGonLimit(best.k).bias, 0.02);
      }),
      claim(`D of its corners: 2/${best.k}`, (t) => {
        const model = t.instance(0);
        const d = represented(model).map((i) => model.dimensionality[i]);
        return allNear(d, 2 / best.k, 0.01);
      }),
    ],
    ci,
  };
}

export const kGons = preset({
  name: 'k-gons',
  title: 'Polygons that training can stop at',
  section: 'Follow-up: Chen et al. 2023, Dynamical versus Bayesian Phase Transitions',
  summary:
    'With one feature on at a time, the critical points in a plane are known: k-gons, each with its loss and its learning coefficient.',
  look: 'Most trained models lie on lines of the chart: k-gons with the other features dead, some of those with a bias of their own (5⁺). The best for five and six features has all of them as corners. For eight it is the 7-gon: an eighth corner costs more than a dead feature.',
  picture: { run: 'c-7', figure: 'geometries' },
  figures: ['k-gons', 'geometries', 'loss', 'features'],
  runs: [
    kGonRun(5, { replicas: 64, learningRate: 0.02, ci: { steps: 2000 } }),
    kGonRun(6, { replicas: 64, learningRate: 0.02, ci: { steps: 2000 } }),
    // The best of these is found by one model in a hundred.
    kGonRun(7, { replicas: 256, learningRate: 0.05, ci: null }),
    kGonRun(8, { replicas: 512, learningRate: 0.02, ci: null }),
  ],
});
