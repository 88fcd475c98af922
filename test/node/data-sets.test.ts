// Finite data sets of several sizes, trained side by side on the float64 reference.
import { describe, expect, it } from 'vitest';
import {
  DataSets,
  ToyModelReference,
  type ModelProgram,
  type ToyModelConfig,
} from '../../src/models/index';
import { PLAIN_FEATURES, RELU_OUTPUT, sparseFeatures, unitRows } from '../../src/reference/index';

const [I, n, m, seed] = [4, 6, 2, 3];

const config: ToyModelConfig = {
  ...{ instances: I, features: n, hidden: m, batch: 64, seed, initStd: 0.5 },
  probability: Float64Array.from({ length: I * n }, (_, f) => 0.3 + 0.1 * Math.floor(f / n)),
  importance: new Float64Array(I * n).fill(1),
  architecture: RELU_OUTPUT,
  data: { ...PLAIN_FEATURES, unit: true },
  objective: 'input',
  optimizer: {
    ...{ name: 'adamw', learningRate: 1e-2, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
    ...{ weightDecay: 0.01, schedule: 'cosine', warmup: 5, steps: 40 },
  },
  dataset: [3, 8, 3, 5],
};

const create = () =>
  DataSets.create(config, (part) => Promise.resolve(new ToyModelReference(part)));

/** The model k of `config` alone, at the place that it has among those of its size. */
function alone(samples: number, models: number[]): ToyModelReference {
  const own = (values: ArrayLike<number>) =>
    models.flatMap((k) => Array.from(values).slice(k * n, (k + 1) * n));
  return new ToyModelReference({
    ...config,
    ...{ instances: models.length, batch: samples, dataset: models.map(() => samples) },
    ...{ probability: own(config.probability), importance: own(config.importance) },
  });
}

describe('data sets of several sizes', () => {
  it('every model has the numbers that it has alone', async () => {
    const together = await create();
    const losses = [...(await together.advance(7)), ...(await together.advance(13))];
    const { w, b, step, geometry } = await together.parameters();
    expect(step).toBe(20);
    for (const [samples, models] of [
      [3, [0, 2]],
      [8, [1]],
      [5, [3]],
    ] as const) {
      const program = alone(samples, [...models]);
      const own = await program.advance(20);
      const parameters = await program.parameters();
      models.forEach((model, k) => {
        const part = (values: Float32Array, row: number, at: number) =>
          Array.from(values.subarray(at * row, (at + 1) * row));
        expect(part(w, n * m, model)).toEqual(part(parameters.w, n * m, k));
        expect(part(b, n, model)).toEqual(part(parameters.b, n, k));
        expect(part(geometry.norm, n, model)).toEqual(part(parameters.geometry.norm, n, k));
        for (let t = 0; t < 20; t++) {
          expect(losses[t * I + model]).toBe(own[t * models.length + k]);
        }
      });
    }
  });

  it('trains on the same samples at every step, and is judged on fresh ones', async () => {
    const program = alone(5, [3]);
    const five = Float64Array.from(config.probability).subarray(3 * n);
    const x = unitRows(sparseFeatures(seed, 0, five, { I: 1, B: 5, n }), 5, n);
    expect([...program.batch(17)]).toEqual([...x]);
    expect(x.some((value) => value > 0)).toBe(true);
    // Before the first step both are losses of the same weights, and only the samples differ.
    const [trained] = await alone(5, [3]).advance(1);
    const [fresh] = await program.evaluate(2);
    expect(fresh).not.toBeCloseTo(trained, 4);
  });

  it('a smaller data set is the beginning of a larger one', () => {
    const [small, large] = [3, 8].map((samples) =>
      alone(samples, [0])
        .batch(0)
        .subarray(0, 3 * n),
    );
    expect([...small]).toEqual([...large]);
  });

  it('models are judged in batches of the experiment, as those without data sets are', async () => {
    const made: ModelProgram[] = [];
    const samples: ToyModelConfig = { ...config, dataset: [1, 1, 1, 1] }; // the extreme: a sample a pass
    const program = await DataSets.create(samples, (part) => {
      const own = new ToyModelReference(part);
      made.push(own);
      return Promise.resolve(Object.assign(own, { batchOf: part.batch }));
    });
    await program.advance(9);
    const told: number[] = [];
    const losses = await program.evaluate(2, (done) => told.push(done));
    expect(made.map((own) => (own as ModelProgram & { batchOf: number }).batchOf)).toEqual([1, 64]);
    expect(told).toEqual([1, 2]); // passes
    // The same as of a model without data sets that begins with these weights.
    const weights = await program.parameters();
    const fresh = new ToyModelReference({ ...config, dataset: undefined, weights });
    expect([...losses]).toEqual([...(await fresh.evaluate(2))]);
    expect(losses.every((loss) => loss > 0)).toBe(true);
    expect((await program.parameters()).w).toEqual(weights.w); // and nothing is learned of it
  });

  it('goes on with other rates in all of them', async () => {
    const [changed, plain] = [await create(), await create()];
    await Promise.all([changed.advance(5), plain.advance(5)]);
    changed.adjust({ ...config, optimizer: { ...config.optimizer, learningRate: 1e-4 } });
    await Promise.all([changed.advance(5), plain.advance(5)]);
    const [p, q] = [await changed.parameters(), await plain.parameters()];
    for (let model = 0; model < I; model++) {
      const at = model * n * m;
      expect([...p.w.subarray(at, at + n * m)]).not.toEqual([...q.w.subarray(at, at + n * m)]);
    }
    expect(() => changed.adjust({ ...config, dataset: [3, 8, 3, 6] })).toThrow(RangeError);
  });

  it('destroys what was made when a part cannot be', async () => {
    const destroyed: number[] = [];
    const failing = DataSets.create(config, (part) => {
      if (part.batch === 5) throw new RangeError('too large');
      const program = new ToyModelReference(part);
      return Promise.resolve(Object.assign(program, { destroy: () => destroyed.push(part.batch) }));
    });
    await expect(failing).rejects.toThrow('too large');
    expect(destroyed).toEqual([3, 8]);
  });
});
