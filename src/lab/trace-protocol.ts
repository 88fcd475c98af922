import type { Trace } from './trace-types';

/** What the page asks of the worker that traces. */
export interface TraceCommand {
  /** Comes back with the answer. */
  id: number;
  kernel: string;
  /** The shader's text where it is not the catalogue's own. */
  code: string | null;
}

/** What it answers. */
export type TraceEvent =
  | { type: 'traced'; id: number; trace: Trace }
  /** There is no WebGPU here. */
  | { type: 'unsupported'; id: number; message: string }
  /** The device is gone; the next command opens another. */
  | { type: 'lost'; id: number; message: string }
  | { type: 'failed'; id: number; message: string };
