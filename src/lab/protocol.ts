import type { AdapterFacts, ElementType, HostArray, ShaderMessage } from '../gpu/index';
import type { Sizes } from '../kernels/index';

/** What to run. */
export interface LabRequest {
  kernel: string;
  /** Edited code in the place of the kernel's own; null: the original. Its loops are guarded. */
  code: string | null;
  sizes: Sizes;
  seed: number;
  /** `override` values that differ from the shader's defaults. */
  constants: Sizes;
}

/** One element of an output and what it should be. */
export interface Element {
  index: number;
  /** Its place in the binding's shape, [i, r, c] and the like. */
  coordinates: readonly number[];
  got: number;
  expected: number;
  /** How far from the expected it may be. */
  bound: number;
  /** |got − expected| / bound; infinite for a NaN. */
  share: number;
}

/** One binding that the kernel wrote, beside its reference. */
export interface LabOutput {
  binding: string;
  shape: readonly number[];
  length: number;
  /** The first elements, at most SHOWN_ELEMENTS; so are the next two. */
  got: HostArray<ElementType>;
  expected: Float64Array;
  bound: Float64Array;
  /** The element furthest out of its bound, or closest to it. */
  worst: Element;
  /** Elements out of their bounds. */
  wrong: number;
  /** The first of them; null when there is none. */
  firstWrong: Element | null;
}

export interface LabResult {
  outputs: readonly LabOutput[];
  /** Median of the rounds; null when not measured. */
  milliseconds: number | null;
  clock: 'gpu' | 'submit';
  rounds: number;
  adapter: AdapterFacts;
  features: readonly string[];
  workgroups: readonly [number, number, number];
  /** Lines of the loops that the guard had to end; none where it cannot say which. Null where it ended none. */
  ended: readonly number[] | null;
  /** Whether the guard had a buffer in which to say that it ended a loop. */
  watched: boolean;
  /** Constants that the edited text fixes; the launch went by these values. */
  fixed: Sizes;
}

/** How a run ended. */
export type LabOutcome =
  | { kind: 'result'; result: LabResult }
  /** The code does not compile, or makes no pipeline; then the line is 0. */
  | { kind: 'refused'; messages: readonly ShaderMessage[] }
  /** No answer: the worker was ended. */
  | { kind: 'hung'; seconds: number }
  /** The person ended it. */
  | { kind: 'cancelled' }
  | { kind: 'lost'; message: string }
  | { kind: 'unsupported'; message: string }
  | { kind: 'failed'; message: string };

/** What the page asks of the worker. */
export type LabCommand =
  | { type: 'run'; request: LabRequest }
  /** Compile a text, and run nothing. */
  | { type: 'check'; id: number; kernel: string; code: string };

/** How far a run has come. */
export type LabStage = 'opening' | 'reference' | 'compiling' | 'running';

/** What the worker tells the page. */
export type LabEvent =
  | { type: 'stage'; stage: LabStage }
  | { type: 'outcome'; outcome: LabOutcome }
  | { type: 'checked'; id: number; messages: readonly ShaderMessage[] };
