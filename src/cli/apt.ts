import { existsSync } from 'node:fs';
import { exitCodeOf } from './child';

/** Whether packages can be installed here: as root, on Debian and its like. */
export function canInstall(): boolean {
  return process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
}

/** Milliseconds that a mirror may take. */
const PATIENCE = 600_000;

/**
 * Installs packages of the system.
 * @throws Error when apt-get fails
 */
export async function install(...packages: string[]): Promise<void> {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = async (...args: string[]) => {
    const options = { env, stdio: ['ignore', 'ignore', 'inherit'] as ('ignore' | 'inherit')[] };
    const code = await exitCodeOf('apt-get', args, PATIENCE, options);
    if (code !== 0) throw new Error(`apt-get ${args.join(' ')} did not work.`);
  };
  await apt('update', '-q');
  await apt('install', '-q', '-y', '--no-install-recommends', ...packages);
}
