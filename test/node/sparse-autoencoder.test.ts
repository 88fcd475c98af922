// The sparse autoencoder and the penalty in float64: gradients, unit rows, what is matched, and the closed form.
import { describe, expect, it } from 'vitest';
import {
  autoencoderWeights,
  initialWeights,
  matchDictionary,
  minimise,
  unitRows,
  penalisedNorm,
  sparseAutoencoderPass,
  sparseAutoencoderState,
  sparseAutoencoderStep,
  type ReferenceOptimizer,
  type SparseAutoencoderState,
} from '../../src/reference/index';

const sizes = { I: 2, B: 9, m: 3, d: 4 };

/** Autoencoders in the middle of their training, and a batch. */
function somewhere(): { state: SparseAutoencoderState; h: Float64Array } {
  const { I, B, m, d } = sizes;
  const directions = initialWeights(1, I, d * m, 1);
  unitRows(directions, I * d, m);
  const state = sparseAutoencoderState(directions, sizes);
  state.encodeBias.parameter.set(initialWeights(2, I, d, 0.2));
  state.decodeBias.parameter.set(initialWeights(3, I, m, 0.2));
  return { state, h: initialWeights(4, I, B * m, 0.7) };
}

describe('the sparse autoencoder in float64', () => {
  it.each(['encode', 'encodeBias', 'decode', 'decodeBias'] as const)(
    'the gradient of %s is that of central differences',
    (part) => {
      const { state, h } = somewhere();
      const weights = autoencoderWeights(state);
      const total = () => {
        const { error, penalty } = sparseAutoencoderPass(h, weights, 0.3, sizes).loss;
        return [...error, ...penalty].reduce((sum, v) => sum + v, 0);
      };
      const { d } = sparseAutoencoderPass(h, weights, 0.3, sizes);
      const numbers = state[part].parameter;
      const step = 1e-5;
      numbers.forEach((kept, e) => {
        numbers[e] = kept + step;
        const above = total();
        numbers[e] = kept - step;
        const below = total();
        numbers[e] = kept;
        // Truncation is O(step²) = 1e-10 times third derivatives of order 1; rounding 1e-16 / step.
        expect(d[part][e]).toBeCloseTo((above - below) / (2 * step), 8);
      });
    },
  );

  it('keeps the rows of its decoder at length 1', () => {
    const { state, h } = somewhere();
    const optimizer: ReferenceOptimizer = {
      name: 'adamw',
      ...{ learningRate: 0.1, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 },
      ...{ schedule: 'constant', warmup: 0, steps: 10 },
    };
    for (let t = 1; t <= 10; t++) sparseAutoencoderStep(state, h, t, { l1: 0.1, optimizer }, sizes);
    const { m } = sizes;
    for (let at = 0; at < state.decode.parameter.length; at += m) {
      const length = Math.hypot(...state.decode.parameter.subarray(at, at + m));
      expect(length).toBeCloseTo(1, 12);
    }
  });
});

describe('a dictionary held against features', () => {
  it('finds the nearest entry of each, by direction and not by length', () => {
    const w = [2, 0, 0, 1, -1, -1, 0, 0];
    const dictionary = [0, 3, 0.6, 0.8, -1, 0];
    const { cosine, entry } = matchDictionary(w, dictionary, 2);
    expect([...entry.subarray(0, 3)]).toEqual([1, 0, 2]);
    [0.6, 1, Math.SQRT1_2, 0].forEach((c, i) => expect(cosine[i]).toBeCloseTo(c, 12));
  });
});

describe('a feature alone under the penalty', () => {
  const cost = (v: number, lambda: number, importance: number) =>
    (importance * (1 - v * v) ** 2) / 3 + (lambda * v) / 2;

  it.each([
    [0.1, 1],
    [0.3, 1],
    [0.3, 0.49],
    [0.4, 1],
  ])('λ = %f, I = %f: no other norm costs less', (lambda, importance) => {
    const norm = penalisedNorm(lambda, importance);
    const { x } = minimise(
      (point, gradient) => {
        const v = point[0];
        gradient[0] = (-4 / 3) * importance * v * (1 - v * v) + lambda / 2;
        return cost(v, lambda, importance);
      },
      Float64Array.from([0.9]),
    );
    expect(norm).toBeCloseTo(x[0], 6);
    expect(cost(norm, lambda, importance)).toBeLessThan(importance / 3);
  });

  it('is ignored where its importance is below λ / 0.7258', () => {
    expect(penalisedNorm(0.3, 0.3 / 0.7258 + 1e-3)).toBeGreaterThan(0.8);
    expect(penalisedNorm(0.3, 0.3 / 0.7258 - 1e-3)).toBe(0);
    expect(penalisedNorm(0, 1)).toBeCloseTo(1, 12);
  });
});
