import type { BenchOptions, BenchProgress } from '../contract';
import type { Event } from '../protocol';
import type { CaseReport, Peaks, Report } from '../report/schema';

/** What a run has told so far. */
export interface Heard {
  options: BenchOptions;
  adapter: Report['adapter'] | null;
  peaks: Peaks | null;
  cases: readonly CaseReport[];
}

/** The state of the bench page; each kind has a rendering. */
export type BenchState =
  | { kind: 'idle' }
  | { kind: 'running'; heard: Heard; progress: BenchProgress | null; stopping: boolean }
  | { kind: 'done'; report: Report; options: BenchOptions }
  /** Ended by the reader; what was measured until then, if anything was. */
  | { kind: 'cancelled'; report: Report | null }
  | { kind: 'unsupported' | 'lost' | 'failed'; message: string; report: Report | null };

export type Action =
  | { type: 'run'; options: BenchOptions }
  | { type: 'cancel' }
  /** The worker was ended without an answer. */
  | { type: 'ended' }
  | { type: 'heard'; event: Event };

/** The next state. Events that come too late change nothing. */
export function reduce(state: BenchState, action: Action): BenchState {
  if (action.type === 'run') {
    const heard = { options: action.options, adapter: null, peaks: null, cases: [] };
    return { kind: 'running', heard, progress: null, stopping: false };
  }
  if (state.kind !== 'running') return state;
  switch (action.type) {
    case 'cancel':
      return { ...state, stopping: true };
    case 'ended':
      return { kind: 'cancelled', report: partialReport(state.heard) };
    case 'heard':
      return hear(state, action.event);
  }
}

function hear(state: Extract<BenchState, { kind: 'running' }>, event: Event): BenchState {
  const { heard } = state;
  switch (event.type) {
    case 'adapter': {
      const { vendor, architecture, device, description, fallback } = event.adapter;
      const adapter = { vendor, architecture, device, description, fallback };
      return { ...state, heard: { ...heard, adapter } };
    }
    case 'peaks':
      return { ...state, heard: { ...heard, peaks: event.peaks } };
    case 'case':
      return { ...state, heard: { ...heard, cases: [...heard.cases, event.case] } };
    case 'progress':
      return { ...state, progress: event.progress };
    case 'done':
      return { kind: 'done', report: event.report, options: heard.options };
    case 'cancelled':
      return { kind: 'cancelled', report: event.report };
    case 'unsupported':
    case 'lost':
    case 'failed':
      return { kind: event.type, message: event.message, report: partialReport(heard) };
  }
}

const NO_PEAKS: Peaks = {
  gflops: null,
  readGbps: null,
  writeGbps: null,
  copyGbps: null,
  workgroupGbps: null,
  dispatchUs: null,
  submitUs: null,
  quantumNs: null,
};

/** A report of what was heard; null before anything was measured. */
export function partialReport({ options, adapter, peaks, cases }: Heard): Report | null {
  if (!adapter || cases.length === 0) return null;
  return {
    schema: 'antipode.bench/1',
    adapter,
    browser: navigator.userAgent.slice(0, 300),
    date: new Date().toISOString(),
    command: options.command ?? '',
    peaks: peaks ?? NO_PEAKS,
    cases: [...cases],
  };
}

/** The report that a state has to show, also while it grows. */
export function reportOf(state: BenchState): Report | null {
  switch (state.kind) {
    case 'idle':
      return null;
    case 'running':
      return partialReport(state.heard);
    case 'done':
    case 'cancelled':
    case 'unsupported':
    case 'lost':
    case 'failed':
      return state.report;
  }
}
