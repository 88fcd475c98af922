import { describe, expect, it } from 'vitest';
import { asymmetricMotifs, initialWeights, toyModelForward } from '../../src/reference/index';
import { randomBetween, randomOrder } from './random-geometry';

const SEEDS = Array.from({ length: 50 }, (_, seed) => seed);

/** A model of |x|: rows of encoder and decoder, one a feature. */
interface Model {
  encoder: number[][];
  decoder: number[][];
}

/** Neurons: the motif's for features 0 and 1, its inhibitor, and both signs of feature 2. */
const MOTIF: Model = {
  encoder: [
    [2, 1, 0, 0],
    [-0.5, 0, 0, 0],
    [0, 0, 1, -1],
  ],
  decoder: [
    [0.5, 0, 0, 0],
    [2, -4, 0, 0],
    [0, 0, 1, 1],
  ],
};

/** Two instances that share the loud feature and inhibit each other, as trained models have them. */
const MUTUAL: Model = {
  encoder: [
    [2, 2],
    [-0.5, 0],
    [0, 0.5],
  ],
  decoder: [
    [0.5, 0.5],
    [2, -2],
    [-2, 2],
  ],
};

const motifsIn = ({ encoder, decoder }: Model, factor?: number) =>
  asymmetricMotifs(encoder.flat(), decoder.flat(), encoder.length, encoder[0].length, factor);

/** The model with one weight changed. */
function changed(part: keyof Model, feature: number, neuron: number, value: number): Model {
  const model = structuredClone(MOTIF);
  model[part][feature][neuron] = value;
  return model;
}

/** The motif's neuron serving feature 2 as well. */
function third(weight: number): Model {
  const model = changed('encoder', 2, 0, 1.5);
  model.decoder[2][0] = weight;
  return model;
}

/** Slopes of 1.4 and 0.7, read as 2 : 0.7, but written as 0.7 : 1. */
function writtenAlike(): Model {
  const model = changed('encoder', 1, 0, -0.7);
  model.decoder[0][0] = 0.7;
  model.decoder[1][0] = 1;
  return model;
}

/** |x| as the model answers it, without bias. */
function answer({ encoder, decoder }: Model, x: number[]): number[] {
  const [n, m] = [encoder.length, encoder[0].length];
  const weights = { w: encoder.flat(), wDecode: decoder.flat(), b: new Float64Array(n) };
  const architecture = { tied: false, hiddenRelu: true, outputRelu: true };
  return Array.from(toyModelForward(x, weights, architecture, { I: 1, B: 1, n, m }).out);
}

/** The same model in other clothes: features renamed and turned round, neurons reordered and scaled, and some noise. */
function disguised({ encoder, decoder }: Model, noise: number, seed: number) {
  const [n, m] = [encoder.length, encoder[0].length];
  const features = randomOrder(seed, n);
  const neurons = randomOrder(seed + 1000, m);
  const scale = neurons.map((_, k) => 10 ** randomBetween(seed, -1, 1, k));
  const sign = features.map((_, i) => (randomBetween(seed, 0, 1, 100 + i) < 0.5 ? -1 : 1));
  const bend = (matrix: number) => initialWeights(seed, 1, n * m, noise, 20 + matrix);
  const [bendEncoder, bendDecoder] = [bend(0), bend(1)];
  const other: Model = {
    encoder: features.map((f, i) =>
      neurons.map((k, at) => (sign[i] * encoder[f][k] + bendEncoder[i * m + at]) * scale[at]),
    ),
    decoder: features.map((f, i) =>
      neurons.map((k, at) => (decoder[f][k] + bendDecoder[i * m + at]) / scale[at]),
    ),
  };
  return { model: other, features, neurons };
}

describe('the asymmetric superposition motif', () => {
  it('loud shows fourfold in quiet until the inhibitor; quiet hardly shows in loud', () => {
    const alone = changed('decoder', 1, 1, 0);
    expect(answer(alone, [1, 0, 0])).toEqual([1, 4, 0]);
    expect(answer(MOTIF, [1, 0, 0])).toEqual([1, 0, 0]);
    expect(answer(MOTIF, [0, -1, 0])).toEqual([0.25, 1, 0]);
    expect(motifsIn(MOTIF)).toEqual([
      {
        neuron: 0,
        loud: 0,
        quiet: 1,
        encoder: [2, -0.5],
        decoder: [0.5, 2],
        interference: 4,
        echo: 0.25,
        inhibitors: [{ neuron: 1, amount: 4 }],
      },
    ]);
  });

  it('two that share a loud feature inhibit each other', () => {
    const found = motifsIn(MUTUAL);
    expect(found.map(({ neuron, loud, quiet }) => [neuron, loud, quiet])).toEqual([
      [0, 0, 1],
      [1, 0, 2],
    ]);
    expect(found.map(({ inhibitors }) => inhibitors)).toEqual([
      [{ neuron: 1, amount: 4 }],
      [{ neuron: 0, amount: 4 }],
    ]);
  });

  it('several may inhibit together, the strongest named first', () => {
    const model = changed('decoder', 1, 1, -1);
    model.encoder[0][2] = 1;
    model.decoder[1][2] = -3;
    expect(motifsIn(model).map(({ inhibitors }) => inhibitors)).toEqual([
      [
        { neuron: 2, amount: 3 },
        { neuron: 1, amount: 1 },
      ],
    ]);
  });

  it('is found in any order, scale and sign, and with noise', () => {
    for (const seed of SEEDS) {
      for (const noise of [0, 0.03]) {
        const { model, features, neurons } = disguised(MOTIF, noise, seed);
        const found = motifsIn(model);
        const text = `seed ${seed}, noise ${noise}`;
        expect(found, text).toHaveLength(1);
        const [{ neuron, loud, quiet, encoder, decoder, inhibitors }] = found;
        expect([neurons[neuron], features[loud], features[quiet]], text).toEqual([0, 0, 1]);
        expect(neurons[inhibitors[0].neuron], text).toBe(1);
        // The weakest weight, 1/2, is off by the noise and by half of the scale's: ten standard deviations.
        const near = 10 * noise + 1e-12;
        [2, 0.5, 0.5, 2].forEach((ideal, at) => {
          const weight = Math.abs([...encoder, ...decoder][at]);
          expect(Math.abs(weight - ideal), text).toBeLessThan(near);
        });
      }
    }
  });

  it.each<[string, Model]>([
    ['nobody inhibits', changed('decoder', 1, 1, 0)],
    ['the inhibitor excites', changed('decoder', 1, 1, 4)],
    ['the inhibitor listens to the other sign', changed('encoder', 0, 1, -1)],
    ['the inhibitor takes less than half', changed('decoder', 1, 1, -1.9)],
    ['both are read alike', changed('encoder', 1, 0, -2)],
    ['both are written alike', changed('decoder', 0, 0, 2)],
    ['only one is served', changed('encoder', 1, 0, 0)],
    ['a third is served too', third(0.5)],
    ['a third is served by a third', third(0.25)],
    ['quiet is written hardly more strongly', writtenAlike()],
  ])('none where %s', (_, model) => {
    expect(motifsIn(model)).toEqual([]);
  });

  it('none in a model without superposition, nor in random weights', () => {
    const [n, m] = [3, 6];
    const split = Float64Array.from({ length: n * m }, (_, at) =>
      Math.floor((at % m) / 2) === Math.floor(at / m) ? (at % 2 ? -1 : 1) : 0,
    );
    expect(asymmetricMotifs(split, split.map(Math.abs), n, m)).toEqual([]);
    for (const seed of SEEDS) {
      const [encoder, decoder] = [0, 1].map((matrix) => initialWeights(seed, 1, 200, 0.3, matrix));
      expect(asymmetricMotifs(encoder, decoder, 20, 10), `seed ${seed}`).toEqual([]);
    }
  });

  it('how near to the ideal is a choice', () => {
    const weak = changed('encoder', 1, 0, -1.2); // reads 2 : 1.2
    weak.decoder[1][0] = 1.2;
    expect(motifsIn(weak)).toEqual([]);
    expect(motifsIn(weak, 3)).toHaveLength(1);
  });
});
