import type { BenchOptions } from '../contract';

/** Events that travel up to `<antipode-bench>`, with what they carry. */
export interface BenchEvents {
  'bench-run': BenchOptions;
  'bench-cancel': null;
  /** End a worker that does not answer. */
  'bench-end': null;
}

/** Sends a bench event up, through shadow roots. */
export function send<Name extends keyof BenchEvents>(
  from: EventTarget,
  name: Name,
  detail: BenchEvents[Name],
): void {
  from.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
}
