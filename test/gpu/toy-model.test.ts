// The whole model: the GPU program against the float64 reference, step after step, on the same data.
import { describe, expect, it } from 'vitest';
import { ToyModelReference, ToyModelStepwise, type ToyModelConfig } from '../../src/models/index';
import { RELU_OUTPUT } from '../../src/reference/index';
import { complaints, dataCases, trajectory } from './fused-cases';
import { sharedGpu } from './gpu';

const ADAMW = {
  name: 'adamw',
  learningRate: 1e-3,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  weightDecay: 0.01,
  schedule: 'constant',
  warmup: 0,
  steps: 200,
} as const;

/** One number a feature: an instance's, or a feature's, for each of its n features. */
function spread(I: number, n: number, of: (instance: number, feature: number) => number) {
  return Array.from({ length: I * n }, (_, f) => of(Math.floor(f / n), f % n));
}

/** The notebook's densities and importances, on fewer instances and a smaller batch. */
function config(change: Partial<ToyModelConfig> = {}): ToyModelConfig {
  const instances = change.instances ?? 4;
  const features = change.features ?? 5;
  return {
    instances,
    features,
    hidden: 2,
    batch: 64,
    probability: spread(instances, features, (i) => 20 ** (-i / Math.max(1, instances - 1))),
    importance: spread(instances, features, (_, j) => 0.9 ** j),
    architecture: RELU_OUTPUT,
    data: { signed: false, sets: null },
    objective: 'input',
    optimizer: ADAMW,
    initStd: 0.258,
    seed: 17,
    ...change,
  };
}

/** The paper's computation in superposition: |x| by way of more features than hidden neurons. */
const ABSOLUTE: Partial<ToyModelConfig> = {
  features: 12,
  hidden: 7,
  instances: 2,
  architecture: { tied: false, hiddenRelu: true, outputRelu: true },
  data: { signed: true, sets: null },
  objective: 'absolute',
};

const [LINEAR, HIDDEN] = [
  { tied: true, hiddenRelu: false, outputRelu: false },
  { tied: true, hiddenRelu: true, outputRelu: true },
];

describe('200 steps agree with float64', () => {
  it.each<readonly [string, ToyModelConfig]>([
    ['the notebook’s model', config()],
    ['one of everything', config({ instances: 1, features: 1, hidden: 1, batch: 1 })],
    ['sizes that fill no workgroup', config({ instances: 3, features: 7, hidden: 3, batch: 61 })],
    ['more features than a tile', config({ instances: 2, features: 37, hidden: 17, batch: 32 })],
    ['a linear output', config({ architecture: LINEAR })],
    ['a hidden ReLU', config({ architecture: HIDDEN, features: 9, hidden: 6 })],
    ['outputs that start above 0', config({ initBias: 0.1 })],
    ['a penalty on h', config({ hiddenL1: 0.05 })],
    [
      'a penalty on h behind its ReLU',
      config({ architecture: HIDDEN, features: 9, hidden: 6, hiddenL1: 0.05 }),
    ],
    ['absolute values, a decoder of its own', config(ABSOLUTE)],
    [
      'a linear model with a decoder of its own, by SGD',
      config({
        architecture: { ...LINEAR, tied: false },
        optimizer: { ...ADAMW, name: 'sgd', learningRate: 0.1 },
      }),
    ],
    [
      'correlated features',
      config({ features: 6, data: { signed: false, sets: { size: 2, kind: 'correlated' } } }),
    ],
    [
      'anticorrelated features of both signs',
      config({
        features: 9,
        architecture: LINEAR,
        data: { signed: true, sets: { size: 3, kind: 'anticorrelated' } },
      }),
    ],
    [
      'a probability a feature, an importance an instance',
      config({
        probability: spread(4, 5, (i, j) => 1 / (1 + i + j)),
        importance: spread(4, 5, (i, j) => (0.5 + 0.2 * i) ** j),
      }),
    ],
    [
      'a rate that warms up and falls along a line',
      config({ optimizer: { ...ADAMW, schedule: 'linear', warmup: 20 } }),
    ],
    [
      'a rate that warms up and falls along a cosine',
      config({ optimizer: { ...ADAMW, schedule: 'cosine', warmup: 30, steps: 150 } }),
    ],
    ['plain gradient descent', config({ optimizer: { ...ADAMW, name: 'sgd', learningRate: 0.1 } })],
    ...dataCases,
  ])('%s', async (_, experiment) => {
    const result = await trajectory(
      await ToyModelStepwise.create(await sharedGpu(), experiment),
      experiment,
    );
    expect(complaints(result, experiment.features > 1), result.note).toEqual([]);
  });
});

describe('the program', () => {
  it('gives the same bits however steps are grouped into submits', async () => {
    const gpu = await sharedGpu();
    const one = await ToyModelStepwise.create(gpu, config());
    const many = await ToyModelStepwise.create(gpu, config());
    await one.advance(60);
    const parts = [1, 2, 17, 40].map((count) => many.advance(count));
    await Promise.all(parts);
    const [p, q] = [await one.parameters(), await many.parameters()];
    expect([...p.w]).toEqual([...q.w]);
    expect([...p.b]).toEqual([...q.b]);
    one.destroy();
    many.destroy();
  });

  it('gives the first replica the same numbers whatever comes after it', async () => {
    const gpu = await sharedGpu();
    const two = await ToyModelStepwise.create(
      gpu,
      config({ instances: 2, probability: spread(2, 5, (i) => [1, 0.1][i]) }),
    );
    const four = await ToyModelStepwise.create(
      gpu,
      config({ instances: 4, probability: spread(4, 5, (i) => [1, 0.1][i % 2]) }),
    );
    await two.advance(20);
    await four.advance(20);
    const [p, q] = [await two.parameters(), await four.parameters()];
    expect([...q.w.subarray(0, p.w.length)]).toEqual([...p.w]);
    two.destroy();
    four.destroy();
  });

  it('evaluates on fresh data, as the reference does', async () => {
    const gpu = await ToyModelStepwise.create(await sharedGpu(), config());
    const reference = new ToyModelReference(config());
    const progress: number[] = [];
    const found = await gpu.evaluate(130, (done) => progress.push(done));
    const expected = await reference.evaluate(130);
    // Float32 sums of 1280 terms, then a float64 mean: far inside 1e-4.
    found.forEach((loss, i) => expect(loss / expected[i]).toBeCloseTo(1, 4));
    expect(progress.at(-1)).toBe(130);
    const trainedOn = (await gpu.advance(1))[0];
    expect(found[0]).not.toBe(trainedOn);
    gpu.destroy();
  });

  it('counts numbers that are none when training diverges', async () => {
    const wild = config({ optimizer: { ...ADAMW, name: 'sgd', learningRate: 10 }, initStd: 10 });
    const gpu = await ToyModelStepwise.create(await sharedGpu(), wild);
    await gpu.advance(128);
    const { nonfinite, w, b } = await gpu.parameters();
    const onTheCpu = [...w, ...b].filter((value) => !Number.isFinite(value)).length;
    expect(nonfinite).toBe(onTheCpu);
    expect(nonfinite).toBeGreaterThan(0);
    gpu.destroy();
  });

  /** Every choice that changes the list of calls. */
  const LISTS = [true, false].flatMap((tied) =>
    [true, false].flatMap((hiddenRelu) =>
      [true, false].flatMap((outputRelu) =>
        (['input', 'absolute'] as const).flatMap((objective) =>
          (['adamw', 'sgd'] as const).map((name) => ({
            architecture: { tied, hiddenRelu, outputRelu },
            objective,
            optimizer: { ...ADAMW, name },
            hiddenL1: objective === 'absolute' ? 0.1 : 0,
          })),
        ),
      ),
    ),
  );

  it.each(LISTS)(
    '%j: every array that a call reads was written before, or is given',
    async (list) => {
      const gpu = await ToyModelStepwise.create(
        await sharedGpu(),
        config({ ...list, instances: 1, batch: 8 }),
      );
      const given = ['threshold', 'scale', 'importance', 'b', 'm_b', 'v_b'];
      const weights = ['w', 'w_decode'].flatMap((w) => [w, `m_${w}`, `v_${w}`]);
      const known = new Set([...given, ...weights]);
      const { tied, hiddenRelu, outputRelu } = list.architecture;
      const absolute = list.objective === 'absolute';
      // Another architecture does without the sum of two gradients but updates a matrix more; a ReLU is a call forward
      // (but at the output, where it is one with the bias) and one back; here absolute values come with a penalty.
      const calls = 13 + (hiddenRelu ? 2 : 0) + (outputRelu ? 1 : 0) + (absolute ? 2 : 0);
      expect(gpu.calls.length).toBe(calls);
      const touched = new Set<string>();
      for (const { arrays, kernel } of gpu.calls) {
        for (const { array, written } of arrays) {
          touched.add(array);
          if (!written) expect(known.has(array), `${kernel} reads ${array}`).toBe(true);
        }
        for (const { array, written } of arrays) if (written) known.add(array);
      }
      expect(touched.has('w_decode')).toBe(!tied);
      expect(touched.has('v_w')).toBe(list.optimizer.name === 'adamw');
      const { nonfinite } = await gpu.parameters();
      expect(nonfinite).toBe(0);
      gpu.destroy();
    },
  );

  it('the ordinary model keeps its 14 calls', async () => {
    const gpu = await ToyModelStepwise.create(await sharedGpu(), config());
    expect(
      gpu.calls.map(({ kernel }) => kernel.replace(/_(naive|coalesced|tiled|vec4)$/, '')),
    ).toEqual([
      'sparse_features',
      'matmul',
      'matmul_nt',
      'bias_relu',
      'weighted_squared_error',
      'weighted_squared_error_backward',
      'bias_relu_backward',
      'column_sum',
      'matmul',
      'matmul_tn',
      'matmul_tn',
      'add',
      'adamw',
      'adamw',
    ]);
    gpu.destroy();
  });

  it('evaluates a model with a decoder of its own as the reference does', async () => {
    const gpu = await ToyModelStepwise.create(await sharedGpu(), config(ABSOLUTE));
    const reference = new ToyModelReference(config(ABSOLUTE));
    const [found, expected] = [await gpu.evaluate(3), await reference.evaluate(3)];
    // Float32 sums of 3072 terms, then a float64 mean: far inside 1e-4.
    found.forEach((loss, i) => expect(loss / expected[i]).toBeCloseTo(1, 4));
    gpu.destroy();
  });

  it('refuses, in the words of an experiment, what does not fit into one buffer', async () => {
    await expect(
      ToyModelStepwise.create(await sharedGpu(), config({ batch: 2 ** 21 })),
    ).rejects.toThrow(
      new RangeError(
        `instances · replicas · batch · features: was given ${20 * 2 ** 21}, allowed is at most 33554432 (what fits into one buffer on every device); lower the batch or the replicas.`,
      ),
    );
  });
});
