// The tuner on a real device: it picks a kernel that runs, keeps what it picked, and the model trains on it.
import { expect, it, vi } from 'vitest';
import { openGpu } from '../../src/gpu/index';
import { kernelEntry } from '../../src/kernels/index';
import { browserTuningStore, candidatesFor, Tuner } from '../../src/measure/index';
import { ToyModelStepwise, tunedRungs, type ToyModelConfig } from '../../src/models/index';
import { SessionServer } from '../../src/train/server';
import { parseExperiment, type Event } from '../../src/train/index';
import { memoryStore, sharedGpu } from './gpu';

const SIZES = { I: 1, M: 96, K: 64, N: 80 };

const CONFIG: ToyModelConfig = {
  instances: 2,
  features: 20,
  hidden: 9,
  batch: 64,
  probability: Array.from({ length: 40 }, (_, f) => (f < 20 ? 1 : 0.1)),
  importance: Array.from({ length: 40 }, (_, f) => 0.9 ** (f % 20)),
  architecture: { tied: true, hiddenRelu: false, outputRelu: true },
  data: { signed: false, sets: null },
  objective: 'input',
  optimizer: {
    name: 'adamw',
    learningRate: 1e-3,
    beta1: 0.9,
    beta2: 0.999,
    epsilon: 1e-8,
    weightDecay: 0.01,
    schedule: 'constant',
    warmup: 0,
    steps: 100,
  },
  initStd: 0.3,
  seed: 5,
};

it('picks a rung that the device can run, and keeps the choice', async () => {
  const gpu = await sharedGpu();
  const store = memoryStore();
  const set = vi.spyOn(store, 'set');
  const tuner = new Tuner(gpu, store);
  const chosen = await tuner.choose('matmul', SIZES);
  const names = candidatesFor(gpu, 'matmul').map(({ entry }) => entry.name);
  expect(names).toContain(chosen.kernel);
  // On a software adapter nothing is slower than a number at a time in the wrong order.
  expect(chosen.kernel).not.toBe('matmul_naive');
  // Sizes of the same class are not measured again; others are.
  expect(await tuner.choose('matmul', { ...SIZES, K: 63 })).toEqual(chosen);
  expect(set).toHaveBeenCalledTimes(1);
  await tuner.choose('matmul', { ...SIZES, M: 1 });
  expect(set).toHaveBeenCalledTimes(2);
  tuner.destroy();
});

it('measures again what was kept by a version with other candidates', async () => {
  const gpu = await sharedGpu();
  const store = memoryStore();
  store.get = () => Promise.resolve({ kernel: 'matmul_of_old', constants: {} });
  const tuner = new Tuner(gpu, store);
  const { kernel } = await tuner.choose('matmul', SIZES);
  expect(kernelEntry(kernel).family).toBe('matmul');
  tuner.destroy();
});

it('keeps choices in the browser, across stores, until they are cleared', async () => {
  const tuned = { kernel: 'matmul_vec4', constants: { ACROSS: 1 } };
  await browserTuningStore().set('a test', tuned);
  expect(await browserTuningStore().get('a test')).toEqual(tuned);
  await browserTuningStore().clear();
  expect(await browserTuningStore().get('a test')).toBeUndefined();
});

it('trains the same model on whatever it picks, up to rounding', async () => {
  const gpu = await sharedGpu();
  const tuner = new Tuner(gpu, memoryStore());
  const told: [number, number][] = [];
  const rungs = await tunedRungs(gpu, CONFIG, tuner, (done, of) => told.push([done, of]));
  expect(told).toEqual([0, 1, 2].map((done) => [done, 3]));
  tuner.destroy();
  const guessed = await ToyModelStepwise.create(gpu, CONFIG);
  const tuned = await ToyModelStepwise.create(gpu, CONFIG, rungs);
  const [a, b] = [await guessed.advance(1), await tuned.advance(1)];
  // The first loss: products of 9 and 20 terms, then a mean of 1280 squares; far within 1e-4.
  for (const [i, loss] of a.entries()) expect(Math.abs(b[i] / loss - 1)).toBeLessThan(1e-4);
  guessed.destroy();
  tuned.destroy();
});

it('a session tells of its choosing, and chooses again when it is told to forget', async () => {
  const events: Event[] = [];
  const server = new SessionServer({
    emit: (event) => events.push(event),
    openGpu: () => openGpu(),
    choices: memoryStore(),
  });
  const count = (type: Event['type']) => events.filter((event) => event.type === type).length;
  const experiment = parseExperiment({ model: 'relu-output', instances: 2 });
  // The stepwise program chooses among products; a fused one of this size has no choice on a software adapter.
  const open = { type: 'open', experiment, engine: 'gpu', program: 'stepwise' } as const;
  server.handle({ ...open, tuning: true });
  await vi.waitFor(() => expect(count('ready')).toBe(1), 60_000);
  expect(count('tuning')).toBe(3);
  server.handle({ type: 'forget-choices' });
  await vi.waitFor(() => expect(count('ready')).toBe(2), 60_000);
  expect(count('tuning')).toBe(6);
  server.handle({ ...open, tuning: false });
  await vi.waitFor(() => expect(count('ready')).toBe(3), 60_000);
  expect(count('tuning')).toBe(6);
});
