import type { Experiment } from './experiment';

// What may change while a model trains, and how a change is told.

/** Settings that take effect from the next step on; any other wants a run from the first weights. */
export const IN_FLIGHT = [
  'featureProbability',
  'importance',
  'optimizer.learningRate',
  'optimizer.schedule',
  'optimizer.weightDecay',
] as const;

/** A setting that differs, by its key in the experiment. */
export interface Change {
  key: string;
  from: unknown;
  to: unknown;
}

/** What was changed after so many steps. */
export interface Adjustment {
  /** Updates made with what was before. */
  step: number;
  changes: readonly Change[];
}

/** The settings in which two experiments differ, those of the optimizer one by one. */
export function differences(from: Experiment, to: Experiment): Change[] {
  const [before, after] = [settings(from), settings(to)];
  return Object.keys({ ...before, ...after })
    .filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]))
    .map((key) => ({ key, from: before[key], to: after[key] }));
}

function settings({ optimizer, ...rest }: Experiment): Record<string, unknown> {
  const named = Object.entries(optimizer).map(([key, value]) => [`optimizer.${key}`, value]);
  return { ...rest, ...Object.fromEntries(named) };
}

/** Settings in which two experiments differ although they cannot change while a model trains. */
export function beyondFlight(from: Experiment, to: Experiment): string[] {
  const may: readonly string[] = IN_FLIGHT;
  return differences(from, to)
    .map(({ key }) => key)
    .filter((key) => !may.includes(key));
}

/** Whether a run can go on as the other experiment, and there is something to change. */
export function canAdjust(from: Experiment, to: Experiment): boolean {
  return differences(from, to).length > 0 && beyondFlight(from, to).length === 0;
}

/**
 * The adjustments of a run with one more. Several at the same step are one, since nothing was trained between them; none is
 * left where they cancel.
 */
export function withAdjustment(
  all: readonly Adjustment[],
  { step, changes }: Adjustment,
): Adjustment[] {
  const last = all.at(-1);
  if (last?.step !== step) return [...all, { step, changes }];
  const merged = new Map(last.changes.map((change) => [change.key, change]));
  for (const { key, from, to } of changes) {
    merged.set(key, { key, from: merged.get(key)?.from ?? from, to });
  }
  const left = [...merged.values()].filter(
    ({ from, to }) => JSON.stringify(from) !== JSON.stringify(to),
  );
  const before = all.slice(0, -1);
  return left.length > 0 ? [...before, { step, changes: left }] : before;
}
