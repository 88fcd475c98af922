import { describe, expect, it } from 'vitest';
import { readFileSync } from 'node:fs';
import {
  evaluate,
  HeaderError,
  kernelEntry,
  MAX_WORKGROUPS,
  packUniform,
  parseHeader,
  shapeOf,
  workgroups,
} from '../../src/kernels/index';

describe('header', () => {
  const source = readFileSync('shaders/matmul/matmul_tiled.wgsl', 'utf8');

  it('is parsed into its parts', () => {
    const header = parseHeader(source);
    expect(header.name).toBe('matmul_tiled');
    expect(header.summary).toBe('C = A · B, each workgroup computing one TILE × TILE block of C.');
    expect(header.why).toContain('fall by a factor of TILE.');
    expect(Object.keys(header.sizes)).toEqual(['I', 'M', 'K', 'N']);
    expect(header.bindings[1]).toMatchObject({
      index: 1,
      name: 'a',
      access: 'read',
      shape: ['I', 'M', 'K'],
    });
    expect(header.dispatch).toEqual(['ceil(N / TILE)', 'ceil(M / TILE)', 'I']);
    expect(header.constants).toEqual({ TILE: 16 });
    expect(header.structs.Dims.map(({ name }) => name)).toEqual(['I', 'M', 'K', 'N']);
    expect(header.ladder.slice(0, 3)).toEqual(['matmul_naive', 'matmul_coalesced', 'matmul_tiled']);
    expect(kernelEntry('matmul_block_2d').header.fixed).toEqual({ ROWS: 4, COLS: 4 });
  });

  it('that lacks a part is refused with the file’s name and the part', () => {
    expect(() => parseHeader(source.replace(/^.. LADDER.*$/m, '//'))).toThrow(
      new HeaderError('matmul_tiled: the header has no LADDER'),
    );
    expect(() => parseHeader('fn main() {}')).toThrow(HeaderError);
    expect(() => parseHeader(source.replace(/fold\((.*)\)$/m, '$1'))).toThrow(
      'matmul_tiled: LAUNCH must fold its dispatch, fold(ceil(N / TILE), ceil(M / TILE), I)',
    );
    expect(() => parseHeader(source.replace('1  a     read ', '1  a     write'))).toThrow(
      /BINDINGS/,
    );
  });
});

describe('launch', () => {
  it('evaluates header expressions and nothing else', () => {
    expect(evaluate('2 · I · ceil(N / TILE) - 1', { I: 3, N: 17, TILE: 16 })).toBe(11);
    expect(() => evaluate('N + alert(1)', { N: 1 })).toThrow(RangeError);
    expect(() => evaluate('N.constructor', { N: 1 })).toThrow(RangeError);
    expect(() => evaluate('K', { N: 1 })).toThrow('K has no value');
    expect(shapeOf(['I', '4'], { I: 2 })).toEqual([2, 4]);
  });

  it('gives tiled kernels a workgroup a tile', () => {
    const { header } = kernelEntry('matmul_tiled');
    expect(workgroups(header, { I: 3, M: 17, K: 5, N: 16 })).toEqual([1, 2, 3]);
    expect(workgroups(header, { I: 1, M: 17, K: 5, N: 16, TILE: 8 })).toEqual([2, 3, 1]);
  });

  it('folds what one axis cannot hold, and leaves nothing out', () => {
    const { header } = kernelEntry('add');
    for (const count of [1, 256, 257, 256 * MAX_WORKGROUPS, 256 * MAX_WORKGROUPS + 1, 2 ** 28]) {
      const [x, y, z] = workgroups(header, { count });
      expect(x * y * z).toBeGreaterThanOrEqual(Math.ceil(count / 256));
      expect(x * y * z - Math.ceil(count / 256)).toBeLessThan(y);
      expect(Math.max(x, y)).toBeLessThanOrEqual(MAX_WORKGROUPS);
    }
  });

  it.each([
    ['matmul_tiled', { I: 70_000, M: 1, K: 1, N: 33 }, 210_000],
    ['matmul_split', { I: 1, M: 65_536, K: 5, N: 1 }, 65_536],
    ['train_encode', { I: 70_000, B: 16, n: 17, m: 2 }, 70_000],
    ['square_sums', { count: 5, P: 65_537 }, 65_537],
  ])('of %s at %o is folded where an axis cannot hold it', (name, sizes, wanted) => {
    const [x, y, z] = workgroups(kernelEntry(name).header, sizes);
    expect(Math.max(x, y)).toBeLessThanOrEqual(MAX_WORKGROUPS);
    expect(z).toBe(1);
    expect(x * y - wanted).toBeGreaterThanOrEqual(0);
    expect(x * y - wanted).toBeLessThan(y);
  });

  it('refuses what no dispatch can hold', () => {
    const { header } = kernelEntry('matmul_tiled');
    const all = { I: 2 ** 16, M: 2 ** 12, K: 1, N: 2 ** 13 };
    expect(() => workgroups(header, all)).toThrow(/65535/);
  });
});

describe('uniforms', () => {
  const fields = [
    { name: 'count', type: 'u32' },
    { name: 'scale', type: 'f32' },
  ] as const;

  it('are packed in order and padded to 16 bytes', () => {
    const view = new DataView(packUniform(fields, { count: 7, scale: 0.5 }));
    expect([view.byteLength, view.getUint32(0, true), view.getFloat32(4, true)]).toEqual([
      16, 7, 0.5,
    ]);
  });

  it('that are missing, unknown or no whole number are refused by name', () => {
    expect(() => packUniform(fields, { count: 7 })).toThrow('scale');
    expect(() => packUniform(fields, { count: 7, scale: 1, more: 2 })).toThrow('more');
    expect(() => packUniform(fields, { count: -1, scale: 1 })).toThrow('count');
  });
});
