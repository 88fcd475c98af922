import { findRun, sized, type Experiment, type Place, type Progress } from '../train/index';
import { sentenceOf } from './command';
import type { TrainingEngine } from './reproduce-engine';
import type { ReproduceOptions } from './reproduce-options';
import { folderOf, keyOf, readKept, writeKept, type KeptRun } from './reproduce-store';

/** What became of a run: it was trained, now or before, or it could not be. */
export type Finished = { address: string } & (
  { run: KeptRun; again: boolean } | { reason: string }
);

/** Hears how it goes. */
export interface Listener {
  begins(address: string, at: number, of: number): void;
  progress(progress: Progress): void;
  finished(finished: Finished, at: number, of: number): void;
}

/** The run at an address, and its experiment at a size. */
export function placed(address: string, size: ReproduceOptions['size']): [Place, Experiment] {
  const place = findRun(address);
  if (!place) throw new Error(`There is no experiment "${address}".`);
  return [place, sized(place, size)];
}

/**
 * Trains runs one after the other, keeps the result of each at once, and skips those that are kept already. A run that
 * fails does not stop the others.
 *
 * @param runs where results are kept, each size's and each engine's in a folder of its own
 * @param signal ends it: what is under way is lost, what is done stays
 * @returns what became of each run, up to where it was ended
 */
export async function reproduceAll(
  { addresses, size, fresh }: Pick<ReproduceOptions, 'addresses' | 'size' | 'fresh'>,
  runs: string,
  engine: Pick<TrainingEngine, 'name' | 'train'>,
  listener: Listener,
  signal: AbortSignal,
): Promise<Finished[]> {
  const all: Finished[] = [];
  const of = addresses.length;
  const folder = folderOf(runs, { size, engine: engine.name });
  for (const [at, address] of addresses.entries()) {
    if (signal.aborted) break;
    const [, experiment] = placed(address, size);
    const key = keyOf({ address, size, engine: engine.name, experiment });
    const before = fresh ? null : readKept(folder, address);
    let finished: Finished;
    if (before?.key === key) {
      finished = { address, run: before, again: true };
    } else {
      listener.begins(address, at, of);
      try {
        const trained = await engine.train(
          ...([address, size, (p: Progress) => listener.progress(p), signal] as const),
        );
        const date = new Date().toISOString();
        const schema = 'antipode.reproduced/1';
        const run: KeptRun = { schema, key, address, date, experiment, ...trained };
        await writeKept(folder, run);
        finished = { address, run, again: false };
      } catch (error) {
        if (signal.aborted) break;
        finished = { address, reason: reasonOf(error) };
      }
    }
    all.push(finished);
    listener.finished(finished, at, of);
  }
  return all;
}

/** The first line of what went wrong. */
function reasonOf(error: unknown): string {
  return sentenceOf(error).split('\n')[0];
}
