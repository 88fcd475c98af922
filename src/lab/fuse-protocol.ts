import type { AdapterFacts } from '../gpu/index';
import type { Interval, Span } from '../measure/index';
import type { CallTraffic, ToyModelConfig } from '../models/index';

/** What the page asks of the worker that holds the stepwise program against the fused one. */
export interface FuseRequest {
  config: ToyModelConfig;
  /** Invocations that share a model in the fused kernel; null: whichever is fastest here. */
  width: number | null;
}

/** What is being done. */
export type FusePhase = 'opening' | 'choosing' | 'checking' | 'racing' | 'timing';

export interface FuseProgress {
  phase: FusePhase;
  /** The part of the whole that is done, 0 to 1. */
  part: number;
}

/** How fast one program is. */
export interface ProgramRate {
  /** Steps a second of each round; NaN where a sample was thrown away. */
  rounds: readonly number[];
  /** Their median, and what holds it with 95 % confidence. */
  perSecond: Interval;
}

/** How many steps the fused program makes while the stepwise one makes one. */
export interface Rates {
  stepwise: ProgramRate;
  fused: ProgramRate;
  /** With 99 % confidence, of rounds that were sampled in turn. */
  ratio: Interval;
}

/** Whether both programs learn the same. */
export interface SameWeights {
  steps: number;
  /** Largest difference of any weight or bias. */
  difference: number;
  /** The furthest that training has moved any of them. */
  moved: number;
}

/** One step on the device's own clock. */
export interface StepTimes {
  /** Of each call of the stepwise program, in ns from the beginning of the step. */
  spans: readonly Span[];
  /** Steps that they are means of, and steps that were left out. */
  steps: number;
  discarded: number;
  /** ns of a stepwise step whose calls share one pass, as they usually do. */
  onePass: Interval;
  /** ns of one step of the fused launch. */
  fused: Interval;
  /** What the clock goes on by at least, in ns. */
  quantum: number;
}

export interface FuseResult {
  adapter: AdapterFacts;
  rates: Rates;
  same: SameWeights;
  /** Null where the device has no timestamps. */
  times: StepTimes | null;
  /** The calls of the stepwise step, and what they move. */
  calls: readonly CallTraffic[];
  /** Invocations that share a model in the fused kernel, and steps of its longest launch. */
  width: number;
  launch: number;
}

/** How it ended. */
export type FuseOutcome =
  | { kind: 'result'; result: FuseResult }
  /** The person ended it. */
  | { kind: 'cancelled' }
  | { kind: 'unsupported' | 'lost' | 'failed'; message: string };

/** What the worker tells the page. */
export type FuseEvent =
  { type: 'progress'; progress: FuseProgress } | { type: 'outcome'; outcome: FuseOutcome };
