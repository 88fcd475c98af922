// Numbers as people type them: one reading for every field of the page and for its addresses.

/** A sign, digits without a leading zero (in threes where spaces stand between), a point, an exponent. */
const NUMBER = /^[+-]?(?:(?:0|[1-9]\d*|[1-9]\d{0,2}(?: \d{3})+)(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;

/** Spaces that may stand between thousands: also the narrow ones, which the page itself prints. */
const SPACE = /[\s\u00a0\u2009\u202f]/g;

/** What is to be typed where a comma was taken for a decimal mark. */
export const POINT = 'Write a point for decimals';
/** The same where several numbers may stand. */
export const POINT_IN_LIST = `${POINT}, and a comma and a space between numbers`;

/**
 * A number as it is typed: `0.5`, `20 000`, `1e-3`, with the minus of a keyboard or the page's own (U+2212). Null for
 * anything else, such as `0,5`, `3 5`, `010` or `0b100`, which people do not mean as JavaScript reads them.
 */
export function typedNumber(text: string): number | null {
  const plain = text
    .trim()
    .replace(/\u2212/g, '-')
    .replace(SPACE, ' ');
  if (!NUMBER.test(plain)) return null;
  const value = Number(plain.replace(/ /g, ''));
  return Number.isFinite(value) ? value : null;
}

/** Whether a comma stands between two digits: it may be a decimal mark, or part two numbers or thousands. */
export function hasDoubtfulComma(text: string): boolean {
  return /\d,\d/.test(text);
}

/**
 * One number, or several with a comma and a space, or a semicolon, between. What is none stays the text that was typed, to
 * be complained of.
 */
export function typedNumbers(text: string): number | string | (number | string)[] {
  if (hasDoubtfulComma(text)) return text;
  const parts = text.split(/[,;]/).map((part) => typedNumber(part) ?? part);
  return parts.length === 1 ? parts[0] : parts;
}
