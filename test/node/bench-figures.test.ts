import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseReport, type CaseReport } from '../../bench/report/schema';
import { shapeTitle } from '../../bench/report/words';
import { offered } from '../../bench/offer';
import { checkDraft, DEFAULT_DRAFT } from '../../bench/ui/bench-draft';
import { contestPicture } from '../../bench/ui/contest-picture';
import {
  commonStart,
  laddersOf,
  peerContestsOf,
  ratioInWords,
  stepsOf,
  trainingContestsOf,
} from '../../bench/ui/contests';
import { foreseenSlower, foreseesSlower } from '../../bench/ui/expectation';
import { kernelOf } from '../../bench/ui/kernel-facts';
import { LIBRARIES } from '../../bench/ui/libraries';
import { seriesColour, seriesShape } from '../../bench/ui/picture';
import { overlap, placeAlong, placeLabels } from '../../bench/ui/place-labels';
import { columnsFor, groupsOf, sorted } from '../../bench/ui/results';
import {
  instancesPicture,
  linearities,
  linearityInWords,
  sizesPicture,
} from '../../bench/ui/scaling-picture';
import { rooflinePicture, storageOf } from '../../bench/ui/roofline-picture';
import { catalogue } from '../../src/kernels/index';
import fixture from '../fixtures/bench-report.json';
import packageFile from '../../package.json';

const report = parseReport(fixture);
const timed = report.cases.find(({ variant }) => variant === 'matmul_naive')!;
const variant = (part: Partial<CaseReport>): CaseReport => ({ ...timed, gpuMs: null, ...part });

describe('ladders', () => {
  const ladders = laddersOf(report);

  it('are all there that were measured, rungs in the order of the headers', () => {
    const matmul = ladders.find(({ title }) => title === 'matmul')!;
    const order = catalogue.get('matmul_naive')!.header.ladder;
    const names = matmul.contenders.map(({ kernel }) => kernel!.name);
    expect([...new Set(names)]).toEqual(order.filter((name) => names.includes(name)));
    expect(names.length).toBeGreaterThanOrEqual(6);
    expect(ladders.map(({ title }) => title)).toEqual(
      expect.arrayContaining(['matmul', 'row_sum', 'transpose']),
    );
  });

  it('hold each rung against the one below, also where a rung has variants', () => {
    const cases = [
      variant({ variant: 'matmul_tiled TILE=8' }),
      variant({ variant: 'matmul_tiled' }),
      variant({ variant: 'matmul_naive' }),
      variant({ variant: 'matmul_block_1d' }),
    ];
    const [ladder] = laddersOf({ ...report, cases });
    const rivals = ladder.contenders.map(({ label }, place) => [label, ladder.rival(place)?.label]);
    expect(rivals).toEqual([
      ['matmul_naive', undefined],
      ['matmul_tiled TILE=8', 'matmul_naive'],
      ['matmul_tiled', 'matmul_naive'],
      ['matmul_block_1d', 'matmul_tiled'],
    ]);
  });

  it('end with what the tuner chose, whichever rung that is', () => {
    const at = (name: string, M: number) => variant({ variant: name, shape: { M, K: 8, N: 8 } });
    const cases = [
      at('matmul_naive DOWN=4 (tuned)', 8),
      at('matmul_naive', 8),
      at('matmul_vec4', 8),
      at('matmul_naive', 16),
      at('matmul_vec4 DOWN=2 (tuned)', 16),
    ];
    const [ladder] = laddersOf({ ...report, cases });
    expect(ladder.contenders.map(({ label }) => label)).toEqual([
      'matmul_naive',
      'matmul_vec4',
      'tuned',
    ]);
    expect(ladder.rival(2)).toBeNull();
    const words = stepsOf(ladder, 2).map((step) => step.words);
    expect(words[0]).toContain('by matmul_naive DOWN=4 (tuned)');
    expect(words[1]).toContain('by matmul_vec4 DOWN=2 (tuned)');
  });

  it('branch where a rung has two above it', () => {
    const names = ['matmul_naive', 'matmul_coalesced', 'matmul_tiled', 'matmul_split'];
    const cases = names.map((name) => variant({ variant: name }));
    const branches = laddersOf({ ...report, cases });
    expect(branches.map(({ title }) => title)).toEqual(['matmul', 'matmul, to matmul_split']);
    const rungs = branches.map(({ contenders }) => contenders.map(({ label }) => label));
    expect(rungs).toEqual([names.slice(0, 3), [names[0], names[1], names[3]]]);
  });

  it('of one measured rung are none', () => {
    expect(laddersOf({ ...report, cases: [timed] })).toEqual([]);
  });

  it('say how much faster a rung is, or why it was not timed', () => {
    const cases = [
      variant({ variant: 'matmul_naive', medianMs: 10, intervalMs: [9, 11] }),
      variant({ variant: 'matmul_coalesced', medianMs: 5, intervalMs: [4.5, 5.5] }),
      variant({ variant: 'matmul_tiled', medianMs: null, intervalMs: null, note: 'out of bounds' }),
    ];
    const [ladder] = laddersOf({ ...report, cases });
    const words = ladder.contenders.map((_, place) => stepsOf(ladder, place)[0].words);
    expect(words).toEqual(['10 ms', '5 ms, 2.0 × faster (1.64 to 2.4)', 'out of bounds']);
  });

  it('are pictures with a mark for each measured rung and shape', () => {
    for (const ladder of ladders) {
      const { marks, x, y, table } = contestPicture(ladder);
      expect(marks.length).toBe(table.rows.length);
      if (x.kind !== 'names') throw new Error('rungs have names');
      expect(x.names).toHaveLength(ladder.contenders.length);
      for (const mark of marks) {
        expect(mark.y).toBeGreaterThan(y.range[0]);
        expect(mark.y).toBeLessThan(y.range[1]);
      }
    }
  });
});

describe('a reason why a rung is slower', () => {
  const at = (name: string, ms: number, M = 8): CaseReport =>
    variant({
      ...{ variant: name, name: 'matmul', shape: { M, K: 8, N: 8 }, gpuIntervalMs: null },
      ...{ medianMs: ms, intervalMs: [0.9 * ms, 1.1 * ms] },
    });
  const reasonOf = (cases: CaseReport[], place: number) => {
    const [ladder] = laddersOf({ ...report, cases });
    return foreseenSlower(ladder, place, 'software');
  };

  it('is given where the header foresees it and the time agrees', () => {
    const cases = [at('matmul_coalesced', 1), at('matmul_tiled', 3)];
    expect(reasonOf(cases, 1)).toEqual({
      shapes: [],
      reason: expect.stringMatching(/^Slower than the rung below/) as string,
    });
  });

  it('is not given beside a time that is faster, or that cannot be told', () => {
    for (const ms of [0.2, 1.05]) {
      expect(reasonOf([at('matmul_coalesced', 1), at('matmul_tiled', ms)], 1)).toBeNull();
    }
  });

  it('names the shapes where it is one of several', () => {
    const cases = [8, 16].flatMap((M) => [
      at('matmul_coalesced', 1, M),
      at('matmul_tiled', M / 8 - 0.5, M),
    ]);
    expect(reasonOf(cases, 1)!.shapes).toEqual(['M = 16, K = N = 8']);
  });

  it('is not given where the header expects the rung to be faster', () => {
    for (const [below, rung] of [
      ['matmul_tn_tiled', 'matmul_tn_vec4'],
      ['matmul_outer', 'matmul_subgroup'],
    ]) {
      expect(catalogue.get(rung)!.header.expect.software).toMatch(/^The fastest rung/);
      expect(reasonOf([at(below, 1), at(rung, 3)], 1), rung).toBeNull();
    }
  });

  it('is not given where another rung was measured than the one that the header speaks of', () => {
    expect(reasonOf([at('matmul_naive', 1), at('matmul_tiled', 3)], 1)).toBeNull();
  });

  it('leaves out what was not compared', () => {
    const { reason } = reasonOf([at('matmul_vec4', 1), at('matmul_double', 3)], 1)!;
    expect(reason).toContain('Slower than matmul_vec4');
    expect(reason).not.toContain('Faster');
  });

  it('is known by the first clause of every header that foresees it', () => {
    const foreseen = [...catalogue.values()].filter(({ header }) =>
      foreseesSlower(header.expect.software),
    );
    for (const { name, header } of foreseen)
      expect(header.ladder.indexOf(name), name).toBeGreaterThan(0);
    for (const { name, header } of catalogue.values()) {
      const says = /that is expected/.test(header.expect.software);
      if (says) expect(foreseesSlower(header.expect.software), name).toBe(true);
    }
    expect(foreseen.map(({ name }) => name)).toContain('transpose_tiled');
  });
});

describe('libraries', () => {
  const library = (name: string, medianMs: number): CaseReport =>
    variant({
      suite: 'peer',
      variant: name,
      medianMs,
      intervalMs: [medianMs * 0.9, medianMs * 1.1],
      peer: { name, version: '1', device: 'webgpu' },
    });

  it('are held against our own kernel', () => {
    const ours = variant({ suite: 'peer', medianMs: 10, intervalMs: [9, 11] });
    const cases = [library('jax-js', 30), ours, library('TensorFlow.js', 4)];
    const [contest] = peerContestsOf({ ...report, cases });
    expect(contest.contenders.map(({ label }) => label)).toEqual([
      'Antipode',
      'jax-js webgpu',
      'TensorFlow.js webgpu',
    ]);
    const words = contest.contenders.map((_, place) => stepsOf(contest, place)[0].words);
    expect(words[0]).toBe('10 ms by matmul_naive');
    expect(words[1]).toMatch(/^30 ms, 3\.0 × slower/);
    expect(words[2]).toMatch(/^4 ms, 2\.5 × faster/);
    expect(laddersOf({ ...report, cases })).toEqual([]);
  });

  it('are named on their page in the versions that are installed', () => {
    const installed: Record<string, string> = packageFile.devDependencies;
    for (const { packages } of LIBRARIES) {
      for (const [name, version] of Object.entries(packages)) {
        expect(installed[name], name).toBe(version);
      }
    }
  });
});

describe('training', () => {
  const training = (part: Partial<CaseReport>, ms: number | null, I = 10): CaseReport =>
    variant({
      suite: 'train',
      name: 'train n=5 m=2',
      shape: { I, n: 5, m: 2, B: 1024 },
      medianMs: ms,
      intervalMs: ms === null ? null : [ms * 0.9, ms * 1.1],
      stepsPerSecond: ms && 1000 / ms,
      ...part,
    });
  const library = (name: string, ms: number | null, I: number, device = 'webgpu') =>
    training({ variant: name, peer: { name, version: '1', device } }, ms, I);
  const contestOf = (cases: CaseReport[]) => trainingContestsOf({ ...report, cases })[0];

  it('holds ours against the library that is faster on WebGPU, shape by shape', () => {
    const contest = contestOf([
      training({ variant: 'fused' }, 0.1, 1),
      training({ variant: 'fused' }, 1, 10),
      library('jax-js', 1, 1),
      library('jax-js', 20, 10),
      library('TensorFlow.js', 3, 1),
      library('TensorFlow.js', 10, 10),
      library('jax-js', 0.01, 1, 'wasm'), // faster still, but on the CPU
    ]);
    expect(stepsOf(contest, 0).map(({ words }) => words)).toEqual([
      '10000 steps/s, 10 × faster (8.2 to 12) than jax-js webgpu',
      '1000 steps/s, 10 × faster (8.2 to 12) than TensorFlow.js webgpu',
    ]);
    expect(stepsOf(contest, 1)[0].words).toMatch(/^1000 steps\/s, 10 × slower .* than fused$/);
    expect(contest.shapes[0]).toBe('I = 1, n = 5, m = 2, B = 1024');
    const { y, marks, table } = contestPicture(contest);
    expect(y.label).toBe('steps a second');
    expect(marks[0].y).toBe(10_000);
    expect(marks[0].interval![0]).toBeLessThan(marks[0].interval![1]);
    expect(table.head[2]).toBe('steps/s');
  });

  it('cannot tell where intervals overlap, and says why there is no time', () => {
    const contest = contestOf([
      training({ variant: 'fused' }, 1),
      training({ variant: 'stepwise', note: 'not timed: wrong' }, null),
      library('jax-js', 1.05, 10),
    ]);
    expect(stepsOf(contest, 0)[0].words).toMatch(/^1000 steps\/s, cannot tell .* against jax-js/);
    expect(stepsOf(contest, 1)[0].words).toBe('not timed: wrong');
  });

  const climb = (who: string, I: number, n: number, ms: number | null) =>
    training({ name: `scaling n=${n} m=2`, variant: who, shape: { I, n, m: 2, B: 1024 } }, ms);
  const cases = [
    ...[1, 10, 100, 1000, 10_000].map((I) => climb('fused', I, 5, 0.05 * Math.max(10, I))),
    ...[1, 10, 100, 1000].map((I) => climb('stepwise', I, 5, 10 + I)),
    climb('stepwise', 10_000, 5, null),
    climb('fused', 1, 50, 5),
    climb('fused', 1, 500, 50),
  ];
  const peaks = { ...report.peaks, gflops: 10 };

  it('is drawn against instances: model-steps a second, a line a contender, and the bound', () => {
    const picture = instancesPicture({ cases, peaks })!;
    expect(picture.series.map(({ name, line }) => [name, line])).toEqual([
      ['fused', true],
      ['stepwise', true],
    ]);
    const fused = picture.marks.filter(({ series }) => series === 0);
    expect(fused.map(({ x }) => x)).toEqual([1, 10, 100, 1000, 10_000]);
    expect(fused[0].y).toBeCloseTo(2000);
    expect(fused.at(-1)!.y).toBeCloseTo(20_000);
    expect(picture.roofs).toHaveLength(1);
    expect(picture.roofs[0].points[0][1]).toBeCloseTo(10e9 / (10 * 1024 * 10));
    expect(picture.table.rows).toHaveLength(picture.marks.length);
    for (const { y } of picture.marks) {
      expect(y).toBeGreaterThan(picture.y.range[0]);
      expect(y).toBeLessThan(picture.y.range[1]);
    }
  });

  it('is drawn against the size of one model, under a bound that falls with it', () => {
    const picture = sizesPicture({ cases, peaks })!;
    expect(picture.marks.map(({ x, series }) => [x, series])).toEqual([
      [10, 0],
      [100, 0],
      [1000, 0],
      [10, 1],
    ]);
    const [[x0, y0], [x1, y1]] = picture.roofs[0].points;
    expect(x0 * y0).toBeCloseTo(x1 * y1);
  });

  it('says what an instance costs with a hundred and with as many as were measured', () => {
    const [fused, stepwise] = linearities({ cases });
    expect(linearityInWords(fused)).toBe(
      'fused, n = 5, m = 2: a step takes 50 µs a model with 100 models and 50 µs a model with 10000, a factor of 1',
    );
    expect(stepwise.most).toBe(1000);
    expect(stepwise.ratio).toBeCloseTo(1010 / 1000 / (110 / 100));
  });

  it('has no figures where nothing was climbed, or where a file names no sizes', () => {
    const odd = training({ name: 'scaling x', shape: {} }, 1);
    for (const own of [[], [odd], report.cases]) {
      expect(instancesPicture({ cases: own, peaks })).toBeNull();
      expect(sizesPicture({ cases: own, peaks })).toBeNull();
      expect(linearities({ cases: own })).toEqual([]);
    }
    expect(trainingContestsOf(report)).toEqual([]);
  });

  it('draws no bound where the peak is not known', () => {
    const unknown = { ...peaks, gflops: null };
    expect(instancesPicture({ cases, peaks: unknown })!.roofs).toEqual([]);
    expect(sizesPicture({ cases, peaks: unknown })!.roofs).toEqual([]);
  });
});

describe('the roofline', () => {
  const picture = rooflinePicture(report);

  it('has a mark for each kernel with flops, all within the axes', () => {
    const placed = report.cases.filter(({ gflops, gbps }) => gflops && gbps);
    expect(picture.marks).toHaveLength(placed.length);
    const { x, y } = picture;
    if (x.kind !== 'log') throw new Error('intensity is logarithmic');
    for (const mark of picture.marks) {
      expect(mark.x).toBeGreaterThan(x.range[0]);
      expect(mark.x).toBeLessThan(x.range[1]);
      expect(mark.y).toBeGreaterThan(y.range[0]);
      expect(mark.y).toBeLessThan(y.range[1]);
    }
  });

  it('tells every kernel from every other, by outline or by colour', () => {
    const kernels = new Set(report.cases.map((row) => row.gflops && kernelOf(row)?.name));
    kernels.delete(null);
    expect(picture.series.map(({ name }) => name).sort()).toEqual([...kernels].sort());
    expect(picture.series.every(({ named }) => named)).toBe(true);
    for (const mark of picture.marks) expect(mark.said).toContain(picture.series[mark.series].name);
    const looks = Array.from({ length: 64 }, (_, n) => seriesShape(n) + seriesColour(n, false));
    expect(new Set(looks).size).toBe(64);
  });

  it('has the interval of a speed, and none where samples were too few', () => {
    const ms = { gpuMs: 2, gpuIntervalMs: [1.6, 2.5] as [number, number] };
    const sure = variant({ ...ms, gflops: 10, samples: 63 });
    const one = variant({ gpuMs: 2, gpuIntervalMs: null, gflops: 10, samples: 1 });
    const { marks } = rooflinePicture({ ...report, cases: [sure, one] });
    expect(marks.map(({ interval }) => interval)).toEqual([[8, 12.5], null]);
    expect(marks.map(({ said }) => said.includes('from 1 sample'))).toEqual([false, true]);
  });

  it('has a slope of the bandwidth that meets the arithmetic', () => {
    const storage = picture.roofs.find(({ label }) => label.startsWith('storage'))!;
    const flat = picture.roofs.find(({ label }) => label.startsWith('multiply-add'))!;
    const gbps = storageOf(report.peaks)!;
    for (const [x, y] of storage.points) expect(y / x).toBeCloseTo(gbps);
    expect(storage.points[1][1]).toBeCloseTo(report.peaks.gflops!);
    expect(flat.points[0][0]).toBeCloseTo(storage.points[1][0]);
    for (const [, y] of flat.points) expect(y).toBe(report.peaks.gflops!);
  });

  it('has no gap where workgroup memory is slower or faster than storage', () => {
    for (const workgroupGbps of [0.1, 50]) {
      const { roofs } = rooflinePicture({ ...report, peaks: { ...report.peaks, workgroupGbps } });
      const slopes = roofs.filter(({ label }) => !label.startsWith('multiply-add'));
      const ends = slopes.map(({ points }) => points[1][0]);
      expect(roofs.at(-1)!.points[0][0]).toBeCloseTo(Math.min(...ends));
    }
  });

  it('stands without peaks, and without marks', () => {
    const nothing = Object.fromEntries(Object.keys(report.peaks).map((key) => [key, null]));
    const bare = rooflinePicture({ ...report, peaks: nothing as typeof report.peaks });
    expect([bare.roofs, bare.marks.length]).toEqual([[], picture.marks.length]);
    const empty = rooflinePicture({ ...report, cases: [] });
    expect(empty.y.range.every(Number.isFinite)).toBe(true);
  });
});

describe('names beside marks', () => {
  const within = { x: 0, y: 0, width: 600, height: 300 };
  const wanted = fc.array(
    fc.record({
      text: fc.string(),
      width: fc.integer({ min: 20, max: 120 }),
      points: fc.array(
        fc.tuple(fc.integer({ min: 0, max: 600 }), fc.integer({ min: 0, max: 300 })),
        { minLength: 1, maxLength: 4 },
      ),
    }),
    { maxLength: 30 },
  );

  it('cover no other name and no mark, and stay inside', () => {
    fc.assert(
      fc.property(wanted, (texts) => {
        const marks = texts.flatMap(({ points }) =>
          points.map(([x, y]) => ({ x: x - 6, y: y - 6, width: 12, height: 12 })),
        );
        const boxes = placeLabels(texts, marks, within).map(({ box }) => box);
        boxes.forEach((box, n) => {
          for (const other of [...marks, ...boxes.slice(0, n)])
            expect(overlap(box, other)).toBe(false);
          expect(box.x).toBeGreaterThanOrEqual(0);
          expect(box.x + box.width).toBeLessThanOrEqual(within.width);
        });
      }),
    );
  });

  it('are led away from a crowd, and left out only where there is no room', () => {
    const crowd = ['one', 'two', 'three', 'four'].map((text) => ({
      text,
      width: 40,
      points: [[300, 150]] as const,
    }));
    const labels = placeLabels(crowd, [], within);
    expect(labels.map(({ text }) => text)).toEqual(['one', 'two', 'three', 'four']);
    expect(labels.map(({ led }) => led)).toEqual([false, false, true, true]);
    expect(placeLabels(crowd, [within], within)).toEqual([]);
  });
});

describe('a text along a line', () => {
  it('covers nothing, stays on the line, and is left out where there is no room', () => {
    const coordinate = fc.integer({ min: 0, max: 500 });
    const point = fc.tuple(coordinate, coordinate);
    const width = fc.integer({ min: 20, max: 200 });
    const marks = fc
      .array(point, { maxLength: 12 })
      .map((points) => points.map(([x, y]) => ({ x: x - 6, y: y - 6, width: 12, height: 12 })));
    fc.assert(
      fc.property(point, point, width, marks, (from, to, wide, taken) => {
        const found = placeAlong(from, to, wide, -8, taken);
        const length = Math.hypot(to[0] - from[0], to[1] - from[1]);
        if (length < wide) expect(found).toBeNull();
        if (!found) return;
        expect(found.along).toBeGreaterThan(0);
        expect(found.along + wide).toBeLessThan(length);
        for (const box of found.boxes)
          for (const other of taken) expect(overlap(box, other)).toBe(false);
      }),
    );
    expect(placeAlong([0, 100], [300, 100], 100, -8, [])?.along).toBe(188);
    expect(placeAlong([0, 100], [300, 50], 100, -8, [])?.along).toBe(12);
  });
});

describe('the table', () => {
  it('keeps only columns that say something', () => {
    const keys = (rows: readonly CaseReport[]) => columnsFor(rows).map(({ key }) => key);
    expect(keys([variant({ twinMs: null, stepsPerSecond: null })])).not.toContain('twin');
    expect(keys([variant({ twinMs: 3 })])).toContain('twin');
  });

  it('puts what was not measured last, whichever way it is sorted', () => {
    const rows = [3, null, 1, 2].map((gpuMs) => variant({ gpuMs }));
    const column = columnsFor(rows).find(({ key }) => key === 'gpu')!;
    const times = (descending: boolean) =>
      sorted(rows, column, descending).map(({ gpuMs }) => gpuMs);
    expect([times(false), times(true)]).toEqual([
      [1, 2, 3, null],
      [3, 2, 1, null],
    ]);
  });

  it('groups by operation and shape', () => {
    const groups = groupsOf(report.cases);
    expect(groups.flatMap(({ rows }) => rows)).toHaveLength(report.cases.length);
    for (const { rows } of groups) {
      expect(new Set(rows.map(({ shape }) => JSON.stringify(shape))).size).toBe(1);
    }
  });
});

describe('words', () => {
  it('of shapes', () => {
    expect(shapeTitle({ I: 1, M: 64, K: 64, N: 64 })).toBe('M = K = N = 64');
    expect(shapeTitle({ I: 10, M: 64, K: 5, N: 5 })).toBe('I = 10, M = 64, K = N = 5');
    expect(shapeTitle({ count: 7 })).toBe('count = 7');
    expect(shapeTitle({ I: 1 })).toBe('no sizes');
  });

  it('of ratios', () => {
    const say = (ratio: number, low: number, high: number, verdict = 'cannot tell') =>
      ratioInWords({ ratio, low, high, verdict: verdict as 'faster' });
    expect(say(0.5, 0.4, 0.6, 'faster')).toBe('2.0 × faster (1.67 to 2.5)');
    expect(say(25, 20, 31, 'slower')).toBe('25 × slower (20 to 31)');
    expect(say(1, 0.9, 1.1)).toBe('cannot tell (0.90 to 1.10 × the time)');
    expect(say(1, 0, Infinity)).toBe('cannot tell: too few samples');
    expect(say(NaN, 0, Infinity)).toBe('cannot tell: not measured in both');
  });

  it('that names begin with', () => {
    expect(commonStart(['row_sum_serial', 'row_sum_items'])).toBe('row_sum');
    expect(commonStart(['sgd', 'sgd_momentum'])).toBe('sgd');
    expect(commonStart(['philox4x32', 'pcg4d'])).toBe('');
    expect(commonStart([])).toBe('');
  });
});

describe('the form', () => {
  it('names what there is where nothing fits, and the names fit', () => {
    const ask = (filter: string) => checkDraft({ ...DEFAULT_DRAFT, filter }, false);
    const complaint = ask('zzz').complaints?.filter ?? '';
    const [, list] = /There is: (.*)\. A filter/.exec(complaint)!;
    const names = list.split(', ');
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(ask(name).complaints, name).toBeNull();
    const others = [
      { peers: false, only: 'train' } as const,
      { peers: true, only: 'peer' } as const,
    ].map((part) => offered({ filter: '', shapes: [], budgetSeconds: 1, ...part }));
    expect(others[0]).toEqual(expect.arrayContaining(['train n=5 m=2', 'scaling n=1000 m=100']));
    expect(others[1]).toEqual(expect.arrayContaining(['matmul', 'softmax cross entropy']));
  });

  it('takes its defaults', () => {
    const { options, complaints } = checkDraft(DEFAULT_DRAFT, true);
    expect(complaints).toBeNull();
    expect(options).toEqual({
      filter: '',
      shapes: [],
      peers: true,
      only: 'peer',
      budgetSeconds: 3,
      command: 'npm run bench -- --suite peer --budget 3',
    });
  });

  it('measures training without libraries in the bench, and with them on their own page', () => {
    const draft = { ...DEFAULT_DRAFT, suite: 'training', shapes: 'nonsense' } as const;
    expect(checkDraft(draft, false).options).toMatchObject({
      peers: false,
      only: 'train',
      oursOnly: true,
      command: 'npm run bench -- --suite train --ours --budget 3',
    });
    const beside = checkDraft(draft, true).options!;
    expect(beside.oursOnly).toBeUndefined();
    expect(beside).toMatchObject({ only: 'train', peers: false });
  });

  it.each([
    '1x2',
    'a',
    '0',
    '1.5',
    '4097',
    '-1',
    '1x2x3x4',
    '64x',
    '0x10',
    '1e2',
    '1,024',
    Array(13).fill('8').join(' '),
  ])('refuses the shapes "%s"', (shapes) => {
    expect(checkDraft({ ...DEFAULT_DRAFT, shapes }, false).complaints?.shapes).toBeTruthy();
  });
});
