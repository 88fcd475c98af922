import type { Sizes } from './launch';

/** Edited code whose every loop ends. */
export interface Guarded {
  code: string;
  /** Line of each guarded loop, counted from 1, in the order of their flags. */
  lines: readonly number[];
  /** Whether the code has GUARD_BINDING. */
  flags: boolean;
}

/** The binding at which a guarded kernel says which of its loops it had to end. */
export const GUARD_BINDING = { index: 64, name: 'antipode_ended' } as const;

/**
 * Rounds that a loop may make, over all entries into it, before it is ended. No loop of an honest kernel comes near:
 * one invocation walks at most two axes, and a block of registers adds a small factor.
 */
export function loopLimit(sizes: Sizes): number {
  const [most = 1, next = 1] = Object.values(sizes).sort((a, b) => b - a);
  return Math.max(4096, 64 * most, 4 * most * next);
}

/**
 * Gives every `for`, `while` and `loop` a counter, and ends it beyond `limit` rounds. Each loop has its own, a
 * variable of its function that is never reset: so it is uniform where the loop is, which barriers inside need.
 * Everything is put on lines that are there, so that the compiler's line numbers stay those of the text.
 *
 * @param code WGSL that compiles; of other text nothing is promised
 * @param flags whether an ended loop is told in the storage buffer GUARD_BINDING, one u32 a loop
 */
export function guardLoops(code: string, limit: number, flags = false): Guarded {
  const bare = blankComments(code);
  let prefix = 'antipode_loop_';
  while (code.includes(prefix)) prefix += '_';
  const inserts: { at: number; text: string }[] = [];
  const lines: number[] = [];

  for (const { index } of bare.matchAll(/\bfn\s/g)) {
    const open = bare.indexOf('{', closing(bare, bare.indexOf('(', index)));
    if (open < 0) continue;
    const end = closing(bare, open);
    const first = lines.length;
    const loops = bare.slice(open, end).matchAll(/\b(for|while|loop)\b/g);
    for (const { 0: keyword, index: offset } of loops) {
      const start = open + offset;
      const head = keyword === 'for' ? closing(bare, bare.indexOf('(', start)) : start;
      const body = bare.indexOf('{', head) + 1;
      const counter = `${prefix}${lines.length}`;
      const tell = flags ? `atomicStore(&${GUARD_BINDING.name}[${lines.length}], 1u); ` : '';
      const text = ` ${counter} += 1u; if (${counter} > ${limit}u) { ${tell}break; }`;
      inserts.push({ at: body, text });
      lines.push(bare.slice(0, start).split('\n').length);
    }
    const counters = lines.slice(first).map((_, k) => ` var ${prefix}${first + k} = 0u;`);
    inserts.push({ at: open + 1, text: counters.join('') });
  }

  let guarded = code;
  for (const { at, text } of inserts.sort((a, b) => b.at - a.at)) {
    guarded = guarded.slice(0, at) + text + guarded.slice(at);
  }
  if (flags && lines.length > 0) {
    const { index, name } = GUARD_BINDING;
    guarded += `\n@group(0) @binding(${index}) var<storage, read_write> ${name}: array<atomic<u32>, ${lines.length}>;\n`;
  }
  return { code: guarded, lines, flags: flags && lines.length > 0 };
}

/** The same text with every comment turned into spaces: positions and lines stay. Block comments nest. */
function blankComments(code: string): string {
  const out = [...code.split('')];
  let depth = 0;
  for (let at = 0; at < out.length; at++) {
    const two = code.slice(at, at + 2);
    if (depth === 0 && two === '//') {
      while (at < out.length && code[at] !== '\n') out[at++] = ' ';
      continue;
    }
    const step = two === '/*' ? 1 : two === '*/' && depth > 0 ? -1 : 0;
    if (depth > 0 || step > 0) {
      if (code[at] !== '\n') out[at] = ' ';
      if (step !== 0) out[++at] = ' ';
    }
    depth += step;
  }
  return out.join('');
}

/** Where the bracket that opens at `open` closes; the end of the text where it does not. */
function closing(text: string, open: number): number {
  if (open < 0) return text.length;
  const [opens, closes] = text[open] === '(' ? ['(', ')'] : ['{', '}'];
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    if (text[at] === opens) depth++;
    else if (text[at] === closes && --depth === 0) return at;
  }
  return text.length;
}
