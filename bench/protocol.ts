import type { AdapterFacts } from '../src/gpu/index';
import type { BenchOptions, BenchProgress } from './contract';
import type { CaseReport, Peaks, Report } from './report/schema';

/** What the page tells the bench's worker. One run at a time. */
export type Command =
  | { type: 'run'; options: BenchOptions }
  /** Ends the run after the sample under way. */
  | { type: 'cancel' };

/** What the worker tells the page. */
export type Event =
  | { type: 'adapter'; adapter: AdapterFacts }
  | { type: 'peaks'; peaks: Peaks }
  | { type: 'progress'; progress: BenchProgress }
  | { type: 'case'; case: CaseReport }
  | { type: 'done'; report: Report }
  /** Cancelled: the report holds what was measured until then. */
  | { type: 'cancelled'; report: Report }
  /** There is no GPU to be measured. */
  | { type: 'unsupported'; message: string }
  /** The device went away during the run. */
  | { type: 'lost'; message: string }
  | { type: 'failed'; message: string };
