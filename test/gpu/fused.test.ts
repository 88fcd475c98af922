// The fused programs against the float64 reference and against each other: every option of the paper's models, by one
// step of plain descent, over 200 steps, and whatever the grouping into launches.
import { describe, expect, it } from 'vitest';
import {
  fitsWidth,
  PHASE_CUTS,
  SPARSE_CUTS,
  SMALL_WIDTHS,
  SOFTWARE_WIDTH,
  ToyModelPhases,
  ToyModelReference,
  ToyModelSmall,
  ToyModelSparse,
  ToyModelStepwise,
  type ModelProgram,
  type ToyModelConfig,
} from '../../src/models/index';
import { casesOf, complaints, fusedConfig, trajectory, type FusedKind } from './fused-cases';
import { RELU_OUTPUT } from '../../src/reference/index';
import { caseRandom, judge, kernelEntry, runKernel, type Sizes } from '../../src/kernels/index';
import { sharedGpu } from './gpu';

type Make = (config: ToyModelConfig) => Promise<ModelProgram>;

const PROGRAMS: readonly (readonly [FusedKind, Make])[] = [
  ['small', async (config) => ToyModelSmall.create(await sharedGpu(), config)],
  ['phases', async (config) => ToyModelPhases.create(await sharedGpu(), config)],
  ['sparse', async (config) => ToyModelSparse.create(await sharedGpu(), config)],
];

/** Of the programs of several launches some cases here; all of them run on wgpu. */
const HERE: Partial<Record<FusedKind, readonly string[]>> = {
  phases: [
    'the notebook’s model',
    'sizes that fill no block',
    'linear output',
    'hidden ReLU',
    'a penalty on h behind its ReLU, two matrices',
    'absolute values: two matrices, both ReLUs, signed inputs',
    'outputs that start above 0',
    'anticorrelated triples',
    'a density a feature, an importance an instance',
    'a cosine schedule',
    'plain gradient descent',
  ],
  sparse: ['the notebook’s model', 'few features of many on', 'correlated pairs', 'two matrices'],
};

describe.each(PROGRAMS)('%s', (kind, make) => {
  const cases = casesOf(kind).filter(([name]) => HERE[kind]?.includes(name) ?? true);
  it.each(cases)('%s: 200 steps agree with float64', async (_name, config) => {
    const result = await trajectory(await make(config), config);
    expect(complaints(result), result.note).toEqual([]);
  });

  it('gives the same bits however steps are grouped into launches', async () => {
    const config = fusedConfig();
    const [one, many] = [await make(config), await make(config)];
    const whole = await one.advance(60);
    const parts = await Promise.all([1, 2, 17, 40].map((count) => many.advance(count)));
    const [p, q] = [await one.parameters(), await many.parameters()];
    expect([...p.w]).toEqual([...q.w]);
    expect([...p.b]).toEqual([...q.b]);
    expect(parts.flatMap((part) => [...part])).toEqual([...whole]);
    one.destroy();
    many.destroy();
  });

  it('gives the same bits whether or not somebody looked and measured on the way', async () => {
    const config = fusedConfig();
    const [plain, watched] = [await make(config), await make(config)];
    await plain.advance(40);
    await watched.advance(20);
    await watched.parameters();
    await watched.evaluate(3);
    await watched.advance(20);
    expect([...(await watched.parameters()).w]).toEqual([...(await plain.parameters()).w]);
    plain.destroy();
    watched.destroy();
  });

  it('evaluates on fresh data, as the reference does', async () => {
    const config = fusedConfig();
    const [gpu, reference] = [await make(config), new ToyModelReference(config)];
    const progress: number[] = [];
    const found = await gpu.evaluate(130, (done) => progress.push(done));
    const expected = await reference.evaluate(130);
    // Float32 sums of 1280 terms, then a float64 mean: far inside 1e-4.
    found.forEach((loss, i) => expect(loss / expected[i]).toBeCloseTo(1, 4));
    expect(progress.at(-1)).toBe(130);
    gpu.destroy();
  });

  it('counts numbers that are none when training diverges', async () => {
    const base = fusedConfig();
    const wild = {
      ...base,
      initStd: 10,
      optimizer: { ...base.optimizer, name: 'sgd', learningRate: 10 },
    };
    const gpu = await make(wild as ToyModelConfig);
    await gpu.advance(128);
    const { nonfinite, w, b } = await gpu.parameters();
    expect(nonfinite).toBe([...w, ...b].filter((value) => !Number.isFinite(value)).length);
    expect(nonfinite).toBeGreaterThan(0);
    gpu.destroy();
  });
});

const OPTIONS: readonly Sizes[] = [
  {},
  { OUTPUT_RELU: 0 },
  { HIDDEN_RELU: 1 },
  { HIDDEN_L1: 1 },
  { WEIGHTS: 2 },
  { WEIGHTS: 2, HIDDEN_RELU: 1, ABSOLUTE: 1, SIGNED: 1 },
  { SIGNED: 1 },
  { SET: 2 },
  { SET: 3, ANTI: 1 },
];

// One step of plain descent moves a parameter by its gradient: held against float64 for every option, within the bound
// that its 4096 samples allow.
it.each([...OPTIONS])(
  'one step of descent on 4096 samples is the gradient: %o',
  async (options: Sizes) => {
    const entry = kernelEntry('train_small');
    const constants = { ADAM: 0, QUADS: 2, LAST: 1, HIDDEN: 2, WORKGROUP: 16, ...options };
    const sizes = { I: 2, B: 4096, n: 5, m: 2, steps: 1 };
    const problem = entry.makeCase(sizes, caseRandom(5), {
      ...entry.header.constants,
      ...constants,
    });
    const outputs = await runKernel(await sharedGpu(), entry, sizes, problem, constants);
    expect(judge(problem, outputs).disagreements).toEqual([]);
  },
);

it.each([SOFTWARE_WIDTH, ...SMALL_WIDTHS])(
  'small in %i invocations agrees with the stepwise program',
  async (width) => {
    const config = fusedConfig();
    const gpu = await sharedGpu();
    const [small, stepwise] = [
      await ToyModelSmall.create(gpu, config, width),
      await ToyModelStepwise.create(gpu, config),
    ];
    const [p, q] = [await small.advance(50), await stepwise.advance(50)];
    p.forEach((loss, at) => expect(loss / q[at]).toBeCloseTo(1, 4));
    small.destroy();
    stepwise.destroy();
  },
);

it.each([...PHASE_CUTS])('phases cut as %o agree with the stepwise program', async (cut) => {
  const config = fusedConfig({ features: 37, hidden: 17, instances: 2 });
  const gpu = await sharedGpu();
  const [phases, stepwise] = [
    await ToyModelPhases.create(gpu, config, cut),
    await ToyModelStepwise.create(gpu, config),
  ];
  const [p, q] = [await phases.advance(50), await stepwise.advance(50)];
  p.forEach((loss, at) => expect(loss / q[at]).toBeCloseTo(1, 4));
  phases.destroy();
  stepwise.destroy();
});

it.each([...SPARSE_CUTS])('sparse cut as %o agrees with the stepwise program', async (cut) => {
  const config = fusedConfig({
    ...{ features: 37, hidden: 17, instances: 2 },
    probability: new Float64Array(74).fill(0.03),
  });
  const gpu = await sharedGpu();
  const [sparse, stepwise] = [
    await ToyModelSparse.create(gpu, config, cut),
    await ToyModelStepwise.create(gpu, config),
  ];
  const [p, q] = [await sparse.advance(50), await stepwise.advance(50)];
  p.forEach((loss, at) => expect(loss / q[at]).toBeCloseTo(1, 4));
  sparse.destroy();
  stepwise.destroy();
});

it('sparse refuses a ReLU at the hidden layer', async () => {
  const config = fusedConfig({ architecture: { ...RELU_OUTPUT, hiddenRelu: true } });
  await expect(ToyModelSparse.create(await sharedGpu(), config)).rejects.toThrow('linear');
});

it('sparse refuses a penalty on the hidden vector', async () => {
  const config = fusedConfig({ hiddenL1: 0.1 });
  await expect(ToyModelSparse.create(await sharedGpu(), config)).rejects.toThrow('penalise');
});

it('a launch of as many steps as are allowed trains to its last: drivers may end long loops', async () => {
  const config = fusedConfig({
    instances: 1,
    batch: 1024,
    probability: new Float64Array(5).fill(0.1),
  });
  const gpu = await sharedGpu();
  const small = await ToyModelSmall.create(gpu, config, 16);
  const losses = await small.advance(small.maxSteps);
  expect(losses.length).toBe(small.maxSteps);
  expect(losses.every((loss) => loss > 0)).toBe(true);
  small.destroy();
});

it('tries no width for which workgroup memory is too small', () => {
  const widest = (change: Partial<ToyModelConfig>) =>
    SMALL_WIDTHS.filter((width) => fitsWidth(fusedConfig(change), width)).at(-1);
  expect(widest({})).toBe(128);
  // 37 rows of sums for 128 invocations would be 19 KB.
  const two = { architecture: { tied: false, hiddenRelu: true, outputRelu: true } };
  expect(widest({ features: 16, hidden: 4, ...two })).toBe(64);
});

it('refuses models that no workgroup can hold', async () => {
  const config = fusedConfig({ features: 17, hidden: 4 });
  await expect(ToyModelSmall.create(await sharedGpu(), config)).rejects.toThrow(
    'at most 16 features and 4 hidden dimensions, not 17 and 4',
  );
});
