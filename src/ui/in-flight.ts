import { LEAST_DENSITY } from '../reference/index';
import type { Adjustment, Change, Experiment } from '../train/index';
import { count, plain, probability } from './format';

// Settings that change while a model trains: as multiples for a slider, and in words.

type Density = Experiment['featureProbability'];

/** Digits of a number that comes from a slider, and of a density that is multiplied by it. */
const SLIDER_DIGITS = 3;
const DIGITS = 4;

/** A slider's logarithm as a number without a tail. */
export function fromLog(logarithm: number): number {
  return Number((10 ** logarithm).toPrecision(SLIDER_DIGITS));
}

/** Densities multiplied, from the least to 1. Of a range, its ends: what lies between is spaced as before. */
export function scaledDensity(density: Density, factor: number, least = LEAST_DENSITY): Density {
  if (factor === 1) return density;
  const scaled = (p: number) =>
    Math.max(least, Math.min(1, Number((p * factor).toPrecision(DIGITS))));
  if (!Array.isArray(density)) {
    return { ...density, from: scaled(density.from), to: scaled(density.to) };
  }
  return Array.isArray(density[0])
    ? (density as number[][]).map((row) => row.map(scaled))
    : (density as number[]).map(scaled);
}

/** By how much densities are multiples of others; null where they are not. */
export function densityFactor(density: Density, base: Density): number | null {
  if (JSON.stringify(density) === JSON.stringify(base)) return 1;
  // The least is the last to be cut off at 1.
  const factor = leastOf(density) / leastOf(base);
  return near(density, scaledDensity(base, factor)) ? factor : null;
}

/** Whether two densities are the same but for rounding to DIGITS. */
function near(a: Density, b: Density): boolean {
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  if (!Array.isArray(a) && !Array.isArray(b) && a.scale !== b.scale) return false;
  const [p, q] = [valuesOf(a), valuesOf(b)];
  const tolerance = 2 * 10 ** (1 - DIGITS);
  return p.length === q.length && p.every((v, k) => Math.abs(v / q[k] - 1) <= tolerance);
}

function valuesOf(density: Density): number[] {
  return Array.isArray(density) ? density.flat() : [density.from, density.to];
}

/** The least factor, as a logarithm, that leaves every density where it may be; 0 where none may be less. */
export function leastFactor(density: Density, least: number, step: number): number {
  const steps = Math.floor(Math.log10(leastOf(density) / least) / step + 1e-9);
  return -Math.max(0, steps) * step;
}

function leastOf(density: Density): number {
  return Math.min(...valuesOf(density));
}

/** "1 to 0.05": the first and the last instance; one number where all have it. */
export function densityInWords(density: Density): string {
  const values = valuesOf(density);
  const [first, last] = [values[0], values[values.length - 1]];
  const mixed = values.some((value) => value < Math.min(first, last));
  if (mixed) return `${probability(leastOf(density))} to ${probability(Math.max(...values))}`;
  return first === last ? probability(first) : `${probability(first)} to ${probability(last)}`;
}

/** What was changed, in the paper's symbols. */
export function changeInWords({ key, from, to }: Change): string {
  switch (key) {
    case 'featureProbability':
      return `1 − S = ${densityInWords(from as Density)} → ${densityInWords(to as Density)}`;
    case 'importance':
      return isDecay(from) && isDecay(to)
        ? `I = ${plain(from.decay)} → ${plain(to.decay)} to the power i`
        : 'other importances I';
    case 'optimizer.learningRate':
      return `learning rate ${plain(from as number)} → ${plain(to as number)}`;
    case 'optimizer.weightDecay':
      return `weight decay ${plain(from as number)} → ${plain(to as number)}`;
    case 'optimizer.schedule':
      return `schedule ${String(from)} → ${String(to)}`;
    default:
      return key;
  }
}

export function isDecay(importance: unknown): importance is { decay: number } {
  return typeof importance === 'object' && importance !== null && 'decay' in importance;
}

/** "step 480: learning rate 0.001 → 0.003" */
export function adjustmentInWords({ step, changes }: Adjustment): string {
  return `step ${count(step)}: ${changes.map(changeInWords).join(', ')}`;
}

/** What was last changed before a step that is read, for the end of a sentence; nothing where nothing was. */
export function changedBefore(
  run: { adjustments: readonly Adjustment[] } | undefined,
  step: number,
): string {
  const last = run?.adjustments.filter((adjustment) => adjustment.step < step).at(-1);
  return last ? `; changed at ${adjustmentInWords(last)}` : '';
}
