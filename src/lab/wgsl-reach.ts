import { closing, type Token } from '../wgsl/index';

/** What is made of a variable where it is used: `(&(tile[i]))`, `(*&tile)[i].x`. */
export interface Reach {
  /** The first token of the whole, and the one behind its last. */
  from: number;
  end: number;
  /** It is a pointer to the element, not the element. */
  address: boolean;
  /** The brackets of each index, the outermost first; not those behind a member. */
  indices: readonly { open: number; close: number }[];
}

/** A sign behind which `&` and `*` stand before one operand, not between two. */
const BEFORE_OPERAND = /^(?:[-(,=;{}!~*/%&|^<>+:[]|[-+*/%&|^=!<>]=|<<=?|>>=?|&&|\|\||return)$/;

/** Follows a variable outwards through brackets, indices, members, `&` and `*`. */
export function reachOf(tokens: readonly Token[], variable: number): Reach {
  const text = (k: number) => tokens[k]?.text ?? '';
  const unary = (k: number, sign: string) => text(k) === sign && BEFORE_OPERAND.test(text(k - 1));
  const indices: { open: number; close: number }[] = [];
  let [from, end] = [variable, variable + 1];
  let address = false;
  let inMember = false;
  for (;;) {
    if (text(end) === '[') {
      const close = closing(tokens, end);
      if (!inMember) indices.push({ open: end, close });
      [end, address] = [close + 1, false]; // a pointer is followed by an index, too
    } else if (text(end) === '.') {
      [end, address, inMember] = [end + 2, false, true];
    } else if (unary(from - 1, '&')) {
      [from, address] = [from - 1, true];
    } else if (address && unary(from - 1, '*')) {
      [from, address] = [from - 1, false];
    } else if (text(from - 1) === '(' && text(end) === ')' && !isCall(tokens, from - 1)) {
      [from, end] = [from - 1, end + 1];
    } else {
      return { from, end, address, indices };
    }
  }
}

/** Whether a bracket holds the arguments of a function, or what a keyword asks. */
function isCall(tokens: readonly Token[], bracket: number): boolean {
  const { kind, text } = tokens[bracket - 1];
  return (kind === 'name' && text !== 'return') || text === '>';
}
