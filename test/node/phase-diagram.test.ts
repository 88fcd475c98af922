import { describe, expect, it } from 'vitest';
import {
  dedicatedLine,
  featureFate,
  featureVariance,
  ignoredLine,
  optimum,
  phaseCell,
  phaseCells,
  phaseDiagram,
  phaseSetting,
  theoryCandidates,
  theoryPhase,
  TRIPLE_POINT,
} from '../../src/reference/index';
import { polygon } from './sampled-loss';

describe('the theory', () => {
  it('has its lines where two candidates cost the same', () => {
    for (const p of [0.05, 0.2, 0.5]) {
      for (const n of [2, 3] as const) {
        const at = (r: number) => theoryPhase(n, r, p).fate;
        const line = ignoredLine(p);
        expect([at(line * 0.99), at(line * 1.01)]).toEqual(['not-learned', 'superposed']);
        const above = n === 2 ? dedicatedLine(p) : 1;
        expect([at(above * 0.99), at(above * 1.01)]).toEqual(['superposed', 'dedicated']);
      }
    }
    expect(ignoredLine(0.5)).toBeCloseTo(1 / 1.5, 12);
    expect(dedicatedLine(0.5)).toBeCloseTo(1.5, 12);
  });

  it('has its triple point at r = 1, p = 4/7', () => {
    const { importance, density } = TRIPLE_POINT;
    expect(ignoredLine(density)).toBeCloseTo(importance, 12);
    expect(dedicatedLine(density)).toBeCloseTo(importance, 12);
    const losses = theoryCandidates(2, importance, density).map(({ loss }) => loss);
    for (const loss of losses) expect(loss).toBeCloseTo(featureVariance(density), 12);
    for (const r of [0.5, 0.99, 1.01, 2]) {
      expect(theoryPhase(2, r, density + 0.01).fate).not.toBe('superposed');
    }
  });

  it('n = 3: above r = 1 the others share below p = 4/7, and one of them is ignored above', () => {
    for (const r of [1.1, 5]) {
      expect(theoryPhase(3, r, 0.57).direction).toEqual([1, 1, 0]);
      expect(theoryPhase(3, r, 0.573).direction).toEqual([1, 0, 0]);
    }
  });
});

describe('what becomes of a feature', () => {
  it.each([
    [[1, 0], 2, 1, 1, 'not-learned'],
    [[1, 0.4], 2, 1, 1, 'not-learned'],
    [[1, -0.9], 2, 1, 1, 'superposed'],
    [[0.7, 0.7], 2, 1, 1, 'superposed'],
    [[0.1, 1], 2, 1, 1, 'dedicated'],
    [[0, 0], 2, 1, 0, 'not-learned'],
    [[NaN, 1], 2, 1, 0, 'not-learned'],
    [[1, 0, 0, 1, 0, -1], 3, 2, 0, 'dedicated'],
    [[1, 0, 0, 1, 0, -1], 3, 2, 2, 'superposed'],
    [polygon(5), 5, 2, 3, 'superposed'],
  ] as const)('%j: feature', (w, n, m, feature, fate) => {
    expect(featureFate(w, n, m, feature)).toBe(fate);
  });

  it('takes other thresholds', () => {
    expect(featureFate([1, 0.4], 2, 1, 1, { norm: 0.3, overlap: 0.25 })).toBe('superposed');
    expect(featureFate([0.6, 1], 2, 1, 1, { norm: 0.3, overlap: 0.5 })).toBe('dedicated');
  });
});

describe('the optimum', () => {
  // p at which superposition gains only 2e-4 p² over ignoring the extra feature; in theory 4r / (2 + 5r).
  it.each([
    [0.02, 0.045, 0.001],
    [0.05, 0.103, 0.001],
    [0.1, 0.181, 0.001],
    [0.2, 0.295, 0.001],
    [0.3, 0.376, 0.001],
    [0.5, 0.485, 0.001],
    [0.7, 0.6, 0.01],
    [1, 0.95, 0.01],
  ])('r = %f: superposition lasts to p = %f, beyond the theory', (r, end, lastDigit) => {
    const gain = (p: number) =>
      (r * featureVariance(p) - optimum(phaseSetting(2, 1, r, p)).loss) / (p * p);
    let [low, high] = [0.01, 1];
    for (let halving = 0; halving < 16; halving++) {
      const p = (low + high) / 2;
      if (gain(p) > 2e-4) low = p;
      else high = p;
    }
    expect(Math.abs(low - end)).toBeLessThan(lastDigit);
    expect(low).toBeGreaterThan((4 * r) / (2 + 5 * r));
  });

  it('n = 2, m = 1: a coarse diagram has the three phases, ordered along r', () => {
    const diagram = phaseDiagram(2, 1, 9);
    expect(diagram.importance[0]).toBeCloseTo(0.1, 12);
    expect(diagram.importance[8]).toBeCloseTo(10, 12);
    expect(diagram.density[0]).toBeCloseTo(1, 12);
    expect(diagram.density[8]).toBeCloseTo(0.01, 12);
    const rows = new Map<number, string[]>();
    for (const { row, column, fate, best } of phaseCells(diagram)) {
      expect(best.converged, `row ${row}, column ${column}`).toBe(true);
      rows.set(row, [...(rows.get(row) ?? []), fate]);
      const [r, p] = [diagram.importance[column], diagram.density[row]];
      // Relaxed models are better than the theory's, and by much only where p is large.
      const theory = theoryPhase(2, r, p).loss;
      expect(best.loss).toBeLessThanOrEqual(theory + 1e-12);
      expect(best.loss).toBeGreaterThan(0.8 * theory);
    }
    const order = ['not-learned', 'superposed', 'dedicated'];
    for (const [row, fates] of rows) {
      const ranks = fates.map((fate) => order.indexOf(fate));
      expect(ranks, `row ${row}`).toEqual([...ranks].sort());
    }
    expect(new Set(rows.get(8))).toEqual(new Set(['superposed'])); // p = 0.01
    expect(rows.get(0)).not.toContain('superposed'); // p = 1
  });

  it('n = 3, m = 2: the extra feature by its importance', () => {
    const diagram = { n: 3, m: 2, importance: [0.1, 0.5, 3], density: [0.2] };
    const fates = [0, 1, 2].map((column) => phaseCell(diagram, column, 0).fate);
    expect(fates).toEqual(['not-learned', 'superposed', 'dedicated']);
  });
});
