import { describe, expect, it } from 'vitest';
import {
  batchFor,
  bounds,
  clockQuantum,
  compareIntervals,
  compareInterleaved,
  medianInterval,
  narrowEnough,
  Samples,
  type Comparison,
} from '../../src/measure/index';

/** Random numbers of our own, so that a seed in a failure text brings the same samples back. */
class Noise {
  #state: number;
  constructor(seed: number) {
    this.#state = seed >>> 0;
  }
  /** Uniform in [0, 1): mulberry32. */
  uniform(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }
  gauss(): number {
    return Math.sqrt(-2 * Math.log(1 - this.uniform())) * Math.cos(2 * Math.PI * this.uniform());
  }
}

/** What a machine does to the times of a run; `at` goes from 0 to 1 through it. */
interface World {
  name: string;
  /** Relative standard deviation, and how often a sample is several times too long. */
  noise: number;
  outliers: number;
  drift: (at: number) => number;
  quantumNs: number;
  rounds: number;
  /** Stops as soon as both intervals are narrow. */
  stopsEarly?: boolean;
}

const still = () => 1;
const WORLDS: readonly World[] = [
  { name: 'little noise', noise: 0.01, outliers: 0, drift: still, quantumNs: 0, rounds: 30 },
  { name: 'much noise', noise: 0.25, outliers: 0, drift: still, quantumNs: 0, rounds: 30 },
  { name: 'six rounds', noise: 0.05, outliers: 0.1, drift: still, quantumNs: 0, rounds: 6 },
  { name: 'outliers', noise: 0.03, outliers: 0.2, drift: still, quantumNs: 0, rounds: 90 },
  {
    name: 'a chip that warms up',
    noise: 0.02,
    outliers: 0.02,
    drift: (at) => 1 + 0.6 * at,
    quantumNs: 0,
    rounds: 40,
  },
  {
    name: 'another process, on and off',
    noise: 0.02,
    outliers: 0.05,
    drift: (at) => (Math.sin(20 * at) > 0 ? 1.5 : 1),
    quantumNs: 0,
    rounds: 40,
  },
  {
    name: 'a clock of 65 536 ns',
    noise: 0.03,
    outliers: 0.05,
    drift: still,
    quantumNs: 65_536,
    rounds: 40,
  },
  {
    name: 'a clock of 65 536 ns without noise',
    noise: 0,
    outliers: 0,
    drift: still,
    quantumNs: 65_536,
    rounds: 40,
  },
  {
    name: 'stopping as soon as it looks narrow',
    noise: 0.1,
    outliers: 0.05,
    drift: (at) => 1 + 0.2 * at,
    quantumNs: 1,
    rounds: 120,
    stopsEarly: true,
  },
];

const TRIALS = 100;
const SEEDS = Array.from({ length: 12 }, (_, k) => 1000 + k);

/** Samples two variants in turn as the bench does, the second taking `factor` times as long. */
function sampled(world: World, factor: number, noise: Noise): Comparison {
  const { quantumNs, rounds } = world;
  const truth = 30_000 + 70_000 * noise.uniform(); // ns
  const variants = [truth, truth * factor].map((ns) => ({
    ns,
    // What is known beforehand is an estimate: even identical variants get different batches.
    batch: batchFor(ns * (1 + 0.1 * noise.uniform()), quantumNs),
    samples: new Samples(quantumNs),
  }));
  for (let round = 0; round < rounds; round++) {
    const order = round % 2 === 0 ? variants : [...variants].reverse();
    for (const [place, { ns, batch, samples }] of order.entries()) {
      const at = (round + place / 2) / rounds;
      const outlier = noise.uniform() < world.outliers ? 1 + 5 * noise.uniform() : 1;
      const jitter = Math.exp(world.noise * noise.gauss());
      const took = ns * batch * world.drift(at) * jitter * outlier;
      samples.add(read(took, quantumNs, noise), batch);
    }
    const narrow = variants.every(({ samples }) => narrowEnough(samples.interval(), 0.05));
    if (world.stopsEarly && narrow) break;
  }
  const [a, b] = variants.map(({ samples }) => samples);
  return compareInterleaved(a.rounds, b.rounds, [a.resolution, b.resolution]);
}

/** What a clock says that only goes forward by whole quanta, from wherever it stands; backwards once in a hundred. */
function read(took: number, quantumNs: number, noise: Noise): number {
  if (noise.uniform() < 0.01) return -Math.floor(1e6 * noise.uniform()) - 1;
  if (quantumNs === 0) return took;
  const begin = noise.uniform() * quantumNs;
  return Math.floor((begin + took) / quantumNs) * quantumNs;
}

function verdicts(world: World, factor: number, seed: number): Comparison['verdict'][] {
  const noise = new Noise(seed);
  return Array.from({ length: TRIALS }, () => sampled(world, factor, noise).verdict);
}

describe.each(WORLDS)('with $name', (world) => {
  it('identical variants come out as "cannot tell" at least 95 times in 100', () => {
    for (const seed of SEEDS) {
      const open = verdicts(world, 1, seed).filter((verdict) => verdict === 'cannot tell');
      expect(open.length, `seed ${seed}`).toBeGreaterThanOrEqual(95);
    }
  });
});

describe('a real difference is found', () => {
  const found = WORLDS.filter(({ noise, rounds }) => noise <= 0.1 && rounds >= 30);

  it.each(found)('of 15 %, with $name', (world) => {
    for (const seed of SEEDS) {
      const found = verdicts(world, 1.15, seed);
      expect(found.filter((verdict) => verdict === 'slower')).toEqual([]); // never the wrong way round
      const right = found.filter((verdict) => verdict === 'faster').length;
      expect(right, `seed ${seed}`).toBeGreaterThanOrEqual(95);
    }
  });

  it.each(found.filter(({ quantumNs, stopsEarly }) => quantumNs === 0 && !stopsEarly))(
    'of 10 %, with $name',
    (world) => {
      for (const seed of SEEDS) {
        const right = verdicts(world, 1 / 1.1, seed).filter((verdict) => verdict === 'slower');
        expect(right.length, `seed ${seed}`).toBeGreaterThanOrEqual(95);
      }
    },
  );

  it('of a factor of two in six rounds, the fewest that can tell anything of a median', () => {
    const world = { ...WORLDS[0], rounds: 9 };
    const right = verdicts(world, 2, 1).filter((verdict) => verdict === 'faster');
    expect(right.length).toBeGreaterThanOrEqual(90);
    const tooFew = verdicts({ ...world, rounds: 5 }, 2, 1);
    expect(new Set(tooFew)).toEqual(new Set(['cannot tell']));
  });
});

describe('the interval of the median', () => {
  it('knows nothing from fewer than six samples', () => {
    expect(medianInterval([])).toEqual({ median: NaN, low: -Infinity, high: Infinity });
    for (let n = 1; n <= 5; n++) {
      const samples = Array.from({ length: n }, (_, k) => k + 1);
      const interval = medianInterval(samples);
      expect(interval).toEqual({ median: (n + 1) / 2, low: -Infinity, high: Infinity });
      expect([bounds(interval), narrowEnough(interval, 1)]).toEqual([null, false]);
    }
  });

  it('takes the order statistics of the tables', () => {
    // Ranks from the binomial table with p = 1/2 (Conover, Practical Nonparametric Statistics, table A3).
    const ranks = { 6: 1, 8: 1, 9: 2, 10: 2, 15: 4, 20: 6, 25: 8, 30: 10, 50: 18, 100: 40 };
    for (const [n, rank] of Object.entries(ranks)) {
      const samples = Array.from({ length: Number(n) }, (_, k) => k + 1).reverse();
      expect(bounds(medianInterval(samples)), n).toEqual([rank, Number(n) + 1 - rank]);
    }
  });

  it('holds the true median 95 times in 100, of a skewed distribution too', () => {
    const noise = new Noise(7);
    for (const n of [6, 11, 40, 201, 3000]) {
      let held = 0;
      for (let trial = 0; trial < 400; trial++) {
        const samples = Array.from({ length: n }, () => Math.exp(noise.gauss())); // median 1
        const { low, high } = medianInterval(samples);
        if (low <= 1 && 1 <= high) held++;
      }
      // 95 % of 400 are 380; three standard deviations below that are 367.
      expect(held, `n = ${n}`).toBeGreaterThanOrEqual(367);
    }
  });

  it('does not move for outliers', () => {
    const calm = [10, 11, 12, 13, 14, 15, 16, 17, 18];
    const wild = [...calm.slice(0, -1), 1e9];
    expect(medianInterval(wild)).toEqual(medianInterval(calm));
  });
});

describe('samples', () => {
  it('throw away and count what no clock can mean, and keep their round', () => {
    const samples = new Samples(0);
    for (const difference of [100, -5, null, 0, NaN, Infinity, 300]) samples.add(difference, 10);
    expect(samples.rounds).toEqual([10, NaN, NaN, NaN, NaN, NaN, 30]);
    expect([samples.length, samples.discarded]).toEqual([2, 5]);
  });

  it('are never known better than half a quantum, however often they agree', () => {
    const samples = new Samples(65_536);
    for (let round = 0; round < 100; round++) samples.add(20 * 65_536, 40);
    const { median, low, high } = samples.interval();
    expect([low, median, high]).toEqual([19.5, 20, 20.5].map((n) => (n * 65_536) / 40));
  });

  it('without one that counts have no interval', () => {
    const samples = new Samples(65_536);
    samples.add(-1);
    expect(samples.interval()).toEqual({ median: NaN, low: -Infinity, high: Infinity });
  });
});

describe('the batch', () => {
  it('exceeds twenty quanta', () => {
    for (const quantum of [1, 1000, 65_536]) {
      for (const estimate of [50, 1234.5, 30_000, 65_536, 1e6]) {
        const batch = batchFor(estimate, quantum);
        const enough = batch * estimate > 20 * quantum || batch === 10_000;
        expect(enough, `${estimate} ns, quantum ${quantum} ns`).toBe(true);
        const fewest = batch === 1 || (batch - 1) * estimate <= 20 * quantum;
        expect(fewest, `${estimate} ns, quantum ${quantum} ns`).toBe(true);
      }
    }
  });

  it('is one where one launch is long enough, and no longer than 50 ms where it is not', () => {
    expect(batchFor(2e9, 65_536)).toBe(1);
    expect(batchFor(1e6, 16e6)).toBe(50);
  });

  it('has an end where nothing is known', () => {
    expect(batchFor(0, 65_536)).toBe(10_000);
    expect(batchFor(0, 0)).toBe(1);
    expect(batchFor(1000, 0)).toBe(1);
  });
});

describe('the quantum of a clock', () => {
  const differences = (quantum: number, noise: Noise) =>
    Array.from({ length: 40 }, () => {
      const [begin, took] = [noise.uniform() * 1e6, 2e6 * noise.uniform()];
      const tick = (ns: number) => Math.round(Math.floor(ns / quantum) * quantum);
      return tick(begin + took) - tick(begin);
    });

  it.each([1, 10, 80, 1000, 5000, 65_536, 100_000])('of %i ns', (quantum) => {
    for (const seed of SEEDS) {
      expect(clockQuantum(differences(quantum, new Noise(seed))), `seed ${seed}`).toBe(quantum);
    }
  });

  it('of a clock whose ticks are no whole nanoseconds', () => {
    for (const seed of SEEDS) {
      // 12 MHz, as Intel's: 83.3 ns
      const found = clockQuantum(differences(1e9 / 12e6, new Noise(seed)));
      expect(found, `seed ${seed}`).toBeLessThanOrEqual(84);
    }
  });

  it('passes over what is no step', () => {
    expect(clockQuantum([0, -65_536, 131_072, 196_608])).toBe(65_536);
    expect(clockQuantum([0, -1])).toBe(0);
  });
});

describe('saved medians', () => {
  const of = (median: number, low: number, high: number) => ({ median, low, high });

  it('differ where their intervals are apart', () => {
    expect(compareIntervals(of(1, 0.9, 1.1), of(2, 1.9, 2.1)).verdict).toBe('faster');
    expect(compareIntervals(of(2, 1.9, 2.1), of(1, 0.9, 1.1)).verdict).toBe('slower');
    expect(compareIntervals(of(1, 0.9, 1.2), of(1.25, 1.15, 1.3)).verdict).toBe('cannot tell');
    expect(compareIntervals(of(2, 2, 2), of(1, 1, 1))).toEqual({
      verdict: 'slower',
      ratio: 2,
      low: 2,
      high: 2,
    });
  });

  it('that are the same, hardly differ, or are not known cannot be told apart', () => {
    const nothing = medianInterval([]);
    const pairs = [
      [of(1, 1, 1), of(1, 1, 1)],
      [of(1, 1, 1), of(1.005, 1.005, 1.005)],
      [of(1, -Infinity, Infinity), of(9, 8, 10)],
      [of(1, 0, 2), of(9, 1.5, Infinity)],
      [nothing, of(1, 1, 1)],
      [nothing, nothing],
    ];
    for (const [a, b] of pairs) {
      expect(compareIntervals(a, b).verdict).toBe('cannot tell');
      expect(compareIntervals(b, a).verdict).toBe('cannot tell');
    }
  });
});

it('rounds that do not match are refused', () => {
  expect(() => compareInterleaved([1, 2], [1])).toThrow('2 samples against 1');
});
