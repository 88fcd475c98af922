// The whole model: the GPU program against the float64 reference, step after step, on the same data.
import { describe, expect, it } from 'vitest';
import {
  ReluOutputReference,
  ReluOutputStepwise,
  type ReluOutputConfig,
} from '../../src/models/index';
import { featureGeometry, featureGeometryBound } from '../../src/reference/index';
import { worstAdmissible } from './admissible';
import { sharedGpu } from './gpu';

const ADAMW = {
  name: 'adamw',
  learningRate: 1e-3,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  weightDecay: 0.01,
} as const;

/** The notebook's densities and importances, on fewer instances and a smaller batch. */
function config(change: Partial<ReluOutputConfig> = {}): ReluOutputConfig {
  const instances = change.instances ?? 4;
  const features = change.features ?? 5;
  return {
    instances,
    features,
    hidden: 2,
    batch: 256,
    probability: Array.from(
      { length: instances },
      (_, i) => 20 ** (-i / Math.max(1, instances - 1)),
    ),
    importance: Array.from({ length: features }, (_, j) => 0.9 ** j),
    optimizer: ADAMW,
    initStd: 0.258,
    seed: 17,
    ...change,
  };
}

function largest(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let worst = 0;
  for (let e = 0; e < a.length; e++) {
    const difference = Math.abs(a[e] - b[e]);
    if (!(difference <= worst)) worst = difference; // a NaN stays
  }
  return worst;
}

const STEPS = 200;

describe('200 steps agree with float64', () => {
  it.each([
    ['the notebook’s model', config()],
    ['one of everything', config({ instances: 1, features: 1, hidden: 1, batch: 1 })],
    ['sizes that fill no workgroup', config({ instances: 3, features: 7, hidden: 3, batch: 61 })],
    ['more features than a tile', config({ instances: 2, features: 37, hidden: 17, batch: 64 })],
    ['plain gradient descent', config({ optimizer: { ...ADAMW, name: 'sgd', learningRate: 0.1 } })],
  ])('%s', async (_, experiment) => {
    const gpu = await ReluOutputStepwise.create(await sharedGpu(), experiment);
    const reference = new ReluOutputReference(experiment);
    // The band: how far runs stray whose every operation errs at random within its derived bound.
    const band = worstAdmissible(experiment, STEPS, 4);

    const losses = new Float64Array(STEPS * experiment.instances);
    for (let step = 0; step < STEPS;) {
      // Submits of different lengths: how steps are grouped must not matter.
      const count = Math.min(1 + (step % 50), STEPS - step);
      losses.set(await gpu.advance(count), step * experiment.instances);
      step += count;
    }
    const expected = await reference.advance(STEPS);
    const parameters = await gpu.parameters();
    gpu.destroy();

    const { w, b } = reference.state;
    const found = {
      loss: largest(losses, expected),
      w: largest(parameters.w, w.parameter),
      b: largest(parameters.b, b.parameter),
    };
    const note = JSON.stringify({ found, band, seed: experiment.seed });
    expect(parameters.step).toBe(STEPS);
    expect(parameters.nonfinite).toBe(0);
    expect(found.loss, note).toBeLessThanOrEqual(band.loss);
    expect(found.w, note).toBeLessThanOrEqual(band.w);
    expect(found.b, note).toBeLessThanOrEqual(band.b);
    // The band means something: training has moved the numbers by far more than it allows.
    const start = new ReluOutputReference(experiment).state.w.parameter;
    if (experiment.features > 1) {
      expect(largest(start, w.parameter)).toBeGreaterThan(100 * band.w);
    }
  });
});

describe('the program', () => {
  it('gives the same bits however steps are grouped into submits', async () => {
    const gpu = await sharedGpu();
    const one = await ReluOutputStepwise.create(gpu, config());
    const many = await ReluOutputStepwise.create(gpu, config());
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
    const two = await ReluOutputStepwise.create(
      gpu,
      config({ instances: 2, probability: [1, 0.1] }),
    );
    const four = await ReluOutputStepwise.create(
      gpu,
      config({ instances: 4, probability: [1, 0.1, 1, 0.1] }),
    );
    await two.advance(20);
    await four.advance(20);
    const [p, q] = [await two.parameters(), await four.parameters()];
    expect([...q.w.subarray(0, p.w.length)]).toEqual([...p.w]);
    two.destroy();
    four.destroy();
  });

  it('evaluates on fresh data, as the reference does', async () => {
    const gpu = await ReluOutputStepwise.create(await sharedGpu(), config());
    const reference = new ReluOutputReference(config());
    const progress: number[] = [];
    const found = await gpu.evaluate(130, (done) => progress.push(done));
    const expected = await reference.evaluate(130);
    // Float32 sums of 1280 terms, then a float64 mean: far inside 1e-4.
    found.forEach((loss, i) => expect(loss / expected[i]).toBeCloseTo(1, 4));
    expect(progress).toEqual([128, 130]);
    const trainedOn = (await gpu.advance(1))[0];
    expect(found[0]).not.toBe(trainedOn);
    gpu.destroy();
  });

  it('reads the geometry of every feature with the parameters it belongs to', async () => {
    const gpu = await ReluOutputStepwise.create(await sharedGpu(), config());
    const reference = new ReluOutputReference(config());
    await gpu.advance(50);
    const later = gpu.parameters();
    const after = gpu.advance(50); // not in it
    const { w, geometry } = await later;
    await after;
    const sizes = { I: 4, n: 5, m: 2 };
    const [value, bound] = [featureGeometry(w, sizes), featureGeometryBound(w, sizes)];
    const onTheCpu = (await reference.parameters()).geometry;
    for (const role of ['norm', 'dimensionality', 'overlap'] as const) {
      expect(geometry[role].length).toBe(20);
      expect(onTheCpu[role].length).toBe(20);
      geometry[role].forEach((got, f) => {
        expect(Math.abs(got - value[role][f]), role).toBeLessThanOrEqual(bound[role][f]);
      });
    }
    gpu.destroy();
  });

  it('counts numbers that are none when training diverges', async () => {
    const wild = config({ optimizer: { ...ADAMW, name: 'sgd', learningRate: 10 }, initStd: 10 });
    const gpu = await ReluOutputStepwise.create(await sharedGpu(), wild);
    await gpu.advance(128);
    const { nonfinite, w, b } = await gpu.parameters();
    const onTheCpu = [...w, ...b].filter((value) => !Number.isFinite(value)).length;
    expect(nonfinite).toBe(onTheCpu);
    expect(nonfinite).toBeGreaterThan(0);
    gpu.destroy();
  });

  it('describes its calls: every array that a call reads was written before, or is given', async () => {
    const gpu = await ReluOutputStepwise.create(await sharedGpu(), config());
    const known = new Set([
      'threshold',
      'scale',
      'importance',
      'w',
      'b',
      'm_w',
      'v_w',
      'm_b',
      'v_b',
    ]);
    expect(gpu.calls.length).toBe(14);
    for (const { arrays, kernel } of gpu.calls) {
      for (const { array, written } of arrays) {
        if (!written) expect(known.has(array), `${kernel} reads ${array}`).toBe(true);
      }
      for (const { array, written } of arrays) if (written) known.add(array);
    }
    gpu.destroy();
  });
});
