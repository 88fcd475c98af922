import * as v from 'valibot';
import { judge, type Experiment } from '../train/index';
import { placed, type Finished } from './reproduce-all';
import type { TrainingEngine } from './reproduce-engine';
import { adapter, row } from './reproduce-row';
import { allAddresses, type ReproduceOptions } from './reproduce-options';

const seconds = v.pipe(v.number(), v.minValue(0));

const run = v.strictObject({
  address: v.string(),
  /** Null where it was not run. */
  seconds: v.nullable(seconds),
  program: v.nullable(v.string()),
  /** When it was trained: a report may join several starts. */
  date: v.nullable(v.string()),
  /** Why it was not run; or what of it has diverged. */
  reason: v.string(),
});

/** What is written: every claim of every experiment, and what came of it. */
const schema = v.strictObject({
  schema: v.literal('antipode.reproduce/1'),
  date: v.string(),
  /** Null where nothing was run. */
  adapter: v.nullable(adapter),
  engine: v.picklist(['wgpu', 'chromium-hardware', 'chromium-software']),
  /** Why this engine. */
  why: v.string(),
  /** What runs WebGPU, as it names itself. */
  browser: v.string(),
  size: v.picklist(['paper', 'software', 'page']),
  /** Of all runs. */
  seconds,
  results: v.array(row),
  runs: v.array(run),
});

export type Report = v.InferOutput<typeof schema>;

/** @throws ValiError where it is no report */
export function parseReport(input: unknown): Report {
  return v.parse(schema, input);
}

/** Why a run that was not asked for is not in a report. */
export const LEFT_OUT = 'left out by --only';

/** Puts the report together: a row a claim of every experiment, those of runs without a result as not run. */
export function reportOf(
  size: ReproduceOptions['size'],
  engine: Pick<TrainingEngine, 'name' | 'why'>,
  all: readonly Finished[],
): Report {
  const found = new Map(all.map((finished) => [finished.address, finished]));
  const trained = all.flatMap((finished) => ('run' in finished ? [finished.run] : []));
  const newest = [...trained].sort((a, b) => a.date.localeCompare(b.date)).at(-1);
  const rows = (address: string) => {
    const finished = found.get(address);
    if (finished && 'run' in finished) return finished.run.rows;
    return judge(...(placed(address, size) satisfies [unknown, Experiment]), null);
  };
  return parseReport({
    schema: 'antipode.reproduce/1',
    date: new Date().toISOString(),
    adapter: newest?.adapter ?? null,
    engine: engine.name,
    why: engine.why,
    browser: newest?.browser ?? '',
    size,
    seconds: trained.reduce((sum, { seconds }) => sum + seconds, 0),
    results: allAddresses().flatMap(rows),
    runs: allAddresses().map((address) => {
      const finished = found.get(address);
      if (finished && 'run' in finished) {
        const { seconds, program, date, diverged } = finished.run;
        return { address, seconds, program, date, reason: diverged };
      }
      const reason = finished?.reason ?? LEFT_OUT;
      return { address, seconds: null, program: null, date: null, reason };
    }),
  });
}
