import { describe, expect, it } from 'vitest';
import { exactLoss, sparseFeatures, toyModelLoss, RELU_OUTPUT } from '../../src/reference/index';
import {
  agreement,
  awayFromBorders,
  cellSettings,
  findRun,
  hasExactLoss,
  optimalFate,
  parseExperiment,
  theoryFates,
  Trained,
  trainedFates,
  withExactLoss,
} from '../../src/train/index';

const experiment = parseExperiment({
  model: 'relu-output',
  features: 2,
  hidden: 1,
  instances: 12,
  replicas: 2,
  featureProbability: { from: 1, to: 0.01 },
  importance: { decay: 1 },
  grid: { rows: 3, feature: 1, from: 0.1, to: 10 },
});

/** All models with these two weights and no bias. */
function trainedAs(weightsOf: (model: number) => [number, number], loss?: number[]): Trained {
  const models = experiment.instances * experiment.replicas;
  const all = new Float32Array(2 * models);
  for (let model = 0; model < models; model++) all.set(weightsOf(model), 2 * model);
  const nothing = new Float32Array(2 * models);
  const geometry = { norm: all.map(Math.abs), dimensionality: nothing, overlap: nothing };
  const moment = { step: 1, w: all, wDecode: null, b: nothing, geometry };
  return new Trained(experiment, moment, loss ?? new Float64Array(models));
}

describe('a phase diagram', () => {
  it('has a setting a cell: densities along a row, the importance of the extra feature up the rows', () => {
    const settings = cellSettings(experiment);
    expect(settings.length).toBe(12);
    expect(settings[3].p[0]).toBe(0.01);
    expect(settings[4].p[1]).toBe(1);
    expect(settings[0].importance).toEqual([1, 0.1]);
    expect(settings[11].importance).toEqual([1, 10]);
  });

  it('tells what became of the extra feature, in the best replica of each cell', () => {
    const ignored = trainedAs(() => [1, 0]);
    expect(new Set(trainedFates(ignored))).toEqual(new Set(['not-learned']));
    // The second replica has the lower loss.
    const loss = Array.from({ length: 24 }, (_, model) => (model < 12 ? 1 : 0));
    const best = trainedAs((model) => (model < 12 ? [1, 0] : [1, -1]), loss);
    expect(new Set(trainedFates(best))).toEqual(new Set(['superposed']));
    expect(new Set(trainedFates(trainedAs(() => [0, 1])))).toEqual(new Set(['dedicated']));
  });

  it('dense and unimportant: ignored; dense and important: dedicated; sparse: in superposition', () => {
    const optimal = cellSettings(experiment).map((setting) => optimalFate(setting, 1).fate);
    expect([optimal[0], optimal[8], optimal[3], optimal[11]]).toEqual([
      ...['not-learned', 'dedicated', 'superposed', 'superposed'],
    ]);
    expect(theoryFates(experiment)).toMatchObject({
      0: 'not-learned',
      8: 'dedicated',
      3: 'superposed',
    });
    expect(theoryFates(parseExperiment({ model: 'relu-output' }))).toBeNull();
  });

  it('away from borders: all neighbours, across corners too, share the fate', () => {
    const fates = Array.from({ length: 12 }, (_, cell) =>
      cell === 0 ? ('dedicated' as const) : ('superposed' as const),
    );
    // Rows of four: cell 0 and its neighbours 1, 4, 5 are at the border.
    expect(awayFromBorders(experiment, fates, 1)).toEqual([2, 3, 6, 7, 8, 9, 10, 11]);
    expect(awayFromBorders(experiment, fates, 0).length).toBe(12);
    const other = fates.map((fate, cell) => (cell === 11 ? ('dedicated' as const) : fate));
    expect(agreement(fates, other, [2, 3, 10, 11])).toBe(0.75);
  });
});

describe('exact losses in the place of measured ones', () => {
  it('are those of the weights, as means over the features', () => {
    const measured = trainedAs((model) => [1, -1 + model / 24], Array(24).fill(7));
    const exact = withExactLoss(measured);
    const { w, b, importance, probability: p, loss } = exact.model(5);
    expect(loss).toBeCloseTo(exactLoss(w, b, { n: 2, m: 1, p, importance }) / 2, 14);
    // And what many samples say, within four standard errors of their mean.
    const [seed, B, batches] = [11, 4096, 64];
    const sizes = { I: 1, B, n: 2, m: 1 };
    const design = { importance, architecture: RELU_OUTPUT, objective: 'input' as const };
    const losses = Array.from({ length: batches }, (_, step) => {
      const x = sparseFeatures(seed, step, p, { I: 1, B, n: 2 });
      return toyModelLoss(x, { w, wDecode: null, b }, design, sizes)[0];
    });
    const mean = losses.reduce((sum, value) => sum + value, 0) / batches;
    const spread = losses.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (batches - 1);
    expect(Math.abs(mean - loss), `seed ${seed}`).toBeLessThan(4 * Math.sqrt(spread / batches));
  });

  it('choose the replica, but where it was chosen already: claims are about what figures show', () => {
    // The measured losses of a few steps say that the first replica is the better one; it is the worse.
    const noisy = Array.from({ length: 24 }, (_, model) => (model < 12 ? 0.01 : 0.011));
    const measured = trainedAs((model) => (model < 12 ? [0.5, 0] : [1, 0]), noisy);
    expect(withExactLoss(measured).instance(3).replica).toBe(1);
    const { moment, loss } = measured;
    const shown = new Trained(experiment, moment, loss, null, measured.best);
    expect(shown.instance(3).replica).toBe(0);
    expect(withExactLoss(shown).instance(3).index).toBe(shown.instance(3).index);
    expect(withExactLoss(shown).instance(3).loss).not.toBe(shown.instance(3).loss);
  });

  it('stay measured where they cannot be had', () => {
    const { run } = findRun('uniform')!;
    expect(hasExactLoss(run.experiment)).toBe(false);
    expect(hasExactLoss(parseExperiment({ model: 'linear-output' }))).toBe(false);
    expect(hasExactLoss(findRun('correlated')!.run.experiment)).toBe(false);
    expect(hasExactLoss(findRun('perturb')!.run.experiment)).toBe(true);
  });
});
