// What "Why fuse?" says without a device: traffic, workgroup memory, the mean step of a coarse clock, and its figures.
import { describe, expect, it } from 'vitest';
import { evaluate, kernelEntry } from '../../src/kernels/index';
import {
  FUSED_WIDTHS,
  fusedLaunch,
  fusedMemory,
  plainStep,
  roomFor,
  WORKGROUP_BYTES,
} from '../../src/lab/index';
import { meanStep } from '../../src/measure/index';
import { launchCall } from '../../src/models/toy-model-small';
import { ratioInWords } from '../../src/ui/kernels/rate-strip';
import { FUSE_DEFAULT, readFuseDraft, requestOf } from '../../src/ui/kernels/fuse-draft';
import { memoryStrip } from '../../src/ui/kernels/memory-strip';
import { stepShares } from '../../src/ui/kernels/step-strip';
import { linearTicks, placeOf } from '../../src/ui/kernels/strip';
import { arraySums, moved, trafficStrip } from '../../src/ui/kernels/traffic-strip';
import { caseRandom } from '../../src/kernels/index';

const configOf = (features: number, hidden: number) =>
  requestOf(
    readFuseDraft({ ...FUSE_DEFAULT, features: String(features), hidden: String(hidden) }).wish!,
  ).config;
const config = configOf(5, 2);

describe('traffic', () => {
  const calls = plainStep(config);

  it('is of the fourteen calls of the introduction’s step', () => {
    expect(calls).toHaveLength(14);
    expect(calls.filter(({ product }) => product)).toHaveLength(5);
  });

  it('counts x once where it is written, and once for each of four kernels that read it', () => {
    const x = arraySums(calls).find(({ array }) => array === 'x')!;
    const size = 4 * 10 * 1024 * 5;
    expect([x.written, x.read]).toEqual([size, 4 * size]);
    expect(x.readers).toHaveLength(4);
  });

  it('knows what an update changes in place', () => {
    const w = arraySums(calls).find(({ array }) => array === 'm_w')!;
    expect([w.written, w.read]).toEqual([400, 400]);
  });

  it('asks storage for no less than it reads', () => {
    const read = arraySums(calls).reduce((sum, each) => sum + each.read, 0);
    expect(calls.reduce((sum, { asked }) => sum + asked, 0)).toBeGreaterThanOrEqual(read);
  });

  it('of the fused launch is parameters once and losses every step; its flops are those of the products', () => {
    for (const width of FUSED_WIDTHS) {
      const { steps, traffic } = fusedLaunch(config, width);
      const parameters = 4 * 10 * (5 * 2 + 5);
      const given = 3 * 4 * 10 * 5;
      const sums = arraySums([traffic]);
      expect(moved(sums)).toBe(6 * parameters + given + steps * (16 + 4 * 10));
      const products = calls.filter(({ product }) => product);
      expect(traffic.flops / steps).toBe(products.reduce((sum, { flops }) => sum + flops, 0));
    }
  });

  it('is drawn whole: what the rows show is what the table says', () => {
    const strip = trafficStrip(calls, fusedLaunch(config, 64));
    const shown = strip.rows
      .filter(({ apart }) => !apart)
      .reduce((sum, { bars }) => sum + bars.reduce((own, { from, to }) => own + to - from, 0), 0);
    expect(shown).toBe(moved(arraySums(calls)));
    for (const { bars } of strip.rows) {
      for (const { to } of bars) expect(to).toBeLessThanOrEqual(strip.axis.range[1]);
    }
  });
});

describe('workgroup memory', () => {
  const { header } = kernelEntry('train_small');

  it('is what the header of the kernel says, for every width and size', () => {
    for (const width of [1, 3, ...FUSED_WIDTHS]) {
      for (const [features, hidden] of [
        [1, 1],
        [5, 2],
        [16, 4],
      ]) {
        const own = configOf(features, hidden);
        const sum = fusedMemory(own, width).reduce((all, { bytes }) => all + bytes, 0);
        const constants = { ...header.constants, ...launchCall(own, width).constants };
        expect(sum).toBe(evaluate(header.cost['shared bytes'], constants));
      }
    }
  });

  it('is mapped to the last byte', () => {
    const { rows } = memoryStrip(fusedMemory(config, 64));
    const bytes = rows
      .flatMap(({ bars }) => bars)
      .reduce((sum, { from, to }) => sum + to - from, 0);
    expect(bytes).toBe(WORKGROUP_BYTES);
    expect(rows).toHaveLength(16);
  });

  it('says how far it goes, and how far the kernel goes', () => {
    for (const width of FUSED_WIDTHS) {
      const { memory, features, hidden } = roomFor(config, width);
      expect([features, hidden]).toEqual([16, 4]);
      const used = (n: number) =>
        fusedMemory({ ...config, features: n }, width).reduce((sum, { bytes }) => sum + bytes, 0);
      expect(used(memory)).toBeLessThanOrEqual(WORKGROUP_BYTES);
      expect(used(memory + 1)).toBeGreaterThan(WORKGROUP_BYTES);
    }
  });
});

describe('the mean step', () => {
  const truth = [0, 9_000, 11_000, 14_000, 20_000, 41_000];

  it('finds what a clock of 65 536 ns cannot see in one step', () => {
    const random = caseRandom(1);
    const quantum = 65_536;
    const steps = 4000;
    const noted = new Float64Array(steps * truth.length);
    const starts = random.floats(steps);
    for (let step = 0; step < steps; step++) {
      const start = 1e9 + step * 41_000 + Math.abs(starts[step]) * quantum;
      truth.forEach((time, at) => {
        noted[step * truth.length + at] = Math.floor((start + time) / quantum) * quantum;
      });
    }
    const { spans, discarded } = meanStep([noted], 3);
    expect(discarded).toBe(0);
    spans.forEach(({ begin, end, error }, pass) => {
      expect(Math.abs(end - begin - (truth[2 * pass + 1] - truth[2 * pass]))).toBeLessThan(
        4 * error,
      );
      expect(error).toBeLessThan(1000);
    });
  });

  it('leaves out steps in which the clock went backwards, or that were held up', () => {
    const good = Float64Array.from([...truth, ...truth, ...truth]);
    const backwards = Float64Array.from([0, -5, 11_000, 14_000, 20_000, 41_000]);
    const heldUp = Float64Array.from([0, 9_000, 11_000, 14_000, 20_000, 410_000]);
    const { spans, steps, discarded } = meanStep([good, backwards, heldUp], 3);
    expect([steps, discarded]).toEqual([3, 2]);
    expect(spans.map(({ begin, end }) => [begin, end])).toEqual([
      [0, 9_000],
      [11_000, 14_000],
      [20_000, 41_000],
    ]);
    expect(meanStep([backwards], 3)).toEqual({ spans: [], steps: 0, discarded: 1 });
  });

  it('divides into work and waiting, and counts no moment twice', () => {
    const spans = [
      { begin: 0, end: 10, error: 0 },
      { begin: 8, end: 12, error: 0 }, // passes may overlap
      { begin: 20, end: 30, error: 0 },
    ];
    const never = { median: NaN, low: -Infinity, high: Infinity };
    const rest = { steps: 1, discarded: 0, onePass: never, fused: never, quantum: 1 };
    const times = { spans, ...rest };
    expect(stepShares(times)).toEqual({ total: 30, busy: 22, gaps: 8 });
  });
});

describe('words and axes', () => {
  const rate = { rounds: [], perSecond: { median: 1, low: 1, high: 1 } };
  const said = (median: number, low: number, high: number) =>
    ratioInWords({ stepwise: rate, fused: rate, ratio: { median, low, high } });

  it('say how many times as many, or that it cannot be told', () => {
    expect(said(50, 48, 52)).toBe('Fused makes 50.0 times as many steps a second (48.0 to 52.0)');
    expect(said(0.5, 0.4, 0.6)).toContain('Fused makes fewer');
    expect(said(1, 0.9, 1.1)).toContain('Cannot tell');
    expect(said(1, 0, Infinity)).toBe('Cannot tell: too few rounds');
  });

  it('have round ticks, and places from 0 to 1', () => {
    expect(linearTicks(9)).toEqual([0, 2, 4, 6, 8]);
    expect(linearTicks(0)).toEqual([0]);
    const axis = { kind: 'log', label: '', range: [1, 100], ticks: [] } as const;
    expect([1, 10, 100, 1000].map((value) => placeOf(axis, value))).toEqual([0, 0.5, 1, 1]);
  });
});

it.each([
  [{ features: '17' }, 'n is a whole number from 1 to 16 here.'],
  [{ hidden: '' }, 'm is a whole number from 1 to 4 here.'],
  [{ instances: '1.5' }, 'I is a whole number from 1 to 100 here.'],
])('the form refuses %o', (change, problem) => {
  expect(readFuseDraft({ ...FUSE_DEFAULT, ...change })).toEqual({ wish: null, problem });
});
