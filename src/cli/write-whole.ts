import { rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { atEnd } from './signals';
import { rmSync } from 'node:fs';

let files = 0;

/** The name of a file that is being written; short, so that it fits wherever the file's own name does. */
export function partialIn(folder: string): string {
  return join(folder, `.${process.pid}-${++files}.partial`);
}

/** What is written: one text, or one in pieces that together are longer than a string may be. */
export type Content = string | readonly string[];

/**
 * Writes a file beside its place and then moves it there, so that no half file is ever seen. The half that is left when
 * the process ends goes with it.
 */
export async function writeWhole(path: string, content: Content | Uint8Array): Promise<void> {
  const partial = partialIn(dirname(path));
  const forget = atEnd(() => rmSync(partial, { force: true }));
  try {
    await writeFile(partial, content);
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  } finally {
    forget();
  }
}
