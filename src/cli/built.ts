import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { InlineConfig } from 'vite';
import { ROOT } from './paths';
import { atEnd } from './signals';
import { temporaryFolder } from './temporary';

/** What a build is made of, beside the folder of what is built. */
const SOURCES = ['src', 'shaders', 'bench', 'index.html', 'package-lock.json'];

/** Days after which a build that nobody has used is thrown away. */
const KEPT_DAYS = 7;

/** A folder with a build. */
export interface Built {
  folder: string;
  /** Removes it where it could not be kept. */
  release(): void;
}

/**
 * Builds something with Vite, or takes the build of the same text that an earlier command has kept: most starts build
 * nothing. Kept below `node_modules`; where that is read-only, in the cache folder of this person; where there is none,
 * in a temporary folder.
 *
 * @param name of what is built: with the text of the project, all that decides what comes out
 * @param sources more files or folders that it is made of, from the project's root
 */
export async function built(
  name: string,
  config: InlineConfig,
  sources: readonly string[] = [],
): Promise<Built> {
  const key = keyOf(name, [...SOURCES, ...sources]);
  const home = cacheFolder();
  if (!home) {
    const { path, remove } = temporaryFolder();
    await buildInto(path, config);
    return { folder: path, release: remove };
  }
  const kept = { folder: join(home, key), release: () => undefined };
  if (!existsSync(kept.folder)) {
    const partial = `${kept.folder}.${process.pid}.partial`;
    const remove = atEnd(() => rmSync(partial, { recursive: true, force: true }));
    try {
      await buildInto(partial, config);
      // Another command may have been faster, with the same outcome.
      if (!existsSync(kept.folder)) renameSync(partial, kept.folder);
    } finally {
      remove();
    }
    prune(home);
  } else {
    utimesSync(kept.folder, new Date(), new Date());
  }
  return kept;
}

async function buildInto(outDir: string, config: InlineConfig): Promise<void> {
  const { build, mergeConfig } = await import('vite');
  const mine: InlineConfig = {
    root: ROOT,
    configFile: false,
    logLevel: 'error',
    // Behind the link of run.mjs the project's own path must stay out of sight.
    resolve: { preserveSymlinks: process.execArgv.includes('--preserve-symlinks') },
    build: { outDir, emptyOutDir: true },
  };
  await build(mergeConfig(config, mine));
}

/** The first folder that builds can be kept in. */
function cacheFolder(): string | undefined {
  const ofPerson = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  const folders = [join(ROOT, 'node_modules/.cache/antipode'), join(ofPerson, 'antipode')];
  return folders.find((folder) => {
    try {
      mkdirSync(join(folder, `${process.pid}.partial`), { recursive: true });
      rmSync(join(folder, `${process.pid}.partial`), { recursive: true });
      return true;
    } catch {
      return false;
    }
  });
}

function keyOf(name: string, sources: readonly string[]): string {
  const hash = createHash('sha256');
  hash.update(JSON.stringify([name, process.env.NODE_ENV ?? '', process.version]));
  for (const file of [...new Set(sources.flatMap(filesIn))].sort()) {
    hash.update(`\0${file}\0`).update(readFileSync(join(ROOT, file)));
  }
  return hash.digest('hex').slice(0, 24);
}

/** Files of a folder, or the file itself, from the project's root. */
function filesIn(path: string): string[] {
  if (!statSync(join(ROOT, path)).isDirectory()) return [path];
  return readdirSync(join(ROOT, path), { recursive: true, encoding: 'utf8', withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length + 1));
}

/** Throws away what nobody has used for days: old builds, and halves of ones that were killed. */
function prune(home: string): void {
  const old = Date.now() - KEPT_DAYS * 24 * 3600 * 1000;
  for (const name of readdirSync(home)) {
    const folder = join(home, name);
    try {
      if (statSync(folder).mtimeMs < old) rmSync(folder, { recursive: true, force: true });
    } catch {
      // Another command has thrown it away.
    }
  }
}
