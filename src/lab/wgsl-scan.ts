/** A word, number or sign of a shader, with its place: offset from 0, line from 1. */
export interface Token {
  text: string;
  at: number;
  line: number;
}

const TOKEN =
  /[\p{XID_Start}_]\p{XID_Continue}*|\d[\w.]*|<<=|>>=|\+\+|--|&&|\|\||->|[-+*/%&|^=!<>]=|<<|>>|\S/uy;
const SPACE = /\s+|\/\/[^\n]*/y;

/** Cuts a shader into tokens; comments and white space fall away. */
export function scan(source: string): Token[] {
  const tokens: Token[] = [];
  let line = 1;
  let counted = 0;
  for (let at = 0; at < source.length;) {
    const skipped = skip(source, at);
    if (skipped > at) {
      at = skipped;
      continue;
    }
    for (; counted < at; counted++) if (source[counted] === '\n') line++;
    TOKEN.lastIndex = at;
    const text = TOKEN.exec(source)?.[0] ?? source[at];
    tokens.push({ text, at, line });
    at += text.length;
  }
  return tokens;
}

/** Where white space, or a comment, that begins here ends. Block comments nest. */
function skip(source: string, at: number): number {
  SPACE.lastIndex = at;
  const plain = SPACE.exec(source);
  if (plain) return at + plain[0].length;
  if (!source.startsWith('/*', at)) return at;
  let depth = 0;
  do {
    if (source.startsWith('/*', at)) depth++;
    else if (source.startsWith('*/', at)) depth--;
    else {
      at++;
      continue;
    }
    at += 2;
  } while (depth > 0 && at < source.length);
  return at;
}

const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** The place of the bracket that closes the one at `open`; the end of the tokens where none does. */
export function closing(tokens: readonly Token[], open: number): number {
  let depth = 0;
  for (let i = open; i < tokens.length; i++) {
    const { text } = tokens[i];
    if (text in CLOSING) depth++;
    else if (text === ')' || text === ']' || text === '}') depth--;
    if (depth === 0) return i;
  }
  return tokens.length;
}
