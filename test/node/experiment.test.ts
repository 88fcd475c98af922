import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ExperimentError,
  importances,
  modelConfig,
  parseExperiment,
  presets,
  probabilities,
} from '../../src/train/index';

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
      },
      initStd: 'notebook',
      seed: 0,
    });
  });

  it('is what it was after a second reading', () => {
    const once = parseExperiment({ ...minimal, optimizer: { name: 'sgd' }, initStd: 0.3 });
    expect(parseExperiment(JSON.parse(JSON.stringify(once)))).toEqual(once);
  });

  it.each([
    [{}, 'model: is missing, allowed is "relu-output".'],
    [{ model: 'conv' }, 'model: was given "conv", allowed is "relu-output".'],
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
    [{ ...minimal, featureProbability: { from: 1, to: 1, scale: 'x' } }, /scale: was given "x"/],
    [
      { ...minimal, initStd: 'xavier' },
      /^initStd: was given "xavier", allowed is "notebook" or a number/,
    ],
    [
      { ...minimal, batch: 65536, instances: 1000 },
      /^instances · replicas · batch · features: was given/,
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
    expect(three.probability).toEqual([1, 0.05, 1, 0.05, 1, 0.05]);
    expect(three.initStd).toBe(one.initStd);
    expect(modelConfig(parseExperiment(minimal)).initStd).toBeCloseTo(0.258, 3);
  });

  it('presets are sound', () => {
    for (const { experiment } of presets.values())
      expect(parseExperiment(experiment)).toEqual(experiment);
  });
});
