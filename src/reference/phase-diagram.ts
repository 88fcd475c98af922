import type { ExactSetting } from './exact-loss';
import { optimum, type Optimum, type OptimumOptions } from './optimum';
import type { FeatureFate } from './phase-theory';

/** Rule of featureFate. */
export interface FateThresholds {
  /** A feature of smaller ‖W_i‖ is not learned. */
  norm: number;
  /** Otherwise it is in superposition if Σ_{j≠i} (Ŵ_i · W_j)² is larger. */
  overlap: number;
}

/**
 * Half of a unit vector, and its square: a feature with one other along its direction counts as superposed just when
 * the other counts as learned.
 */
export const FATE_THRESHOLDS: FateThresholds = { norm: 0.5, overlap: 0.25 };

/**
 * What became of feature i of a model, trained or optimal: not learned if ‖W_i‖ is below a threshold; else superposed
 * if others lean on its direction, Σ_{j≠i} (Ŵ_i · W_j)² above a threshold (antipodal: 1, pentagon: 1.5, but two
 * features that merged count as well); else dedicated.
 *
 * @param w [n, m]
 */
export function featureFate(
  w: ArrayLike<number>,
  n: number,
  m: number,
  i: number,
  thresholds: FateThresholds = FATE_THRESHOLDS,
): FeatureFate {
  let squaredNorm = 0;
  let overlap = 0;
  for (let j = 0; j < n; j++) {
    let product = 0;
    for (let k = 0; k < m; k++) product += w[i * m + k] * w[j * m + k];
    if (j === i) squaredNorm = product;
    else overlap += product * product;
  }
  if (!(squaredNorm >= thresholds.norm ** 2) || squaredNorm === 0) return 'not-learned';
  return overlap / squaredNorm > thresholds.overlap ? 'superposed' : 'dedicated';
}

/** Which phase diagram: n features of probability p, the last of importance r and the others of 1. */
export interface PhaseDiagram {
  n: number;
  m: number;
  /** r of each column */ importance: readonly number[];
  /** p of each row */ density: readonly number[];
}

/** The axes of the paper: r from 0.1 to 10, p from 1 down to 0.01, both logarithmic, so many cells each. */
export function phaseDiagram(n: number, m: number, cells = 50): PhaseDiagram {
  const along = (cell: number) => (cells > 1 ? cell / (cells - 1) : 0);
  return {
    n,
    m,
    importance: Array.from({ length: cells }, (_, cell) => 10 ** (2 * along(cell) - 1)),
    density: Array.from({ length: cells }, (_, cell) => 10 ** (-2 * along(cell))),
  };
}

/** Setting of one cell. */
export function phaseSetting(n: number, m: number, r: number, p: number): ExactSetting {
  const importance = new Float64Array(n).fill(1);
  importance[n - 1] = r;
  return { n, m, p: new Float64Array(n).fill(p), importance };
}

/** One cell of a phase diagram of optimal models. */
export interface PhaseCell {
  column: number;
  row: number;
  /** Of the extra feature, the last. */
  fate: FeatureFate;
  best: Optimum;
}

/**
 * The optimal model of one cell, with relaxed norms and biases (the theory's are fixed: theoryPhase). About 1 ms with
 * n = 2, 12 ms with n = 3.
 */
export function phaseCell(
  { n, m, importance, density }: PhaseDiagram,
  column: number,
  row: number,
  options: OptimumOptions = {},
): PhaseCell {
  const best = optimum(phaseSetting(n, m, importance[column], density[row]), options);
  return { column, row, fate: featureFate(best.w, n, m, n - 1), best };
}

/** All cells, row by row. A generator, so that a worker can show what it has and be stopped. */
export function* phaseCells(
  diagram: PhaseDiagram,
  options: OptimumOptions = {},
): Generator<PhaseCell, void> {
  for (let row = 0; row < diagram.density.length; row++) {
    for (let column = 0; column < diagram.importance.length; column++) {
      yield phaseCell(diagram, column, row, options);
    }
  }
}
