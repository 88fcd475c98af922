import { count, significant } from '../format';

const NS = [
  [1e9, 's'],
  [1e6, 'ms'],
  [1e3, 'µs'],
  [1, 'ns'],
] as const;

/** Nanoseconds in the unit that suits them: "1.23 ms". */
export function time(ns: number): string {
  if (!Number.isFinite(ns)) return '–';
  if (ns < 1) return '0';
  const [size, unit] = NS.find(([least]) => ns >= least) ?? NS[3];
  return `${short(ns / size)} ${unit}`;
}

/** Bytes in the unit that suits them, thousands as 1000. */
export function bytes(size: number): string {
  if (size >= 1e6) return `${short(size / 1e6)} MB`;
  if (size >= 1e4) return `${short(size / 1e3)} kB`;
  return `${size < 100 && !Number.isInteger(size) ? short(size) : count(size)} B`;
}

/** Three digits, as a factor or a rate is worth. */
export function short(value: number): string {
  if (!Number.isFinite(value)) return '–';
  return value >= 100 ? count(value) : significant(value);
}

export function percent(share: number): string {
  const value = 100 * share;
  return `${value >= 10 || value === 0 ? Math.round(value) : Number(value.toPrecision(1))} %`;
}
