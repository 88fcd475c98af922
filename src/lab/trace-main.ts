import type { Declarations } from './wgsl-arrays';
import { closing, type Token } from './wgsl-scan';

/** Text to be put in at an offset of the source, known once all places are numbered. */
export interface Edit {
  at: number;
  text: () => string;
}

/** A shader that cannot be traced. Says why. */
export class TraceError extends Error {
  override readonly name = 'TraceError';
}

/** The binding that the accesses are written to. */
export const TRACE_BINDING = 'antipode_trace';

/** Places of the `fn` of every function. */
export function functionStarts(tokens: readonly Token[]): number[] {
  return tokens.flatMap(({ text }, i) => (text === 'fn' ? [i] : []));
}

/** Where the entry point stands: places of its brackets, and the extents of its workgroup. */
export interface Main {
  open: number;
  params: number;
  body: number;
  workgroup: string[];
}

/**
 * The compute entry point called `main`.
 * @throws TraceError where there is none
 */
export function findMain(tokens: readonly Token[]): Main {
  const text = (i: number) => tokens[i]?.text ?? '';
  const start = functionStarts(tokens).find((i) => text(i + 1) === 'main');
  if (start === undefined) throw new TraceError('The shader has no function called main.');
  const params = closing(tokens, start + 2);
  const body = tokens.findIndex((token, i) => i > params && token.text === '{');
  if (body < 0) throw new TraceError('The function main has no body.');
  // Attributes stand before `fn`, in any order.
  const size = tokens.findLastIndex((token, i) => i < start && token.text === 'workgroup_size');
  if (size < 0) throw new TraceError('The function main has no @workgroup_size.');
  const inside = tokens.slice(size + 2, closing(tokens, size + 1)).map((token) => token.text);
  const workgroup = inside
    .join(' ')
    .split(',')
    .map((part) => part.trim().replace(/\b(\d+)[ui]\b/g, '$1'))
    .filter((part) => part !== '');
  return { open: start + 2, params, body, workgroup };
}

/** Gives `main` the builtins it lacks and lets it begin with finding its region of the trace. */
export function beginMain(
  tokens: readonly Token[],
  { open, params, body }: Main,
  { builtins }: Declarations,
): Edit[] {
  const head = tokens.slice(open + 1, params).map(({ text }) => text);
  const missing: string[] = [];
  const name = (builtin: string, type: string): string => {
    const own = new RegExp(`@ builtin \\( ${builtin} (?:, )?\\) (\\w+)`).exec(head.join(' '));
    if (own) return own[1];
    for (const [struct, members] of Object.entries(builtins)) {
      const at = head.indexOf(struct);
      if (at >= 2 && members[builtin]) return `${head[at - 2]}.${members[builtin]}`;
    }
    missing.push(`@builtin(${builtin}) antipode_${builtin}: ${type}`);
    return `antipode_${builtin}`;
  };
  const args = [
    name('workgroup_id', 'vec3u'),
    name('num_workgroups', 'vec3u'),
    name('local_invocation_index', 'u32'),
  ].join(', ');
  return [
    // Before the first parameter: behind the last a comment may stand.
    {
      at: tokens[open].at + 1,
      text: () => (missing.length > 0 ? `${missing.join(', ')}${head.length > 0 ? ', ' : ''}` : ''),
    },
    { at: tokens[body].at + 1, text: () => ` antipode_begin(${args});` },
  ];
}

/** Words of an invocation's region: a count, a line, and pairs. */
export function regionWords(most: number): number {
  return 2 + 2 * most;
}

/** The functions that note accesses, and the buffer they go to. */
export function traceLibrary(
  binding: number,
  most: number,
  slots: number,
  workgroup: readonly string[],
): string {
  const invocations = workgroup.map((extent) => `u32(${extent})`).join(' * ');
  return `
@group(0) @binding(${binding}) var<storage, read_write> ${TRACE_BINDING}: array<u32>;
var<private> antipode_base: u32;
var<private> antipode_count: u32;
var<private> antipode_kept: array<u32, ${Math.max(1, slots)}>;

fn antipode_begin(group: vec3u, groups: vec3u, lane: u32) {
  let number = (group.z * groups.y + group.y) * groups.x + group.x;
  antipode_base = (number * (${invocations}) + lane) * ${regionWords(most)}u;
}
fn antipode_note(site: u32, index: u32) {
  let n = antipode_count;
  antipode_count = n + 1u;
  ${TRACE_BINDING}[antipode_base] = n + 1u;
  if (n < ${most}u) {
    ${TRACE_BINDING}[antipode_base + 2u + 2u * n] = site;
    ${TRACE_BINDING}[antipode_base + 3u + 2u * n] = index;
  }
}
fn antipode_endless(line: u32) {
  ${TRACE_BINDING}[antipode_base + 1u] = line;
}
fn antipode_keep(slot: u32, index: u32) -> u32 {
  antipode_kept[slot] = index;
  return index;
}
fn antipode_now(site: u32, slot: u32, index: u32) -> u32 {
  antipode_kept[slot] = index;
  antipode_note(site, index);
  return index;
}
fn antipode_cell(slot: u32, across: u32, index: u32) -> u32 {
  antipode_kept[slot] = antipode_kept[slot] * across + index;
  return index;
}
fn antipode_cell_now(site: u32, slot: u32, across: u32, index: u32) -> u32 {
  antipode_kept[slot] = antipode_kept[slot] * across + index;
  antipode_note(site, antipode_kept[slot]);
  return index;
}
fn antipode_done(site: u32, slot: u32) {
  antipode_note(site, antipode_kept[slot]);
}
`;
}
