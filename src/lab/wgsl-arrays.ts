import type { Token } from './wgsl-scan';

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
  /** `const` and `override` values, as expressions. */
  sizes: Readonly<Record<string, string>>;
  /** Members of structs that carry a builtin: struct → builtin → member. */
  builtins: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Reads the module-scope declarations of a shader. What it does not understand it leaves out. */
export function declarations(source: string, tokens: readonly Token[]): Declarations {
  const arrays: ArrayDeclaration[] = [];
  const sizes: Record<string, string> = {};
  const builtins: Record<string, Record<string, string>> = {};
  const aliases = new Map<string, string>();
  const lines = source.split('\n');

  for (const { text, line } of statements(tokens)) {
    const alias = /^alias (\w+) = (.+)$/.exec(text);
    if (alias) aliases.set(alias[1], alias[2]);
    const size = /^(?:@ \w+ \( [^)]*\) )?(?:override|const) (\w+)(?: : \w+)? = (.+)$/.exec(text);
    if (size) sizes[size[1]] = plain(size[2]);
    const struct = /^struct (\w+) \{(.*)$/.exec(text);
    if (struct) {
      const members = struct[2].matchAll(/@ builtin \( (\w+) \) (\w+)/g);
      builtins[struct[1]] = Object.fromEntries(Array.from(members, ([, b, name]) => [b, name]));
    }
    const variable = /var < (storage|workgroup)[^>]*> (\w+) : (.+)$/.exec(text);
    if (!variable) continue;
    const [, space, name, type] = variable;
    const parsed = arrayType(type, aliases);
    if (!parsed) continue;
    const note = /\/\/\s*(.*)$/.exec(lines[line - 1])?.[1] ?? '';
    const atomic = / atomic </.test(aliases.get(type) ?? type);
    arrays.push({ name, space: space as 'storage' | 'workgroup', ...parsed, atomic, note, line });
  }
  return { arrays, sizes, builtins };
}

/** Statements at module scope, each as its tokens joined by blanks; of functions only the head. */
function statements(tokens: readonly Token[]): { text: string; line: number }[] {
  const found: { text: string; line: number }[] = [];
  let words: Token[] = [];
  let depth = 0;
  for (const token of tokens) {
    if (token.text === '{') depth++;
    if (token.text === '}') depth--;
    const ends = depth === 0 && (token.text === ';' || token.text === '}');
    if (!ends) words.push(token);
    else if (words.length > 0) {
      // `>>` may close two templates.
      const text = words.map((word) => word.text.replace(/^>>$/, '> >')).join(' ');
      found.push({ text, line: token.line });
      words = [];
    }
  }
  return found;
}

/** Extents and element width of an array type; null for any other. */
function arrayType(
  type: string,
  aliases: ReadonlyMap<string, string>,
): { extents: string[]; width: number } | null {
  const resolved = aliases.get(type) ?? type;
  const array = /^array < (.+) >$/.exec(resolved);
  if (!array) return null;
  const [element, extent = ''] = splitTop(array[1]);
  const inner = arrayType(element, aliases);
  const extents = [plain(extent), ...(inner?.extents ?? [])];
  return { extents, width: inner?.width ?? widthOf(aliases.get(element) ?? element) };
}

function widthOf(element: string): number {
  if (/^(f32|u32|i32|atomic < .* >)$/.test(element)) return 1;
  const vector = /^vec([234])(?:[fui]$| < [fui]32 >$)/.exec(element);
  return vector ? Number(vector[1]) : 0;
}

/** Splits at the last comma that stands in no bracket. */
function splitTop(text: string): string[] {
  let depth = 0;
  for (let i = text.length - 1; i >= 0; i--) {
    if (text[i] === '>' || text[i] === ')') depth++;
    if (text[i] === '<' || text[i] === '(') depth--;
    if (text[i] === ',' && depth === 0) return [text.slice(0, i).trim(), text.slice(i + 1).trim()];
  }
  return [text];
}

/** An expression without suffixes of numbers: `16u` → `16`. */
function plain(expression: string): string {
  return expression.replace(/\b(\d[\d.]*)[uif]\b/g, '$1');
}
