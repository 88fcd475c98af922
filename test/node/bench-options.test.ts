import { describe, expect, it } from 'vitest';
import { groups, MATMUL_SHAPES, matches } from '../../bench/cases';
import { parseOptions } from '../../bench/options';
import { percentOfRoofline, workOf } from '../../bench/roofline';
import { catalogue, kernelEntry } from '../../src/kernels/index';

describe('the command line of the bench', () => {
  it('has sensible defaults', () => {
    const { options, engine, gpu, json } = parseOptions([]);
    expect(options).toMatchObject({ filter: '', shapes: [], peers: false, budgetSeconds: 3 });
    expect([engine, gpu, json]).toEqual(['chromium', false, undefined]);
  });

  it('writes down what makes the report again', () => {
    const { command } = parseOptions(['--filter', 'matmul 256', '--budget', '1']).options;
    expect(command).toBe('npm run bench -- --filter "matmul 256" --budget 1');
  });

  it('takes several shapes, and libraries by their suite', () => {
    const { options } = parseOptions(['--shape', '8x9x10', '--shape', '1x2x3', '--suite', 'peer']);
    expect(options.shapes).toEqual([
      { M: 8, K: 9, N: 10 },
      { M: 1, K: 2, N: 3 },
    ]);
    expect(options).toMatchObject({ peers: true, only: 'peer' });
  });

  it('takes training when it is named, which brings its own libraries', () => {
    expect(parseOptions(['--suite', 'train', '--ours']).options.oursOnly).toBe(true);
    expect(parseOptions(['--suite', 'train']).options.oursOnly).toBeUndefined();
    expect(parseOptions(['--suite', 'train']).options).toMatchObject({
      peers: false,
      only: 'train',
    });
    expect(parseOptions([]).options.only).toBeUndefined();
  });

  it.each([
    [['--shape', '8x9'], /MxKxN.*not "8x9"/],
    [['--shape', '0x1x1'], /from 1 to 8192/],
    [['--engine', 'gecko'], /chromium or wgpu, not "gecko"/],
    [['--suite', 'training'], /kernel, peer or train, not "training"/],
    [['--budget', 'long'], /0 to 600 seconds, not "long"/],
    [['--colour'], /--colour/],
    [['--filter', ' | |'], /--filter is words.*not " \| \|"/],
    [['--gpu', '--engine', 'wgpu'], /--gpu chooses among the adapters of --engine chromium/],
    [['--filter', 'x'.repeat(500)], /of 500 characters at most; this one has 526/],
  ])('%s is refused with a sentence', (args, sentence) => {
    expect(() => parseOptions(args)).toThrow(sentence);
  });
});

describe('the cases', () => {
  it('every kernel of the catalogue is in a group, but those that measure the peaks', () => {
    const measured = new Set(groups([]).flatMap(({ entries }) => entries.map(({ name }) => name)));
    const left = [...catalogue.keys()].filter((name) => !measured.has(name));
    expect(left.every((name) => name.startsWith('peak_'))).toBe(true);
  });

  it('shapes that are asked for take the place of the usual ones', () => {
    const asked = groups([{ M: 2, K: 3, N: 4 }]);
    expect(asked.map(({ sizes }) => sizes)).toContainEqual({ I: 1, M: 2, K: 3, N: 4 });
    expect(asked.every(({ name }) => name.startsWith('matmul'))).toBe(true);
    expect(MATMUL_SHAPES).toHaveLength(7);
  });

  it('a filter wants all of its words', () => {
    expect(matches('matmul N=64', 'matmul_tiled', 'M=1 K=2 N=64')).toBe(true);
    expect(matches('matmul N=65', 'matmul_tiled', 'M=1 K=2 N=64')).toBe(false);
    expect(matches('row_sum | transpose N=2', 'transpose', 'N=2')).toBe(true);
    expect(matches('row_sum | transpose N=2', 'transpose', 'N=3')).toBe(false);
    expect(matches('', 'anything')).toBe(true);
    expect(matches(' ', 'anything')).toBe(true);
    // A bar with nothing on one side is no wish for everything.
    expect(matches('zzz |', 'transpose', 'N=2')).toBe(false);
    expect(matches('| zzz ||', 'transpose', 'N=2')).toBe(false);
    expect(matches('transpose |', 'transpose', 'N=2')).toBe(true);
  });
});

describe('the roofline', () => {
  const peaks = {
    gflops: 10,
    readGbps: 4,
    writeGbps: 3,
    copyGbps: 2,
    workgroupGbps: 8,
    dispatchUs: 50,
    submitUs: 100,
    quantumNs: 1,
  };

  it('counts work that cannot be avoided: each array once', () => {
    const sizes = { I: 1, M: 2, K: 3, N: 4 };
    const work = workOf(kernelEntry('matmul_naive'), sizes, {}, ['a', 'b']);
    expect(work).toEqual({ flops: 48, bytes: 4 * (6 + 12 + 8) });
    // In place: read and written.
    const inPlace = workOf(kernelEntry('sgd'), { count: 5 }, {}, ['gradient', 'parameter']);
    expect(inPlace.bytes).toBe(4 * (5 + 10));
  });

  it('is the larger of arithmetic, traffic and one dispatch', () => {
    const ms = 10;
    expect(percentOfRoofline({ flops: 5e7, bytes: 0 }, ms, peaks)).toBeCloseTo(50);
    expect(percentOfRoofline({ flops: 1, bytes: 2e7 }, ms, peaks)).toBeCloseTo(50);
    expect(percentOfRoofline({ flops: 1, bytes: 1 }, ms, peaks)).toBeCloseTo(0.5);
    expect(percentOfRoofline({ flops: 1, bytes: 1 }, ms, { ...peaks, gflops: null })).toBeNull();
  });
});
