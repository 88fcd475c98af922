// One feature at a time: the exact loss against the sampler and the k-gons of Chen et al., and what is flat around them.
import { describe, expect, it } from 'vitest';
import {
  criticalKGons,
  initialWeights,
  kGonLimit,
  oneActiveLoss,
  singularValues,
} from '../../src/reference/index';
import { expectSampled, polygon, same } from './sampled-loss';

describe('the loss with one feature at a time', () => {
  it.each([
    [5, 2, 1, 1],
    [4, 3, 0.3, 2],
    [6, 1, 0.8, 3],
  ])('n = %i, m = %i, p = %f, seed %i: the sampler agrees', (n, m, p, seed) => {
    const w = initialWeights(seed, 1, n * m, 0.7);
    const b = initialWeights(seed + 100, 1, n, 0.3);
    const importance = Array.from({ length: n }, (_, i) => 0.9 ** i);
    const data = { signed: false, sets: { size: n, kind: 'anticorrelated' as const } };
    const exact = oneActiveLoss(w, b, { n, m, p, importance });
    expectSampled(exact, {
      p: same(n, p),
      importance,
      m,
      weights: { w, wDecode: null, b },
      data,
      seed,
    });
  });
});

/** A k-gon of c features, `withBias` of the others with their best bias, the rest with a negative one. */
function critical(c: number, k: number, withBias: number): Float64Array {
  const { norm, bias } = kGonLimit(k);
  const at = new Float64Array(3 * c);
  at.set(polygon(k, norm), 0);
  for (let i = 0; i < c; i++) at[2 * c + i] = i < k ? bias : i < k + withBias ? 1 / (2 * c) : -0.5;
  return at;
}

describe.each([5, 6, 7, 8])('critical k-gons of %i features', (c) => {
  const lossAt = (x: Float64Array) =>
    oneActiveLoss(x.subarray(0, 2 * c), x.subarray(2 * c), {
      n: c,
      m: 2,
      p: 1,
      importance: same(c, 1),
    });

  it.each(criticalKGons(c).map((solution) => [solution.name, solution] as const))(
    '%s: the loss, and how many directions it grows in',
    (_, { k, withBias, loss, learningCoefficient }) => {
      const at = critical(c, k, withBias);
      expect(lossAt(at)).toBeCloseTo(loss, 8);
      if (learningCoefficient === null) return;
      // The Hessian by central differences of central differences, and its rank.
      const size = at.length;
      const step = 1e-3;
      const moved = (i: number, j: number, a: number, b: number) => {
        const x = at.slice();
        x[i] += a * step;
        x[j] += b * step;
        return lossAt(x);
      };
      const hessian = new Float64Array(size * size);
      for (let i = 0; i < size; i++) {
        for (let j = 0; j <= i; j++) {
          const second =
            (moved(i, j, 1, 1) - moved(i, j, 1, -1) - moved(i, j, -1, 1) + moved(i, j, -1, -1)) /
            (4 * step * step);
          hessian[i * size + j] = hessian[j * size + i] = second;
        }
      }
      const { sigma } = singularValues(hessian, size);
      // Differences of third order leave step² or so in flat directions.
      const rank = sigma.filter((value) => value > 1e-3 * sigma[0]).length;
      expect(rank).toBe(2 * learningCoefficient);
    },
  );
});

it('the learning coefficients that Chen et al. print', () => {
  const of = (c: number, name: string) =>
    criticalKGons(c).find((solution) => solution.name === name)!.learningCoefficient;
  expect([5, 6, 7, 8].map((c) => of(c, String(c)))).toEqual([7, 8.5, 10, 11.5]);
  expect(of(6, '5⁺')).toBe(8.5);
});
