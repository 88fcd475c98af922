import { expect, it } from 'vitest';
import {
  DivergenceLog,
  jsonPieces,
  LossHistory,
  parseExperiment,
  runRecord,
  type ExperimentInput,
  type SessionFacts,
  type Snapshot,
} from '../../src/train/index';

const NO_MEMORY = { parameters: 0, moments: 0, losses: 0, activations: 0, snapshots: 0 };

/** The record of two models of two features, whose weights count up. */
function record(
  input: Partial<ExperimentInput>,
  wDecode: Float32Array | null,
  divergences = new DivergenceLog(2),
) {
  const experiment = parseExperiment({
    model: 'relu-output',
    features: 2,
    hidden: 3,
    instances: 2,
    ...input,
  });
  const snapshot: Snapshot = {
    step: 1,
    w: Float32Array.from({ length: 12 }, (_, e) => e),
    wDecode,
    b: Float32Array.of(1, 2, 3, 4),
    geometry: {
      norm: new Float32Array(4),
      dimensionality: Float32Array.of(1, 0.25, 0, 0),
      overlap: new Float32Array(4),
    },
    nonfinite: 0,
    losses: new Float32Array(2),
    lossSteps: Uint32Array.of(1),
    stepsPerSecond: 0,
  };
  const history = new LossHistory(2);
  history.append(snapshot.losses);
  const facts: SessionFacts = {
    ...{ experiment, engine: 'cpu', adapter: null, reason: '', calls: [], edited: [] },
    ...{ program: 'reference', programReason: '', maxSteps: 128 },
    memory: { bytes: 0, estimate: NO_MEMORY },
    kernelsOf: { stepwise: [], fused: [] },
    adjustments: [{ step: 1, changes: [{ key: 'importance', from: [1, 1], to: [1, 2] }] }],
  };
  const loss = Float64Array.of(0.5, 0.25);
  return runRecord(facts, snapshot, history, { loss, samples: 9 }, 1, divergences);
}

it('a run record has one row a feature, and no decoder where it is tied', () => {
  const [first, second] = record({}, null).instances;
  expect(first).toEqual({
    instance: 0,
    featureProbability: 1,
    replica: 0,
    loss: 0.5,
    dimensions: 1.25,
    W: [
      [0, 1, 2],
      [3, 4, 5],
    ],
    b: [1, 2],
  });
  expect(second.W[0]).toEqual([6, 7, 8]);
  expect('Wdecode' in first).toBe(false);
});

it('a model that has diverged is named, and nothing else of it is told', () => {
  const divergences = new DivergenceLog(2);
  divergences.add({ model: 0, array: 'W', after: 3, by: 7 });
  const told = record({ instances: 1, replicas: 2 }, null, divergences);
  expect(told.instances.map(({ instance, replica, loss }) => [instance, replica, loss])).toEqual([
    [0, 1, 0.25],
  ]);
  expect(told.diverged).toEqual([{ instance: 0, replica: 0, array: 'W', after: 3, by: 7 }]);
  expect(told.lossHistory.loss).toEqual([[0]]);
  expect(record({}, null).diverged).toEqual([]);
});

it('a run record tells what was changed while it trained', () => {
  expect(record({}, null).adjustments).toEqual([
    { step: 1, changes: [{ key: 'importance', from: [1, 1], to: [1, 2] }] },
  ]);
});

it('a run record tells how long attacks were, where there were such', () => {
  const { instances } = record({ featureProbability: [1, 1e-4], attack: [0, 0.5] }, null);
  // Half of the mean norm of two features that are hardly ever on: 1/2 · 2 · 1e-4 · 1/2.
  expect(instances.map(({ attackNorm }) => attackNorm)).toEqual([0, expect.closeTo(5e-5, 8)]);
  expect('attackNorm' in record({}, null).instances[0]).toBe(false);
});

it('of anticorrelated sets the feature has its share of the probability of the set', () => {
  const sets = { size: 2, kind: 'anticorrelated' } as const;
  const { instances } = record({ featureProbability: [1, 0.5], sets }, null);
  expect(instances.map(({ featureProbability: p }) => p)).toEqual([0.5, 0.25]);
  expect(instances.map(({ setProbability: p }) => p)).toEqual([1, 0.5]);
  expect('setProbability' in record({}, null).instances[0]).toBe(false);
  const correlated = record({ sets: { size: 2, kind: 'correlated' } }, null).instances[0];
  expect([correlated.featureProbability, 'setProbability' in correlated]).toEqual([1, false]);
});

it('a decoder of its own is told as rows, too; a probability a feature by its mean', () => {
  const wDecode = Float32Array.from({ length: 12 }, (_, e) => -e);
  const featureProbability = [
    [1, 0.5],
    [0.5, 0.25],
  ];
  const { instances, experiment } = record(
    { model: 'absolute-value', featureProbability },
    wDecode,
  );
  expect(instances[1].Wdecode).toEqual([
    [-6, -7, -8],
    [-9, -10, -11],
  ]);
  expect(instances.map(({ featureProbability: p }) => p)).toEqual([0.75, 0.375]);
  expect(experiment.featureProbability).toEqual(featureProbability);
});

it('a record in pieces is its JSON, and no piece is longer than asked', () => {
  const own = record({}, new Float32Array(12).fill(1 / 3), new DivergenceLog(2));
  for (const limit of [64, 100, 1000]) {
    const pieces = [...jsonPieces(own, limit)];
    expect(pieces.join('')).toBe(JSON.stringify(own));
    expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThanOrEqual(limit);
    expect(pieces.length).toBeGreaterThan(1);
  }
  expect([...jsonPieces(own)]).toEqual([JSON.stringify(own)]);
});

it.each([
  [[]],
  [{}],
  [[[], {}, [[]]]],
  [Array.from({ length: 101 }, (_, e) => -Math.exp(e - 50) * 1e-300)],
  [[NaN, Infinity, -0, 5e-324, Number.MAX_VALUE]],
  [[1, 'two, "2"', 3, null, undefined, true, [4], { five: 5 }]],
  [{ 'a "key"': undefined, b: null, c: { d: 'é\n\u2028' }, e: [] }],
  ['text'],
  [null],
])('%j in pieces is its JSON', (value: unknown) => {
  expect([...jsonPieces(value, 1)].join('')).toBe(JSON.stringify(value));
  expect([...jsonPieces(value, 70)].join('')).toBe(JSON.stringify(value));
});
