import { realpathSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the project, without a separator at its end. */
export const ROOT = resolve(fileURLToPath(new URL('../..', import.meta.url)));

/** The folder where the person who typed the command stands: npm moves to the project's, and notes the one before. */
export function callersFolder(): string {
  const { INIT_CWD: before, npm_package_json: project } = process.env;
  const root = realpathSync(ROOT);
  const movedByNpm = process.cwd() === root && project === join(root, 'package.json');
  return movedByNpm && before ? before : process.cwd();
}

/** A path that somebody typed, as an absolute one. */
export function typedPath(path: string): string {
  return resolve(callersFolder(), path);
}

/** A path as the person who typed the command would write it: short where it lies below, else whole. */
export function shownPath(path: string): string {
  const short = relative(callersFolder(), path);
  return short === '' || short.startsWith('..') ? path : short;
}
