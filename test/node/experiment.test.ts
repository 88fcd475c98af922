import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  activations,
  ExperimentError,
  featureImportances,
  featureProbabilities,
  findRun,
  importances,
  importancesOf,
  modelConfig,
  parseExperiment,
  presets,
  probabilities,
} from '../../src/train/index';

const MODELS = '"relu-output", "linear-output", "hidden-relu", "absolute-value"';
const minimal = { model: 'relu-output' } as const;

function complaint(input: unknown): string {
  try {
    parseExperiment(input);
  } catch (error) {
    expect(error).toBeInstanceOf(ExperimentError);
    return (error as Error).message;
  }
  return 'accepted';
}

describe('an experiment', () => {
  it('needs only its model; everything else is the notebook’s', () => {
    expect(parseExperiment(minimal)).toEqual({
      schema: 'antipode.experiment/1',
      model: 'relu-output',
      features: 5,
      hidden: 2,
      instances: 10,
      replicas: 1,
      featureProbability: { from: 1, to: 0.05, scale: 'log' },
      importance: { decay: 0.9 },
      batch: 1024,
      steps: 10000,
      optimizer: {
        name: 'adamw',
        learningRate: 0.001,
        weightDecay: 0.01,
        beta1: 0.9,
        beta2: 0.999,
        epsilon: 1e-8,
        schedule: 'constant',
        warmup: 0,
      },
      inputs: 'positive',
      sets: null,
      hiddenL1: 0,
      grid: null,
      dataset: null,
      unitInputs: false,
      attack: 0,
      initStd: 'notebook',
      initBias: 0,
      seed: 0,
    });
  });

  it('is what it was after a second reading', () => {
    const once = parseExperiment({ ...minimal, optimizer: { name: 'sgd' }, initStd: 0.3 });
    expect(parseExperiment(JSON.parse(JSON.stringify(once)))).toEqual(once);
  });

  it.each([
    [{}, `model: is missing, allowed is ${MODELS}.`],
    [{ model: 'conv' }, `model: was given "conv", allowed is ${MODELS}.`],
    [null, 'experiment: was given null, allowed is an object such as {"model": "relu-output"}.'],
    [
      { ...minimal, featuers: 3 },
      /^featuers: is not a known key, allowed is schema, model, features/,
    ],
    [
      { ...minimal, features: 0 },
      'features: was given 0, allowed is a whole number from 1 to 1024.',
    ],
    [{ ...minimal, features: 2.5 }, /^features: was given 2.5, allowed/],
    [
      { ...minimal, hidden: '2' },
      /^hidden: was given "2", allowed is a whole number from 1 to 256/,
    ],
    [
      { ...minimal, seed: -1 },
      /^seed: was given -1, allowed is a whole number from 0 to 4294967295/,
    ],
    [
      { ...minimal, optimizer: { lr: 1 } },
      /^optimizer.lr: is not a known key, allowed is name, learn/,
    ],
    [
      { ...minimal, optimizer: { name: 'lion' } },
      /^optimizer.name: was given "lion", allowed is "adamw"/,
    ],
    [{ ...minimal, optimizer: { learningRate: NaN } }, /^optimizer.learningRate: was given/],
    [{ ...minimal, importance: { decay: 2 } }, /^importance.decay: was given 2, allowed/],
    [{ ...minimal, importance: {} }, /^importance.decay: is missing, allowed/],
    [
      { ...minimal, importance: [1, 1] },
      /^importance: was given 2 numbers, allowed is a list of 5/,
    ],
    [
      { ...minimal, featureProbability: [0.5] },
      /^featureProbability: was given 1 numbers.*list of 10/,
    ],
    [
      { ...minimal, featureProbability: { from: 0, to: 1 } },
      /^featureProbability.from: was given 0/,
    ],
    [
      { ...minimal, featureProbability: { from: 1, to: 2e-7 } },
      'featureProbability.to: was given 2e-7, allowed is a number from 0.00001 to 1.',
    ],
    [
      { ...minimal, instances: 1, featureProbability: [1e-40] },
      'featureProbability.0: was given 1e-40, allowed is a number from 0.00001 to 1.',
    ],
    [
      {
        ...{ ...minimal, instances: 1, featureProbability: [1e-5] },
        sets: { size: 5, kind: 'anticorrelated' },
      },
      /^featureProbability: was given 0.00001, allowed is a number from 0.00005 to 1, 5 times as much/,
    ],
    [{ ...minimal, featureProbability: { from: 1, to: 1, scale: 'x' } }, /scale: was given "x"/],
    [{ ...minimal, hiddenL1: -1 }, /^hiddenL1: was given -1, allowed is a number from 0 to 1000/],
    [
      { ...minimal, initBias: 'mean' },
      'initBias: was given "mean", allowed is a number from -10 to 10.',
    ],
    [
      { ...minimal, initStd: 'xavier' },
      /^initStd: was given "xavier", allowed is "notebook" or a number/,
    ],
    [
      { ...minimal, instances: 16384, replicas: 9 },
      'instances · replicas: was given 147456, allowed is at most 131072.',
    ],
    [{ ...minimal, instances: 16385 }, /^instances: was given 16385, allowed.*from 1 to 16384/],
    [
      { ...minimal, featureProbability: [[0.5]] },
      /^featureProbability: was given 1 lists, allowed is a list of 10, one for each of the instances/,
    ],
    [
      { ...minimal, instances: 2, featureProbability: [[1, 1, 1, 1, 1], [1]] },
      'featureProbability.1: was given 1 numbers, allowed is a list of 5, one for each of the features.',
    ],
    [
      { ...minimal, instances: 1, featureProbability: [[1, 1, 0, 1, 1]] },
      'featureProbability.0.2: was given 0, allowed is a number from 0.00001 to 1.',
    ],
    [
      { ...minimal, instances: 1, importance: [[1, 1, -1, 1, 1]] },
      'importance.0.2: was given -1, allowed is a number from 0 to 1000.',
    ],
    [
      { ...minimal, instances: 2, importance: [[1, 1, 1, 1, 1]] },
      'importance: was given 1 lists, allowed is a list of 2, one for each of the instances.',
    ],
    [{ ...minimal, featureProbability: [0.5, [1]] }, /^featureProbability/],
    [
      { ...minimal, inputs: 'both' },
      'inputs: was given "both", allowed is "positive" or "signed".',
    ],
    [
      { ...minimal, dataset: 5 },
      /^dataset: was given 5, allowed is null or {"samples": a whole number from 1 to 65536, or a list of such}/,
    ],
    [
      { ...minimal, dataset: {} },
      'dataset.samples: is missing, allowed is a whole number, or a list of such.',
    ],
    [{ ...minimal, dataset: { samples: 0 } }, /^dataset.samples: was given 0, allowed is a whole/],
    [
      { ...minimal, dataset: { samples: [3, 5] } },
      'dataset.samples: was given 2 numbers, allowed is a list of 10, one for each of the instances.',
    ],
    [{ ...minimal, unitInputs: 1 }, 'unitInputs: was given 1, allowed is true or false.'],
    [
      { ...minimal, attack: -1 },
      'attack: was given -1, allowed is a number from 0 to 10, or a list of such.',
    ],
    [{ ...minimal, instances: 1, attack: [11] }, /^attack.0: was given 11, allowed is a number/],
    [
      { ...minimal, attack: [0.8] },
      'attack: was given 1 numbers, allowed is a list of 10, one for each of the instances.',
    ],
    [
      { ...minimal, attack: 0.8, dataset: { samples: 5 } },
      'attack: was given 0.8, allowed is 0 where there are data sets.',
    ],
    [
      { ...minimal, sets: 2 },
      /^sets: was given 2, allowed is null or {"size": a whole number from 2 to 128, "kind"/,
    ],
    [
      { ...minimal, sets: { size: 5 } },
      'sets.kind: is missing, allowed is "correlated" or "anticorrelated".',
    ],
    [
      { ...minimal, sets: { kind: 'correlated' } },
      'sets.size: is missing, allowed is a whole number from 2 to 128.',
    ],
    [
      { ...minimal, sets: { size: 1, kind: 'correlated' } },
      'sets.size: was given 1, allowed is a whole number from 2 to 128.',
    ],
    [{ ...minimal, sets: { size: 5, kind: 'x' } }, /^sets.kind: was given "x"/],
    [
      { ...minimal, sets: { size: 5, kind: 'correlated', more: 1 } },
      'sets.more: is not a known key, allowed is size, kind.',
    ],
    [
      { ...minimal, sets: { size: 2, kind: 'correlated' } },
      'features: was given 5, allowed is a multiple of 2, the size of a set.',
    ],
    [
      {
        ...minimal,
        features: 4,
        instances: 1,
        sets: { size: 2, kind: 'correlated' },
        featureProbability: [[1, 1, 0.5, 0.4]],
      },
      'featureProbability.0.3: was given 0.4, allowed is 0.5, as the features before it in its set of 2 have.',
    ],
    [
      { ...minimal, optimizer: { schedule: 'step' } },
      'optimizer.schedule: was given "step", allowed is "constant", "linear" or "cosine".',
    ],
    [{ ...minimal, optimizer: { warmup: 0.5 } }, /^optimizer.warmup: was given 0.5, allowed/],
    [
      { ...minimal, steps: 10, optimizer: { warmup: 11 } },
      'optimizer.warmup: was given 11, allowed is a whole number from 0 to 10, the steps.',
    ],
  ])('%j is refused in one sentence', (input, sentence) => {
    const message = complaint(input);
    if (typeof sentence === 'string') expect(message).toBe(sentence);
    else expect(message).toMatch(sentence);
    expect(message).not.toContain('\n');
  });

  it('whatever comes in, it is accepted whole or refused with a sentence', () => {
    const keys = Object.keys(parseExperiment(minimal));
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...keys, 'other'), fc.jsonValue()), (input) => {
        const message = complaint({ ...minimal, ...input });
        expect(message === 'accepted' || /^.+: .+, allowed is .+\.$/s.test(message)).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });
});

describe('what an experiment means', () => {
  it('densities go from the first to the last on a log axis', () => {
    const p = probabilities(parseExperiment(minimal));
    p.forEach((value, i) => expect(value).toBeCloseTo(20 ** (-i / 9), 12));
    expect(p[0]).toBe(1);
    expect(p[9]).toBe(0.05);
  });

  it('densities on a linear axis, of one instance, and as a list', () => {
    const of = (change: object) => probabilities(parseExperiment({ ...minimal, ...change }));
    expect(of({ instances: 3, featureProbability: { from: 1, to: 0.5, scale: 'linear' } })).toEqual(
      [1, 0.75, 0.5],
    );
    expect(of({ instances: 1 })).toEqual([1]);
    expect(of({ instances: 2, featureProbability: [0.3, 0.4] })).toEqual([0.3, 0.4]);
  });

  it('importance decays, or is a list', () => {
    expect(importances(parseExperiment({ ...minimal, features: 3 }))).toEqual([1, 0.9, 0.9 ** 2]);
    expect(importances(parseExperiment({ ...minimal, features: 2, importance: [3, 0] }))).toEqual([
      3, 0,
    ]);
  });

  it('replica r of instance i stands at r · instances + i, and the init does not depend on replicas', () => {
    const one = modelConfig(parseExperiment({ ...minimal, instances: 2 }));
    const three = modelConfig(parseExperiment({ ...minimal, instances: 2, replicas: 3 }));
    const rows = [1, 0.05].map((p) => Array.from({ length: 5 }, () => p)).flat();
    expect([...(three.probability as Float64Array)]).toEqual([...rows, ...rows, ...rows]);
    expect(three.initStd).toBe(one.initStd);
    expect(modelConfig(parseExperiment(minimal)).initStd).toBeCloseTo(0.258, 3);
  });

  it('each model is its architecture; what computes absolute values gets inputs of both signs', () => {
    const of = (model: string, change: object = {}) =>
      modelConfig(parseExperiment({ model, ...change }));
    const [relu, linear] = [of('relu-output'), of('linear-output')];
    expect(relu.architecture).toEqual({ tied: true, hiddenRelu: false, outputRelu: true });
    expect(linear.architecture).toEqual({ tied: true, hiddenRelu: false, outputRelu: false });
    const [hidden, absolute] = [of('hidden-relu'), of('absolute-value')];
    expect(hidden.architecture).toEqual({ tied: true, hiddenRelu: true, outputRelu: true });
    expect(absolute.architecture).toEqual({ tied: false, hiddenRelu: true, outputRelu: true });
    expect([relu, linear, hidden, absolute].map(({ objective }) => objective)).toEqual([
      'input',
      'input',
      'input',
      'absolute',
    ]);
    const signs = [relu, linear, hidden, absolute].map(({ data }) => data.signed);
    expect(signs).toEqual([false, false, false, true]);
    expect(of('absolute-value', { inputs: 'positive' }).data.signed).toBe(false);
    expect(of('relu-output', { inputs: 'signed' }).data.signed).toBe(true);
  });

  it('data sets and the length of inputs reach the model, where there are any', () => {
    const dataset = { samples: [3, 5] };
    const config = modelConfig(
      parseExperiment({ ...minimal, instances: 2, replicas: 2, dataset, unitInputs: true }),
    );
    expect(Array.from(config.dataset!)).toEqual([3, 5, 3, 5]);
    expect(config.data.unit).toBe(true);
    const plain = modelConfig(parseExperiment(minimal));
    expect(plain).not.toHaveProperty('dataset');
    expect(plain.data).not.toHaveProperty('unit');
    const one = modelConfig(parseExperiment({ ...minimal, dataset: { samples: 9 } }));
    expect(Array.from(one.dataset!)).toEqual(Array(10).fill(9));
  });

  it('attacks reach the model, where any instance is attacked', () => {
    const of = (attack: number | number[]) =>
      modelConfig(parseExperiment({ ...minimal, instances: 2, replicas: 2, attack })).attack;
    expect(Array.from(of([0, 0.8])!)).toEqual([0, 0.8, 0, 0.8]);
    expect(Array.from(of(0.2)!)).toEqual([0.2, 0.2, 0.2, 0.2]);
    expect([of(0), of([0, 0])]).toEqual([undefined, undefined]);
  });

  it('sets, schedule and warm-up reach the model; T is the steps', () => {
    const sets = { size: 5, kind: 'anticorrelated' } as const;
    const optimizer = { schedule: 'cosine', warmup: 7 } as const;
    const config = modelConfig(parseExperiment({ ...minimal, sets, optimizer, steps: 90 }));
    expect(config.data).toEqual({ signed: false, sets });
    expect(config.optimizer).toMatchObject({ ...optimizer, steps: 90, name: 'adamw' });
  });

  it('a probability a feature and an importance an instance, row by row', () => {
    const featureProbability = [
      [1, 0.5],
      [0.25, 0.5],
    ];
    const importance = [
      [1, 2],
      [3, 4],
    ];
    const experiment = parseExperiment({
      ...minimal,
      features: 2,
      instances: 2,
      replicas: 2,
      featureProbability,
      importance,
    });
    expect(probabilities(experiment)).toEqual([0.75, 0.375]);
    expect([...featureProbabilities(experiment)]).toEqual([1, 0.5, 0.25, 0.5]);
    expect(importances(experiment)).toEqual([1, 2]);
    expect(importancesOf(experiment, 1)).toEqual([3, 4]);
    expect([...featureImportances(experiment)]).toEqual([1, 2, 3, 4]);
    const config = modelConfig(experiment);
    expect(Array.from(config.probability)).toEqual([1, 0.5, 0.25, 0.5, 1, 0.5, 0.25, 0.5]);
    expect(Array.from(config.importance)).toEqual([1, 2, 3, 4, 1, 2, 3, 4]);
    const shared = parseExperiment({ ...minimal, instances: 2, features: 2, importance: [3, 1] });
    expect([...featureImportances(shared)]).toEqual([3, 1, 3, 1]);
    expect(importancesOf(shared, 1)).toEqual([3, 1]);
  });

  it('activations: a whole batch of every model, of features or of hidden dimensions', () => {
    const of = (change: object) => activations(parseExperiment({ ...minimal, ...change }));
    expect(of({ instances: 3, replicas: 2, batch: 7, features: 11 })).toBe(3 * 2 * 7 * 11);
    expect(of({ instances: 1, batch: 2, features: 3, hidden: 50 })).toBe(100);
    // Too many for the stepwise program, and yet an experiment.
    expect(of({ batch: 65536, instances: 1000 })).toBeGreaterThan(2 ** 25);
  });

  it('presets are sound', () => {
    for (const { runs, name } of presets.values()) {
      expect(new Set(runs.map((run) => run.name)).size, name).toBe(runs.length);
      for (const { experiment, paper, software } of runs) {
        for (const size of [experiment, paper, software]) {
          if (size) expect(parseExperiment(size)).toEqual(size);
        }
      }
    }
  });

  it('finds a run by its address', () => {
    expect(findRun('basic-results')?.run.name).toBe('relu-20');
    expect(findRun('basic-results/linear-20')?.run.name).toBe('linear-20');
    expect(findRun('basic-results/other')).toBeUndefined();
    expect(findRun('other')).toBeUndefined();
  });
});

describe('a grid', () => {
  const given = {
    ...minimal,
    features: 2,
    hidden: 1,
    instances: 6,
    featureProbability: { from: 1, to: 0.01 },
    importance: { decay: 1 },
    grid: { rows: 2, feature: 1, from: 0.1, to: 10 },
  };

  it('has the densities along its rows, and the importance of one feature from row to row', () => {
    const experiment = parseExperiment(given);
    expect(probabilities(experiment)).toEqual([1, 0.1, 0.01, 1, 0.1, 0.01]);
    expect(importancesOf(experiment, 2)).toEqual([1, 0.1]);
    expect(importancesOf(experiment, 3)).toEqual([1, 10]);
    expect([...featureImportances(experiment)]).toEqual([
      1, 0.1, 1, 0.1, 1, 0.1, 1, 10, 1, 10, 1, 10,
    ]);
    expect(Array.from(modelConfig(experiment).importance).slice(-2)).toEqual([1, 10]);
  });

  it.each([
    [{ instances: 7 }, 'instances: was given 7, allowed is a multiple of 2, the rows of the grid.'],
    [
      { grid: { ...given.grid, feature: 2 } },
      'grid.feature: was given 2, allowed is a whole number from 0 to 1, the features.',
    ],
    [
      { importance: Array(6).fill([1, 1]) },
      'importance: was given a list, allowed is with a grid one list of importances for all and {"from": …, "to": …} for the densities.',
    ],
    [
      { grid: { rows: 2, feature: 1, from: 0 } },
      'grid.from: was given 0, allowed is a number above 0, at most 1000.',
    ],
    [
      { grid: { rows: 2, feature: 1, from: 1 } },
      'grid.to: is missing, allowed is a number above 0, at most 1000.',
    ],
    [
      { grid: { ...given.grid, columns: 3 } },
      'grid.columns: is not a known key, allowed is rows, feature, from, to.',
    ],
  ])('%#: says what is wrong with it', (change, message) => {
    expect(complaint({ ...given, ...change })).toBe(message);
  });
});
