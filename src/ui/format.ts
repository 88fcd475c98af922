const NARROW_SPACE = '\u202f';

/** 12345 → "12 345", with narrow spaces. */
export function count(value: number): string {
  if (!Number.isFinite(value)) return notFinite(value);
  return Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+(?!\d))/g, NARROW_SPACE);
}

/** 123456 → "123 kB". */
export function bytes(value: number): string {
  if (value < 1e3) return `${count(value)} B`;
  const [unit, size] = value < 1e6 ? ['kB', 1e3] : value < 1e9 ? ['MB', 1e6] : ['GB', 1e9];
  const scaled = value / size;
  return `${scaled < 9.95 ? scaled.toFixed(1) : Math.round(scaled)} ${unit}`;
}

/** What stands for a number that is none. */
export const NONE = '–';

/** What stands for a number that is not finite: an en dash for NaN, and for infinity its sign. */
function notFinite(value: number): string {
  if (Number.isNaN(value)) return NONE;
  return value > 0 ? '∞' : '−∞';
}

/** One of a thing, or several: 1 → "1 step", 2 → "2 steps". */
export function several(value: number, one: string, more = `${one}s`): string {
  return `${count(value)} ${Math.round(value) === 1 ? one : more}`;
}

/** A loss or rate with so many significant digits; nothing but 0 is 0. */
export function significant(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return notFinite(value);
  if (value === 0) return '0';
  if (Math.abs(value) < 1e-4 || Math.abs(value) >= 1e6) {
    return minusSign(value.toExponential(digits - 1));
  }
  return minusSign(value.toPrecision(digits));
}

/** A weight: fixed decimals and a real minus sign, so that columns align. */
export function weight(value: number, decimals = 3): string {
  if (!Number.isFinite(value)) return notFinite(value);
  const text = value.toFixed(decimals);
  return minusSign(Number(text) === 0 ? text.replace('-', '') : text);
}

/** A probability as in "1 − S = 0.37". */
export function probability(value: number): string {
  if (!Number.isFinite(value)) return notFinite(value);
  return value < 1e-3 ? value.toExponential(1) : value.toPrecision(2);
}

/** A number as a person would type it into a field. */
export function plain(value: number): string {
  return value !== 0 && Math.abs(value) < 1e-4 ? value.toExponential() : String(value);
}

/** Hyphens as minus signs. */
export function minusSign(text: string): string {
  return text.replace(/-/g, '−');
}

/** 12 → "₁₂". */
export function subscript(k: number): string {
  return String(k).replace(/\d/g, (digit) => '₀₁₂₃₄₅₆₇₈₉'[Number(digit)]);
}
