// Densities, importances and rates changed while a model trains: every program goes on as the float64 reference does.
import { describe, expect, it } from 'vitest';
import {
  SPARSE_CUTS,
  ToyModelPhases,
  ToyModelReference,
  ToyModelSmall,
  ToyModelSparse,
  ToyModelStepwise,
  type ModelProgram,
  type ToyModelConfig,
} from '../../src/models/index';
import { kernelEntry } from '../../src/kernels/index';
import { complaints, fusedConfig, trajectory } from './fused-cases';
import { sharedGpu } from './gpu';

type Make = (config: ToyModelConfig) => Promise<ModelProgram>;

const PROGRAMS: readonly (readonly [string, Make])[] = [
  ['small', async (config) => ToyModelSmall.create(await sharedGpu(), config)],
  ['phases', async (config) => ToyModelPhases.create(await sharedGpu(), config)],
  ['sparse', async (config) => ToyModelSparse.create(await sharedGpu(), config)],
  ['stepwise', async (config) => ToyModelStepwise.create(await sharedGpu(), config)],
];

const plain = fusedConfig();
const sgd = fusedConfig({
  optimizer: { ...plain.optimizer, name: 'sgd', learningRate: 0.1, weightDecay: 0 },
});
const inSets = fusedConfig({
  features: 6,
  data: { signed: false, sets: { size: 3, kind: 'anticorrelated' } },
});

const scaled = (list: ArrayLike<number>, factor: (at: number) => number) =>
  Float64Array.from(list, (value, at) => value * factor(at));

/** What is trained first, and what it is adjusted to. */
const CASES: readonly (readonly [string, ToyModelConfig, ToyModelConfig])[] = [
  ['density', plain, { ...plain, probability: scaled(plain.probability, () => 0.3) }],
  ['importance', plain, { ...plain, importance: scaled(plain.importance, (at) => 1 + (at % 3)) }],
  [
    'learning rate, schedule and weight decay',
    plain,
    {
      ...plain,
      optimizer: { ...plain.optimizer, learningRate: 5e-3, schedule: 'linear', weightDecay: 1 },
    },
  ],
  [
    'everything, with plain descent',
    sgd,
    {
      ...sgd,
      probability: scaled(sgd.probability, () => 0.5),
      importance: scaled(sgd.importance, (at) => 1 + (at % 2)),
      optimizer: { ...sgd.optimizer, learningRate: 0.3, weightDecay: 0.5 },
    },
  ],
  ['density of sets', inSets, { ...inSets, probability: scaled(inSets.probability, () => 0.4) }],
];

describe.each(PROGRAMS)('%s', (_kind, make) => {
  it.each(CASES)('%s: 100 steps and 100 more agree with float64', async (_name, first, then) => {
    const result = await trajectory(await make(first), first, then);
    expect(complaints(result), result.note).toEqual([]);
  });

  it('what is under way is trained with the old settings, what comes after with the new', async () => {
    const [, first, then] = CASES[3];
    const [calm, hasty] = [await make(first), await make(first)];
    await calm.advance(20);
    calm.adjust!(then);
    await calm.advance(20);
    const parts = [hasty.advance(20)];
    hasty.adjust!(then);
    parts.push(hasty.advance(20));
    await Promise.all(parts);
    expect([...(await hasty.parameters()).w]).toEqual([...(await calm.parameters()).w]);
    calm.destroy();
    hasty.destroy();
  });

  it('keeps the settings when a kernel is exchanged afterwards', async () => {
    const [, first, then] = CASES[2];
    const [one, other] = [await make(first), await make(first)];
    for (const program of [one, other]) program.adjust!(then);
    const { kernel } = other.calls[other.calls.length - 1];
    await other.substitute!(new Map([[kernel, `// read\n${kernelEntry(kernel).source}`]]));
    for (const program of [one, other]) await program.advance(20);
    expect([...(await other.parameters()).w]).toEqual([...(await one.parameters()).w]);
    one.destroy();
    other.destroy();
  });

  it('refuses another model, says why, and goes on with its own', async () => {
    const [one, other] = [await make(plain), await make(plain)];
    expect(() => other.adjust!({ ...CASES[0][2], seed: 5, hidden: 3 })).toThrow(
      /here hidden, seed would change, too/,
    );
    for (const program of [one, other]) await program.advance(20);
    expect([...(await other.parameters()).w]).toEqual([...(await one.parameters()).w]);
    one.destroy();
    other.destroy();
  });
});

// Else the tests above could not fail.
it.each(CASES)('%s: a program that is not told is far from float64', async (_name, first, then) => {
  const result = await trajectory(await PROGRAMS[0][1](first), first, then, false);
  expect(complaints(result), result.note).toContain('w is far');
});

it('sparse refuses densities whose lists its loops could not walk', async () => {
  // Cut for 0.4 features a sample: four slabs. With all 40 on, the 1024 samples of each would need 82 000 rounds.
  const few = fusedConfig({
    ...{ instances: 4, features: 40, hidden: 8, batch: 4096 },
    probability: new Float64Array(160).fill(0.01),
  });
  const program = await ToyModelSparse.create(await sharedGpu(), few, SPARSE_CUTS[0]);
  const all = { ...few, probability: new Float64Array(160).fill(1) };
  expect(() => program.adjust!(all)).toThrow(/would make \d+ rounds of loops/);
  program.adjust({ ...few, probability: new Float64Array(160).fill(0.02) });
  const reference = new ToyModelReference(few);
  reference.adjust({ ...few, probability: new Float64Array(160).fill(0.02) });
  const [found, expected] = [await program.advance(3), await reference.advance(3)];
  found.forEach((loss, at) => expect(loss / expected[at]).toBeCloseTo(1, 4));
  program.destroy();
});
