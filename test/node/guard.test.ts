import { describe, expect, it } from 'vitest';
import { WgslReflect } from 'wgsl_reflect';
import { catalogue, guardLoops, loopLimit } from '../../src/kernels/index';

const count = (text: string, part: string) => text.split(part).length - 1;

describe('guardLoops', () => {
  it.each(['for (var i = 0u; i < 4u; i++) {', 'while (f(i) < 4u) {', 'loop {'])(
    'counts the rounds of "%s"',
    (head) => {
      const { code, lines } = guardLoops(`fn main() {\n  ${head} work(); }\n}`, 99);
      expect(code).toBe(
        `fn main() { var antipode_loop_0 = 0u;\n  ${head} antipode_loop_0 += 1u; if (antipode_loop_0 > 99u) { break; } work(); }\n}`,
      );
      expect(lines).toEqual([2]);
    },
  );

  it('gives nested loops and other functions counters of their own', () => {
    const source =
      'fn a() { loop { loop { break; } break; } }\nfn b() -> u32 { for (;;) { break; } }';
    const { code, lines } = guardLoops(source, 5);
    expect(lines).toEqual([1, 1, 2]);
    expect(code).toMatch(/fn a\(\) \{ var antipode_loop_0 = 0u; var antipode_loop_1 = 0u;/);
    expect(code).toMatch(/fn b\(\) -> u32 \{ var antipode_loop_2 = 0u;/);
    expect(count(code, 'break; }')).toBe(6);
  });

  it('takes no comment for a loop, not even a nested one', () => {
    const source =
      '// loop {\nfn a() { /* for /* while */ loop { */ let forest = 1; // for (;;) {\n}';
    expect(guardLoops(source, 5)).toEqual({ code: source, lines: [], flags: false });
  });

  it('avoids names that the text uses', () => {
    const { code } = guardLoops('fn a() { var antipode_loop_0 = 1u; loop { break; } }', 5);
    expect(code).toContain('var antipode_loop__0 = 0u;');
  });

  it.each([...catalogue.values()])('leaves the lines of $name where they were', ({ source }) => {
    const { code, lines } = guardLoops(source, 1000);
    expect(code.split('\n').length).toBe(source.split('\n').length);
    const bare = source.replace(/\/\/.*$/gm, '');
    expect(lines.length).toBe(bare.match(/\b(for|while|loop)\b/g)?.length ?? 0);
    const before = source.split('\n');
    for (const line of lines) expect(before[line - 1]).toMatch(/\b(for|while|loop)\b/);
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
    ]) {
      expect(() => guardLoops(text, 5)).not.toThrow();
    }
  });
});

it('the limit leaves room for a walk over the two longest axes', () => {
  expect(loopLimit({ I: 1, M: 2, K: 3 })).toBe(4096);
  expect(loopLimit({ R: 1, C: 1_000_000 })).toBeGreaterThanOrEqual(16_000_000);
  expect(loopLimit({ I: 10, B: 1024, n: 100 })).toBeGreaterThanOrEqual(1024 * 100);
});
