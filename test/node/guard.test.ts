import { describe, expect, it } from 'vitest';
import { WgslReflect } from 'wgsl_reflect';
import {
  catalogue,
  editedConstants,
  endedLoops,
  guardBudget,
  guardLoops,
  guardWords,
  kernelEntry,
  loopBudget,
} from '../../src/kernels/index';
import { highlightWgsl } from '../../src/ui/highlight';
import { scan } from '../../src/wgsl/index';

const BUDGET = { launch: 5120, invocation: 512 };
const count = (text: string, part: string) => text.split(part).length - 1;
/** The text of a guarded shader on the lines that it had before. */
const shown = (source: string, options = {}) =>
  guardLoops(source, BUDGET, options)
    .code.split('\n')
    .slice(0, source.split('\n').length)
    .join('\n');

describe('guardLoops', () => {
  it.each(['for (var i = 0u; i < 4u; i++) {', 'while (f(i) < 4u) {', 'loop {'])(
    'counts the rounds of "%s"',
    (head) => {
      const source = `fn main() {\n  ${head} work(); }\n}`;
      expect(shown(source)).toBe(
        `fn main() {\n  let antipode_from_0 = antipode_rounds; ${head} if (antipode_round(0u, antipode_from_0)) { break; } work(); }\n}`,
      );
      expect(guardLoops(source, BUDGET).lines).toEqual([2]);
    },
  );

  it('has one budget for all loops of all functions, which no call gives back', () => {
    const source =
      'fn a() { loop { loop { break; } break; } }\nfn b() -> u32 { for (;;) { a(); } }';
    const { code, lines } = guardLoops(source, BUDGET, { flags: true });
    expect(lines).toEqual([1, 1, 2]);
    expect(count(code, 'antipode_rounds += 1u')).toBe(1);
    expect(count(code, 'var<private> antipode_rounds')).toBe(1);
    expect(code).toContain('atomicAdd(&antipode_ended[4], 1u) >= atomicLoad(&antipode_ended[5])');
    expect(guardLoops(source, BUDGET).code).toContain('antipode_rounds > 512u');
  });

  it('lets invocations leave a loop together where they meet in it, by way of any function', () => {
    const source = `fn wait(x: u32) { workgroupBarrier(); }
fn walk() { loop { wait(1u); break; } }
@compute @workgroup_size(8) fn main() {
  for (;;) { walk(); break; }
  for (;;) { break; }
}`;
    const text = shown(source);
    expect(text).toContain('fn wait(x: u32) { workgroupBarrier(); }');
    expect(text).toContain('fn walk(antipode_met: ptr<function, u32>) {');
    expect(text).toContain('*antipode_met += 1u; antipode_round(0u, antipode_from_0);');
    expect(text).toContain('fn main() { var antipode_met = 0u;');
    expect(text).toContain('walk(&antipode_met); break;');
    expect(text).toContain(
      'if (antipode_met > 512u) { antipode_end(1u, antipode_from_1); break; }',
    );
    expect(text).toContain('if (antipode_round(2u, antipode_from_2)) { break; } break;');
  });

  it('can count each loop apart, by variables that are uniform wherever the loop is', () => {
    const text = shown('fn a() { loop { workgroupBarrier(); break; } }', { apart: true });
    expect(text).toBe(
      'fn a() { var antipode_loop_0 = 0u; loop { antipode_loop_0 += 1u; if (antipode_loop_0 > 512u) { antipode_tell(0u); break; } workgroupBarrier(); break; } }',
    );
  });

  it('takes no comment for a loop, not even a nested one', () => {
    const source =
      '// loop {\nfn a() { /* for /* while */ loop { */ let forest = 1; // for (;;) {\n}';
    expect(guardLoops(source, BUDGET)).toEqual({
      code: source,
      lines: [],
      flags: false,
      pieces: 20,
    });
  });

  it.each(['\n', '\v', '\f', '\r', '\r\n', '\u0085', '\u2028', '\u2029'])(
    'knows that a comment ends at %j, and counts lines there',
    (end) => {
      const { code, lines } = guardLoops(`fn a() { // x${end}loop { break; } }`, BUDGET);
      expect(lines).toEqual([2]);
      expect(code).toContain(
        `${end}let antipode_from_0 = antipode_rounds; loop { if (antipode_round`,
      );
    },
  );

  it.each(['Δloop', 'loopß', 'for_', '_while', 'été', 'loop２'])('takes %s for a name', (name) => {
    expect(guardLoops(`fn a() { let ${name} = 1u; if (${name} > 0u) { } }`, BUDGET).lines).toEqual(
      [],
    );
  });

  it('knows left-to-right and right-to-left marks for blank space', () => {
    expect(
      guardLoops('fn a() { loop\u200e{ break; } for\u200f(;;) { break; } }', BUDGET).lines,
    ).toEqual([1, 1]);
  });

  it('stands before the attributes of a loop', () => {
    const text = shown('fn a() { @diagnostic(off, derivative_uniformity) loop { break; } }');
    expect(text).toContain('{ let antipode_from_0 = antipode_rounds; @diagnostic(off,');
  });

  it('avoids names that the text uses', () => {
    const { code } = guardLoops('fn a() { var antipode_rounds = 1u; loop { break; } }', BUDGET);
    expect(code).toContain('var<private> antipode__rounds = 0u;');
  });

  it.each([...catalogue.values()])('leaves the lines of $name where they were', ({ source }) => {
    const { code, lines } = guardLoops(source, BUDGET, { flags: true });
    const before = source.split('\n');
    const after = code.split('\n');
    const bare = source.replace(/\/\/.*$/gm, '');
    expect(lines.length).toBe(bare.match(/\b(for|while|loop)\b/g)?.length ?? 0);
    for (const line of lines) expect(before[line - 1]).toMatch(/\b(for|while|loop)\b/);
    before.forEach((text, k) => {
      if (!/[({]/.test(text)) expect(after[k]).toBe(text);
    });
    expect(() => new WgslReflect(code)).not.toThrow();
  });

  it('survives any text', () => {
    for (const text of [
      '',
      'fn',
      'fn a(',
      'fn a() { loop',
      '/* fn a() { loop {',
      'fn a() { for (',
      'fn a() { loop { a(',
      'fn a() { workgroupBarrier(); loop { a(',
    ]) {
      expect(() => guardLoops(text, BUDGET)).not.toThrow();
      expect(() => guardLoops(text, BUDGET, { flags: true, apart: true })).not.toThrow();
    }
  });
});

it('what was ended is told apart from nothing, and from a loop that nobody knows', () => {
  const guarded = guardLoops('fn a() { loop { break; }\n loop { break; } }', BUDGET, {
    flags: true,
  });
  expect([...guardWords(guarded)]).toEqual([0, 0, 0, 0, 20]);
  expect(guardBudget(guarded, 3)).toEqual({ at: 3, words: Uint32Array.of(0, 60) });
  expect(endedLoops(guarded, [0, 0, 0, 99])).toBe(null);
  expect(endedLoops(guarded, [0, 0, 1, 99])).toEqual([]);
  expect(endedLoops(guarded, [0, 1, 1, 99])).toEqual([2]);
});

it('the budget lets one invocation do all the work of a launch, loops around it included', () => {
  const { header } = kernelEntry('matmul_naive');
  const { launch, invocation } = loopBudget(header, { I: 1, M: 64, K: 64, N: 64 });
  expect(launch).toBeGreaterThan(64 ** 3 + 64 ** 2 + 64);
  expect(invocation).toBeLessThan(launch);
});

describe('scan', () => {
  const words = (text: string) => scan(text).map((token) => token.text);

  it('tokens know their lines', () => {
    expect(scan('a /* \n */ >>= // b\n 1.5f c_1').map(({ text, line }) => [text, line])).toEqual([
      ['a', 1],
      ['>>=', 2],
      ['1.5f', 3],
      ['c_1', 3],
    ]);
    expect(scan('a\r\nb\u2028c\rd\n\ne').map(({ line }) => line)).toEqual([1, 2, 3, 4, 6]);
  });

  it('takes the longest word there is', () => {
    expect(words('1e-5f+0x1.8p-2h-.5')).toEqual(['1e-5f', '+', '0x1.8p-2h', '-', '.5']);
    expect(words('a.x1 0xffu 4u<<2 a-- ->b')).toEqual([
      'a',
      '.',
      'x1',
      '0xffu',
      '4u',
      '<<',
      '2',
      'a',
      '--',
      '->',
      'b',
    ]);
    expect(words('naïve_1 変数 _a 𝒜b')).toEqual(['naïve_1', '変数', '_a', '𝒜b']);
  });
});

describe('the highlighter', () => {
  const coloured = (code: string) =>
    highlightWgsl(code).map((line) =>
      line.filter(({ role }) => role).map(({ text, role }) => `${role.slice(4)} ${text}`),
    );

  it('sees the words that the compiler sees', () => {
    expect(coloured('// x\fvar Δloop: vec3<f32> = 1.5f;')).toEqual([
      ['comment // x'],
      ['keyword var', 'typeName vec3', 'typeName f32', 'number 1.5f'],
    ]);
    expect(coloured('/* a /* b */\n c */ loop\u200e{ @id(1) }')).toEqual([
      ['comment /* a /* b */'],
      ['comment  c */', 'keyword loop', 'propertyName @', 'propertyName id', 'number 1'],
    ]);
  });

  it.each([...catalogue.values()])('loses nothing of $name', ({ source }) => {
    const lines = highlightWgsl(source);
    expect(lines.map((line) => line.map(({ text }) => text).join('')).join('\n')).toBe(source);
  });
});

describe('editedConstants', () => {
  const header = { constants: { WORKGROUP: 64, TILE: 16 }, fixed: {} };
  const given = { WORKGROUP: 32, TILE: 8 };
  const of = (code: string) => editedConstants(code, header, given);

  it('leaves to the pipeline what the text declares as override, and no more', () => {
    expect(of('override WORKGROUP: u32 = 64u;')).toEqual({ open: { WORKGROUP: 32 }, fixed: {} });
    expect(of('fn main() { const TILE = 3; }')).toEqual({ open: {}, fixed: {} });
  });

  it('goes by the value of a const', () => {
    const code = 'const HALF = 0x10;\nconst WORKGROUP: u32 = HALF << 3u; override TILE: u32;';
    expect(of(code)).toEqual({ open: { TILE: 8 }, fixed: { WORKGROUP: 128 } });
  });

  it('says what it cannot work out', () => {
    expect(() => of('const WORKGROUP = size();')).toThrow(
      'WORKGROUP is a const in this text, and what "size ( )" is cannot be worked out here',
    );
  });
});
