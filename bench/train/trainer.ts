import type { ModelProgram } from '../../src/models/index';
import type { CaseReport } from '../report/schema';
import type { TrainCase } from './cases';

/** A training of one case under way, by whomever. */
export interface Trainer {
  /** Makes so many steps, and waits until all of them are done. Reads nothing back but what the contender always does. */
  train(steps: number): Promise<void>;
  /** The loss of the last step's batch before its update, the mean over instances. */
  lastLoss(): Promise<number>;
  /** What was learned so far. w [I, n, m], b [I, n]. */
  parameters(): Promise<{ w: Float32Array; b: Float32Array }>;
  dispose(): void;
}

/** Who can train a case: one of our programs, or a library on one of its devices. */
export interface Entrant {
  variant: string;
  /** Null for ours. */
  peer: CaseReport['peer'];
  /** Whether the peaks of the GPU say anything of it. */
  onGpu: boolean;
  /** @param w the weights to start from, [I, n, m]; biases start at 0 */
  prepare(problem: TrainCase, w: Float32Array): Promise<Trainer>;
}

/** Submits that may be under way: one runs while the next is encoded. */
const IN_FLIGHT = 2;

/** One of our programs as a trainer. It reads back every step's losses, as it does in the page. */
export function programTrainer(program: ModelProgram): Trainer {
  let losses = new Float32Array();
  let made = 0;
  return {
    async train(steps) {
      const underWay: Promise<Float32Array>[] = [];
      for (let left = steps; left > 0;) {
        made = Math.min(left, program.maxSteps);
        left -= made;
        underWay.push(program.advance(made));
        if (underWay.length >= IN_FLIGHT) await underWay.shift();
      }
      for (const submit of underWay) losses = (await submit) as Float32Array<ArrayBuffer>;
    },
    async lastLoss() {
      const last = losses.subarray((losses.length / made) * (made - 1));
      return last.reduce((sum, loss) => sum + loss, 0) / last.length;
    },
    parameters: () => program.parameters(),
    dispose: () => program.destroy(),
  };
}
