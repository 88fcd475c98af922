// The words of WGSL, as section 3 of its specification cuts them: blank space, comments, names, numbers, signs. The
// guard, the tracer and the highlighter read a shader by this one, so that they see what the compiler sees.

/** What a piece of a shader is. Blank space and comments mean nothing to the compiler. */
export type LexemeKind = 'blank' | 'comment' | 'name' | 'number' | 'sign';

/** A word, number or sign of a shader, with its place: offset from 0, line from 1. */
export interface Token {
  kind: 'name' | 'number' | 'sign';
  text: string;
  at: number;
  line: number;
}

/** A piece of a shader that begins at a place and ends before another. */
export interface Lexeme {
  kind: LexemeKind;
  end: number;
  /** Block comments that are still open behind it: they nest, and may span lines. */
  depth: number;
}

/** Every line break of WGSL; CR LF is one. */
const LINE_BREAK = /\r\n|[\n\v\f\r\u0085\u2028\u2029]/g;

const BLANK = /[ \t\n\v\f\r\u0085\u200e\u200f\u2028\u2029]+/y;
const LINE_COMMENT = /\/\/[^\n\v\f\r\u0085\u2028\u2029]*/y;
const NAME = /[\p{XID_Start}_]\p{XID_Continue}*/uy;
const NUMBER =
  /0[xX](?:[\da-fA-F]+\.?[\da-fA-F]*|\.[\da-fA-F]+)(?:[pP][-+]?\d+[fh]?|[iu])?|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?[fhiu]?/y;
const SIGN = /<<=|>>=|&&|\|\||->|--|\+\+|[-+*/%&|^=!<>]=|<<|>>|[^]/uy;

/** In this order: `//` begins no sign, and `.5` no member. */
const KINDS = [
  ['blank', BLANK],
  ['comment', LINE_COMMENT],
  ['name', NAME],
  ['number', NUMBER],
  ['sign', SIGN],
] as const;

/**
 * The piece that begins at a place of a text that is not at its end.
 *
 * @param depth block comments that are open there
 */
export function lexemeAt(text: string, at: number, depth = 0): Lexeme {
  if (depth > 0 || text.startsWith('/*', at)) return blockComment(text, at, depth);
  for (const [kind, pattern] of KINDS) {
    pattern.lastIndex = at;
    if (pattern.test(text)) return { kind, end: pattern.lastIndex, depth };
  }
  return { kind: 'sign', end: at + 1, depth };
}

function blockComment(text: string, at: number, depth: number): Lexeme {
  for (const sign of text.slice(at).matchAll(/\/\*|\*\//g)) {
    depth += sign[0] === '/*' ? 1 : -1;
    if (depth === 0) return { kind: 'comment', end: at + sign.index + 2, depth };
  }
  return { kind: 'comment', end: text.length, depth };
}

/** Cuts a shader into tokens; comments and blank space fall away. */
export function scan(source: string): Token[] {
  const tokens: Token[] = [];
  const breaks = Array.from(source.matchAll(LINE_BREAK), ({ index }) => index);
  let line = 1;
  for (let at = 0; at < source.length;) {
    const { kind, end } = lexemeAt(source, at);
    while (breaks[line - 1] < at) line++;
    if (kind !== 'blank' && kind !== 'comment') {
      tokens.push({ kind, text: source.slice(at, end), at, line });
    }
    at = end;
  }
  return tokens;
}

/** The same shader with LF at the end of every line: what an editor and a comparison of texts need. */
export function plainLines(source: string): string {
  return source.replace(LINE_BREAK, '\n');
}

const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** The place of the bracket that closes the one at `open`; the end of the tokens where none does. */
export function closing(tokens: readonly Token[], open: number): number {
  if (open < 0) return tokens.length;
  let depth = 0;
  for (let i = open; i < tokens.length; i++) {
    const { text } = tokens[i];
    if (text in CLOSING) depth++;
    else if (text === ')' || text === ']' || text === '}') depth--;
    if (depth === 0) return i;
  }
  return tokens.length;
}

/** A function of a shader; places are those of its tokens. */
export interface FunctionText {
  name: string;
  /** Its attributes say that it is an entry point of a compute pipeline. */
  entry: boolean;
  /** The `fn`, the brackets of its parameters, and the braces of its body. */
  start: number;
  open: number;
  params: number;
  body: number;
  end: number;
}

/** The functions of a shader that have a body, in their order. */
export function functionsOf(tokens: readonly Token[]): FunctionText[] {
  const found: FunctionText[] = [];
  tokens.forEach(({ text }, start) => {
    if (text !== 'fn' || tokens[start + 2]?.text !== '(') return;
    const open = start + 2;
    const params = closing(tokens, open);
    const body = tokens.findIndex((token, i) => i > params && token.text === '{');
    if (body < 0) return;
    let attribute = start;
    while (attribute > 0 && !/^[;}]$/.test(tokens[attribute - 1].text)) attribute--;
    const entry = tokens.slice(attribute, start).some((token) => token.text === 'compute');
    const { text: name } = tokens[start + 1];
    found.push({ name, entry, start, open, params, body, end: closing(tokens, body) });
  });
  return found;
}
