import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { presets, type Experiment } from '../train/index';
import type { Reproduced } from './reproduce-core';
import { writeWhole } from './write-whole';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

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

/** Where the result of a run is kept. */
export function pathOf(folder: string, address: string): string {
  return join(folder, `${address}.json`);
}

/** What is kept of a run, whatever it is the result of; null where there is nothing that can be read. */
export function readKept(folder: string, address: string): KeptRun | null {
  try {
    const kept = JSON.parse(readFileSync(pathOf(folder, address), 'utf8')) as Partial<KeptRun>;
    const whole = kept.schema === 'antipode.reproduced/1' && kept.address === address;
    return whole ? (kept as KeptRun) : null;
  } catch {
    return null;
  }
}

export async function writeKept(folder: string, run: KeptRun): Promise<void> {
  const path = pathOf(folder, run.address);
  mkdirSync(dirname(path), { recursive: true });
  await writeWhole(path, `${JSON.stringify(run)}\n`);
}
