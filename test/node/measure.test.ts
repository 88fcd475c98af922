import { describe, expect, it } from 'vitest';
import { fillOf, kernelEntry } from '../../src/kernels/index';
import { interleave } from '../../src/measure/interleave';
import { pickFastest, shortened } from '../../src/measure/tune';
import type { Subject } from '../../src/measure/subject';

const QUANTUM = 65_536;

/** Numbers from 0 to 1, the same for a seed. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A kernel of `ns` a launch, seen through a clock that ticks every 65 536 ns, with noise and now and then an outlier. */
function behindCoarseClock(label: string, ns: number, random: () => number): Subject {
  return {
    label,
    sample(batch) {
      const outlier = random() < 0.05 ? 3 : 1;
      const time = batch * ns * (1 + 0.03 * (random() - 0.5)) * outlier;
      const begin = random() * QUANTUM;
      const gpu = (Math.floor((begin + time) / QUANTUM) - Math.floor(begin / QUANTUM)) * QUANTUM;
      return Promise.resolve({ submitToDone: gpu + QUANTUM, gpu });
    },
  };
}

const COARSE = { host: 100_000, gpu: QUANTUM };

describe('with timestamps of 65 536 ns', () => {
  it('the tuner picks the faster of kernels that each take far less than a tick', async () => {
    for (let seed = 1; seed <= 20; seed++) {
      const random = generator(seed);
      const times = { slow: 9_000, fast: 6_000, slowest: 20_000, near: 7_000 };
      const subjects = Object.entries(times).map(([label, ns]) =>
        behindCoarseClock(label, ns, random),
      );
      const { label } = await pickFastest(subjects, COARSE, 50);
      expect(label, `seed ${seed}`).toBe('fast');
    }
  });

  it('a sample holds launches for some twenty ticks, however rough the estimate, and time comes out near the truth', async () => {
    for (let seed = 1; seed <= 20; seed++) {
      const subject = behindCoarseClock('kernel', 6_000, generator(seed));
      const [{ batch, gpu }] = await interleave([subject], COARSE, { budget: 50, narrow: 0.05 });
      expect(batch * 6_000, `seed ${seed}`).toBeGreaterThan(20 * QUANTUM * 0.3);
      expect(Math.abs(gpu!.interval().median / 6_000 - 1), `seed ${seed}`).toBeLessThan(0.03);
    }
  });
});

it('a subject too slow for the budget keeps one sample and does not hold up the others', async () => {
  let calls = 0;
  const slow: Subject = {
    label: 'slow',
    sample: () => (calls++, Promise.resolve({ submitToDone: 1e9, gpu: null })),
  };
  const quick = behindCoarseClock('quick', 1_000_000, generator(1));
  const [first, second] = await interleave([slow, quick], COARSE, { budget: 50, narrow: 0.05 });
  expect(calls).toBe(2);
  expect(first.submitToDone.length).toBe(1);
  expect(second.submitToDone.length).toBeGreaterThanOrEqual(6);
});

it('stops between samples when it is told to', async () => {
  const abort = new AbortController();
  let calls = 0;
  const subject: Subject = {
    label: 'endless',
    sample(batch) {
      if (++calls === 5) abort.abort();
      return Promise.resolve({ submitToDone: batch * 1e6 * (1 + calls), gpu: null });
    },
  };
  await interleave([subject], COARSE, { budget: 60_000, narrow: 0, signal: abort.signal });
  expect(calls).toBe(5);
});

it('every round meets every subject, in turns of the order', async () => {
  const order: string[] = [];
  const subject = (label: string): Subject => ({
    label,
    sample: (batch) => (
      order.push(label),
      Promise.resolve({ submitToDone: batch * 1e6, gpu: null })
    ),
  });
  await interleave([subject('a'), subject('b')], COARSE, { budget: 50, narrow: 0.05 });
  expect(order.join('')).toMatch(/^aa+bb+(abba)+/);
});

it('shortens a long problem along its longest sides only', () => {
  expect(shortened({ I: 1, M: 1024, K: 1024, N: 1024 })).toEqual({ I: 1, M: 256, K: 256, N: 512 });
  expect(shortened({ I: 10, M: 1024, K: 5, N: 2 })).toEqual({ I: 10, M: 1024, K: 5, N: 2 });
  expect(shortened({ I: 1, M: 1, K: 2 ** 20, N: 64 })).toEqual({ I: 1, M: 1, K: 2 ** 19, N: 64 });
});

it('knows how much of a launch lies inside the problem', () => {
  const { header } = kernelEntry('matmul_vec4'); // blocks of 64 rows and 32 columns a workgroup
  expect(fillOf(header, { I: 1, M: 64, K: 9, N: 32 })).toBe(1);
  expect(fillOf(header, { I: 3, M: 128, K: 9, N: 8 })).toBe(1 / 4);
  expect(fillOf(header, { I: 1, M: 96, K: 9, N: 32 })).toBe(3 / 4);
  expect(fillOf(kernelEntry('add').header, { count: 384 })).toBe(3 / 4);
});
