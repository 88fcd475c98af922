import { join } from 'node:path';
import { canInstall, install } from './apt';
import { exitCodeOf } from './child';
import { findChromium, requireChromium } from './chromium';
import { ROOT } from './paths';

/**
 * Finds a Chromium or installs one: Playwright's download first, else, as root on Debian and its like,
 * the system's package.
 *
 * @throws Error that says what to install by hand
 */
export async function ensureChromium(say: (line: string) => void): Promise<string> {
  const found = findChromium();
  if (found) return found;

  say('No Chromium here yet: trying Playwright’s download …');
  const cli = join(ROOT, 'node_modules/playwright/cli.js');
  await exitCodeOf(process.execPath, [cli, 'install', 'chromium'], 240_000);
  const downloaded = findChromium();
  if (downloaded && (await starts(downloaded))) return downloaded;

  if (canInstall()) {
    say('Playwright’s download did not work: installing the system’s package …');
    await install('chromium', 'fonts-liberation');
  }
  return requireChromium();
}

/** A downloaded browser may lack libraries of the system. */
async function starts(path: string): Promise<boolean> {
  return (await exitCodeOf(path, ['--version'], 30_000)) === 0;
}
