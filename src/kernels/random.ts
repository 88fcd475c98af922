import { randomWords, seedKey } from '../reference/index';
import type { CaseRandom } from './case';

/** A stream of case inputs for a seed: word after word of the project's generator. */
export function caseRandom(seed: number): CaseRandom {
  const key = seedKey(seed);
  let block = 0;
  let words: number[] = [];
  const word = () => {
    if (words.length === 0) words = [...randomWords(key, [block++, 0, 0, 0xca5e])];
    return words.pop()!;
  };
  return {
    floats(length, low = -1, high = 1) {
      // 32 bits, rounded to f32 on storing: full significands at every magnitude, so that sums must round.
      return Float32Array.from({ length }, () => low + (high - low) * (word() / 2 ** 32));
    },
    integer: (low, high) => low + (word() % (high - low + 1)),
  };
}
