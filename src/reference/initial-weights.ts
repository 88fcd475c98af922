import { INITIAL_STEP } from './counters';
import { randomWords, seedKey } from './pcg4d';

/**
 * Standard deviation that the paper's notebook gives W: it calls `xavier_normal_` on the whole [instances, n, m]
 * tensor, and PyTorch then takes fan_in = n · m and fan_out = instances · m.
 */
export function notebookStd(features: number, hidden: number, instances: number): number {
  return Math.sqrt(2 / ((features + instances) * hidden));
}

/**
 * Normal numbers by Box and Muller, rounded to f32 so that each program starts from the same weights.
 * Counter = (INITIAL_STEP, instance, matrix, block of four numbers).
 *
 * @param perInstance how many numbers an instance has (n · m)
 * @param matrix 0 for the encoder (or the one W of both), 1 for a decoder of its own
 * @returns [instances, perInstance]
 */
export function initialWeights(
  seed: number,
  instances: number,
  perInstance: number,
  std: number,
  matrix = 0,
): Float64Array {
  const out = new Float64Array(instances * perInstance);
  const key = seedKey(seed);
  for (let i = 0; i < instances; i++) {
    for (let j = 0; j < perInstance; j++) {
      const words = randomWords(key, [INITIAL_STEP, i, matrix, j >> 2]);
      const pair = (j >> 1) & 1;
      // (word + 1/2) / 2^32 lies strictly inside (0, 1), so the logarithm is finite.
      const radius = Math.sqrt(-2 * Math.log((words[2 * pair] + 0.5) / 2 ** 32));
      const angle = 2 * Math.PI * ((words[2 * pair + 1] + 0.5) / 2 ** 32);
      const normal = j & 1 ? radius * Math.sin(angle) : radius * Math.cos(angle);
      out[i * perInstance + j] = Math.fround(std * normal);
    }
  }
  return out;
}
