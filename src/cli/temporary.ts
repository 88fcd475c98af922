import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atEnd } from './signals';

/** A folder of this process alone, gone when it ends or when `remove` is called. */
export interface TemporaryFolder {
  path: string;
  remove(): void;
}

export function temporaryFolder(): TemporaryFolder {
  const path = mkdtempSync(join(tmpdir(), 'antipode-'));
  return { path, remove: atEnd(() => rmSync(path, { recursive: true, force: true })) };
}
