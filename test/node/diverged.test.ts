// Models whose numbers are not finite: they never pass for a result.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exactLossFunction, featureGeometry, initialWeights } from '../../src/reference/index';
import type { ModelParameters } from '../../src/models/index';
import { lossesInWords } from '../../src/cli/train-words';
import {
  allNear,
  bestReplicas,
  checked,
  dictionaryConfig,
  DivergenceLog,
  finiteModels,
  parseExperiment,
  presets,
  sized,
  Trained,
  TrainedDictionaries,
  withExactLoss,
  type Experiment,
  type Run,
} from '../../src/train/index';

/** Random models of an experiment, after `spoil` was done to their weights. */
function trainedWith(
  experiment: Experiment,
  spoil: (w: Float32Array, b: Float32Array, wDecode: Float32Array | null) => void,
  loss?: ArrayLike<number>,
): Trained {
  const { instances, replicas, features: n, hidden: m, model, seed } = experiment;
  const I = instances * replicas;
  const w = Float32Array.from(initialWeights(seed, I, n * m, 0.5));
  const wDecode = model === 'absolute-value' ? w.slice() : null;
  const b = new Float32Array(I * n);
  spoil(w, b, wDecode);
  const geometry = featureGeometry(w, { I, n, m });
  const floats = (values: ArrayLike<number>) => Float32Array.from(values);
  return new Trained(
    experiment,
    {
      ...{ step: experiment.steps, w, wDecode, b },
      geometry: {
        norm: floats(geometry.norm),
        dimensionality: floats(geometry.dimensionality),
        overlap: floats(geometry.overlap),
      },
    },
    loss ?? new Float64Array(I).fill(0.05),
  );
}

/** With dictionaries, where the run has some. */
function withDictionaries(trained: Trained, { dictionary }: Run): Trained {
  if (!dictionary) return trained;
  const config = dictionaryConfig(trained, dictionary);
  const { instances: I, hidden: m } = trained.experiment;
  const numbers = (each: number) => new Float32Array(I * each).fill(0.5);
  const d = dictionary.entries;
  return trained.with(
    new TrainedDictionaries(
      config,
      {
        ...{ encode: numbers(m * d), encodeBias: numbers(d) },
        ...{ decode: numbers(d * m), decodeBias: numbers(m) },
      },
      dictionary.steps,
    ),
  );
}

const runs = [...presets.values()].flatMap((preset) =>
  preset.runs.map((run) => [`${preset.name}/${run.name}`, preset, run] as const),
);

describe('a claim about a model that is not finite', () => {
  it.each(runs)('is off: %s', (_, preset, run) => {
    const experiment = { ...sized({ preset, run }, 'ci'), replicas: 1 };
    const poisons = {
      'every weight NaN': (w: Float32Array) => w.fill(NaN),
      'one bias of each model infinite': (_: Float32Array, b: Float32Array) =>
        b.forEach((__, e) => (b[e] = e % experiment.features === 0 ? -Infinity : 0)),
      'a last decoder weight NaN': (
        w: Float32Array,
        __: Float32Array,
        wDecode: Float32Array | null,
      ) => {
        const each = experiment.features * experiment.hidden;
        const last = wDecode ?? w;
        for (let e = each - 1; e < last.length; e += each) last[e] = NaN;
      },
    };
    for (const [how, spoil] of Object.entries(poisons)) {
      const trained = withDictionaries(trainedWith(experiment, spoil), run);
      const exact = withExactLoss(trained);
      const held = run.claims.filter((claim) => checked(claim, exact)?.holds !== false);
      expect(
        held.map(({ quantity }) => quantity),
        how,
      ).toEqual([]);
    }
  });

  it('is off where the instance that it looks at has no finite replica, and only there', () => {
    const experiment = parseExperiment({ model: 'linear-output', instances: 2, replicas: 2 });
    const each = experiment.features * experiment.hidden;
    // Both replicas of instance 1 are spoiled: models 1 and 3.
    const trained = trainedWith(experiment, (w) => (w[each] = w[4 * each - 1] = NaN));
    const about = (instance: number) =>
      checked({ quantity: '', check: (t) => allNear([], t.instance(instance).loss, 1) }, trained);
    expect(about(0)).toMatchObject({ got: 'none' });
    expect(about(1)).toMatchObject({ got: 'diverged', holds: false });
    const nothing = { quantity: '', check: () => allNear([1], 1, 0) };
    expect(checked(nothing, trained)).toMatchObject({ got: 1, holds: true });
  });

  it('is off where one of several numbers is NaN', () => {
    expect(allNear([1, NaN, 1], 1, 0.1)).toMatchObject({ got: NaN, holds: false });
    expect(allNear([1, 1.05], 1, 0.1).holds).toBe(true);
  });
});

describe('the exact loss', () => {
  it('of a model with a number that is not finite is no number', () => {
    const lossOf = exactLossFunction({ n: 2, m: 1, p: [0.5, 0.5], importance: [1, 1] });
    expect(lossOf([1, -1], [0, 0])).toBeGreaterThan(0);
    for (const bad of [NaN, Infinity, -Infinity]) {
      for (const at of [0, 1]) {
        const [w, b] = [
          [1, -1],
          [0, 0],
        ];
        expect(lossOf(Object.assign([...w], { [at]: bad }), b)).toBeNaN();
        expect(lossOf(w, Object.assign([...b], { [at]: bad }))).toBeNaN();
      }
    }
  });
});

describe('the best replica', () => {
  const two = { instances: 2, replicas: 3 };

  it('is the one with the lowest loss of those that are finite', () => {
    const finite = [1, 1, 1, 1, 1, 1];
    expect([...bestReplicas([5, 1, 4, 2, 3, 0], finite, two)]).toEqual([4, 5]);
    // A plausible loss does not help a model that is not finite.
    expect([...bestReplicas([5, 1, 4, 2, 3, 0], [1, 1, 1, 1, 0, 0], two)]).toEqual([2, 1]);
  });

  it('is not the first only because the loss of that is NaN', () => {
    const finite = [1, 1, 1, 1, 1, 1];
    expect([...bestReplicas([NaN, NaN, 4, NaN, 3, 7], finite, two)]).toEqual([4, 5]);
    expect([...bestReplicas([Infinity, 1, 4, 2, 5, NaN], finite, two)]).toEqual([2, 1]);
  });

  it('is the first where none is finite', () => {
    expect([...bestReplicas([1, 1, 0, 1, 0, 1], [0, 1, 0, 1, 0, 1], two)]).toEqual([0, 1]);
  });

  it('is finite wherever one is, and none that is finite has a lower loss', () => {
    const value = fc.oneof(fc.double({ noNaN: true, min: 0 }), fc.constantFrom(NaN, Infinity, 0));
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }).chain((replicas) =>
          fc.integer({ min: 1, max: 4 }).chain((instances) =>
            fc.record({
              sizes: fc.constant({ instances, replicas }),
              loss: fc.array(value, {
                minLength: instances * replicas,
                maxLength: instances * replicas,
              }),
              finite: fc.array(fc.constantFrom(0, 1), {
                minLength: instances * replicas,
                maxLength: instances * replicas,
              }),
            }),
          ),
        ),
        ({ sizes, loss, finite }) => {
          bestReplicas(loss, finite, sizes).forEach((best, i) => {
            expect(best % sizes.instances).toBe(i);
            for (let r = 0; r < sizes.replicas; r++) {
              const other = r * sizes.instances + i;
              if (!finite[other]) continue;
              expect(finite[best]).toBe(1);
              expect(loss[other] < loss[best]).toBe(false);
            }
          });
        },
      ),
      { seed: 11 },
    );
  });

  it('is the same for claims, figures and what is kept of a run', () => {
    const experiment = parseExperiment({ model: 'linear-output', instances: 1, replicas: 3 });
    const spoiled = trainedWith(experiment, (w) => (w[0] = NaN), [0.01, 0.3, 0.2]);
    expect(spoiled.instance(0).replica).toBe(2);
    expect(spoiled.model(0)).toMatchObject({ finite: false, loss: NaN });
    expect(spoiled.replicas(0).map(({ replica }) => replica)).toEqual([1, 2]);
  });
});

it('finds models with a number that is not finite in any of their arrays', () => {
  const w = [1, 2, 3, NaN, 5, 6];
  const b = [0, 1, -Infinity];
  expect([...finiteModels([w, null, b], 3)]).toEqual([1, 0, 0]);
  expect([...finiteModels([w.map(() => 3.4e38)], 3)]).toEqual([1, 1, 1]);
  expect([...finiteModels([], 2)]).toEqual([1, 1]);
});

/** A moment of models of one feature and one hidden dimension. */
function momentOf(step: number, w: number[], b = w.map(() => 0)): ModelParameters {
  const norm = Float32Array.from(w, (value) => Math.fround(Math.hypot(Math.fround(value))));
  const nonfinite = [...w, ...b].filter((value) => !Number.isFinite(value)).length;
  return {
    ...{ step, w: Float32Array.from(w), wDecode: null, b: Float32Array.from(b), nonfinite },
    geometry: { norm, dimensionality: norm, overlap: norm },
  };
}

describe('a log of divergences', () => {
  const sizes = { instances: 2, replicas: 2 };

  it('knows which array of which model stopped being finite, between which steps', () => {
    const log = new DivergenceLog(4);
    log.hear(momentOf(0, [1, 1, 1, 1]));
    expect([log.size, log.inWords(sizes), log.lost(sizes)]).toEqual([0, '', []]);
    log.hear(momentOf(8, [1, 1, NaN, 1]));
    log.hear(momentOf(9, [1, 1, NaN, 1], [0, 0, NaN, 0]));
    expect(log.all).toEqual([{ model: 2, array: 'W', after: 0, by: 8 }]);
    expect(log.inWords(sizes)).toBe(
      'Training diverged: W of instance 0, replica 2 of 2 stopped being finite between step 0 and step 8.',
    );
    expect(log.lost(sizes)).toEqual([]);
    log.hear(momentOf(10, [1, 1, NaN, 1], [-Infinity, 0, NaN, 0]));
    expect(log.of(0)).toEqual({ model: 0, array: 'b', after: 9, by: 10 });
    expect(log.lost(sizes)).toEqual([0]);
    expect(log.inWords(sizes)).toMatch(/^Training diverged: 2 of 4 models are no longer finite\./);
  });

  it('says the very step where it is known, and speaks of the only model plainly', () => {
    const log = new DivergenceLog(1);
    log.hear(momentOf(36, [1]));
    log.hear(momentOf(37, [NaN]));
    const alone = { instances: 1, replicas: 1 };
    expect(log.inWords(alone)).toBe(
      'Training diverged: W of the model stopped being finite at step 37.',
    );
    expect(log.lost(alone)).toEqual([0]);
  });

  it('sees weights whose norm is too large to be a number', () => {
    const log = new DivergenceLog(1);
    const moment = momentOf(5, [1e30]);
    moment.geometry.norm[0] = Infinity;
    log.hear(moment);
    expect(log.all).toEqual([{ model: 0, array: '‖W‖', after: 0, by: 5 }]);
  });
});

describe('the losses of a run in words', () => {
  const model = (loss: number) => ({ loss }) as Parameters<typeof lossesInWords>[0]['instances'][0];
  const diverged = [
    { instance: 1, replica: 0, array: 'b', after: 30, by: 60 },
    { instance: 0, replica: 3, array: 'W', after: 0, by: 30 },
  ];

  it('are those of the finite models, and say how many are not', () => {
    expect(lossesInWords({ instances: [model(0.5), model(0.25)], diverged: [] })).toBe(
      '0.5000 0.2500',
    );
    expect(lossesInWords({ instances: [model(0.5), model(0.25)], diverged })).toBe(
      '0.5000 0.2500; 2 of 4 models diverged and have no result, the first of them instance 0, replica 3, whose W stopped being finite by step 30',
    );
    const many = Array.from({ length: 25 }, (_, k) => model(25 - k));
    expect(lossesInWords({ instances: many, diverged })).toMatch(
      /^from 1\.000 to 25\.00, median 13\.00, of 25 finite models; 2 of 27 models diverged/,
    );
  });
});
