// Regular polygons: with one feature at a time, as Chen et al. 2023 print them, and at finite density.
import { describe, expect, it } from 'vitest';
import { exactLoss, kGon, kGonLimit, kGonLimitLoss } from '../../src/reference/index';
import { polygon, same } from './sampled-loss';

describe('k-gons with one feature at a time', () => {
  it.each([
    [4, 1, 0, 0],
    [5, 1.17046, -0.2823, 0.23738],
    [6, 1.32053, -0.61814, 0.86746],
    [7, 1.44839, -0.96691, 1.7487],
    [8, 1.55045, -1.29119, 2.7731],
  ])('k = %i', (k, norm, bias, h) => {
    const found = kGonLimit(k);
    expect(found.norm).toBeCloseTo(norm, 5);
    expect(found.bias).toBeCloseTo(bias, 5);
    expect(found.h).toBeCloseTo(h, 5);
  });

  it.each([
    [5, 5, 0, 0.01583],
    [4, 5, 0, 0.06667],
    [4, 5, 1, 0.05667],
    [6, 6, 0, 0.04819],
    [5, 6, 0, 0.06874],
    [5, 6, 1, 0.0618],
    [4, 6, 1, 0.10417],
  ])('L(%i, %i), %i dead with a bias', (k, c, withBias, loss) => {
    expect(kGonLimitLoss(k, c, withBias)).toBeCloseTo(loss, 5);
  });

  it('an eighth corner never pays', () => {
    const h = [4, 5, 6, 7, 8].map((k) => kGonLimit(k).h);
    const increments = [0, 1, 2, 3].map((k) => h[k + 1] - h[k]);
    [0.23738, 0.63008, 0.88123, 1.02441].forEach((increment, k) =>
      expect(increments[k]).toBeCloseTo(increment, 5),
    );
  });

  it('is where k-gons at finite p tend to, from below', () => {
    for (const k of [4, 5, 6, 7]) {
      const [rare, rarer] = [1e-3, 1e-4].map((p) => (3 * k * kGon(k, p).loss) / p);
      const { h } = kGonLimit(k);
      expect(Math.abs(rarer - h)).toBeLessThan(0.2 * Math.abs(rare - h));
    }
  });

  it('at finite p: the loss is that of the weights', () => {
    for (const [k, p] of [
      [5, 0.05],
      [6, 0.2],
    ]) {
      const { norm, bias, loss } = kGon(k, p);
      const setting = { n: k, m: 2, p: same(k, p), importance: same(k, 1) };
      expect(exactLoss(polygon(k, norm), same(k, bias), setting)).toBeCloseTo(k * loss, 12);
    }
  });
});
