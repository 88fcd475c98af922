import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { shownPath } from './paths';
import { atEnd } from './signals';

/**
 * Takes a folder for this process alone. What a process that is gone has left is no obstacle.
 *
 * @returns lets it go; the end of the process does so as well
 * @throws Error that names the process that has it
 */
export function lock(folder: string): () => void {
  const path = join(folder, 'lock');
  for (;;) {
    try {
      writeFileSync(path, `${process.pid}\n`, { flag: 'wx' });
      return atEnd(() => rmSync(path, { force: true }));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const owner = Number(readFileSync(path, 'utf8'));
    if (isAlive(owner)) {
      throw new Error(
        `Process ${owner} is at work in ${shownPath(folder)}: wait for it, or give --out in another folder. ` +
          `If there is no such start, remove ${shownPath(path)}.`,
      );
    }
    rmSync(path, { force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
