import { closing, type Token } from '../wgsl/index';

/** An array of a shader that its invocations share: a storage binding or a workgroup variable. */
export interface ArrayDeclaration {
  name: string;
  space: 'storage' | 'workgroup';
  /** Extents as expressions, outermost first; '' for one that the buffer's size decides. */
  extents: readonly string[];
  /** Numbers of four bytes that an element has: 1, or as many as its vector; 0 for a struct or matrix. */
  width: number;
  /** Its elements are atomics. */
  atomic: boolean;
  /** The comment behind the declaration. */
  note: string;
  line: number;
}

/** What a shader says at module scope of arrays and sizes. */
export interface Declarations {
  arrays: readonly ArrayDeclaration[];
  /** Types of what else invocations share, by name: numbers, structs. */
  others: ReadonlyMap<string, string>;
  /** `const` and `override` values, as expressions. */
  sizes: Readonly<Record<string, string>>;
  /** Members of structs that carry a builtin: struct → builtin → member. */
  builtins: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

type Aliases = ReadonlyMap<string, readonly Token[]>;

/** Reads the module-scope declarations of a shader. */
export function declarations(source: string, tokens: readonly Token[]): Declarations {
  const arrays: ArrayDeclaration[] = [];
  const others = new Map<string, string>();
  const sizes: Record<string, string> = {};
  const builtins: Record<string, Record<string, string>> = {};
  const aliases = new Map<string, readonly Token[]>();
  const lines = source.split('\n');
  const all = statements(tokens).map(withoutAttributes);

  for (const [keyword, name, sign, ...type] of all) {
    if (keyword?.text === 'alias' && sign?.text === '=') aliases.set(name.text, type);
  }
  for (const words of all) {
    const [keyword, name] = words;
    if (keyword?.text === 'const' || keyword?.text === 'override') {
      const equals = words.findIndex(({ text }) => text === '=');
      if (equals > 0) sizes[name.text] = textOf(words.slice(equals + 1));
    }
    if (keyword?.text === 'struct') {
      const members = textOf(words).matchAll(/@ builtin \( (\S+) (?:, )?\) (\S+)/g);
      builtins[name.text] = Object.fromEntries(Array.from(members, ([, b, member]) => [b, member]));
    }
    if (keyword?.text !== 'var' || name?.text !== '<') continue;
    const space = words[2]?.text;
    const colon = words.findIndex(({ text }) => text === ':');
    if ((space !== 'storage' && space !== 'workgroup') || colon < 0) continue;
    const variable = words[colon - 1];
    const type = words.slice(colon + 1);
    const parsed = arrayType(type, aliases);
    if (!parsed) {
      others.set(variable.text, textOf(type));
      continue;
    }
    const { line } = words[words.length - 1];
    const note = /\/\/\s*(.*)$/.exec(lines[line - 1])?.[1] ?? '';
    arrays.push({ name: variable.text, space, ...parsed, note, line });
  }
  return { arrays, others, sizes, builtins };
}

/** Statements at module scope, each as its tokens; of functions only the head. */
function statements(tokens: readonly Token[]): Token[][] {
  const found: Token[][] = [];
  let words: Token[] = [];
  let depth = 0;
  for (const token of tokens) {
    if (token.text === '{') depth++;
    if (token.text === '}') depth--;
    const ends = depth === 0 && (token.text === ';' || token.text === '}');
    if (!ends) words.push(token);
    else if (words.length > 0) {
      found.push(words);
      words = [];
    }
  }
  return found;
}

/** A statement from its keyword on. */
function withoutAttributes(words: readonly Token[]): readonly Token[] {
  let at = 0;
  while (words[at]?.text === '@') {
    at = words[at + 2]?.text === '(' ? closing(words, at + 2) + 1 : at + 2;
  }
  return words.slice(at);
}

/** Extents and elements of an array type; null for any other. */
function arrayType(
  type: readonly Token[],
  aliases: Aliases,
  deep = 0,
): Pick<ArrayDeclaration, 'extents' | 'width' | 'atomic'> | null {
  const [name, [element = [], extent = []]] = template(type, aliases);
  if (name !== 'array' || deep > 8) return null;
  const inner = arrayType(element, aliases, deep + 1);
  const extents = [textOf(extent), ...(inner?.extents ?? [])];
  if (inner) return { ...inner, extents };
  const [kind, [of = []]] = template(element, aliases);
  return { extents, width: widthOf(kind, textOf(of)), atomic: kind === 'atomic' };
}

/** The name of a type behind its aliases, and what stands between its angle brackets. */
function template(type: readonly Token[], aliases: Aliases, deep = 0): [string, Token[][]] {
  const name = type[0]?.text ?? '';
  const alias = aliases.get(name);
  if (alias && type.length === 1 && deep < 8) return template(alias, aliases, deep + 1);
  const parts: Token[][] = [];
  let depth = 0;
  for (let i = 1; i < type.length; i++) {
    const { text } = type[i];
    if (/^[([]$/.test(text)) {
      const end = closing(type, i); // signs in brackets compare, or shift
      parts.at(-1)?.push(...type.slice(i, end + 1));
      i = end;
      continue;
    }
    // `>>` closes two.
    for (const sign of text === '>>' ? ['>', '>'] : [text]) {
      if (sign === '>' && --depth === 0) return [name, parts];
      if ((sign === '<' && depth++ === 0) || (sign === ',' && depth === 1)) parts.push([]);
      else parts.at(-1)?.push({ ...type[i], text: sign });
    }
  }
  return [name, parts];
}

function widthOf(name: string, element: string): number {
  if (/^(f32|u32|i32|atomic)$/.test(name)) return 1;
  const vector = /^vec([234])([fui]?)$/.exec(name);
  if (!vector || (vector[2] === '' && !/^[fui]32$/.test(element))) return 0;
  return Number(vector[1]);
}

/** Tokens joined by blanks, without the suffixes of whole numbers: `16u` → `16`. */
function textOf(tokens: readonly Token[]): string {
  return tokens
    .map(({ kind, text }) => (kind === 'number' ? text.replace(/^(\d[\d.]*)[uif]$/, '$1') : text))
    .join(' ');
}
