import type { Experiment } from '../train/index';
import { count, several, significant } from './format';
import type { MapNumbers } from './model-map';

/** With more features than this, how many models represent how many of them is told by range and median. */
const COUNTED_FEATURES = 5;

/** Rows of the table. */
const GROUPS = 20;

/** The value in the middle of those that are numbers; NaN where there is none. */
export function medianOf(values: ArrayLike<number>): number {
  const sorted = Float64Array.from(values)
    .filter((value) => !Number.isNaN(value))
    .sort();
  return sorted.length === 0 ? NaN : sorted[(sorted.length - 1) >> 1];
}

/** The map in words: how many models represent how many features, and their losses. */
export function summarySentence({ represented, loss, diverged }: MapNumbers, n: number): string {
  const models = represented.length;
  const finite = Array.from(represented.keys()).filter((model) => !diverged(model));
  const lost = models - finite.length;
  const all = lost > 0 ? ` ${several(lost, 'has', 'have')} diverged.` : '';
  if (finite.length === 0) return `${count(models)} models.${all}`;
  const found = represented.filter((_, model) => !diverged(model));
  return `${count(models)} models.${all} ${representedSentence(found, n)} ${lossSentence(loss)}`;
}

function lossSentence(loss: Float64Array): string {
  const known = loss.filter((value) => Number.isFinite(value)).sort();
  if (known.length === 0) return 'No step has been made yet.';
  return `Losses reach from ${significant(known[0], 2)} to ${significant(known[known.length - 1], 2)}, half of them up to ${significant(medianOf(known), 2)}.`;
}

function representedSentence(represented: Uint16Array, n: number): string {
  if (n > COUNTED_FEATURES) {
    let [least, most] = [n, 0];
    for (const found of represented) {
      if (found < least) least = found;
      if (found > most) most = found;
    }
    return `They represent ${least} to ${most} of ${n} features, ${medianOf(represented)} in the middle.`;
  }
  const models = new Array<number>(n + 1).fill(0);
  for (const found of represented) models[found]++;
  const told = models.flatMap((many, found) =>
    many === 0 ? [] : [`${found === 0 ? 'none' : found} in ${count(many)}`],
  );
  return `Features represented: ${told.join(', ')}.`;
}

/** Medians over the models of neighbouring instances. */
export interface ModelGroup {
  /** Instances. */
  first: number;
  last: number;
  /** Of the first and of the last. */
  density: readonly number[];
  loss: number;
  represented: number;
  dimensionality: number;
  overlap: number;
}

/** Instances in at most 20 groups of neighbours. */
export function tableGroups(
  numbers: MapNumbers,
  { instances, replicas }: Pick<Experiment, 'instances' | 'replicas'>,
  density: readonly number[],
): ModelGroup[] {
  const groups = Math.min(GROUPS, instances);
  return Array.from({ length: groups }, (_, group) => {
    const first = Math.round((group * instances) / groups);
    const last = Math.round(((group + 1) * instances) / groups) - 1;
    const size = last - first + 1;
    const median = (values: ArrayLike<number>) =>
      medianOf(
        Array.from({ length: size * replicas }, (_, k) => {
          const model = Math.floor(k / size) * instances + first + (k % size);
          return numbers.diverged(model) ? NaN : values[model];
        }),
      );
    return {
      first,
      last,
      density: first === last ? [density[first]] : [density[first], density[last]],
      loss: median(numbers.loss),
      represented: median(numbers.represented),
      dimensionality: median(numbers.dimensionality),
      overlap: median(numbers.overlap),
    };
  });
}
