import { byColumns, byRows, EVALUATION_STEP, sparseFeatures } from '../../reference/index';
import { claim, near, same } from '../claim';
import { cosine, represented } from '../measures';
import { preset } from '../preset';
import type { Trained, TrainedModel } from '../trained';

const SAMPLES = 256;

/** Samples whose hidden vector is not the same, to the last bit, in both orders. */
function differing(trained: Trained): number {
  let count = 0;
  for (const { w, n, m, probability } of trained.all()) {
    const sizes = { I: 1, B: SAMPLES, n };
    const all = sparseFeatures(trained.experiment.seed, EVALUATION_STEP, probability, sizes);
    for (let s = 0; s < SAMPLES; s++) {
      const x = all.subarray(s * n, (s + 1) * n);
      const [columns, rows] = [byColumns(x, w, n, m), byRows(x, w, n, m)];
      const [a, b] = [columns.at(-1)!.h, rows.at(-1)!.h];
      if (a.some((value, k) => value !== b[k])) count++;
    }
  }
  return count;
}

/** Features whose row, alone in h, is nearer to itself than to any other row. */
function readBack({ w, n, m }: TrainedModel): number {
  const row = (i: number) => w.subarray(i * m, (i + 1) * m);
  const dot = (i: number, j: number) =>
    row(i).reduce((sum, value, k) => sum + value * row(j)[k], 0);
  const features = Array.from({ length: n }, (_, i) => i);
  return features.filter((i) => features.every((j) => j === i || dot(i, j) < dot(i, i))).length;
}

export const readings = preset({
  name: 'readings',
  title: 'One product, two readings',
  section: 'Discussion: x · W as a process and as a state',
  summary:
    'The same multiply-adds are a change of basis when taken by columns, and a sum of chosen rows when taken by rows.',
  look: 'By columns, each hidden coordinate is finished before the next begins: x is measured along m directions, which loses nothing while only as many features are stored as there are dimensions. By rows, features that are on lay their arrows end to end, and those that are off add nothing: that is how five features can share two dimensions while few are on. Both ways end in the same point.',
  figures: ['readings', 'geometries', 'gram', 'loss'],
  runs: [
    {
      name: 'five-features',
      title: 'Dense and sparse',
      selected: 1,
      experiment: {
        model: 'relu-output',
        features: 5,
        hidden: 2,
        instances: 2,
        replicas: 8,
        featureProbability: [1, 0.05],
        optimizer: { learningRate: 5e-3, schedule: 'cosine', weightDecay: 0 },
        steps: 3000,
        initStd: 0.5,
        seed: 1,
      },
      claims: [
        claim('hidden vectors that differ between the two orders', (t) => same(differing(t), 0)),
        claim('at 1 − S = 1, a change of basis of two features: cosine of their rows', (t) => {
          const [i, j] = represented(t.at(1));
          return near(cosine(t.at(1), i, j), 0, 0.02);
        }),
        claim('at 1 − S = 0.05, features that are read back from their own row', (t) =>
          same(readBack(t.at(0.05)), 5),
        ),
      ],
    },
  ],
});
