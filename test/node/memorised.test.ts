// What a model makes of its data set: the samples that it was trained on, their hidden vectors and dimensionalities.
import { expect, it } from 'vitest';
import {
  dataDimensionality,
  featureDimensionality,
  initialWeights,
  memorisedDimensionality,
} from '../../src/reference/index';
import { DataSets, ToyModelReference } from '../../src/models/index';
import { memorised, modelConfig, parseExperiment, Trained } from '../../src/train/index';

it('the dimensionality of vectors is that of features', () => {
  const [n, m, seed] = [17, 3, 8];
  const w = initialWeights(seed, 1, n * m, 1);
  w.fill(0, 0, m);
  const expected = featureDimensionality(w, n, m);
  dataDimensionality(w, n, m).forEach((d, i) => {
    expect(d, `seed ${seed}`).toBeCloseTo(expected[i], 12);
  });
});

it('T vectors at the corners of a polygon have 2 / T each', () => {
  for (const T of [3, 5, 8, 100]) {
    const angles = Array.from({ length: T }, (_, t) => (2 * Math.PI * t) / T);
    const h = angles.flatMap((angle) => [3 * Math.cos(angle), 3 * Math.sin(angle)]);
    for (const d of dataDimensionality(h, T, 2)) {
      expect(d).toBeCloseTo(memorisedDimensionality(2, T), 12);
    }
  }
});

it('knows the samples that each model was trained on', async () => {
  const experiment = parseExperiment({
    ...{ model: 'relu-output', features: 12, instances: 3, replicas: 2, unitInputs: true },
    ...{ featureProbability: [0.2, 0.2, 0.4], dataset: { samples: [4, 7, 4] }, batch: 16 },
    ...{ steps: 5, initStd: 0.5, seed: 6 },
  });
  const program = await DataSets.create(modelConfig(experiment), (part) =>
    Promise.resolve(new ToyModelReference(part)),
  );
  await program.advance(4);
  const before = await program.parameters();
  const losses = await program.advance(1);
  const trained = new Trained(experiment, before, losses);
  for (let k = 0; k < 6; k++) {
    const { trainLoss, samples, hidden } = memorised(trained.model(k), experiment)!;
    expect(samples).toBe([4, 7, 4][k % 3]);
    expect(hidden.length).toBe(2 * samples);
    // The loss that the program saw with these weights; they are handed on in f32, and so are the losses.
    expect(trainLoss / 12 / losses[k], `model ${k}, seed 6`).toBeCloseTo(1, 5);
  }
});

it('is nothing of models that see fresh samples', () => {
  const experiment = parseExperiment({ model: 'relu-output', instances: 1 });
  const w = new Float32Array(10);
  const geometry = { norm: w, dimensionality: w, overlap: w };
  const trained = new Trained(experiment, { step: 0, w, wDecode: null, b: w, geometry }, [0]);
  expect(memorised(trained.model(0), experiment)).toBe(null);
});
