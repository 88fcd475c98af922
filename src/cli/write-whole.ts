import { rename, rm, writeFile } from 'node:fs/promises';

/** Writes a file beside its place and then moves it there, so that no half file is ever seen. */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  const partial = `${path}.${process.pid}.partial`;
  try {
    await writeFile(partial, content);
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}
