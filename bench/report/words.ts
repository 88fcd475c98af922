import type { CaseReport, Report } from './schema';

/** Stands where nothing was measured. */
export const NONE = '–';

/** "I=10 M=64 K=64 N=64". */
export function shapeText(shape: CaseReport['shape']): string {
  return Object.entries(shape)
    .map(([symbol, size]) => `${symbol}=${size}`)
    .join(' ');
}

/** The same for readers: equal neighbours are written once, and one instance is not mentioned: "M = K = N = 64". */
export function shapeTitle(shape: CaseReport['shape']): string {
  const sizes = Object.entries(shape).filter(([symbol, size]) => symbol !== 'I' || size !== 1);
  if (sizes.length === 0) return 'no sizes';
  return sizes
    .map(([symbol, size], at) => {
      const [, next] = sizes[at + 1] ?? [];
      if (next === size) return `${symbol} = `;
      return `${symbol} = ${size}${at < sizes.length - 1 ? ', ' : ''}`;
    })
    .join('');
}

/** What a reader calls the adapter of a report. */
export function adapterName({ adapter }: Pick<Report, 'adapter'>): string {
  const { vendor, architecture, device, description, fallback } = adapter;
  const parts = [vendor, architecture, device].filter(Boolean).join(' ');
  return `${parts || description || 'an unnamed adapter'}${fallback ? ' (software)' : ''}`;
}

/** Who did the work: the rung, or the library with its device. */
export function contender({ name, variant, peer }: CaseReport): string {
  if (peer) return `${peer.name} ${peer.device}`;
  return variant || name;
}

/** The same work in two reports has the same key. */
export function caseKey({ suite, name, variant, shape, peer }: CaseReport): string {
  const sizes = Object.entries(shape).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([suite, name, variant, sizes, peer && [peer.name, peer.device]]);
}

/** "1 sample", "2 samples"; of a number, or of its text. */
export function counted(count: number | string, noun: string): string {
  return `${count} ${noun}${String(count) === '1' ? '' : 's'}`;
}

/** Three digits that matter, never an exponent a reader has to decode; an en dash where nothing was measured. */
export function figure(value: number | null): string {
  if (value === null || !Number.isFinite(value)) return NONE;
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1e7 || size < 1e-5) return value.toExponential(2);
  return size >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(3)));
}

/** Milliseconds in the unit that suits them. */
export function duration(ms: number | null): string {
  if (ms === null || !Number.isFinite(ms)) return NONE;
  if (ms >= 1000) return `${figure(ms / 1000)} s`;
  if (ms >= 1) return `${figure(ms)} ms`;
  if (ms >= 1e-3) return `${figure(ms * 1e3)} µs`;
  return `${figure(ms * 1e6)} ns`;
}
