import type { AdapterFacts } from '../src/gpu/index';
import type { CaseReport, Peaks, Report } from './report/schema';

/** What to measure. */
export interface BenchOptions {
  /** Only cases whose name, variant or shape holds this text; everything where it is empty. */
  filter: string;
  /** Matmul shapes to measure instead of the usual ones. */
  shapes: readonly MatmulShape[];
  /** Libraries that a user would otherwise pick, interleaved with ours. */
  peers: boolean;
  /** Only one of the suites; kernels, and libraries with them, where nothing is said. Training is done when it is named. */
  only?: Suite;
  /** Training by this project alone, where libraries are not to be loaded. */
  oursOnly?: boolean;
  /** What makes the report again, to be written into it. */
  command?: string;
  /** Seconds that one group of cases, measured together, may take. */
  budgetSeconds: number;
}

/** Kernels, operations among libraries, or whole training among libraries. */
export type Suite = 'kernel' | 'peer' | 'train';

export interface MatmulShape {
  M: number;
  K: number;
  N: number;
}

/** Where a bench is: `of` grows as cases are found. */
export interface BenchProgress {
  phase: 'peaks' | 'verify' | 'measure';
  done: number;
  of: number;
  /** What is being done, as a person would say it. */
  label: string;
}

/** Whoever started a bench: hears of progress, and can end it. */
export interface BenchHost {
  onProgress(progress: BenchProgress): void;
  /** As soon as they are known. */
  onAdapter(adapter: AdapterFacts): void;
  onPeaks(peaks: Peaks): void;
  /** A case is done, or failed its check. */
  onCase(report: CaseReport): void;
  /** Ends the run after the sample under way; what was measured so far is reported. */
  signal: AbortSignal;
}

/** Runs a bench; the same code in the page, in a headless browser and on wgpu. */
export type RunBench = (options: BenchOptions, host: BenchHost) => Promise<Report>;
