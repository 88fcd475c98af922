import { stepFlops, type TrainCase } from './cases';
import { freshBatches, lossOn, startOf } from './ours';
import type { Trainer } from './trainer';

// A library draws its own random data, so its numbers are others than ours. Whether it trains the same model on the same
// distribution is told by two losses, each with the band that chance leaves it.

/**
 * How much less the loss of two trainings from one start may have become, as a ratio, when only their data differ. Of
 * a hundred pairs of float64 runs with n = 5, m = 2, p = 1/20 and one instance, the case with the fewest features that
 * are on, ratios had a standard deviation of 0.009 and all lay within 0.98 to 1.04. This is more than six of those.
 * (Adam's steps do not depend on the gradient's scale, and 30 steps of weight decay change nothing that could be
 * seen: the training loss holds the scale, and decay is not checked.)
 */
const DECREASE_BAND = 0.06;
/** Standard deviations that chance may take the training loss from its mean. */
const DEVIATIONS = 6;

/** Steps after which losses are compared: fewer for a large model, whose many parameters average chance out. */
export function checkSteps({ sizes }: TrainCase): number {
  return stepFlops(sizes) > 1e8 ? 5 : 30;
}

/** Features of fresh data in all: enough for small models, and of many instances not every batch whole. */
const FRESH = { least: 20_000, most: 1e6 };

/** The case with batches that are short enough to be judged in float64, and how many of them. */
function judged(problem: TrainCase): { problem: TrainCase; batches: number } {
  const { I, n, B } = problem.sizes;
  const short = Math.max(1, Math.min(B, Math.floor(FRESH.most / (I * n))));
  return {
    problem: { ...problem, sizes: { ...problem.sizes, B: short } },
    batches: Math.ceil(FRESH.least / (I * short * n)),
  };
}

/**
 * Relative standard deviation of the loss of one batch from chance, for a model that has learned nothing:
 * x² of a feature has the mean p/3 and the variance p/5 - p²/9, and losses add it up weighted by importance.
 */
export function batchDeviation({ sizes: { B }, probability, importance }: TrainCase): number {
  const total = (terms: readonly number[]) => terms.reduce((sum, term) => sum + term, 0);
  const mean = B * total(probability.map((p) => p / 3)) * total(importance);
  const variance =
    B * total(probability.map((p) => p / 5 - (p * p) / 9)) * total(importance.map((i) => i * i));
  return Math.sqrt(variance) / mean;
}

/** What a trainer showed in its first steps. */
interface Seen {
  /** Mean loss of the batches that it drew for them. */
  training: number;
  /** Loss on fresh data after them. */
  after: number;
}

/** Holds trainers of one case against the first that is given to it. */
export class Check {
  readonly #lossOf: (parameters: { w: Float32Array; b: Float32Array }) => number;
  /** Loss on fresh data before the first step. */
  readonly #start: number;
  #measure: Seen | null = null;

  constructor(private readonly problem: TrainCase) {
    const { problem: short, batches } = judged(problem);
    const fresh = freshBatches(short, batches);
    this.#lossOf = (parameters) => lossOn(fresh, parameters, short);
    const { I, n } = problem.sizes;
    this.#start = this.#lossOf({ w: startOf(problem), b: new Float32Array(I * n) });
  }

  /**
   * Makes the first steps of a trainer.
   *
   * @returns how far off its losses are, as a part of the band that chance leaves them: above 1 is wrong, and NaN is
   *   too; 0 for the first trainer, which is the measure. And the same in a sentence.
   */
  async judge(trainer: Trainer): Promise<{ error: number; reason: string }> {
    const { problem } = this;
    const steps = checkSteps(problem);
    let training = 0;
    for (let step = 0; step < steps; step++) {
      await trainer.train(1);
      training += (await trainer.lastLoss()) / steps;
    }
    const after = this.#lossOf(await trainer.parameters());
    this.#measure ??= { training, after };
    const ours = this.#measure;
    // Both means are of so many batches, and both are subject to chance.
    const chance = DEVIATIONS * batchDeviation(problem) * Math.sqrt(2 / steps);
    const learned = (this.#start - after) / (this.#start - ours.after);
    return {
      error: Math.max(
        Math.abs(training / ours.training - 1) / chance,
        Math.abs(learned - 1) / DECREASE_BAND,
      ),
      reason:
        `in ${steps} steps its training loss was ${figure(training)}, where ours was ${figure(ours.training)}, and took ` +
        `the loss on fresh data from ${figure(this.#start)} to ${figure(after)}, where ours came to ${figure(ours.after)}`,
    };
  }
}

function figure(loss: number): string {
  return loss.toPrecision(4);
}
