import {
  accessSync,
  constants,
  existsSync,
  lstatSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
  type Stats,
} from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, parse, resolve } from 'node:path';
import { OptionError } from './command';
import { callersFolder, shownPath, typedPath } from './paths';
import { partialIn, writeWhole, type Content } from './write-whole';

/** Where a result goes. Found out before the work, because the work may take hours. */
export interface Output {
  /** As whoever typed it would write it. */
  name: string;
  /** Absolute, behind all links. */
  path: string;
  /** Whether what is said on standard output would fall into it. */
  isStdout: boolean;
  /**
   * Writes a file whole or not at all; a pipe, a device and a file that has other names are written into.
   *
   * @throws Error that says where the result is kept instead
   */
  write(content: Content): Promise<void>;
}

/** Bytes that there must be room for. */
const ROOM = 2 ** 20;

/** How many links may lead on to one another, as in the system. */
const LINKS = 40;

/**
 * Checks that a file can be written.
 *
 * @param option such as `--out`, for what is said
 * @param typed the path, from the folder of whoever typed it
 * @param inputs files that must not be overwritten, by the options that name them
 * @throws OptionError: one sentence that says why the file cannot be written
 */
export function openOutput(
  option: string,
  typed: string,
  inputs: Readonly<Record<string, string>> = {},
): Output {
  const refuse = (why: string) => new OptionError(`${option}: ${why}.`);
  if (typed === '') throw refuse('the name is empty');
  if (/[/\\]$/.test(typed)) throw refuse(`${typed} is the name of a folder; name a file in it`);
  try {
    const path = behindLinks(typedPath(typed));
    const there = statOf(path);
    if (there?.isDirectory()) throw refuse(`${typed} is a folder; name a file in it`);
    for (const [input, file] of Object.entries(inputs)) {
      const other = statOf(typedPath(file));
      if (there && other && there.ino === other.ino && there.dev === other.dev) {
        throw refuse(`${typed} is the file of ${input}, which would be lost; give another name`);
      }
    }
    const into = descriptorOf(path) !== null || (there !== null && isWrittenInto(path, there));
    if (!into) probe(path);
    else if (descriptorOf(path) === null) accessSync(path, constants.W_OK);
    const name = shownPath(path);
    return {
      ...{ name: typed.startsWith('/dev/') ? typed : name, path },
      isStdout: descriptorOf(path) === 1,
      write: (content) =>
        (into ? writeInto(path, content) : writeWhole(path, content)).catch((error: Error) =>
          keep(option, path, content, reasonOf(error, path)),
        ),
    };
  } catch (error) {
    if (error instanceof OptionError) throw error;
    throw refuse(reasonOf(error as Error, typedPath(typed)));
  }
}

/** Where a path leads by links, also where there is nothing yet; a name of an open stream stays. */
function behindLinks(path: string): string {
  for (let links = 0; links < LINKS; links++) {
    if (descriptorOf(path) !== null) return path;
    if (!lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink()) return path;
    path = resolve(dirname(path), readlinkSync(path));
  }
  throw Object.assign(new Error('links in a circle'), { code: 'ELOOP' });
}

/** The stream of this process that a path stands for; null where it is a path like any other. */
function descriptorOf(path: string): number | null {
  const streams = ['stdin', 'stdout', 'stderr'];
  const named = /^\/dev\/(?:(std\w+)|fd\/(\d+))$|^\/proc\/self\/fd\/(\d+)$/.exec(path);
  if (!named) return null;
  const [, stream, number = named[3]] = named;
  return stream ? streams.indexOf(stream) : Number(number);
}

function statOf(path: string): Stats | null {
  return statSync(path, { throwIfNoEntry: false }) ?? null;
}

/** Pipes, devices, and files that have other names or stand where no other file can be made. */
function isWrittenInto(path: string, there: Stats): boolean {
  if (there.isSocket()) throw new Error('it is a socket, which nothing can be written into');
  if (!there.isFile() || there.nlink > 1) return true;
  accessSync(path, constants.W_OK);
  try {
    accessSync(dirname(path), constants.W_OK);
    return false;
  } catch {
    return true;
  }
}

/** Writes a file beside the place and removes it again. */
function probe(path: string): void {
  lstatSync(path, { throwIfNoEntry: false }); // a name may be too long
  const partial = partialIn(dirname(path));
  try {
    writeFileSync(partial, new Uint8Array(ROOM));
  } finally {
    rmSync(partial, { force: true });
  }
}

async function writeInto(path: string, content: Content): Promise<void> {
  const descriptor = descriptorOf(path);
  if (descriptor === null) return writeFile(path, content);
  const stream = { 1: process.stdout, 2: process.stderr }[descriptor];
  if (!stream) return writeFile(`/dev/fd/${descriptor}`, content);
  for (const piece of typeof content === 'string' ? [content] : content) {
    await new Promise<void>((written, failed) =>
      stream.write(piece, (error) => (error ? failed(error) : written())),
    );
  }
}

/** A result that could not be written where it was wanted goes where it can, and the error says so. */
async function keep(option: string, path: string, content: Content, why: string): Promise<never> {
  const { name, ext } = parse(basename(path));
  for (const folder of new Set([tmpdir(), callersFolder()])) {
    const kept = join(folder, `${name.slice(0, 60)}-${Date.now()}${ext.slice(0, 20)}`);
    try {
      await writeWhole(kept, content);
    } catch {
      continue;
    }
    throw new Error(`${option}: ${why}. What was to be written is kept in ${kept}.`);
  }
  await writeInto('/dev/stdout', content);
  throw new Error(`${option}: ${why}. What was to be written stands on standard output.`);
}

/** Why a file cannot be written, in words. */
function reasonOf({ code = '', message }: NodeJS.ErrnoException, path: string): string {
  const folder = shownPath(dirname(path));
  const name = shownPath(path);
  const locked = existsSync(path)
    ? `${name} may not be changed`
    : `${folder} may not be written into`;
  const full = `there is no room left on the disk of ${name}`;
  const reasons: Readonly<Record<string, string>> = {
    ENOENT: `there is no folder ${folder}`,
    ENOTDIR: `${folder} is no folder`,
    ...{ EACCES: locked, EPERM: locked, EROFS: locked },
    ENAMETOOLONG: `the name ${basename(path).slice(0, 40)}… is too long`,
    ...{ ENOSPC: full, EDQUOT: full },
  };
  return reasons[code] ?? `${name} cannot be written: ${message}`;
}
