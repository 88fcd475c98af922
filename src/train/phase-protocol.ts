import type { FeatureFate } from '../reference/index';
import type { Experiment } from './experiment';

/** Compute the optimum of every cell. */
export interface PhaseCommand {
  experiment: Experiment;
}

/** Cells one after the other, from number `from` on. */
export interface PhaseEvent {
  from: number;
  fates: FeatureFate[];
  /** Summed over features. */
  losses: number[];
}
