// The reader's pure parts: routes, links, launch arithmetic, comparisons.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { catalogue, kernelEntry } from '../../src/kernels/index';
import { compare, coordinatesOf, sizeProblem } from '../../src/lab/index';
import { diffOf } from '../../src/ui/kernels/diff-lines';
import { draftOf, readSizes } from '../../src/ui/kernels/kernel-sizes';
import { costOf, launchOf, stepsOf } from '../../src/ui/kernels/launch-steps';
import { reflect } from '../../src/ui/kernels/layouts';
import { LinkError, MOST_BYTES, packCode, unpackCode } from '../../src/ui/kernels/link-code';
import { ladders, largeSizes, neighbours, tellingSizes } from '../../src/ui/kernels/shelf';
import { hashOf, parseRoute, type Route } from '../../src/ui/routes';
import { plainLines } from '../../src/wgsl/index';

describe('routes', () => {
  it.each([
    ['', { view: 'experiment', address: 'introduction', settings: '' }],
    ['#/', { view: 'experiment', address: 'introduction', settings: '' }],
    ['#/?seed=3', { view: 'experiment', address: 'introduction', settings: 'seed=3' }],
    ['#something-else', { view: 'experiment', address: 'introduction', settings: '' }],
    ['#/experiments/introduction', { view: 'experiment', address: 'introduction', settings: '' }],
    ['#/bench', { view: 'bench' }],
    ['#/bench/libraries', { view: 'libraries' }],
    ['#/experiments', { view: 'experiments' }],
    ['#/experiments/', { view: 'experiments' }],
    [
      '#/experiments/uniform?n=6&seed=3',
      { view: 'experiment', address: 'uniform', settings: 'n=6&seed=3' },
    ],
    [
      '#/experiments/basic-results/linear-20',
      { view: 'experiment', address: 'basic-results/linear-20', settings: '' },
    ],
    ['#/kernels', { view: 'kernels' }],
    ['#/kernels/', { view: 'kernels' }],
    ['#/kernels/why-fuse', { view: 'why-fuse' }],
    ['#/kernels/add', { view: 'kernel', name: 'add', code: null }],
    ['#/kernels/add?code=a-b_c', { view: 'kernel', name: 'add', code: 'a-b_c' }],
    ['#/kernels/%', { view: 'kernel', name: '%', code: null }],
  ] as [string, Route][])('%s', (hash, route) => {
    expect(parseRoute(hash)).toEqual(route);
    expect(parseRoute(hashOf(route))).toEqual(route);
  });
});

describe('code in a link', () => {
  it('comes back as it was, with plain line ends', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 2000 }), async (text) => {
        const packed = await packCode(text);
        expect(packed).toMatch(/^[\w-]*$/);
        expect(await unpackCode(packed)).toBe(plainLines(text));
      }),
      { numRuns: 50 },
    );
    for (const { source } of catalogue.values()) {
      expect(await unpackCode(await packCode(source))).toBe(source);
    }
  });

  it('that is damaged, cut short or no code at all is refused with a sentence', async () => {
    const packed = await packCode(kernelEntry('add').source);
    for (const text of [packed.slice(0, -20), 'hello world', '%%%', 'AAAA', `${packed}!`]) {
      await expect(unpackCode(text)).rejects.toThrow(LinkError);
    }
  });

  it('is not unpacked beyond its limit, nor packed', async () => {
    await expect(packCode('x'.repeat(MOST_BYTES + 1))).rejects.toThrow(/a link holds/);
    const stream = new Blob(['x'.repeat(10_000_000)])
      .stream()
      .pipeThrough(new CompressionStream('deflate-raw'));
    const bomb = Buffer.from(await new Response(stream).arrayBuffer()).toString('base64url');
    expect(bomb.length).toBeLessThan(MOST_BYTES);
    await expect(unpackCode(bomb)).rejects.toThrow(/unpacks to more than/);
    await expect(unpackCode('A'.repeat(3 * MOST_BYTES))).rejects.toThrow(/too long/);
  });
});

describe('launch in numbers', () => {
  it('is worked out step by step', () => {
    expect(stepsOf('ceil(N / (ACROSS · 4))', { N: 65, ACROSS: 8 })).toEqual([
      'ceil(N / (ACROSS · 4))',
      'ceil(65 / (8 · 4))',
      'ceil(65 / 32)',
      '3',
    ]);
    expect(stepsOf('I', { I: 2 })).toEqual(['I', '2']);
    expect(stepsOf('1', {})).toEqual(['1']);
    expect(stepsOf('2 · I · (M + 1)', { I: 3, M: 4 })).toEqual([
      '2 · I · (M + 1)',
      '2 · 3 · (4 + 1)',
      '2 · 3 · 5',
      '30',
    ]);
  });

  it('says how much of a launch finds something to do', () => {
    const { header } = kernelEntry('matmul_tiled');
    const launch = launchOf(header, { I: 2, M: 17, K: 5, N: 16 });
    expect(launch).toMatchObject({ groups: [1, 2, 2], lanes: 256, invocations: 1024 });
    expect(launch.busy).toBeCloseTo(17 / 32);
    const naive = launchOf(kernelEntry('matmul_naive').header, { I: 1, M: 37, K: 41, N: 53 });
    expect(Math.round(naive.invocations * naive.busy)).toBe(37 * 53);
  });

  it('counts bytes and the intensity', () => {
    const { header } = kernelEntry('matmul_naive');
    const cost = costOf(header, { I: 1, M: 2, K: 3, N: 4 }, 8);
    expect([cost.flops.at(-1), cost.reads.at(-1), cost.bytes]).toEqual(['48', '48', 224]);
    expect(cost.intensity).toBeCloseTo(48 / 224);
  });

  it('says which sizes a kernel does not take', () => {
    const small = kernelEntry('train_small');
    const sizes = { ...small.header.constants, I: 1, B: 4, n: 17, m: 2, steps: 1 };
    expect(sizeProblem(small, sizes)).toBe('n must be at most 16 (4 · (QUADS - 1) + LAST).');
    expect(sizeProblem(small, { ...sizes, n: 5, LAST: 5 })).toContain('LAST must be at most 4');
    expect(sizeProblem(small, { ...sizes, n: 5 })).toBe('');
  });

  it.each([...catalogue.values()])(
    'can be told for $name at its small and its large shape',
    (entry) => {
      for (const sizes of [tellingSizes(entry), largeSizes(entry)]) {
        expect(sizeProblem(entry, { ...entry.header.constants, ...sizes })).toBe('');
        const { busy, invocations } = launchOf(entry.header, sizes);
        expect(invocations).toBeGreaterThan(0);
        expect(busy).toBeGreaterThan(0);
        expect(busy).toBeLessThanOrEqual(1);
        expect(costOf(entry.header, sizes, 1).bytes).toBeGreaterThan(0);
      }
    },
  );
});

describe('the shape form', () => {
  const entry = kernelEntry('matmul_tiled');
  const draft = draftOf(entry, { I: 1, M: 2, K: 3, N: 4 });

  it('reads what it wrote', () => {
    expect(readSizes(entry, draft)).toEqual({
      sizes: { I: 1, M: 2, K: 3, N: 4 },
      constants: { TILE: 16 },
      seed: 1,
      problem: '',
    });
  });

  it.each([
    [{ M: '0' }, /^M must be a whole number from 1/],
    [{ M: '' }, /^M must be/],
    [{ M: '2.5' }, /^M must be/],
    [{ TILE: '0' }, /^TILE must be/],
    [{ seed: '-1' }, /^The seed must be/],
    [{ M: '5000', N: '5000' }, /^The array c would hold 25000000 numbers/],
    [{ M: '1000', N: '1000', K: '1000' }, /operations, which the float64 reference/],
  ])('%o is refused with a sentence', (change, sentence) => {
    expect(readSizes(entry, { ...draft, ...change }).problem).toMatch(sentence);
  });
});

describe('a comparison', () => {
  const expected = { value: Float64Array.of(1, 2, 3, 4), bound: Float64Array.of(0.5, 0.5, 0, 0.5) };

  it('finds the worst place, counts what is wrong, and takes NaN for wrong', () => {
    const right = compare('c', [2, 2], Float32Array.of(1, 2.25, 3, 4), expected);
    expect(right).toMatchObject({ wrong: 0, firstWrong: null });
    expect(right.worst).toMatchObject({ index: 1, coordinates: [0, 1], share: 0.5 });
    const wrong = compare('c', [2, 2], Float32Array.of(1, 2, NaN, 9), expected);
    expect(wrong.wrong).toBe(2);
    expect(wrong.firstWrong).toMatchObject({ coordinates: [1, 0], share: Infinity });
  });

  it('places an element in a shape', () => {
    expect(coordinatesOf(23, [2, 3, 4])).toEqual([1, 2, 3]);
  });
});

it('ladders and neighbours follow the headers', () => {
  const [first] = ladders();
  expect(first.rungs.length).toBeGreaterThanOrEqual(6);
  for (const { rungs } of ladders()) {
    expect(neighbours(rungs[0]).below).toBeUndefined();
    expect(neighbours(rungs[0]).above).toBe(rungs[1]);
    expect(neighbours(rungs.at(-1)!).above).toBeUndefined();
  }
});

it('a difference keeps every changed line and folds what is far from them', () => {
  const before = Array.from({ length: 20 }, (_, k) => `line ${k}`);
  const after = before.with(10, 'other');
  const lines = diffOf(before.join('\n'), after.join('\n'));
  const changed = lines.filter(({ kind }) => kind === 'added' || kind === 'removed');
  expect(changed).toEqual([
    { kind: 'removed', text: 'line 10' },
    { kind: 'added', text: 'other' },
  ]);
  expect(lines.filter(({ kind }) => kind === 'gap')).toEqual([
    { kind: 'gap', lines: 7 },
    { kind: 'gap', lines: 6 },
  ]);
});

it('layouts are those of WGSL', () => {
  const { types, structs } = reflect(
    'struct S { a: f32, b: vec3f, c: u32 }\n@group(0) @binding(0) var<uniform> s: S;\n@group(0) @binding(1) var<storage, read_write> x: array<f32>;',
  );
  expect(types).toEqual({ s: 'S', x: 'array<f32>' });
  expect(structs).toMatchObject([{ name: 'S', size: 32, align: 16 }]);
  expect(structs[0].fields.map(({ offset, size, align }) => [offset, size, align])).toEqual([
    [0, 4, 4],
    [16, 12, 16],
    [28, 4, 4],
  ]);
});

it('every rung of a ladder of products, sums or transposes says what to expect of its time', () => {
  for (const { rungs } of ladders()) {
    for (const { name, header } of rungs) {
      if (!/matmul|row_sum|transpose/.test(name)) continue;
      expect(header.expect.gpu, name).not.toBe('');
      expect(header.expect.software, name).not.toBe('');
    }
  }
});
