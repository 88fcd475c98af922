import { spawn, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { atEnd } from './signals';

/**
 * Runs a program in silence, and not longer than this process.
 *
 * @param timeout milliseconds
 * @returns its exit code; null where it did not start or was ended
 */
export async function exitCodeOf(
  program: string,
  args: readonly string[],
  timeout: number,
  options: SpawnOptions = { stdio: 'ignore' },
): Promise<number | null> {
  const child = spawn(program, args, { ...options, timeout });
  const end = atEnd(() => child.kill());
  try {
    const [code] = (await once(child, 'close')) as [number | null];
    return code;
  } catch {
    return null;
  } finally {
    end();
  }
}
