import { describe, expect, it } from 'vitest';
import { balancedNeurons, neuronStacks, soloSlopes } from '../../src/reference/index';
import {
  monosemanticShare,
  neuronUse,
  paperRegimes,
  parseExperiment,
  regimeAt,
  stacksOf,
  Trained,
  type ExperimentInput,
} from '../../src/train/index';
import { featureGeometry, initialWeights, toyModelForward } from '../../src/reference/index';

/** One model with these weights, rows features. */
function modelOf(input: ExperimentInput, w: number[][], wDecode: number[][] | null = null) {
  const [n, m] = [w.length, w[0].length];
  const shape = { features: n, hidden: m, instances: 1, featureProbability: [0.1] };
  const experiment = parseExperiment({ ...input, ...shape });
  const geometry = featureGeometry(w.flat(), { I: 1, n, m });
  const moment = {
    ...{ step: 1, w: Float32Array.from(w.flat()), b: new Float32Array(n) },
    wDecode: wDecode && Float32Array.from(wDecode.flat()),
    geometry: {
      norm: Float32Array.from(geometry.norm),
      dimensionality: Float32Array.from(geometry.dimensionality),
      overlap: Float32Array.from(geometry.overlap),
    },
  };
  const trained = new Trained(experiment, moment, [0]);
  return { model: trained.instance(0), use: neuronUse(trained.instance(0), experiment.inputs) };
}

/** Three features in two neurons, one in a third, one not learned, and a dead neuron. */
const BINARY = [
  [0.8, -0.9, 0, 0],
  [-0.6, 0.8, 0, 0],
  [0.9, 0.8, 0, 0],
  [0, 0, 1, 0],
  [0.05, 0.05, 0, 0.01],
];

/** |x| of two features by two neurons each, and a third feature on one side only. */
const SPLIT = {
  encoder: [
    [1, -1, 0, 0, 0],
    [0, 0, 1, -1, 0],
    [0, 0, 0, 0, 1],
  ],
  decoder: [
    [1, 1, 0, 0, 0],
    [0, 0, 1, 1, 0],
    [0, 0, 0, 0, 1],
  ],
};

/** The same model with neuron k scaled up in the encoder and down in the decoder. */
function scaled({ encoder, decoder }: typeof SPLIT, scales: number[]) {
  return {
    encoder: encoder.map((row) => row.map((weight, k) => weight * scales[k])),
    decoder: decoder.map((row) => row.map((weight, k) => weight / scales[k])),
  };
}

describe('a trained model', () => {
  it('is tied where it has one matrix, and only there', () => {
    const { model } = modelOf({ model: 'hidden-relu' }, BINARY);
    expect(model.tied).toBe(true);
    expect(model.wDecode).toEqual(model.w);
    // Equal numbers do not make it tied.
    const { encoder } = SPLIT;
    expect(modelOf({ model: 'absolute-value' }, encoder, encoder).model.tied).toBe(false);
  });
});

describe('how neurons are used', () => {
  it('counts kinds of neurons, and features in shared ones', () => {
    expect(modelOf({ model: 'hidden-relu' }, BINARY).use).toEqual({
      ...{ monosemantic: 1, polysemantic: 2, dead: 1 },
      ...{ represented: 4, shared: 3 },
    });
  });

  it('a feature of |x| is represented when either side of zero comes out', () => {
    const { encoder, decoder } = SPLIT;
    const of = (input: ExperimentInput) => modelOf(input, encoder, decoder).use;
    expect(of({ model: 'absolute-value' })).toEqual({
      ...{ monosemantic: 5, polysemantic: 0, dead: 0 },
      ...{ represented: 2, shared: 0 },
    });
    // Where no feature is below zero, one side is all there is.
    expect(of({ model: 'absolute-value', inputs: 'positive' }).represented).toBe(3);
  });

  it('does not depend on how neurons are scaled against the decoder', () => {
    const scales = [1e-3, 1, 30, 0.2, 1e3];
    const { encoder, decoder } = scaled(SPLIT, scales);
    const one = modelOf({ model: 'absolute-value' }, SPLIT.encoder, SPLIT.decoder);
    const other = modelOf({ model: 'absolute-value' }, encoder, decoder);
    expect(other.use).toEqual(one.use);
    expect(monosemanticShare(other.model)).toBe(1);
    // The encoder alone would call them dead.
    const alone = neuronStacks(encoder.flat(), 3, 5).filter(({ kind }) => kind === 'dead');
    expect(alone.length).toBeGreaterThan(0);
    expect(stacksOf(other.model).some(({ kind }) => kind === 'dead')).toBe(false);
  });

  it('a share of one half is no share at all where all neurons are shared', () => {
    const encoder = [
      [1, 1],
      [1, -1],
    ];
    const { model, use } = modelOf({ model: 'absolute-value' }, encoder, encoder);
    expect(monosemanticShare(model)).toBe(0);
    expect(use).toMatchObject({ monosemantic: 0, polysemantic: 2 });
  });
});

describe('the regimes of the paper', () => {
  it('are known of its two models, and of densities that it names', () => {
    const regimes = paperRegimes({ model: 'hidden-relu', features: 10, hidden: 5 });
    const says = (density: number) => regimeAt(regimes, density)?.says;
    expect(says(0.75)).toBe('all neurons monosemantic');
    expect(says(0.35)).toBe('three features in two neurons');
    expect(says(0.03)).toBe('every feature a pair of neurons');
    expect(says(0.1)).toBeUndefined();
    expect(paperRegimes({ model: 'absolute-value', features: 100, hidden: 40 }).length).toBe(5);
    expect(paperRegimes({ model: 'relu-output', features: 10, hidden: 5 })).toEqual([]);
  });

  it('use all five neurons, and no more features than there are', () => {
    for (const { use, says } of paperRegimes({ model: 'hidden-relu', features: 10, hidden: 5 })) {
      expect(use!.monosemantic + use!.polysemantic, says).toBe(5);
      expect(use!.monosemantic + use!.shared, says).toBe(use!.represented);
      expect(use!.represented, says).toBeLessThanOrEqual(10);
    }
  });
});

describe('neurons with a decoder of their own', () => {
  const SEEDS = Array.from({ length: 20 }, (_, seed) => seed);
  const [n, m] = [4, 3];

  it('balanced, they answer the same', () => {
    for (const seed of SEEDS) {
      const [encoder, decoder] = [0, 1].map((k) => initialWeights(seed, 1, n * m, 1, k));
      const balanced = balancedNeurons(encoder, decoder, n, m);
      const x = initialWeights(seed, 1, n, 1, 2);
      const answer = (w: ArrayLike<number>, wDecode: ArrayLike<number>) =>
        toyModelForward(
          x,
          { w, wDecode, b: new Float64Array(n) },
          { tied: false, hiddenRelu: true, outputRelu: false },
          { I: 1, B: 1, n, m },
        ).out;
      const [got, want] = [answer(balanced.encoder, balanced.decoder), answer(encoder, decoder)];
      want.forEach((value, i) => expect(got[i], `seed ${seed}`).toBeCloseTo(value, 12));
      for (let k = 0; k < m; k++) {
        const largest = (w: ArrayLike<number>) =>
          Math.max(...Array.from({ length: n }, (_, i) => Math.abs(w[i * m + k])));
        expect(largest(balanced.encoder)).toBeCloseTo(largest(balanced.decoder), 12);
      }
    }
  });

  it('a feature alone comes out by its slope on either side', () => {
    for (const seed of SEEDS) {
      const [encoder, decoder] = [0, 1].map((k) => initialWeights(seed, 1, n * m, 1, k));
      for (const side of [1, -1] as const) {
        const slopes = soloSlopes(encoder, decoder, n, m, side);
        for (let i = 0; i < n; i++) {
          const x = Float64Array.from({ length: n }, (_, j) => (j === i ? side : 0));
          const { out } = toyModelForward(
            x,
            { w: encoder, wDecode: decoder, b: new Float64Array(n) },
            { tied: false, hiddenRelu: true, outputRelu: false },
            { I: 1, B: 1, n, m },
          );
          expect(out[i], `seed ${seed}`).toBeCloseTo(slopes[i], 12);
        }
      }
    }
  });

  it('one that nothing comes through is dead in both', () => {
    const { encoder, decoder } = balancedNeurons([1, 2, 0, 3], [1, 0, 1, 0], 2, 2);
    expect([...encoder, ...decoder]).toEqual([1, 0, 0, 0, 1, 0, 1, 0]);
  });
});
