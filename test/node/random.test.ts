import { readdirSync, readFileSync } from 'node:fs';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import {
  activationThreshold,
  featureVariance,
  initialWeights,
  LAST_WORDS,
  LEAST_DENSITY,
  LEVELS,
  pcg4d,
  philox4x32,
  randomWords,
  seedKey,
  sparseFeatures,
  STEPS,
  type Words,
} from '../../src/reference/index';
import { experimentSchema } from '../../src/train/experiment-schema';

describe('philox4x32', () => {
  // Random123, kat_vectors (D. E. Shaw Research).
  const PI: Words = [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344];
  const ONES: Words = [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff];
  it.each([
    [7, [0, 0, 0, 0], [0, 0], [0x5f6fb709, 0x0d893f64, 0x4f121f81, 0x4f730a48]],
    [7, ONES, [0xffffffff, 0xffffffff], [0x5207ddc2, 0x45165e59, 0x4d8ee751, 0x8c52f662]],
    [7, PI, [0xa4093822, 0x299f31d0], [0x4dfccaba, 0x190a87f0, 0xc47362ba, 0xb6b5242a]],
    [10, [0, 0, 0, 0], [0, 0], [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8]],
    [10, ONES, [0xffffffff, 0xffffffff], [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd]],
    [10, PI, [0xa4093822, 0x299f31d0], [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1]],
  ] as const)('gives the published answer for %i rounds', (rounds, counter, key, words) => {
    expect(philox4x32(counter as Words, key, rounds)).toEqual(words);
  });
});

describe('pcg4d', () => {
  // Jarzynski & Olano publish the code but no vectors: these come from their listing, compiled as C.
  it.each([
    [
      [0, 0, 0, 0],
      [0x0f02f829, 0x2d568769, 0x32b0c43b, 0xd32548ea],
    ],
    [
      [1, 2, 3, 4],
      [0x3622cd16, 0xf11471d8, 0xe1109b3f, 0x02b94c2f],
    ],
    [
      [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
      [0x974ed892, 0xc015dc67, 0x9f955760, 0xa1bba208],
    ],
    [
      [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      [0xb1d796e4, 0xfc8e0cae, 0x9a4185e6, 0xd0975474],
    ],
    [
      [9999, 7, 1023, 1],
      [0x4f7e95f9, 0x8b947851, 0xe9d3f404, 0x450998db],
    ],
  ])('of %j', (input, words) => {
    expect(pcg4d(input as Words)).toEqual(words);
  });
});

/** Standard errors that a statistic may be off: where a test takes a few, and where it takes thousands. */
const FEW = 4; // 1 in 16 000 by chance
const MANY = 5; // 1 in 1.7 million by chance

/** The ways in which this project counts: which of the four counter words runs, and the seed. */
const AXES = ['step', 'instance', 'sample', 'block', 'seed'] as const;
type Axis = (typeof AXES)[number];

/** Words of `count` consecutive counters along one axis, the others held at small numbers as in training. */
function stream(axis: Axis, count: number, lane: number): Float64Array {
  const out = new Float64Array(count);
  const at = AXES.indexOf(axis);
  for (let e = 0; e < count; e++) {
    const counter: Words = [3, 2, 5, 1];
    if (at < 4) counter[at] = e;
    out[e] = randomWords(seedKey(at === 4 ? e : 11), counter)[lane];
  }
  return out;
}

describe.each(AXES)('words along the %s axis', (axis) => {
  const N = 1 << 17;
  it.each([0, 1, 2, 3])('word %i is uniform and has no memory', (lane) => {
    const words = stream(axis, N, lane);
    const u = words.map((w) => w / 2 ** 32);

    // Uniform: chi-squared over 256 bins has 255 degrees of freedom, variance 510.
    const bins = new Float64Array(256);
    for (const w of words) bins[Math.floor(w / 2 ** 24)]++;
    const chi = bins.reduce((sum, seen) => sum + (seen - N / 256) ** 2 / (N / 256), 0);
    expect(Math.abs(chi - 255) / Math.sqrt(510), 'chi-squared of the high byte').toBeLessThan(MANY);

    // Each of the 24 bits that are used is set half of the time.
    for (let bit = 8; bit < 32; bit++) {
      let ones = 0;
      for (const w of words) ones += Math.floor(w / 2 ** bit) % 2;
      expect(Math.abs(ones - N / 2) / Math.sqrt(N / 4), `bit ${bit}`).toBeLessThan(MANY);
    }

    // No correlation with the next few words, nor with those a power of two away.
    for (const lag of [1, 2, 3, 4, 5, 8, 16, 64, 256, 1024]) {
      let sum = 0;
      for (let e = 0; e + lag < N; e++) sum += (u[e] - 0.5) * (u[e + lag] - 0.5);
      const sigma = Math.sqrt(N - lag) / 12;
      expect(Math.abs(sum) / sigma, `lag ${lag}`).toBeLessThan(MANY);
    }
  });

  it('the four words of a counter are independent', () => {
    const lanes = [0, 1, 2, 3].map((lane) => stream(axis, N, lane));
    for (let a = 0; a < 4; a++) {
      for (let b = a + 1; b < 4; b++) {
        // Joint distribution of both high nibbles: 256 cells.
        const cells = new Float64Array(256);
        for (let e = 0; e < N; e++) {
          cells[Math.floor(lanes[a][e] / 2 ** 28) * 16 + Math.floor(lanes[b][e] / 2 ** 28)]++;
        }
        const chi = cells.reduce((sum, seen) => sum + (seen - N / 256) ** 2 / (N / 256), 0);
        expect(Math.abs(chi - 255) / Math.sqrt(510), `words ${a} and ${b}`).toBeLessThan(MANY);
      }
    }
  });

  it('flipping one counter bit flips half of the bits of each word', () => {
    const at = AXES.indexOf(axis);
    const trials = 512;
    for (let bit = 0; bit < 20; bit++) {
      let flipped = 0;
      for (let trial = 0; trial < trials; trial++) {
        const base: Words = [trial, trial % 10, trial * 2, trial % 3];
        const other: Words = [...base];
        if (at < 4) other[at] = (other[at] ^ (1 << bit)) >>> 0;
        const p = randomWords(seedKey(trial), base);
        const q = randomWords(seedKey(at === 4 ? (trial ^ (1 << bit)) >>> 0 : trial), other);
        for (let lane = 0; lane < 4; lane++) {
          for (let d = (p[lane] ^ q[lane]) >>> 8; d; d &= d - 1) flipped++;
        }
      }
      const bits = trials * 4 * 24;
      // The bits of a flip are not fully independent: 1 % off half is allowed, 13 sigma if they were.
      expect(Math.abs(flipped / bits - 0.5), `bit ${bit}`).toBeLessThan(0.01);
    }
  });
});

/** Pairs of the entries of a list. */
const pairsOf = <T>(all: readonly T[]): [T, T][] =>
  all.flatMap((one, at) => all.slice(at + 1).map((other): [T, T] => [one, other]));

describe('where counting begins', () => {
  const N = 1 << 14;
  /** The most that the joint distribution of high nibbles is off, over the samples of a batch, words and seeds. */
  function dependence(one: (sample: number) => Words, other: (sample: number) => Words): number {
    let most = 0;
    for (const seed of [0, 5]) {
      const key = seedKey(seed);
      const cells = Array.from({ length: 16 }, () => new Float64Array(256));
      for (let s = 0; s < N; s++) {
        const [a, b] = [randomWords(key, one(s)), randomWords(key, other(s))];
        cells.forEach((cell, k) => cell[(a[k >> 2] >>> 28) * 16 + (b[k & 3] >>> 28)]++);
      }
      for (const cell of cells) {
        const chi = cell.reduce((sum, seen) => sum + (seen - N / 256) ** 2 / (N / 256), 0);
        most = Math.max(most, Math.abs(chi - 255) / Math.sqrt(510));
      }
    }
    return most;
  }

  it.each(pairsOf(Object.entries(STEPS)))('%o and %o: steps are independent', (one, other) => {
    const off = dependence(
      (s) => [one[1], 0, s, 0],
      (s) => [other[1], 0, s, 0],
    );
    expect(off).toBeLessThan(MANY);
  });

  it.each(pairsOf(Object.entries(LAST_WORDS)))('%o and %o: words are, too', (one, other) => {
    const off = dependence(
      (s) => [3, 2, s, one[1]],
      (s) => [3, 2, s, other[1]],
    );
    expect(off).toBeLessThan(MANY);
  });

  it('no run of training reaches the steps of another kind, in the bits that mix', () => {
    const steps = experimentSchema.entries.steps;
    const most = 10_000_000;
    expect(v.safeParse(steps, most).success).toBe(true);
    expect(v.safeParse(steps, most + 1).success).toBe(false);
    const lower = (step: number) => step % 2 ** 24;
    for (const step of [STEPS.look, STEPS.evaluation, STEPS.initial]) {
      expect(lower(step)).toBeGreaterThan(most);
    }
  });

  it('no other file has step numbers of its own', () => {
    const files = readdirSync('src', { recursive: true, encoding: 'utf8' });
    const own = files.filter(
      (name) => name.endsWith('.ts') && /_STEP = 0x/.test(readFileSync(`src/${name}`, 'utf8')),
    );
    expect(own).toEqual([]);
  });
});

describe('sparse features', () => {
  // Mean p/2, variance p/3 - p²/4 and the skewness and kurtosis of Bernoulli(p) · U[0, 1].
  it.each([1, 0.5, 0.1, 0.05, 0.01])('have the moments of density %f', (p) => {
    const [I, B, n] = [2, 2 ** 16, 5];
    const x = sparseFeatures(7, 123, new Float64Array(I * n).fill(p), { I, B, n });
    const N = x.length;
    const raw = (k: number) => p / (k + 1); // E[x^k]
    for (const k of [1, 2, 3, 4]) {
      const mean = x.reduce((sum, v) => sum + v ** k, 0) / N;
      const sigma = Math.sqrt((raw(2 * k) - raw(k) ** 2) / N);
      expect(Math.abs(mean - raw(k)) / sigma, `moment ${k}, seed 7`).toBeLessThan(FEW);
    }
    const mean = x.reduce((sum, v) => sum + v, 0) / N;
    const variance = x.reduce((sum, v) => sum + (v - mean) ** 2, 0) / N;
    const fourth = raw(4) - 4 * raw(3) * raw(1) + 6 * raw(2) * raw(1) ** 2 - 3 * raw(1) ** 4;
    const sigma = Math.sqrt((fourth - featureVariance(p) ** 2) / N);
    expect(Math.abs(variance - featureVariance(p)) / sigma).toBeLessThan(FEW);

    const on = x.reduce((count, v) => count + (v > 0 ? 1 : 0), 0);
    // x = 0 also when the level is 0: one chance in the threshold.
    const expected = p * (1 - 1 / activationThreshold(p).threshold);
    const spread = Math.max(Math.sqrt(N * p * (1 - p)), 1);
    expect(Math.abs(on - N * expected) / spread, 'how many are on').toBeLessThan(FEW);
    expect(x.every((v) => v >= 0 && v <= 1)).toBe(true);
  });

  it('are independent of each other, of their neighbours and of the next step', () => {
    const p = 0.3;
    const [I, B, n] = [3, 2 ** 14, 6];
    const density = new Float64Array(I * n).fill(p);
    const [x, later, other] = [
      sparseFeatures(1, 0, density, { I, B, n }),
      sparseFeatures(1, 1, density, { I, B, n }),
      sparseFeatures(2, 0, density, { I, B, n }),
    ];
    const at = (a: Float64Array, i: number, s: number, j: number) => a[(i * B + s) * n + j] - p / 2;
    const check = (what: string, pair: (i: number, s: number) => number) => {
      let sum = 0;
      for (let i = 0; i < I - 1; i++) for (let s = 0; s < B - 1; s++) sum += pair(i, s);
      const sigma = featureVariance(p) * Math.sqrt((I - 1) * (B - 1));
      expect(Math.abs(sum) / sigma, what).toBeLessThan(FEW);
    };
    for (let j = 0; j < n; j++) {
      check(`feature ${j} with itself a step later`, (i, s) => at(x, i, s, j) * at(later, i, s, j));
      check(`feature ${j} under another seed`, (i, s) => at(x, i, s, j) * at(other, i, s, j));
      check(`feature ${j} in the next sample`, (i, s) => at(x, i, s, j) * at(x, i, s + 1, j));
      check(`feature ${j} in the next instance`, (i, s) => at(x, i, s, j) * at(x, i + 1, s, j));
      for (let k = 0; k < j; k++) {
        check(`features ${j} and ${k}`, (i, s) => at(x, i, s, j) * at(x, i, s, k));
      }
    }
  });

  describe('of both signs', () => {
    it.each([1, 0.3])('are uniform on [-1, 1) when on, density %f', (p) => {
      const size = { I: 1, B: 2 ** 15, n: 5 };
      const density = new Float64Array(5).fill(p);
      const x = sparseFeatures(3, 9, density, size, { signed: true, sets: null });
      const N = x.length;
      expect(x.every((v) => v >= -1 && v <= 1)).toBe(true);
      expect(Math.min(...x.subarray(0, 2 ** 15))).toBeLessThan(-0.99);
      // Moments of Bernoulli(p) · U[-1, 1): p / (k + 1) for even k, 0 for odd.
      const raw = (k: number) => (k % 2 ? 0 : p / (k + 1));
      for (const k of [1, 2, 3, 4]) {
        const mean = x.reduce((sum, v) => sum + v ** k, 0) / N;
        const sigma = Math.sqrt((raw(2 * k) - raw(k) ** 2) / N);
        expect(Math.abs(mean - raw(k)) / sigma, `moment ${k}, seed 3`).toBeLessThan(FEW);
      }
      // The same features are on as without signs.
      const plain = sparseFeatures(3, 9, density, size);
      expect(
        x.every((v, e) => (v !== 0 || plain[e] === 0.5) === (plain[e] !== 0) || v === -1),
      ).toBe(true);
    });
  });

  describe.each([2, 3, 10])('in sets of %i', (size) => {
    const [B, n, p] = [2 ** 15, 30, 0.2];
    const density = new Float64Array(n).fill(p);
    const draw = (kind: 'correlated' | 'anticorrelated', signed = false) =>
      sparseFeatures(5, 77, density, { I: 1, B, n }, { signed, sets: { size, kind } });
    const samples = Array.from({ length: B }, (_, s) => s);
    const sets = Array.from({ length: n / size }, (_, k) => k);
    /** How many of a set's features are on in a sample. */
    const count = (x: Float64Array, s: number, k: number) =>
      x.subarray(s * n + k * size, s * n + (k + 1) * size).reduce((sum, v) => sum + (v ? 1 : 0), 0);

    it('correlated features are on together, as often as asked for, and each of its own size', () => {
      const x = draw('correlated');
      for (const k of sets) {
        const on = samples.filter((s) => count(x, s, k) > 0);
        const spread = Math.sqrt(B * p * (1 - p));
        expect(Math.abs(on.length - B * p) / spread, `set ${k}, seed 5`).toBeLessThan(FEW);
        // A level of 0 is one in 2^24, so that a feature which is on may be 0: not here.
        expect(on.every((s) => count(x, s, k) === size)).toBe(true);
        // Given that the set is on: uniform, and independent of its neighbour.
        const at = (s: number, j: number) => x[s * n + k * size + j] - 0.5;
        const mean = on.reduce((sum, s) => sum + at(s, 0), 0);
        expect(Math.abs(mean) / Math.sqrt(on.length / 12)).toBeLessThan(FEW);
        const product = on.reduce((sum, s) => sum + at(s, 0) * at(s, 1), 0);
        expect(Math.abs(product) / (Math.sqrt(on.length) / 12)).toBeLessThan(FEW);
      }
    });

    it('sets are independent of each other', () => {
      const x = draw('correlated');
      const isOn = (s: number, k: number) => (count(x, s, k) > 0 ? 1 - p : -p);
      for (const k of sets.slice(1)) {
        const sum = samples.reduce((total, s) => total + isOn(s, k) * isOn(s, k - 1), 0);
        expect(Math.abs(sum) / (Math.sqrt(B) * p * (1 - p)), `sets ${k - 1}, ${k}`).toBeLessThan(
          FEW,
        );
      }
    });

    it.each([false, true])(
      'of anticorrelated features one is on, each as often, signed: %s',
      (signed) => {
        const x = draw('anticorrelated', signed);
        const together = draw('correlated', signed);
        for (const k of sets) {
          const times = new Float64Array(size);
          let sum = 0;
          let wrong = 0; // counted: an expectation a sample would take seconds
          for (const s of samples) {
            const on = count(x, s, k);
            if (on !== (count(together, s, k) > 0 ? 1 : 0)) wrong++;
            if (on === 0) continue;
            const j = x
              .subarray(s * n + k * size, s * n + (k + 1) * size)
              .findIndex((v) => v !== 0);
            times[j]++;
            // What is on has the size that it would have in a correlated set.
            if (x[s * n + k * size + j] !== together[s * n + k * size + j]) wrong++;
            sum += x[s * n + k * size + j];
          }
          expect(wrong, `samples of set ${k}, seed 5`).toBe(0);
          const total = times.reduce((all, seen) => all + seen, 0);
          const chi = times.reduce((all, v) => all + (v - total / size) ** 2 / (total / size), 0);
          const [freedom, what] = [size - 1, `set ${k}, seed 5`];
          // Chi-squared of few degrees of freedom has a long tail: twice as many deviations.
          expect((chi - freedom) / Math.sqrt(2 * freedom), what).toBeLessThan(2 * FEW);
          const [mean, variance] = signed ? [0, 1 / 3] : [1 / 2, 1 / 12];
          const off = Math.abs(sum - mean * total) / Math.sqrt(variance * total);
          expect(off, what).toBeLessThan(FEW);
        }
      },
    );
  });

  it('what decides for a set is independent of what says how large its features are', () => {
    const B = 2 ** 16;
    const size = { I: 1, B, n: 12 };
    const sets = { size: 3, kind: 'correlated' } as const;
    // At density 1/2 a set is on or off by its level's highest bit; the plain draw shows the features' own levels.
    const density = new Float64Array(12);
    const on = sparseFeatures(6, 3, density.fill(0.5), size, { signed: false, sets });
    const own = sparseFeatures(6, 3, density.fill(1), size);
    for (let set = 0; set < 4; set++) {
      for (let j = 0; j < 12; j++) {
        let sum = 0;
        for (let s = 0; s < B; s++) {
          sum += (on[s * 12 + 3 * set] > 0 ? 1 : -1) * (own[s * 12 + j] - 0.5);
        }
        const sigma = Math.sqrt(B / 12);
        expect(Math.abs(sum) / sigma, `set ${set}, feature ${j}, seed 6`).toBeLessThan(FEW);
      }
    }
  });

  it('a last set that is smaller is on as often as the others, each member alike', () => {
    const [B, n, p] = [2 ** 15, 5, 0.5];
    const data = { signed: false, sets: { size: 3, kind: 'anticorrelated' } } as const;
    const x = sparseFeatures(8, 0, new Float64Array(n).fill(p), { I: 1, B, n }, data);
    for (const j of [3, 4]) {
      let on = 0;
      for (let s = 0; s < B; s++) on += x[s * n + j] > 0 ? 1 : 0;
      expect(Math.abs(on - (B * p) / 2) / Math.sqrt(B * 0.25 * 0.75), `${j}`).toBeLessThan(FEW);
    }
  });

  it('a density is met to 2^-25 and never switches a feature off for good', () => {
    expect(activationThreshold(1).threshold).toBe(LEVELS);
    expect(activationThreshold(1e-12).threshold).toBe(1);
    for (const p of [0.05, 0.37, 1 / 3, 0.999]) {
      expect(Math.abs(activationThreshold(p).threshold / LEVELS - p)).toBeLessThanOrEqual(2 ** -25);
    }
  });
});

describe('the least density', () => {
  /** Mean of a power of what a feature is when it is on, over every level that means on. */
  const mean = (p: number, of: (value: number) => number) => {
    const { threshold, scale } = activationThreshold(p);
    let sum = 0;
    for (let level = 0; level < threshold; level++) sum += of(Math.fround(level * scale));
    return sum / threshold;
  };
  const most = 1 / 100;

  it.each([1, 1.02, 1.05, 1.3, 2])('times %f has features as large as they should be', (times) => {
    const p = times * LEAST_DENSITY;
    expect(Math.abs(3 * mean(p, (v) => v * v) - 1)).toBeLessThan(most);
    expect(Math.abs(mean(p, (v) => 2 * v - 1))).toBeLessThan(most);
    expect(Math.abs(activationThreshold(p).threshold / LEVELS / p - 1)).toBeLessThan(most);
  });

  it('is the least for which that can be said, to a fifth', () => {
    expect(Math.abs(3 * mean(0.8 * LEAST_DENSITY, (v) => v * v) - 1)).toBeGreaterThan(most);
  });

  it.each([2, 3, 7, 128])('in anticorrelated sets of %i has each feature on as often', (size) => {
    const { threshold } = activationThreshold(size * LEAST_DENSITY);
    const times = new Float64Array(size);
    for (let level = 0; level < threshold; level++) times[Math.floor((level * size) / threshold)]++;
    const each = threshold / size;
    for (const own of times) expect(Math.abs(own / each - 1)).toBeLessThan(most);
  });
});

describe('initial weights', () => {
  it('are normal with the deviation asked for', () => {
    const std = 0.258;
    const w = initialWeights(5, 200, 1001, std);
    const N = w.length;
    const moment = (k: number) => w.reduce((sum, v) => sum + (v / std) ** k, 0) / N;
    // Moments of a normal: 0, 1, 0, 3, with variances 1, 2, 15, 96 over N.
    expect(Math.abs(moment(1)) / Math.sqrt(1 / N)).toBeLessThan(FEW);
    expect(Math.abs(moment(2) - 1) / Math.sqrt(2 / N)).toBeLessThan(FEW);
    expect(Math.abs(moment(3)) / Math.sqrt(15 / N)).toBeLessThan(FEW);
    expect(Math.abs(moment(4) - 3) / Math.sqrt(96 / N)).toBeLessThan(FEW);
  });

  it('of an instance do not depend on how many instances there are', () => {
    expect(initialWeights(3, 2, 10, 1)).toEqual(initialWeights(3, 9, 10, 1).subarray(0, 20));
  });

  it('of a decoder are others than those of its encoder, and as independent', () => {
    const [w, decoder] = [initialWeights(3, 4, 5000, 1), initialWeights(3, 4, 5000, 1, 1)];
    const product = w.reduce((sum, v, e) => sum + v * decoder[e], 0);
    expect(Math.abs(product) / Math.sqrt(w.length)).toBeLessThan(FEW);
  });
});
