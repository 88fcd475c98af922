import { scan, type Token } from './lexer';

/** A number of a constant expression; whole ones divide to whole ones. Truth is 1 or 0. */
interface Value {
  value: number;
  whole: boolean;
}

const whole = (value: number): Value => ({ value, whole: true });
const truth = (value: boolean): Value => whole(value ? 1 : 0);
const both = (value: number, a: Value, b: Value): Value => ({ value, whole: a.whole && b.whole });

/** Operators with two sides, those that bind least first. */
const OPERATORS: readonly Readonly<Record<string, (a: Value, b: Value) => Value>>[] = [
  { '||': (a, b) => truth(a.value !== 0 || b.value !== 0) },
  { '&&': (a, b) => truth(a.value !== 0 && b.value !== 0) },
  { '|': (a, b) => whole((a.value | b.value) >>> 0) },
  { '^': (a, b) => whole((a.value ^ b.value) >>> 0) },
  { '&': (a, b) => whole((a.value & b.value) >>> 0) },
  {
    '==': (a, b) => truth(a.value === b.value),
    '!=': (a, b) => truth(a.value !== b.value),
  },
  {
    '<': (a, b) => truth(a.value < b.value),
    '>': (a, b) => truth(a.value > b.value),
    '<=': (a, b) => truth(a.value <= b.value),
    '>=': (a, b) => truth(a.value >= b.value),
  },
  {
    '<<': (a, b) => whole((a.value << b.value) >>> 0),
    '>>': (a, b) => whole(a.value >>> b.value),
  },
  {
    '+': (a, b) => both(a.value + b.value, a, b),
    '-': (a, b) => both(a.value - b.value, a, b),
  },
  {
    '*': (a, b) => both(a.value * b.value, a, b),
    '/': (a, b) => {
      const quotient = a.value / b.value;
      return both(a.whole && b.whole ? Math.trunc(quotient) : quotient, a, b);
    },
    '%': (a, b) => both(a.value % b.value, a, b),
  },
];

const FUNCTIONS: Readonly<Record<string, (...values: Value[]) => Value>> = {
  max: (a, b) => both(Math.max(a.value, b.value), a, b),
  min: (a, b) => both(Math.min(a.value, b.value), a, b),
  clamp: (a, b, c) => both(Math.min(Math.max(a.value, b.value), c.value), a, b),
  abs: (a) => ({ ...a, value: Math.abs(a.value) }),
  select: (a, b, c) => (c.value !== 0 ? b : a),
  u32: (a) => whole(Math.trunc(a.value)),
  i32: (a) => whole(Math.trunc(a.value)),
  f32: (a) => ({ ...a, whole: false }),
  ceil: (a) => ({ ...a, value: Math.ceil(a.value) }),
  floor: (a) => ({ ...a, value: Math.floor(a.value) }),
};

/**
 * The value of a constant expression of WGSL, such as `max(TILE, 4u) << 1u`; null where it cannot be worked out.
 *
 * @param known values of names
 */
export function constValue(
  expression: string,
  known: Readonly<Record<string, number>>,
): number | null {
  const reader = new Reader(scan(expression), known);
  const read = reader.binary(0);
  return read && reader.atEnd && Number.isFinite(read.value) ? read.value : null;
}

class Reader {
  #at = 0;

  constructor(
    private readonly tokens: readonly Token[],
    private readonly known: Readonly<Record<string, number>>,
  ) {}

  get atEnd(): boolean {
    return this.#at === this.tokens.length;
  }

  binary(level: number): Value | null {
    if (level === OPERATORS.length) return this.#unary();
    let left = this.binary(level + 1);
    for (;;) {
      const operate = own(OPERATORS[level], this.tokens[this.#at]?.text ?? '');
      if (!left || !operate) return left;
      this.#at++;
      const right = this.binary(level + 1);
      left = right && operate(left, right);
    }
  }

  #unary(): Value | null {
    if (this.#takes('-')) {
      const inner = this.#unary();
      return inner && { ...inner, value: -inner.value };
    }
    if (this.#takes('!')) {
      const inner = this.#unary();
      return inner && truth(inner.value === 0);
    }
    if (this.#takes('~')) {
      const inner = this.#unary();
      return inner && whole(~inner.value >>> 0);
    }
    if (this.#takes('(')) {
      const inner = this.binary(0);
      return this.#takes(')') ? inner : null;
    }
    const token = this.tokens[this.#at++] as Token | undefined;
    if (token?.kind === 'number') return numberOf(token.text);
    if (token?.kind !== 'name') return null;
    const { text } = token;
    if (text === 'true' || text === 'false') return truth(text === 'true');
    if (this.#takes('(')) return this.#call(text);
    const value = own(this.known, text);
    return value === undefined ? null : { value, whole: Number.isInteger(value) };
  }

  #call(name: string): Value | null {
    const values: Value[] = [];
    while (!this.#takes(')')) {
      const value = this.binary(0);
      if (!value) return null;
      values.push(value);
      if (!this.#takes(',') && this.tokens[this.#at]?.text !== ')') return null;
    }
    const evaluate = own(FUNCTIONS, name);
    return evaluate && evaluate.length === values.length ? evaluate(...values) : null;
  }

  #takes(sign: string): boolean {
    if (this.tokens[this.#at]?.text !== sign) return false;
    this.#at++;
    return true;
  }
}

function numberOf(text: string): Value | null {
  const hex = /^0[xX]/.test(text);
  const plain = text.replace(hex ? /[iu]$/ : /[iufh]$/, '');
  const value = Number(plain);
  const isWhole = hex || (!/[.eE]/.test(plain) && !/[fh]$/.test(text));
  return Number.isNaN(value) ? null : { value, whole: isWhole };
}

/** A key of the object's own: names come from anybody's text. */
function own<T>(object: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}
