import { batchFor, Samples } from './samples';
import type { Clocks } from './clock';
import { narrowEnough } from './statistics';
import type { Sample, Subject } from './subject';

/** When to stop sampling. */
export interface Plan {
  /** Milliseconds for all subjects together, beyond the warm-up. */
  budget: number;
  /** Width of the interval, as a part of the median, that is narrow enough. */
  narrow: number;
  signal?: AbortSignal;
  /** After each round: the part of the budget that is spent, 0 to 1. */
  onRound?(spent: number): void;
}

/** What was seen of a subject. */
export interface Measured<S extends Subject> {
  subject: S;
  /** Launches in each sample. */
  batch: number;
  submitToDone: Samples;
  gpu: Samples | null;
}

/** The fewest rounds from which an interval of the median can be had. */
const LEAST_ROUNDS = 6;
/** Rounds go on at least so far while the budget lasts: verdicts on pairs of subjects ask for more than intervals. */
const GOOD_ROUNDS = 12;
const NS = 1e6;
/** Quanta from which an estimate is good enough to choose a batch by. */
const FEW = 3;
const MOST_LAUNCHES = 4096;

/**
 * Samples all subjects in turn, a round each, forwards and backwards, so that whatever changes with time meets all of
 * them. Warms up first, and finds how many launches a sample needs to be long against both clocks. A subject
 * too slow for the budget is left with its warm-up sample.
 */
export async function interleave<S extends Subject>(
  subjects: readonly S[],
  clocks: Clocks,
  { budget, narrow, signal, onRound }: Plan,
): Promise<Measured<S>[]> {
  const all: Measured<S>[] = [];
  const inTurn: Measured<S>[] = [];
  for (const subject of subjects) {
    if (signal?.aborted) break;
    await subject.sample(1); // compiles, and touches memory for the first time
    const { warm, launches } = await estimate(subject, clocks);
    const batch = Math.max(
      batchFor(warm.submitToDone / launches, clocks.host),
      clocks.gpu && warm.gpu ? batchFor(warm.gpu / launches, clocks.gpu) : 1,
    );
    const measured = {
      subject,
      batch,
      submitToDone: new Samples(clocks.host),
      gpu: warm.gpu === null ? null : new Samples(clocks.gpu ?? 0),
    };
    all.push(measured);
    if (launches === 1 && warm.submitToDone > (budget * NS) / LEAST_ROUNDS) {
      measured.batch = 1;
      measured.submitToDone.add(warm.submitToDone);
      measured.gpu?.add(warm.gpu);
    } else {
      inTurn.push(measured);
    }
  }

  const begin = performance.now();
  for (let round = 0; inTurn.length > 0; round++) {
    const order = round % 2 === 0 ? inTurn : inTurn.toReversed();
    for (const { subject, batch, submitToDone, gpu } of order) {
      if (signal?.aborted) return all;
      const sample = await subject.sample(batch);
      submitToDone.add(sample.submitToDone, batch);
      gpu?.add(sample.gpu, batch);
    }
    const spent = (performance.now() - begin) / budget;
    onRound?.(Math.min(1, spent));
    if (spent >= 1 && round + 1 >= LEAST_ROUNDS) break;
    const settled = inTurn.every(({ submitToDone }) =>
      narrowEnough(submitToDone.interval(), narrow),
    );
    if (settled && round + 1 >= GOOD_ROUNDS) break;
    if (spent >= 4) break; // even six rounds were too much
  }
  return all;
}

/** A first sample with so many launches that each clock went on by a few quanta. */
async function estimate(
  subject: Subject,
  clocks: Clocks,
): Promise<{ warm: Sample; launches: number }> {
  for (let launches = 1; ; launches *= 8) {
    const warm = await subject.sample(launches);
    const seen =
      warm.submitToDone >= FEW * clocks.host &&
      (warm.gpu === null || clocks.gpu === null || warm.gpu >= FEW * clocks.gpu);
    if (seen || launches >= MOST_LAUNCHES) return { warm, launches };
  }
}
