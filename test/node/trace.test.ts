import { describe, expect, it } from 'vitest';
import { WgslReflect } from 'wgsl_reflect';
import { catalogue } from '../../src/kernels/index';
import { traceSource } from '../../src/lab/trace';
import { scan } from '../../src/lab/wgsl-scan';

const HEAD = `
@group(0) @binding(0) var<storage, read> a: array<f32>;
@group(0) @binding(1) var<storage, read_write> out: array<atomic<u32>>;
@group(0) @binding(2) var<storage, read_write> four: array<vec4f>;
var<workgroup> tile: array<array<f32, 4>, 8>;
@compute @workgroup_size(8u, 4)
fn main(@builtin(local_invocation_index) lane: u32) {`;

/** The body of a traced `main`, blanks made one, and what was found in it. */
function traced(body: string) {
  const { code, ...rest } = traceSource(`${HEAD}\n${body}\n}`, 3, 100);
  const line = HEAD.split('\n').length;
  const text = code
    .split('\n')
    .slice(line, line + body.split('\n').length)
    .join(' ');
  return { ...rest, text: text.replace(/\s+/g, ' ').trim() };
}

describe.each([...catalogue.values()])('$name', ({ source, header }) => {
  const { code, sites, unfollowed } = traceSource(source, 9, 64);

  it('has all lines where they were, and stays WGSL', () => {
    const [before, after] = [source.split('\n'), code.split('\n')];
    before.forEach((line, k) => {
      const [statement] = line.split('//');
      if (!/[[(]/.test(statement)) expect(after[k].trim().startsWith(statement.trim())).toBe(true);
    });
    expect(() => new WgslReflect(code)).not.toThrow();
  });

  it('follows every access of its bindings and workgroup arrays, and every barrier', () => {
    expect(unfollowed).toEqual([]);
    const plain = source.replace(/\/\/.*$/gm, (comment) => ' '.repeat(comment.length));
    const lines = plain.split('\n');
    const shared = Array.from(source.matchAll(/var<workgroup> (\w+)/g), ([, name]) => name);
    const names = [
      ...header.bindings.filter(({ struct }) => struct === '').map((b) => b.name),
      ...shared,
    ];
    const uses = lines.flatMap(
      (line) => line.match(new RegExp(`(?<!\\.)\\b(${names.join('|')})\\[`, 'g')) ?? [],
    );
    // `x[i] += y` is one use and two places.
    const twice = lines.flatMap(
      (line) => line.match(new RegExp(`\\b(${names.join('|')})\\[[^\\]]*\\] [-+*/]=`, 'g')) ?? [],
    );
    expect(sites.filter(({ kind }) => kind !== 'barrier').length).toBe(uses.length + twice.length);
    expect(sites.filter(({ kind }) => kind === 'barrier').length).toBe(
      lines.join('\n').split('workgroupBarrier()').length - 1,
    );
    for (const { line, from, to, name } of sites) {
      expect(lines[line - 1].slice(from, to).startsWith(name)).toBe(true);
    }
  });
});

describe('what becomes of', () => {
  it('a read: the index is noted as it is computed', () => {
    const { text, sites } = traced('let v = a[lane + 1u];');
    expect(text).toBe('let v = a[antipode_now(0u, 0u, u32(lane + 1u))];');
    expect(sites).toMatchObject([{ kind: 'read', name: 'a', line: 8, from: 8, to: 20 }]);
  });

  it('a write: after the value, which may read', () => {
    const { text, sites } = traced('tile[1][lane] = a[0];');
    expect(text).toBe(
      'tile[antipode_keep(0u, u32(1))][antipode_cell(0u, u32(4), u32(lane))] = a[antipode_now(0u, 1u, u32(0))]; antipode_done(1u, 0u);',
    );
    expect(sites.map(({ kind }) => kind)).toEqual(['read', 'write']);
  });

  it('a compound assignment: read, then what stands right, then written', () => {
    const { sites } = traced('tile[0][lane] += tile[1][lane];');
    expect(sites.map(({ kind, from }) => [kind, from])).toEqual([
      ['read', 0],
      ['read', 17],
      ['write', 0],
    ]);
    expect(traced('tile[0][0]++;').sites.map(({ kind }) => kind)).toEqual(['read', 'write']);
  });

  it('an index that reads: the inner access is noted first', () => {
    const { text, sites } = traced('let v = a[u32(a[lane])];');
    expect(text).toBe(
      'let v = a[antipode_now(1u, 0u, u32(u32(a[antipode_now(0u, 1u, u32(lane))])))];',
    );
    expect(sites.map(({ from }) => from)).toEqual([14, 8]);
  });

  it('atomics: load reads, store writes, the others do both', () => {
    const { sites } = traced(
      'let n = atomicLoad(&out[0]); atomicStore(&out[1], n); atomicAdd(&out[2], 1u);',
    );
    expect(sites.map(({ kind }) => kind)).toEqual(['read', 'write', 'atomic']);
  });

  it('components of a vector: the element is what is accessed', () => {
    const { sites, arrays } = traced('four[lane].x = four[lane + 1u][2];');
    expect(sites.map(({ kind }) => kind)).toEqual(['read', 'write']);
    expect(arrays.find(({ name }) => name === 'four')!.width).toBe(4);
  });

  it('a barrier: noted before it', () => {
    expect(traced('workgroupBarrier();').text).toBe('antipode_note(0u, 0u); workgroupBarrier();');
  });

  it('comments, strings of signs, and comparisons', () => {
    const { sites } = traced(
      '// a[0]\n/* a[1] /* a[2] */ a[3] */\nlet v = a[4] == a[5] && a[6] <= a[7];',
    );
    expect(sites.map(({ line, kind }) => [line, kind])).toEqual(Array(4).fill([10, 'read']));
  });

  it('a local name that hides an array, until its scope ends', () => {
    const { sites } = traced(
      'if (lane > 0u) { let a = array<f32, 2>(a[1], 1.0); let v = a[0]; }\nlet w = a[2];\nfor (var a = 0u; a < 2u; a++) { let b = a; }\nlet x = a[3];',
    );
    expect(sites.map(({ line }) => line)).toEqual([8, 9, 11]);
  });

  it('an assignment in the header of a loop: noted at once, for no statement can follow it', () => {
    const { text } = traced('for (four[0] = vec4f(); lane < 1u; four[1] = vec4f()) { }');
    expect(text).toContain('for (four[antipode_now(0u, 0u, u32(0))] = vec4f(); lane');
  });

  it('what cannot be followed: said, with its line', () => {
    const { unfollowed, sites } = traced(
      'let p = &tile[0][1];\nlet n = arrayLength(&a);\nlet row = tile[0];',
    );
    expect(sites).toEqual([]);
    expect(unfollowed).toEqual([
      'Line 8 takes a pointer into tile, which is not followed.',
      'Line 10 uses a row of tile as a whole, which is not followed.',
    ]);
  });
});

describe('the entry point', () => {
  const begin = (head: string) =>
    /antipode_begin\(([^)]*)\);/.exec(traceSource(`${head} {}`, 0, 1).code)![1];

  it('is given the builtins it lacks, whatever it has', () => {
    expect(begin('@compute @workgroup_size(4) fn main()')).toBe(
      'antipode_workgroup_id, antipode_num_workgroups, antipode_local_invocation_index',
    );
    expect(
      begin(
        'struct In { @builtin(workgroup_id) g: vec3u, @builtin(num_workgroups) n: vec3u }\n@compute @workgroup_size(4) fn main(in: In, @builtin(local_invocation_index) i: u32)',
      ),
    ).toBe('in.g, in.n, i');
  });

  it('must be there, with a workgroup size', () => {
    expect(() => traceSource('fn other() {}', 0, 1)).toThrow('no function called main');
    expect(() => traceSource('fn main() {}', 0, 1)).toThrow('no @workgroup_size');
  });
});

it('tokens know their lines', () => {
  expect(scan('a /* \n */ >>= // b\n 1.5f c_1').map(({ text, line }) => [text, line])).toEqual([
    ['a', 1],
    ['>>=', 2],
    ['1.5f', 3],
    ['c_1', 3],
  ]);
});
