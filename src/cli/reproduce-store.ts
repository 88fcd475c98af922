import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import { parseExperiment, presets, type Experiment } from '../train/index';
import { ROOT } from './paths';
import type { Reproduced } from './reproduce-core';
import { adapter, row } from './reproduce-row';
import { writeWhole } from './write-whole';

/** Folders that decide what comes out of a run. */
const DECIDING = ['shaders', 'src/reference', 'src/gpu', 'src/kernels', 'src/models', 'src/train'];
const PRESETS = 'src/train/presets/';

/** A run that was trained, as it stands in its file. */
export interface KeptRun extends Reproduced {
  schema: 'antipode.reproduced/1';
  /** What it is the result of; of another key it is the result of something else. */
  key: string;
  address: string;
  date: string;
  experiment: Experiment;
}

/** What decides the result of a run. */
export interface RunKey {
  address: string;
  size: string;
  /** With its adapter, such as `chromium-software`. */
  engine: string;
  experiment: Experiment;
}

/** The name of a result, by all that it depends on: the experiment, where it is trained, and the program's text. */
export function keyOf({ address, size, engine, experiment }: RunKey): string {
  const version = programVersion(address.split('/')[0]);
  return hash(JSON.stringify([address, size, engine, experiment, version]));
}

/**
 * A name for the text of everything that trains and judges an experiment: other experiments' files may change without
 * changing it.
 */
export function programVersion(preset: string, root = ROOT): string {
  const others = [...presets.keys()].filter((name) => name !== preset);
  const foreign = new Set(others.map((name) => `${PRESETS}${name}.ts`));
  foreign.add(`${PRESETS}index.ts`);
  const files = DECIDING.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
      .filter((path) => /\.(ts|wgsl)$/.test(path) && !foreign.has(path)),
  );
  return hash(
    files
      .sort()
      .map((path) => `${path}\n${readFileSync(join(root, path), 'utf8')}`)
      .join('\n'),
  );
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

const numbers = v.array(v.nullable(v.number()));

/** Of what is kept, all that a report needs. */
const keptRun = v.looseObject({
  schema: v.literal('antipode.reproduced/1'),
  key: v.string(),
  address: v.string(),
  date: v.string(),
  experiment: v.looseObject({}),
  rows: v.array(row),
  seconds: v.number(),
  adapter,
  browser: v.string(),
  program: v.string(),
  diverged: v.string(),
  lost: v.number(),
  kept: v.looseObject({
    ...{ w: numbers, wDecode: v.nullable(numbers), b: numbers, loss: numbers },
  }),
});

/** Where what was trained at a size by an engine is kept: no other size or engine is in the way. */
export function folderOf(runs: string, { size, engine }: Pick<RunKey, 'size' | 'engine'>): string {
  return join(runs, size, engine);
}

/** Where the result of a run is kept. */
export function pathOf(folder: string, address: string): string {
  return join(folder, `${address}.json`);
}

/** What is kept of a run, whatever it is the result of; null where there is nothing, or nothing whole. */
export function readKept(folder: string, address: string): KeptRun | null {
  try {
    const read: unknown = JSON.parse(readFileSync(pathOf(folder, address), 'utf8'));
    const kept = v.parse(keptRun, read);
    parseExperiment(kept.experiment);
    return kept.address === address ? (read as KeptRun) : null;
  } catch {
    return null;
  }
}

/** The newest of what is kept of a run at any size by any engine; null where there is nothing. */
export function newestKept(runs: string, address: string): KeptRun | null {
  const below = (folder: string) => (existsSync(folder) ? readdirSync(folder) : []);
  return below(runs)
    .flatMap((size) => below(join(runs, size)).map((engine) => folderOf(runs, { size, engine })))
    .map((folder) => readKept(folder, address))
    .filter((kept) => kept !== null)
    .reduce<KeptRun | null>(
      (newest, kept) => (kept.date > (newest?.date ?? '') ? kept : newest),
      null,
    );
}

export async function writeKept(folder: string, run: KeptRun): Promise<void> {
  const path = pathOf(folder, run.address);
  mkdirSync(dirname(path), { recursive: true });
  await writeWhole(path, `${JSON.stringify(run)}\n`);
}

/** Removes halves of files that a start which was killed has left. Nobody else may be writing. */
export function sweep(runs: string): void {
  for (const name of readdirSync(runs, { recursive: true, encoding: 'utf8' })) {
    if (name.endsWith('.partial')) rmSync(join(runs, name), { force: true });
  }
}
