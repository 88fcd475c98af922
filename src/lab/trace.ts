import { beginMain, findMain, functionStarts, traceLibrary, type Edit } from './trace-main';
import { MOST_ROUNDS } from './trace-protocol';
import { declarations, type ArrayDeclaration, type Declarations } from './wgsl-arrays';
import { closing, scan, type Token } from './wgsl-scan';

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

/**
 * Rewrites a shader so that each access of a storage or workgroup array is written to a buffer:
 * `tile[i] = a[j];` becomes `tile[keep(0, i)] = a[now(1, 0, j)]; done(2, 0);`, where `now` notes (place, j) and
 * returns j, and `done` notes the kept index once the value is stored, so that reads and writes stand in
 * the order of the memory. Nothing is computed differently, no line moves, and control flow stays as uniform
 * as it was; only a loop that does not end is ended. Each invocation has its own region: a count, the line of a
 * loop that was ended or 0, then `most` pairs of place and index.
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
  for (const start of functionStarts(tokens)) walk.enter(start);

  const sites = walk.sites.sort((a, b) => a.order - b.order);
  const edits = [...beginMain(tokens, main, declared), ...walk.edits];
  let code = '';
  let copied = 0;
  for (const { at, text } of edits.sort((a, b) => a.at - b.at)) {
    code += source.slice(copied, at) + text();
    copied = at;
  }
  code += source.slice(copied);
  return {
    code: `${code}\n${traceLibrary(binding, most, walk.slots, main.workgroup)}`,
    sites: sites.map(({ kind, name, line, from, to }) => ({ kind, name, line, from, to })),
    arrays: declared.arrays.filter(({ extents }) => extents.length <= 2),
    declared,
    workgroup: [...main.workgroup, '1', '1'].slice(0, 3),
    unfollowed: walk.unfollowed,
  };
}

/** Goes through function bodies and collects the places and what has to be put in. */
class Walk {
  readonly edits: Edit[] = [];
  readonly sites: (Site & { order: number })[] = [];
  readonly unfollowed: string[] = [];
  slots = 0;
  #loops = 0;
  readonly #arrays: ReadonlyMap<string, ArrayDeclaration>;

  constructor(
    private readonly source: string,
    private readonly tokens: readonly Token[],
    { arrays }: Declarations,
  ) {
    this.#arrays = new Map(arrays.map((array) => [array.name, array]));
  }

  /** One function, from its `fn` to its closing brace. A local name may hide an array until its scope ends. */
  enter(start: number): void {
    const { tokens } = this;
    const open = start + 2;
    const params = closing(tokens, open);
    const body = tokens.findIndex(({ text }, i) => i > params && text === '{');
    const end = closing(tokens, body);
    const hidden = tokens
      .slice(open, params)
      .filter((_, i) => tokens[open + i + 1]?.text === ':')
      .map(({ text }) => ({ text, from: body, until: end }));
    /** The header of the `for` that we are in: no statement can follow an assignment there. */
    let header = -1;
    for (let i = body; i < end; i++) {
      const { text } = tokens[i];
      if (text === 'for') header = closing(tokens, i + 1);
      if (/^(for|while|loop)$/.test(text)) this.#guard(i, text === 'for' ? header : i, body);
      if (/^(let|var|const)$/.test(text) && this.#arrays.has(this.#declaredBy(i))) {
        const until = header > i ? closing(tokens, header + 1) : this.#scopeEnd(i, end);
        hidden.push({ text: this.#declaredBy(i), from: this.#statementEnd(i), until });
      }
      if (BARRIER.test(text)) this.#barrier(i);
      const array = this.#arrays.get(text);
      const isHidden = hidden.some((h) => h.text === text && h.from <= i && i <= h.until);
      const isName = tokens[i - 1].text !== '.' && !/^(let|var|const|>)$/.test(tokens[i - 1].text);
      if (array && !isHidden && isName) this.#access(i, array, header > i);
    }
  }

  /**
   * Lets a loop end that would not: by a counter of the function's own, which is uniform wherever the loop is. An
   * edited shader that runs for ever could not be stopped otherwise, and would block the device for the whole page.
   */
  #guard(i: number, before: number, body: number): void {
    const { tokens } = this;
    const open = tokens.findIndex(({ text }, k) => k > before && text === '{');
    if (open < 0) return;
    const counter = `antipode_round_${this.#loops++}`;
    const { line } = tokens[i];
    this.edits.push({ at: tokens[body].at + 1, text: () => ` var ${counter} = 0u;` });
    this.edits.push({
      at: tokens[open].at + 1,
      text: () =>
        ` ${counter} += 1u; if (${counter} > ${MOST_ROUNDS}u) { antipode_endless(${line}u); break; }`,
    });
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

  #barrier(i: number): void {
    const { at, text } = this.tokens[i];
    const site = this.#site('barrier', text, i, at + text.length, at);
    this.edits.push({ at, text: () => `antipode_note(${site()}u, 0u); ` });
  }

  #access(i: number, array: ArrayDeclaration, inHeader: boolean): void {
    const { tokens } = this;
    const text = (k: number) => tokens[k]?.text ?? '';
    const skip = (why: string) => {
      this.unfollowed.push(`Line ${tokens[i].line} ${why}, which is not followed.`);
    };
    if (text(i + 1) !== '[') {
      if (text(i - 1) === '&' && text(i - 3) === 'arrayLength') return;
      return skip(`uses ${array.name} as a whole`);
    }
    if (array.extents.length > 2) return skip(`uses ${array.name}, an array of three dimensions`);
    const first = { open: i + 1, close: closing(tokens, i + 1) };
    let last = first;
    if (array.extents.length === 2) {
      if (text(first.close + 1) !== '[') return skip(`uses a row of ${array.name} as a whole`);
      last = { open: first.close + 1, close: closing(tokens, first.close + 1) };
    }
    let end = last.close + 1; // behind members and components: `[i].x`, `[i][0]`
    while (text(end) === '.' || text(end) === '[') {
      end = text(end) === '.' ? end + 2 : closing(tokens, end) + 1;
    }

    const isAddress = text(i - 1) === '&' && /^[(,=]$|^return$/.test(text(i - 2));
    const atomic = isAddress && text(i - 2) === '(' ? /^atomic(\w+)$/.exec(text(i - 3)) : null;
    if (isAddress && !atomic) return skip(`takes a pointer into ${array.name}`);
    const sign = text(end);
    const written = !isAddress && ASSIGN.test(sign);
    const kind =
      atomic?.[1] === 'Load' ? 'read' : atomic?.[1] === 'Store' ? 'write' : atomic && 'atomic';
    /** Where the index is noted as it is computed; else it is kept until the value is stored. */
    const now = kind ?? (!written ? 'read' : sign !== '=' ? 'read' : inHeader ? 'write' : null);

    const slot = this.slots++;
    const to = this.tokens[end - 1].at + this.tokens[end - 1].text.length;
    const noted = now && this.#site(now, array.name, i, to, tokens[last.close].at);
    if (last !== first) this.#wrap(first, () => `antipode_keep(${slot}u, u32(`);
    const inner = last === first ? '' : `u32(${array.extents[1]}), `;
    const call = last === first ? (now ? 'now' : 'keep') : now ? 'cell_now' : 'cell';
    this.#wrap(
      last,
      () => `antipode_${call}(${noted ? `${noted()}u, ` : ''}${slot}u, ${inner}u32(`,
    );
    if (!written || inHeader) return;
    const stop = this.#statementEnd(end);
    const stored = this.#site('write', array.name, i, to, tokens[stop].at);
    this.edits.push({
      at: tokens[stop].at + 1,
      text: () => ` antipode_done(${stored()}u, ${slot}u);`,
    });
  }

  #wrap({ open, close }: { open: number; close: number }, text: () => string): void {
    this.edits.push({ at: this.tokens[open].at + 1, text });
    this.edits.push({ at: this.tokens[close].at, text: () => '))' });
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
