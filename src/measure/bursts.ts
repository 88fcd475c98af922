import type { Subject } from './subject';

/**
 * Milliseconds of a burst of steps: long against waiting for its end, which takes 11 ms where the runtime looks for it every
 * 10. Each of its submits is short.
 */
const LONG = 250;
const MOST_STEPS = 16_384;

/** One launch is a burst of so many steps, of one training that goes on from sample to sample. */
export interface Bursts extends Subject {
  steps: number;
}

/**
 * A training as a subject, with bursts so long that waiting for their end does not count.
 *
 * @param train makes so many steps, and waits until all of them are done
 * @param milliseconds of a burst; a browser tells of an end at once, and there a fifth is long enough
 */
export async function burstsOf(
  label: string,
  train: (steps: number) => Promise<unknown>,
  milliseconds = LONG,
): Promise<Bursts> {
  const time = async (steps: number) => {
    const begin = performance.now();
    await train(steps);
    return performance.now() - begin;
  };
  let steps = 1;
  let took = await time(steps);
  // A short burst is more waiting for its end than steps: longer ones, until they are long enough.
  while (took < milliseconds / 2 && steps < MOST_STEPS) {
    steps = Math.min(MOST_STEPS, Math.ceil(steps * Math.min(8, Math.max(2, milliseconds / took))));
    took = await time(steps);
  }
  return {
    label,
    steps,
    sample: async (batch) => ({ submitToDone: (await time(batch * steps)) * 1e6, gpu: null }),
  };
}
