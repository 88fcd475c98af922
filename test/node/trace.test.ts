import { describe, expect, it } from 'vitest';
import { WgslReflect } from 'wgsl_reflect';
import { catalogue } from '../../src/kernels/index';
import { traceSource } from '../../src/lab/trace';
import { constValue } from '../../src/wgsl/index';

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

describe('a place in brackets is the place', () => {
  it.each([
    ['(tile[0][lane]) = 1.0;', ['write tile']],
    ['((tile[0])[lane]) += 1.0;', ['read tile', 'write tile']],
    ['(four[lane]).x = 1.0;', ['write four']],
    ['*(&tile[0][1]) = 2.0;', ['write tile']],
    ['(*&four[lane]).y = 2.0;', ['write four']],
    ['(&four)[lane] = vec4f();', ['write four']],
    ['let v = 2.0 * (a[lane]);', ['read a']],
    ['return (a[lane]);', ['read a']],
    ['let n = f32(a[lane]) * max(a[0], (a[1]));', ['read a', 'read a', 'read a']],
    ['let n = lane & (u32(a[0]));', ['read a']],
    ['atomicAdd(&(out[lane]), 1u);', ['atomic out']],
    ['atomicAdd (&out[lane], 1u);', ['atomic out']],
    ['atomicStore((&out[lane]), 1u);', ['write out']],
    ['let n = atomicLoad(&((out)[lane]));', ['read out']],
  ])('%s', (body, expected) => {
    const { unfollowed, sites } = traced(body);
    expect(unfollowed).toEqual([]);
    expect(sites.map(({ kind, name }) => `${kind} ${name}`)).toEqual(expected);
  });

  it.each([
    ['let p = &(tile[0][1]);', 'takes a pointer into tile'],
    ['f((&a[0]));', 'takes a pointer into a'],
    ['let row = (tile[0]);', 'uses a row of tile as a whole'],
  ])('%s is told', (body, what) => {
    const { unfollowed, sites } = traced(body);
    expect(sites).toEqual([]);
    expect(unfollowed).toEqual([`Line 8 ${what}, which is not followed.`]);
  });
});

describe('barriers', () => {
  it('in the header of a loop: a function notes it, and waits', () => {
    const { text, sites } = traced('for (var i = 0u; i < 2u; workgroupBarrier()) { i++; }');
    expect(text).toContain('i < 2u; antipode_workgroupBarrier(0u)) { i++; }');
    expect(sites).toMatchObject([{ kind: 'barrier', name: 'workgroupBarrier' }]);
  });

  it('a compound assignment in the header of a loop reads and writes', () => {
    const { text, sites } = traced('for (tile[0][0] = 0.0; lane < 1u; four[1] *= 2.0) { }');
    expect(sites.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'write tile',
      'read four',
      'write four',
    ]);
    expect(text).toContain('four[antipode_also(2u, 1u, antipode_now(1u, 1u, u32(1)))] *= 2.0');
  });

  it('workgroupUniformLoad of an element: a barrier, the read, a barrier', () => {
    const { text, sites, unfollowed } = traced('_ = workgroupUniformLoad(&tile[0][lane]);');
    expect(unfollowed).toEqual([]);
    expect(sites.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'barrier workgroupUniformLoad',
      'read tile',
      'barrier workgroupUniformLoad',
    ]);
    expect(text).toContain(
      'antipode_wait(2u, antipode_cell_now(1u, 0u, u32(4), antipode_wait(0u, u32(lane))))',
    );
  });

  it('workgroupUniformLoad of a variable, in a function or a condition', () => {
    const source = `var<workgroup> flag: vec2<u32>;
fn ask() -> bool { return workgroupUniformLoad(&flag).x > 0u; }
@compute @workgroup_size(8) fn main() { while (ask()) { } }`;
    const { code, sites, unfollowed } = traceSource(source, 3, 100);
    expect(unfollowed).toEqual([]);
    expect(sites).toMatchObject([{ kind: 'barrier', name: 'workgroupUniformLoad', line: 2 }]);
    expect(code).toContain('return antipode_load_0(0u, workgroupUniformLoad(&flag)).x > 0u;');
    expect(code).toContain('fn antipode_load_0(site: u32, value: vec2 < u32 >) -> vec2 < u32 > {');
  });

  it('workgroupUniformLoad of what a pointer leads to: said', () => {
    const { unfollowed } = traced('let x = workgroupUniformLoad(p);');
    expect(unfollowed).toHaveLength(1);
    expect(unfollowed[0]).toContain('Line 8 waits in workgroupUniformLoad');
  });
});

describe('declarations', () => {
  it.each([
    ['array<f32, max(TILE, 4u) * TILE>', ['max ( TILE , 4 ) * TILE'], 1],
    ['array<f32, TILE << 4u>', ['TILE << 4'], 1],
    ['array<array<vec2<f32>, (N >> 1u)>, N % 3>', ['N % 3', '( N >> 1 )'], 2],
    ['array<atomic<u32>, 8>', ['8'], 1],
    ['array<vec4<f32>,8u,>', ['8'], 4],
    ['Row', ['TILE'], 1],
  ])('%s', (type, extents, width) => {
    const text = `alias Row = array<f32, TILE>;
var<workgroup> größe: ${type}; // what it is for
@compute @workgroup_size(4) fn main() {}`;
    const { arrays } = traceSource(text, 0, 1);
    expect(arrays).toMatchObject([{ name: 'größe', extents, width, note: 'what it is for' }]);
  });

  it('what is no array is named once, where it is used', () => {
    const { unfollowed } = traceSource(
      'var<workgroup> total: f32;\n@compute @workgroup_size(4) fn main() { total = 1.0;\n total += 2.0; }',
      0,
      1,
    );
    expect(unfollowed).toEqual([
      'Line 2 uses total, which is no array: what invocations read and write there is not followed.',
    ]);
  });

  it('the size of a workgroup may be an expression with commas', () => {
    const { workgroup } = traceSource(
      '@compute @workgroup_size(max(TILE, 4u) * TILE, 2u) fn main() {}',
      0,
      1,
    );
    expect(workgroup).toEqual(['max ( TILE , 4 ) * TILE', '2', '1']);
  });
});

it.each([
  ['max(TILE, 4u) * TILE', 64],
  ['TILE << 4u', 128],
  ['TILE % 3 + 7 / 2 - -1', 6],
  ['select(1u, 2u, TILE >= 8u && true)', 2],
  ['clamp(20, 1, TILE) | 0x10u', 24],
  ['u32(f32(TILE) / 3.0)', 2],
  ['7.0 / 2', 3.5],
  ['(TILE + 1', null],
  ['OTHER * 2', null],
  ['constructor', null],
  ['max(TILE)', null],
  ['', null],
])('constValue: %s is %s', (text, value) => {
  expect(constValue(text, { TILE: 8 })).toBe(value);
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
