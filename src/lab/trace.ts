import { beginMain, findMain, type Edit } from './trace-main';
import { traceLibrary } from './trace-library';
import { declarations, type ArrayDeclaration, type Declarations } from './wgsl-arrays';
import { reachOf } from './wgsl-reach';
import { closing, functionsOf, scan, type FunctionText, type Token } from '../wgsl/index';

/** What an invocation does at a place of the shader. An atomic operation reads and writes in one. */
export type SiteKind = 'read' | 'write' | 'atomic' | 'barrier';

/** A place in the shader that reads or writes an array, or a barrier. Numbered in the order of evaluation. */
export interface Site {
  kind: SiteKind;
  /** The array's name; the barrier's function. */
  name: string;
  /** Counted from 1. */
  line: number;
  /** Columns in that line, counted from 0. */
  from: number;
  to: number;
}

/** A shader that writes down what its invocations read and write, line for line as the one it was made from. */
export interface TracedSource {
  code: string;
  sites: readonly Site[];
  arrays: readonly ArrayDeclaration[];
  declared: Declarations;
  /** Extents of the workgroup, as expressions. */
  workgroup: readonly string[];
  /** Accesses that are not written down, and why; each a sentence. */
  unfollowed: readonly string[];
}

const ASSIGN = /^(=|[-+*/%&|^]=|<<=|>>=|\+\+|--)$/;
const BARRIER = /^(workgroup|storage|texture)Barrier$/;
/** Reads a variable of the workgroup between two barriers, so that all invocations see the same. */
const UNIFORM_LOAD = 'workgroupUniformLoad';

/**
 * Rewrites a shader so that each access of a storage or workgroup array is written to a buffer:
 * `tile[i] = a[j];` becomes `tile[keep(0, i)] = a[now(1, 0, j)]; done(2, 0);`, where `now` notes (place, j) and
 * returns j, and `done` notes the kept index once the value is stored, so that reads and writes stand in
 * the order of the memory. Nothing is computed differently, no line moves, and control flow stays as uniform
 * as it was. Each invocation has its own region: a count, then `most` pairs of place and index.
 *
 * @param binding number of the trace binding, one that is free
 * @param most accesses kept of one invocation; later ones are only counted
 * @throws TraceError where there is no `main` compute function
 */
export function traceSource(source: string, binding: number, most: number): TracedSource {
  const tokens = scan(source);
  const declared = declarations(source, tokens);
  const main = findMain(tokens);
  const walk = new Walk(source, tokens, declared);
  for (const each of functionsOf(tokens)) walk.enter(each);

  const sites = walk.sites.sort((a, b) => a.order - b.order);
  const edits = [...beginMain(tokens, main, declared), ...walk.edits];
  let code = '';
  let copied = 0;
  for (const { at, text } of edits.sort((a, b) => a.at - b.at)) {
    code += source.slice(copied, at) + text();
    copied = at;
  }
  code += source.slice(copied);
  const { slots, loads } = walk;
  return {
    code: `${code}\n${traceLibrary(binding, most, { slots, loads, workgroup: main.workgroup })}`,
    sites: sites.map(({ kind, name, line, from, to }) => ({ kind, name, line, from, to })),
    arrays: declared.arrays.filter(({ extents }) => extents.length <= 2),
    declared,
    workgroup: [...main.workgroup, '1', '1'].slice(0, 3),
    unfollowed: [...new Set(walk.unfollowed)],
  };
}

/** Goes through function bodies and collects the places and what has to be put in. */
class Walk {
  readonly edits: Edit[] = [];
  readonly sites: (Site & { order: number })[] = [];
  readonly unfollowed: string[] = [];
  /** Types of what workgroupUniformLoad reads whole, each with a function of the library. */
  readonly loads: string[] = [];
  slots = 0;
  readonly #arrays: ReadonlyMap<string, ArrayDeclaration>;
  readonly #others: ReadonlyMap<string, string>;
  /** What is no array is named once. */
  readonly #named = new Set<string>();

  constructor(
    private readonly source: string,
    private readonly tokens: readonly Token[],
    { arrays, others }: Declarations,
  ) {
    this.#arrays = new Map(arrays.map((array) => [array.name, array]));
    this.#others = others;
  }

  /** One function, from its `fn` to its closing brace. A local name may hide another until its scope ends. */
  enter({ open, params, body, end }: FunctionText): void {
    const { tokens } = this;
    const hidden = tokens
      .slice(open, params)
      .filter((_, i) => tokens[open + i + 1]?.text === ':')
      .map(({ text }) => ({ text, from: body, until: end }));
    const isShared = (name: string) => this.#arrays.has(name) || this.#others.has(name);
    /** The header of the `for` that we are in: no statement can follow an assignment there. */
    let header = -1;
    for (let i = body; i < end; i++) {
      const { text } = tokens[i];
      if (text === 'for') header = closing(tokens, i + 1);
      if (/^(let|var|const)$/.test(text) && isShared(this.#declaredBy(i))) {
        const until = header > i ? closing(tokens, header + 1) : this.#scopeEnd(i, end);
        hidden.push({ text: this.#declaredBy(i), from: this.#statementEnd(i), until });
      }
      if (BARRIER.test(text)) this.#barrier(i, header > i);
      const isHidden = (name: string) =>
        hidden.some((h) => h.text === name && h.from <= i && i <= h.until);
      if (text === UNIFORM_LOAD) this.#uniformLoad(i, isHidden);
      if (!isShared(text) || isHidden(text)) continue;
      if (tokens[i - 1].text === '.' || /^(let|var|const|>)$/.test(tokens[i - 1].text)) continue;
      const array = this.#arrays.get(text);
      if (array) this.#access(i, array, header > i);
      else this.#other(i);
    }
  }

  #declaredBy(i: number): string {
    const { tokens } = this;
    return tokens[i + 1]?.text === '<'
      ? (tokens[closingTemplate(tokens, i + 1) + 1]?.text ?? '')
      : (tokens[i + 1]?.text ?? '');
  }

  #statementEnd(i: number): number {
    const { tokens } = this;
    while (i < tokens.length && tokens[i].text !== ';') {
      i = /^[([{]$/.test(tokens[i].text) ? closing(tokens, i) + 1 : i + 1;
    }
    return i;
  }

  /** The brace that ends the block around this token. */
  #scopeEnd(i: number, end: number): number {
    let depth = 0;
    for (; i < end; i++) {
      if (this.tokens[i].text === '{') depth++;
      if (this.tokens[i].text === '}' && --depth < 0) return i;
    }
    return end;
  }

  #barrier(i: number, inHeader: boolean): void {
    const { at, text } = this.tokens[i];
    const site = this.#site('barrier', text, i, at + text.length, at);
    if (!inHeader) {
      this.edits.push({ at, text: () => `antipode_note(${site()}u, 0u); ` });
      return;
    }
    // No other statement fits in there: a function of the library notes it and waits.
    this.edits.push({ at, text: () => 'antipode_' });
    this.edits.push({ at: this.tokens[i + 1].at + 1, text: () => `${site()}u` });
  }

  /** Of an element of an array, `#access` knows more; anything else is read whole, behind a barrier. */
  #uniformLoad(i: number, isHidden: (name: string) => boolean): void {
    const { tokens } = this;
    const close = closing(tokens, i + 1);
    const words = tokens.slice(i + 2, close).filter(({ text }) => !/^[()&]$/.test(text));
    const [{ text: name = '' } = {}] = words;
    const array = isHidden(name) ? undefined : this.#arrays.get(name);
    if (array && words[1]?.text === '[') return;
    const type = isHidden(name) || words.length > 1 ? undefined : this.#others.get(name);
    if (!type || type.includes('atomic')) {
      this.unfollowed.push(
        `Line ${tokens[i].line} waits in ${UNIFORM_LOAD} for what is not an element or a variable of the workgroup by name: that invocations meet there is not followed, and what is told of races behind it may not be so.`,
      );
      return;
    }
    const { at, text } = tokens[i];
    const site = this.#site('barrier', text, i, at + text.length, at);
    if (!this.loads.includes(type)) this.loads.push(type);
    const load = this.loads.indexOf(type);
    this.edits.push({ at, text: () => `antipode_load_${load}(${site()}u, ` });
    this.edits.push({ at: tokens[close].at + 1, text: () => ')' });
  }

  /** What invocations share beside arrays. */
  #other(i: number): void {
    const { text: name, line } = this.tokens[i];
    const before = this.tokens.slice(Math.max(0, i - 4), i).map(({ text }) => text);
    if (before.includes(UNIFORM_LOAD) || this.#named.has(name)) return;
    this.#named.add(name);
    this.unfollowed.push(
      `Line ${line} uses ${name}, which is no array: what invocations read and write there is not followed.`,
    );
  }

  #access(i: number, array: ArrayDeclaration, inHeader: boolean): void {
    const { tokens } = this;
    const text = (k: number) => tokens[k]?.text ?? '';
    const skip = (why: string) => {
      this.unfollowed.push(`Line ${tokens[i].line} ${why}, which is not followed.`);
    };
    const { name, extents } = array;
    const { from, end, address, indices } = reachOf(tokens, i);
    const callee = address && text(from - 1) === '(' ? text(from - 2) : '';
    if (callee === 'arrayLength') return;
    if (extents.length > 2) return skip(`uses ${name}, an array of three dimensions`);
    if (indices.length === 0) return skip(`uses ${name} as a whole`);
    if (indices.length < extents.length) return skip(`uses a row of ${name} as a whole`);
    const [first, last] = [indices[0], indices[extents.length - 1]];

    const atomic = /^atomic(\w+)$/.exec(callee);
    const isUniform = callee === UNIFORM_LOAD;
    if (address && !atomic && !isUniform) return skip(`takes a pointer into ${name}`);
    const sign = text(end);
    const written = !address && ASSIGN.test(sign);
    const updates = written && sign !== '=';
    const kind =
      atomic?.[1] === 'Load' ? 'read' : atomic?.[1] === 'Store' ? 'write' : atomic && 'atomic';
    /** Where the index is noted as it is computed; else it is kept until the value is stored. */
    const now = kind ?? (!written || updates ? 'read' : inHeader ? 'write' : null);

    const slot = this.slots++;
    const to = tokens[end - 1].at + tokens[end - 1].text.length;
    const before = isUniform && this.#barrierOf(i, callee, tokens[from].at);
    const noted = now && this.#site(now, name, i, to, tokens[last.close].at);
    const after = isUniform && this.#barrierOf(i, callee, tokens[end].at);
    const also = updates && inHeader && this.#site('write', name, i, to, tokens[end].at);
    if (last !== first) this.#wrap(first, () => [`antipode_keep(${slot}u, u32(`, '))']);
    const inner = last === first ? '' : `u32(${extents[1]}), `;
    const call = last === first ? (now ? 'now' : 'keep') : now ? 'cell_now' : 'cell';
    this.#wrap(last, () => {
      // The index passes through all that has to be noted, the innermost first.
      let [head, tail] = [
        `antipode_${call}(${noted ? `${noted()}u, ` : ''}${slot}u, ${inner}`,
        ')',
      ];
      if (before) [head, tail] = [`${head}antipode_wait(${before()}u, `, `)${tail}`];
      if (after) [head, tail] = [`antipode_wait(${after()}u, ${head}`, `${tail})`];
      if (also) [head, tail] = [`antipode_also(${also()}u, ${slot}u, ${head}`, `${tail})`];
      return [`${head}u32(`, `)${tail}`];
    });
    if (!written || inHeader) return;
    const stop = this.#statementEnd(end);
    const stored = this.#site('write', name, i, to, tokens[stop].at);
    this.edits.push({
      at: tokens[stop].at + 1,
      text: () => ` antipode_done(${stored()}u, ${slot}u);`,
    });
  }

  /** One of the two barriers of a workgroupUniformLoad. */
  #barrierOf(i: number, callee: string, order: number): () => number {
    let at = i;
    while (this.tokens[at].text !== callee) at--;
    const { at: start, text } = this.tokens[at];
    return this.#site('barrier', text, at, start + text.length, order);
  }

  #wrap({ open, close }: { open: number; close: number }, text: () => [string, string]): void {
    this.edits.push({ at: this.tokens[open].at + 1, text: () => text()[0] });
    this.edits.push({ at: this.tokens[close].at, text: () => text()[1] });
  }

  /** Adds a place; its number is known only when all are found. */
  #site(kind: SiteKind, name: string, i: number, to: number, order: number): () => number {
    const { at, line } = this.tokens[i];
    const start = this.source.lastIndexOf('\n', at - 1) + 1;
    const lineEnd = this.source.indexOf('\n', at);
    const most = (lineEnd < 0 ? this.source.length : lineEnd) - start;
    const site = { kind, name, line, from: at - start, to: Math.min(to - start, most), order };
    this.sites.push(site);
    return () => this.sites.indexOf(site);
  }
}

/** `var<function>` and its like: where the template that opens here ends. */
function closingTemplate(tokens: readonly Token[], open: number): number {
  return tokens.findIndex(({ text }, i) => i > open && text === '>');
}
