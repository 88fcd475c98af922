import { medianInterval, type Interval } from './statistics';

/** The longest that a sample of several launches should take, in ns: longer submits make a desktop stutter. */
const MOST_NS = 50e6;
/** Commands of one submit are held in memory. */
const MOST_LAUNCHES = 10_000;

/**
 * Launches that one sample repeats, so that it takes more than `atLeast` quanta of the clock and its time is known to
 * a few per cent. At least 1; no more than fit into 50 ms, whatever the clock.
 *
 * @param estimatedNs of one launch; 0 where it was too short for the clock
 */
export function batchFor(estimatedNs: number, quantumNs: number, atLeast = 20): number {
  const wanted = Math.floor((atLeast * quantumNs) / estimatedNs) + 1;
  const room = Math.floor(MOST_NS / estimatedNs);
  // An estimate of 0 makes both infinite, or NaN with a quantum of 0.
  return Math.max(1, Math.min(wanted || 1, room || 1, MOST_LAUNCHES));
}

/**
 * The quantum of a clock, from differences between its readings: the step of which all of them are multiples. Ticks
 * that are no whole number of nanoseconds come rounded, so a multiple may be 1 ns off.
 *
 * @param differences in ns; zero and negative ones are passed over
 * @returns ns, at least 1; 0 when there was no positive difference
 */
export function clockQuantum(differences: readonly number[]): number {
  const steps = [...new Set(differences.map(Math.round))]
    .filter((d) => d > 0)
    .sort((a, b) => a - b);
  let quantum = steps[0] ?? 0;
  for (const step of steps) quantum = commonStep(step, quantum);
  return Math.round(quantum);
}

/** Euclid's algorithm for numbers that are 1 off at most. */
function commonStep(long: number, short: number): number {
  const off = 1;
  if (short <= 4 * off) return exactStep(Math.round(long), Math.round(short));
  const times = Math.round(long / short);
  const rest = Math.abs(long - times * short);
  if (rest > off) return commonStep(short, rest);
  return times > 1 ? long / times : short; // a longer step knows the quantum more precisely
}

function exactStep(a: number, b: number): number {
  return b === 0 ? a : exactStep(b, a % b);
}

/** Times of one variant, one sample a round. */
export class Samples {
  /** ns of one launch, in the order of the rounds; NaN where the sample was thrown away. */
  readonly rounds: number[] = [];
  /** Samples thrown away: the clock went backwards, or did not go on at all. */
  discarded = 0;
  #leastBatch = Infinity;

  /** @param quantumNs what the clock goes forward by at least; 0 if that is not known */
  constructor(readonly quantumNs: number) {}

  /**
   * @param differenceNs between the clock's readings; null where the timer already threw it away
   * @param batch launches between the readings
   */
  add(differenceNs: number | null, batch = 1): void {
    if (differenceNs === null || !(differenceNs > 0 && differenceNs < Infinity)) {
      this.discarded++;
      this.rounds.push(NaN);
      return;
    }
    this.#leastBatch = Math.min(this.#leastBatch, batch);
    this.rounds.push(differenceNs / batch);
  }

  /** Samples that count. */
  get length(): number {
    return this.rounds.length - this.discarded;
  }

  /** The difference that the clock can tell, of one launch, in ns. */
  get resolution(): number {
    return this.quantumNs / this.#leastBatch;
  }

  /** ns of one launch. Never narrower than half a quantum on each side: between two ticks nothing is known. */
  interval(): Interval {
    const found = medianInterval(this.rounds.filter((time) => !Number.isNaN(time)));
    if (this.length === 0) return found;
    const { median, low, high } = found;
    const half = this.resolution / 2;
    return {
      median,
      low: Math.min(low, Math.max(0, median - half)),
      high: Math.max(high, median + half),
    };
  }
}
