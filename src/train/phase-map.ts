import {
  featureFate,
  optimum,
  theoryPhase,
  type ExactSetting,
  type FeatureFate,
} from '../reference/index';
import { gridColumns, importancesOf, probabilities, type Experiment } from './experiment';
import type { Trained } from './trained';

/** What became of the extra feature in each cell of a map, [instances]; null where its training has diverged. */
export type Fates = readonly (FeatureFate | null)[];

/** The setting of every cell, [instances]. */
export function cellSettings(experiment: Experiment): ExactSetting[] {
  const { features: n, hidden: m } = experiment;
  return probabilities(experiment).map((density, cell) => ({
    ...{ n, m, p: new Float64Array(n).fill(density) },
    importance: importancesOf(experiment, cell),
  }));
}

/** What the best replica of each cell does with the extra feature. */
export function trainedFates(trained: Trained): Fates {
  const feature = trained.experiment.grid?.feature ?? 0;
  return trained
    .all()
    .map(({ w, n, m, finite }) => (finite ? featureFate(w, n, m, feature) : null));
}

/** What the optimal model of a cell does with it, its norms and biases free, and the loss summed over features. */
export function optimalFate(
  setting: ExactSetting,
  feature: number,
): { fate: FeatureFate; loss: number } {
  const { w, loss } = optimum(setting);
  return { fate: featureFate(w, setting.n, setting.m, feature), loss };
}

/** What the paper's theory of unit weights says; null where it says nothing. */
export function theoryFates(experiment: Experiment): FeatureFate[] | null {
  const { features: n, hidden: m, grid } = experiment;
  const known = (n === 2 && m === 1) || (n === 3 && m === 2);
  if (!known || !grid) return null;
  return cellSettings(experiment).map(
    ({ p, importance }) => theoryPhase(n, importance[grid.feature], p[0]).fate,
  );
}

/** Cells whose neighbours, up to `margin` cells away in every direction, all have the same fate as they. */
export function awayFromBorders(experiment: Experiment, fates: Fates, margin: number): number[] {
  const columns = gridColumns(experiment);
  const rows = fates.length / columns;
  return Array.from(fates.keys()).filter((cell) => {
    const [row, column] = [Math.floor(cell / columns), cell % columns];
    for (let r = Math.max(0, row - margin); r <= Math.min(rows - 1, row + margin); r++) {
      for (let c = Math.max(0, column - margin); c <= Math.min(columns - 1, column + margin); c++) {
        if (fates[r * columns + c] !== fates[cell]) return false;
      }
    }
    return true;
  });
}

/** Share of the given cells in which two maps agree. */
export function agreement(a: Fates, b: Fates, cells: readonly number[]): number {
  return cells.filter((cell) => a[cell] === b[cell]).length / cells.length;
}
