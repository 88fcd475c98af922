// Training that diverges, by every program: what the command line's run says of it.
import { expect, test } from 'vitest';
import { guessedFused, referenceProgram, stepwiseProgram } from '../../src/models/index';
import {
  DivergenceLog,
  modelConfig,
  parseExperiment,
  trainWhole,
  type ExperimentInput,
} from '../../src/train/index';
import { sharedGpu } from './gpu';

/** A decay of nine times the weights a step: they overflow within dozens of steps. */
const OVERFLOW = {
  model: 'relu-output',
  instances: 1,
  batch: 64,
  steps: 200,
  optimizer: { name: 'adamw', learningRate: 10, weightDecay: 1 },
} as const satisfies ExperimentInput;

const DENSE = { features: 20, hidden: 5 };
const SPARSE = {
  ...{ features: 60, hidden: 30, batch: 1024, instances: 8 },
  featureProbability: Array.from({ length: 8 }, () => 0.01),
};

test.each([
  ['gpu', 'fused', 'small', {}],
  ['gpu', 'fused', 'phases', DENSE],
  ['gpu', 'fused', 'sparse', SPARSE],
  ['gpu', 'stepwise', 'stepwise', {}],
  ['cpu', 'auto', 'reference', {}],
] as const)('%s, %s (%s): the very step at which W overflows', async (engine, wish, kind, more) => {
  const experiment = parseExperiment({ ...OVERFLOW, ...more });
  const run = trainWhole(experiment, { engine, program: wish }, 1024, () => undefined);
  const message = await run.then(
    () => 'no error',
    (error: Error) => error.message,
  );
  const said =
    /(\S+) of (?:the model stopped being finite|instance \d+ stopped being finite|instance \d+,) at step (\d+)\. A lower/;
  const [, array, told] = said.exec(message) ?? [];
  expect(array, message).toMatch(/^(W|b|‖W‖)$/);
  const step = Number(told);

  // The same model once more: finite one step before, and not at this one.
  const config = modelConfig(experiment);
  const gpu = await sharedGpu();
  const program = await {
    reference: () => referenceProgram(config),
    stepwise: () => stepwiseProgram(gpu, config),
    fused: () => guessedFused(gpu, config),
  }[kind === 'reference' || kind === 'stepwise' ? kind : 'fused']();
  expect(program.kind).toBe(kind);
  const log = new DivergenceLog(config.instances);
  await program.advance(step - 1);
  log.hear(await program.parameters());
  expect(log.size, message).toBe(0);
  await program.advance(1);
  log.hear(await program.parameters());
  expect(log.all[0], message).toMatchObject({ array, by: step });
  program.destroy();
});

test('a replica that diverges is named and left out; the others are a result', async () => {
  // Plain descent at a rate too steep for the largest of these first weights.
  const experiment = parseExperiment({
    ...{ model: 'linear-output', features: 2, hidden: 1, instances: 1, replicas: 8, batch: 64 },
    ...{ steps: 300, featureProbability: [1], importance: { decay: 1 }, initStd: 2.5, seed: 3 },
    optimizer: { name: 'sgd', learningRate: 0.25 },
  });
  const record = await trainWhole(
    experiment,
    { engine: 'gpu', program: 'auto' },
    1024,
    () => undefined,
  );
  expect(record.diverged.length).toBeGreaterThan(0);
  expect(record.diverged.length).toBeLessThan(8);
  expect(record.instances.length + record.diverged.length).toBe(8);
  const replicas = [...record.instances, ...record.diverged].map(({ replica }) => replica);
  expect(replicas.sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  const { instances, diverged, lossHistory } = record;
  expect(JSON.stringify([instances, diverged, lossHistory])).not.toContain('null');
  for (const { loss, W } of record.instances) {
    expect(loss).toBeGreaterThan(0);
    expect(W.flat().every(Number.isFinite)).toBe(true);
  }
  for (const losses of record.lossHistory.loss) {
    expect(losses.length).toBe(record.instances.length);
    expect(losses.every(Number.isFinite)).toBe(true);
  }
});
