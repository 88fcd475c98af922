// The suite of whole training: its cases, and the check that decides who is timed.
import { describe, expect, it } from 'vitest';
import type { Bench } from '../../bench/case-report';
import { matches } from '../../bench/cases';
import {
  labelOf,
  stepFlops,
  trainCase,
  TRAIN_CASES,
  type TrainCase,
} from '../../bench/train/cases';
import { batchDeviation, Check, checkSteps } from '../../bench/train/check';
import { configOf, CONTENDERS, freshBatches, lossOn, startOf } from '../../bench/train/ours';
import { scalings } from '../../bench/train/scaling';
import { programTrainer, type Entrant, type Trainer } from '../../bench/train/trainer';
import type { ModelProgram } from '../../src/models/index';

const small = trainCase({ I: 1, n: 5, m: 2, B: 1024 });
const reference = CONTENDERS.find(({ variant }) => variant === 'float64 reference')!;

/** Trains in float64, on the CPU: no GPU is asked for. */
async function float64(problem: TrainCase, change = {}): Promise<Trainer> {
  const config = { ...configOf(problem), ...change };
  return programTrainer(await reference.create(undefined as never, config));
}

/** A training from the usual start on other data: what a library does. */
async function otherData(problem: TrainCase, change = {}, seed = 99): Promise<Trainer> {
  const config = { ...configOf(problem), ...change, seed };
  const program = await reference.create(undefined as never, config);
  const { state } = program as unknown as { state: { w: { parameter: Float64Array } } };
  state.w.parameter.set(startOf(problem));
  return programTrainer(program);
}

describe('the cases', () => {
  it('are log-spaced in density, from 1 to 1/20, and one instance alone is sparse', () => {
    const { probability } = trainCase({ I: 3, n: 5, m: 2, B: 8 });
    expect(probability[0]).toBe(1);
    expect(probability[1]).toBeCloseTo(Math.sqrt(1 / 20));
    expect(probability[2]).toBeCloseTo(1 / 20);
    expect(small.probability).toEqual([1 / 20]);
  });

  it('have the importance of the paper’s figures', () => {
    expect(small.importance).toEqual([1, 0.9, 0.9 ** 2, 0.9 ** 3, 0.9 ** 4]);
    const { importance } = trainCase({ I: 1, n: 100, m: 20, B: 8 });
    expect([importance[0], importance.at(-1)]).toEqual([1, 0.01]);
  });

  it('are told apart by name and sizes', () => {
    const keys = TRAIN_CASES.map(({ name, sizes }) => JSON.stringify([name, sizes]));
    expect(new Set(keys).size).toBe(TRAIN_CASES.length);
  });

  it('count five products a step', () => {
    expect(stepFlops({ I: 2, n: 5, m: 3, B: 7 })).toBe(5 * 2 * 2 * 5 * 3 * 7);
  });
});

describe('one of our programs as a trainer', () => {
  it('never asks for more steps than a submit holds, nor has more than two under way', async () => {
    const asked: number[] = [];
    let underWay = 0;
    let most = 0;
    const program = {
      maxSteps: 10,
      async advance(steps: number) {
        asked.push(steps);
        most = Math.max(most, ++underWay);
        await new Promise((resolve) => setTimeout(resolve, 1));
        underWay--;
        return Float32Array.from({ length: steps * 2 }, (_, at) => at);
      },
    } as unknown as ModelProgram;
    const trainer = programTrainer(program);
    await trainer.train(34);
    expect([asked, most, underWay]).toEqual([[10, 10, 10, 4], 2, 0]);
    // Two instances: the last step's losses are the last two.
    expect(await trainer.lastLoss()).toBe(6.5);
  });
});

describe('the scaling', () => {
  const filtered = (words: string) => {
    const asked = (problem: TrainCase, variant: string) =>
      matches(words, labelOf(problem), variant);
    return scalings({} as Bench, [{ variant: 'stepwise' } as Entrant], asked);
  };

  it('climbs from one model to ten thousand, and from ten weights to a hundred thousand', () => {
    const labels = filtered('scaling').map(({ label }) => label);
    expect(new Set(labels).size).toBe(labels.length);
    expect(labels).toContain('scaling n=2 m=1, I=10000 n=2 m=1 B=1024');
    expect(labels.at(-1)).toBe('scaling n=1000 m=100, I=1 n=1000 m=100 B=1024');
  });

  it('is narrowed by a filter', () => {
    expect(filtered('scaling m=1, stepwise')).toHaveLength(5);
    expect(filtered('scaling fused')).toEqual([]);
  });
});

describe('the check', () => {
  it('knows how far chance takes the loss of a batch that nothing was learned of', () => {
    const problem = { ...small, sizes: { ...small.sizes, B: 256 } };
    const nothing = { w: new Float32Array(10), b: new Float32Array(5) };
    const losses = freshBatches(problem, 400).map((x) => lossOn([x], nothing, problem));
    const mean = losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
    const variance = losses.reduce((sum, loss) => sum + (loss - mean) ** 2, 0) / losses.length;
    // The deviation of 400 samples is itself known to 1/√800; three times that.
    const ratio = Math.sqrt(variance) / mean / batchDeviation(problem);
    expect(Math.abs(ratio - 1)).toBeLessThan(0.11);
  });

  it('lets pass who trains the same on other data', async () => {
    const check = new Check(small);
    await check.judge(await float64(small));
    for (const seed of [2, 3, 4, 5]) {
      const { error } = await check.judge(await otherData(small, {}, seed));
      expect(error, `seed ${seed}`).toBeLessThan(1);
    }
  });

  it.each([
    ['features twice as often', { probability: [0.1] }],
    ['another importance', { importance: [1, 1, 1, 1, 1] }],
    [
      'a smaller learning rate',
      { optimizer: { ...configOf(small).optimizer, learningRate: 9e-4 } },
    ],
    ['another optimiser', { optimizer: { ...configOf(small).optimizer, name: 'sgd' } }],
  ])('refuses %s, with both losses in the reason', async (_, change) => {
    const check = new Check(small);
    await check.judge(await float64(small));
    const { error, reason } = await check.judge(await otherData(small, change));
    expect(error).toBeGreaterThan(1);
    expect(reason).toMatch(/^in 30 steps its training loss was [\d.]+, where ours was/);
  });

  it('is shorter where a step is long', () => {
    expect(checkSteps(small)).toBe(30);
    expect(checkSteps(trainCase({ I: 20, n: 100, m: 20, B: 1024 }))).toBe(5);
  });
});
