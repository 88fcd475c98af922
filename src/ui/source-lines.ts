/**
 * The lines of a shader that touch a binding, counted from 1: those that write it, and those that only read it. Its
 * declaration is none of them, nor are comments.
 */
export function linesOf(source: string, binding: string): { writes: number[]; reads: number[] } {
  const named = new RegExp(`\\b${binding}\\b`);
  const assigned = new RegExp(`^\\s*${binding}\\b[^=]*[^=!<>]?=(?!=)`);
  const [writes, reads]: [number[], number[]] = [[], []];
  source.split('\n').forEach((text, at) => {
    const code = text.replace(/\/\/.*/, '');
    if (!named.test(code) || /^\s*@group|\bvar\s*</.test(code)) return;
    (assigned.test(code) ? writes : reads).push(at + 1);
  });
  return { writes, reads };
}
