import { lexemeAt, plainLines, type LexemeKind } from '../wgsl/index';

/** A piece of a line; `role` is a class of code-colours.ts, or ''. */
export interface CodePart {
  text: string;
  role: string;
}

/** What a piece of a shader is to the eye; '' for what is shown plain. */
export type Role = 'comment' | 'keyword' | 'typeName' | 'number' | 'propertyName' | '';

const KEYWORDS = new Set(
  'alias break case const const_assert continue continuing default diagnostic discard else enable false fn for if let loop override requires return struct switch true var while'.split(
    ' ',
  ),
);
const TYPE =
  /^(?:bool|[fiu]32|f16|vec[234][fiuh]?|mat[234]x[234][fh]?|array|atomic|ptr|sampler(?:_comparison)?|texture_\w+)$/;

/** The role of a piece behind the sign before it: `@` begins an attribute. */
export function roleOf(kind: LexemeKind, text: string, before: string): Role {
  if (kind === 'comment' || kind === 'number') return kind;
  if (text === '@') return 'propertyName';
  if (kind !== 'name') return '';
  if (before === '@') return 'propertyName';
  if (KEYWORDS.has(text)) return 'keyword';
  return TYPE.test(text) ? 'typeName' : '';
}

/** A WGSL text, line by line, cut as the compiler cuts it. */
export function highlightWgsl(source: string): CodePart[][] {
  const code = plainLines(source);
  const lines: CodePart[][] = [[]];
  let before = '';
  for (let at = 0; at < code.length;) {
    const { kind, end } = lexemeAt(code, at);
    const text = code.slice(at, end);
    const role = roleOf(kind, text, before);
    if (kind !== 'blank' && kind !== 'comment') before = text;
    text.split('\n').forEach((part, k) => {
      if (k > 0) lines.push([]);
      if (part) lines.at(-1)!.push({ text: part, role: role && `tok-${role}` });
    });
    at = end;
  }
  return lines;
}
