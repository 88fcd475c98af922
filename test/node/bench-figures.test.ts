import { describe, expect, it } from 'vitest';
import { parseReport, type CaseReport } from '../../bench/report/schema';
import { shapeTitle } from '../../bench/report/words';
import { checkDraft, DEFAULT_DRAFT } from '../../bench/ui/bench-draft';
import { contestPicture } from '../../bench/ui/contest-picture';
import {
  commonStart,
  laddersOf,
  peerContestsOf,
  ratioInWords,
  stepsOf,
} from '../../bench/ui/contests';
import { LIBRARIES } from '../../bench/ui/libraries';
import { columnsFor, groupsOf, sorted } from '../../bench/ui/results';
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

  it.each(['1x2', 'a', '0', '1.5', '4097', '-1', '1x2x3x4', '64x', Array(13).fill('8').join()])(
    'refuses the shapes "%s"',
    (shapes) => {
      expect(checkDraft({ ...DEFAULT_DRAFT, shapes }, false).complaints?.shapes).toBeTruthy();
    },
  );
});
