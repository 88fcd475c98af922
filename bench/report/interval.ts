import type { Interval } from '../../src/measure/index';
import type { CaseReport } from './schema';
import { counted, duration, NONE } from './words';

/** By which clock: the GPU's, or the host's from submit to done. */
export type Clock = 'gpu' | 'host';

/** Samples from which a median has an interval of 95 %. */
export const ENOUGH = 6;

/** The time of a case by a clock, in ms; unknown where it was not measured. */
export function timeOf(row: CaseReport, clock: Clock): Interval {
  const median = clock === 'gpu' ? row.gpuMs : row.medianMs;
  const [low, high] = intervalOf(row, clock) ?? [-Infinity, Infinity];
  return { median: median ?? NaN, low, high };
}

/** The interval of that time, in ms; null where there are too few samples for one. */
export function intervalOf(row: CaseReport, clock: Clock): readonly [number, number] | null {
  return clock === 'gpu' ? row.gpuIntervalMs : row.intervalMs;
}

/** The clock that a case's speeds are computed by: the GPU's where it has one. */
export function speedClock({ gpuMs }: CaseReport): Clock {
  return gpuMs === null ? 'host' : 'gpu';
}

/** "1.2 ms to 1.3 ms"; "none: 1 sample" where a time stands on too few; a dash where nothing was timed. */
export function intervalText(row: CaseReport, clock: Clock): string {
  if (Number.isNaN(timeOf(row, clock).median)) return NONE;
  return intervalOf(row, clock)?.map(duration).join(' to ') ?? withoutInterval(row);
}

/** "none: 1 sample". */
export function withoutInterval({ samples }: CaseReport): string {
  return samples < ENOUGH ? `none: ${counted(samples, 'sample')}` : 'not known';
}

/** " from 1 sample", to follow a time or speed that has no interval; empty where it has one. */
export function standsOn(row: CaseReport): string {
  const { samples } = row;
  if (intervalOf(row, speedClock(row)) || samples === 0 || samples >= ENOUGH) return '';
  return ` from ${counted(samples, 'sample')}`;
}
