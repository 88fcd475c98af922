import { evaluate, fillOf, shapeOf, workgroups, type Sizes } from './launch';
import type { KernelHeader } from './header';
import { closing, functionsOf, scan, type FunctionText, type Token } from '../wgsl/index';

/** Edited code whose every loop ends. */
export interface Guarded {
  code: string;
  /** Line of each guarded loop, counted from 1, in the order of their flags. */
  lines: readonly number[];
  /** Whether the code has GUARD_BINDING. */
  flags: boolean;
  /** The budget of a launch, in pieces of PIECE rounds. */
  pieces: number;
}

/** How a text is guarded. */
export interface GuardOptions {
  /**
   * Whether there is a buffer at GUARD_BINDING for one budget of the whole launch, and to say what was ended. Without,
   * each invocation has the budget for itself.
   */
  flags?: boolean;
  /**
   * Counts each loop by a variable of its function, which is uniform wherever the loop is. For a text whose loops say
   * how often invocations meet: WGSL would find those of a common budget non-uniform. Counts begin anew in each call.
   */
  apart?: boolean;
}

/** The binding at which a guarded kernel says which of its loops it had to end. */
export const GUARD_BINDING = { index: 64, name: 'antipode_ended' } as const;

/** Rounds that an invocation makes before it asks whether the budget of the launch is spent. */
const PIECE = 256;

/** What a u32 can count, with room for one more. */
const MOST_ROUNDS = 2 ** 32 - 2;

/** Words of GUARD_BINDING behind the flags of the loops: whether anything was ended, pieces spent, pieces there are. */
const EXTRA = 3;

/** Rounds that an invocation may make for nothing. When the budget is spent, one of them has made more. */
const IDLE = 1024;

/** Rounds of loops around barriers or subgroup functions that an invocation may make where nothing else is known. */
const MOST_MEETINGS = 2 ** 16;

/** What the buffer at GUARD_BINDING holds before a launch. */
export function guardWords(guarded: Guarded): Uint32Array<ArrayBuffer> {
  const all = new Uint32Array(guarded.lines.length + EXTRA);
  const { at, words } = guardBudget(guarded, 1);
  all.set(words, at);
  return all;
}

/**
 * The words of that buffer, from `at` on, that give so many launches their budget. It stands there, not in the code,
 * which so is the same for every shape and compiled once.
 */
export function guardBudget({ lines, pieces }: Guarded, launches: number) {
  const words = Uint32Array.of(0, Math.min(MOST_ROUNDS, launches * pieces));
  return { at: lines.length + 1, words };
}

/** What the buffer of a guarded kernel says: lines of the loops that were ended; null where nothing was. */
export function endedLoops({ lines }: Guarded, words: ArrayLike<number>): readonly number[] | null {
  if (words[lines.length] === 0) return null;
  return [...new Set(lines.filter((_, loop) => words[loop] !== 0))];
}

/** Rounds that loops may make. */
export interface LoopBudget {
  /** All loops of all invocations of a launch together. */
  launch: number;
  /** Those of one invocation, where nothing can be known of the others. */
  invocation: number;
}

/**
 * The budget of a launch. Each operation, each read and each number of an array may take a round of its own and one of
 * a loop around it, made by one invocation or by many, and what lies outside the problem is computed, too; and each
 * invocation may go IDLE times through loops that find
 * nothing to do. An invocation for itself has 64 times its share.
 *
 * @param sizes of the size symbols, and `override` values that differ from the shader's defaults
 */
export function loopBudget(header: KernelHeader, sizes: Sizes): LoopBudget {
  const all = { ...header.constants, ...header.fixed, ...sizes };
  const elements = header.bindings
    .filter(({ access }) => access !== 'uniform')
    .reduce((sum, { shape }) => sum + product(shapeOf(shape, all)), 0);
  const { flops, 'global reads': reads } = header.cost;
  const lanes = product(header.workgroup.map((extent) => evaluate(extent, all)));
  const invocations = lanes * product(workgroups(header, sizes));
  const work = evaluate(flops, all) + evaluate(reads, all) + elements;
  const launch = (2 * work) / fillOf(header, sizes) + IDLE * invocations;
  return { launch, invocation: Math.ceil((64 * launch) / invocations) };
}

function product(extents: readonly number[]): number {
  return extents.reduce((total, extent) => total * extent, 1);
}

/** How far the invocations of a workgroup go together: not at all, in subgroups, or all, at barriers. */
type Meeting = 0 | 1 | 2;
const BARRIER = /^(?:(?:workgroup|storage|texture)Barrier|workgroupUniformLoad)$/;
const SUBGROUP = /^(?:subgroup|quad)[A-Z]/;

interface Loop {
  /** Where it begins, its attributes included, and its keyword and the braces of its body. */
  start: number;
  keyword: number;
  body: number;
  end: number;
  meeting: Meeting;
}

interface Guardable extends FunctionText {
  loops: Loop[];
  /** Calls of the text's own functions, by the places of their names. */
  calls: number[];
  meeting: Meeting;
  /** Whether it has, or calls what has, a loop in which invocations meet. */
  counts: boolean;
}

/**
 * Ends every `for`, `while` and `loop` once the budget is spent, and all that follow with it. The budget is one for
 * the launch, whichever function a loop stands in and however often it is entered. Everything is put on lines that
 * are there, so that the compiler's line numbers stay those of the text.
 *
 * Where invocations meet, at a barrier, they must all leave a loop in the same round: such loops share a counter that
 * is handed to the functions they stand in, and ask every 256 rounds, together, whether one of them has spent the budget.
 *
 * @param code WGSL that compiles; of other text nothing is promised
 */
export function guardLoops(
  code: string,
  budget: LoopBudget,
  { flags = false, apart = false }: GuardOptions = {},
): Guarded {
  const tokens = scan(code);
  const functions = readFunctions(tokens);
  let prefix = 'antipode_';
  while (code.includes(prefix)) prefix += '_';
  const inserts: { at: number; text: string }[] = [];
  const before = (place: number, text: string) => inserts.push({ at: tokens[place].at, text });
  const behind = (place: number, text: string) => inserts.push({ at: tokens[place].at + 1, text });

  const lines: number[] = [];
  const byName = new Map(functions.map((each) => [each.name, each]));
  // In steps, so that few shapes need a code of their own.
  const own = 2 ** Math.min(31, Math.ceil(Math.log2(budget.invocation)));
  const most = flags && !apart ? MOST_ROUNDS : own;
  const pieces = Math.ceil(budget.launch / PIECE);
  for (const { entry, open, params, body, loops, calls, counts } of functions) {
    const met = entry ? `${prefix}met` : `*${prefix}met`;
    const counters: string[] = [];
    for (const loop of loops) {
      const place = lines.length;
      lines.push(tokens[loop.keyword].line);
      if (apart) {
        const counter = `${prefix}loop_${place}`;
        counters.push(` var ${counter} = 0u;`);
        const tell = `${prefix}tell(${place}u)`;
        behind(loop.body, ` ${counter} += 1u; if (${counter} > ${most}u) { ${tell}; break; }`);
        continue;
      }
      const from = `${prefix}from_${place}`;
      const here = `${place}u, ${from}`;
      before(loop.start, `let ${from} = ${prefix}rounds; `);
      if (loop.meeting === 0) {
        behind(loop.body, ` if (${prefix}round(${here})) { break; }`);
        continue;
      }
      const limit = loop.meeting === 1 ? Math.min(most, MOST_MEETINGS) : most;
      const ask = ` if (${met} % ${PIECE}u == 0u) { if (${prefix}stopped()) { ${met} = ${limit + 1}u; } }`;
      const stop = ` if (${met} > ${limit}u) { ${prefix}end(${here}); break; }`;
      behind(
        loop.body,
        ` ${met} += 1u; ${prefix}round(${here});${loop.meeting === 2 ? ask : ''}${stop}`,
      );
    }
    behind(body, counters.join(''));
    if (apart || !counts) continue;
    // The counter of meetings goes where such loops are.
    if (entry) behind(body, ` var ${prefix}met = 0u;`);
    else behind(open, `${prefix}met: ptr<function, u32>${params > open + 1 ? ', ' : ''}`);
    for (const call of calls) {
      if (!byName.get(tokens[call].text)!.counts) continue;
      const more = tokens[call + 2]?.text === ')' ? '' : ', ';
      behind(call + 1, `${entry ? '&' : ''}${prefix}met${more}`);
    }
  }
  if (lines.length === 0) return { code, lines, flags: false, pieces };

  let guarded = '';
  let copied = 0;
  for (const { at, text } of inserts.sort((a, b) => a.at - b.at)) {
    guarded += code.slice(copied, at) + text;
    copied = at;
  }
  guarded += code.slice(copied);
  const meets = !apart && functions.some(({ loops }) => loops.some(({ meeting }) => meeting === 2));
  const library = [
    telling(prefix, lines.length, flags),
    apart ? '' : counting(prefix, lines.length, most, flags),
    meets ? stopping(prefix) : '',
  ];
  return { code: `${guarded}\n${library.join('')}`, lines, flags, pieces };
}

/** Says which loop was ended: its flag, and the last word. */
function telling(prefix: string, loops: number, flags: boolean): string {
  if (!flags) return `fn ${prefix}tell(place: u32) { }\n`;
  const ended = `${prefix}ended`;
  return `@group(0) @binding(${GUARD_BINDING.index}) var<storage, read_write> ${ended}: array<atomic<u32>, ${loops + EXTRA}>;
fn ${prefix}tell(place: u32) {
  atomicStore(&${ended}[place], 1u);
  atomicStore(&${ended}[${loops}], 1u);
}
`;
}

/**
 * Counts rounds. Of loops in one another, the one is told that made half of the invocation's rounds since it was
 * entered, innermost first: a loop that ends is not blamed for one around it that does not. An invocation that was
 * stopped after a few rounds knows nothing of that.
 */
function counting(prefix: string, loops: number, most: number, flags: boolean): string {
  const ended = `${prefix}ended`;
  const spent = flags
    ? `atomicAdd(&${ended}[${loops + 1}], 1u) >= atomicLoad(&${ended}[${loops + 2}])`
    : `${prefix}rounds > ${most}u`;
  const say = flags ? `atomicStore(&${ended}[${loops}], 1u); ` : '';
  return `var<private> ${prefix}rounds = 0u;
var<private> ${prefix}over = false;
var<private> ${prefix}told = false;
fn ${prefix}end(place: u32, first: u32) {
  if (!${prefix}over) { ${prefix}over = true; ${say}}
  let own = ${prefix}rounds - first;
  if (!${prefix}told && own >= ${IDLE / 2}u && 2u * own >= ${prefix}rounds) {
    ${prefix}told = true;
    ${prefix}tell(place);
  }
}
fn ${prefix}round(place: u32, first: u32) -> bool {
  ${prefix}rounds += 1u;
  var ends = ${prefix}over;
  if (!ends && ${prefix}rounds % ${PIECE}u == 0u) { ends = ${spent}; }
  if (ends) { ${prefix}end(place, first); }
  return ends;
}
`;
}

/** Whether one invocation of the workgroup has spent the budget: all learn it together. */
function stopping(prefix: string): string {
  return `var<workgroup> ${prefix}stop: u32;
fn ${prefix}stopped() -> bool {
  if (${prefix}over) { ${prefix}stop = 1u; }
  return workgroupUniformLoad(&${prefix}stop) != 0u;
}
`;
}

/** Every function with its loops and calls, and how far invocations must go together in them. */
function readFunctions(tokens: readonly Token[]): Guardable[] {
  const functions = functionsOf(tokens).map((each): Guardable => {
    const [loops, calls] = [[], []];
    return { ...each, loops, calls, meeting: 0, counts: false };
  });
  const byName = new Map(functions.map((each) => [each.name, each]));
  const meetingIn = (from: number, to: number): Meeting => {
    let most: Meeting = 0;
    for (let i = from; i < to && most < 2; i++) {
      const { text } = tokens[i];
      const known = byName.get(text)?.meeting ?? (SUBGROUP.test(text) ? 1 : 0);
      most = Math.max(most, BARRIER.test(text) ? 2 : known) as Meeting;
    }
    return most;
  };
  for (const each of functions) {
    for (let i = each.body + 1; i < each.end; i++) {
      const { text } = tokens[i];
      if (/^(?:for|while|loop)$/.test(text)) {
        const head = text === 'for' ? closing(tokens, i + 1) : i;
        const body = tokens.findIndex((token, k) => k > head && token.text === '{');
        if (body < 0) continue;
        const start = attributesBefore(tokens, i);
        each.loops.push({ start, keyword: i, body, end: closing(tokens, body), meeting: 0 });
      } else if (byName.has(text) && tokens[i + 1]?.text === '(') each.calls.push(i);
    }
  }
  // What is learnt of one function may change another that calls it.
  for (let changed = true; changed;) {
    changed = false;
    for (const each of functions) {
      const meeting = meetingIn(each.body, each.end);
      // The head of a loop is passed in every round, too.
      for (const loop of each.loops) loop.meeting = meetingIn(loop.keyword, loop.end);
      const counts =
        each.loops.some((loop) => loop.meeting > 0) ||
        each.calls.some((at) => byName.get(tokens[at].text)!.counts);
      changed ||= meeting !== each.meeting || counts !== each.counts;
      Object.assign(each, { meeting, counts });
    }
  }
  return functions;
}

/** Where the attributes of a statement begin: `@diagnostic(off, derivative_uniformity) for …`. */
function attributesBefore(tokens: readonly Token[], statement: number): number {
  if (tokens[statement - 1]?.text !== ')') return statement;
  let open = statement - 1;
  for (let depth = 0; open > 0; open--) {
    depth += tokens[open].text === ')' ? 1 : tokens[open].text === '(' ? -1 : 0;
    if (depth === 0) break;
  }
  return tokens[open - 2]?.text === '@' ? attributesBefore(tokens, open - 2) : statement;
}
