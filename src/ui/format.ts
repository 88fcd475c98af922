const NARROW_SPACE = '\u202f';

/** 12345 → "12 345", with narrow spaces. */
export function count(value: number): string {
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

/** A loss or rate with so many significant digits; an en dash where there is none. */
export function significant(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? '–' : String(value);
  if (value !== 0 && (Math.abs(value) < 1e-4 || Math.abs(value) >= 1e6)) {
    return minusSign(value.toExponential(digits - 1));
  }
  return minusSign(value.toPrecision(digits));
}

/** A weight: fixed decimals and a real minus sign, so that columns align. */
export function weight(value: number, decimals = 3): string {
  if (!Number.isFinite(value)) return String(value);
  const text = value.toFixed(decimals);
  return minusSign(Number(text) === 0 ? text.replace('-', '') : text);
}

/** A probability as in "1 − S = 0.37". */
export function probability(value: number): string {
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
