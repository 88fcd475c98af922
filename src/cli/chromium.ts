import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chromium } from 'playwright';
import { canInstall, install } from './apt';

/** Where distributions put a Chromium. */
const SYSTEM_PATHS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:/Program Files/Google/Chrome/Application/chrome.exe',
];

const HELP =
  'No Chromium was found. Set CHROMIUM_PATH to one, or run "npx playwright install --with-deps chromium", ' +
  'or install your system\'s package (Debian: "apt-get install chromium").';

/** Which adapter a headless Chromium should offer. */
export type WebGpuMode = 'swiftshader' | 'hardware' | 'none';

const QUIET = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--no-first-run',
];

/** Command-line flags for a headless Chromium. A sandbox cannot start as root. */
export function chromiumFlags(mode: WebGpuMode): string[] {
  const root = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const gpu = {
    none: [],
    hardware: ['--enable-unsafe-webgpu', '--enable-features=Vulkan'],
    swiftshader: ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'],
  }[mode];
  return [...QUIET, ...root, ...gpu];
}

/** The Chromium to use, or undefined: CHROMIUM_PATH, then Playwright's own, then the system's. */
export function findChromium(): string | undefined {
  const named = process.env.CHROMIUM_PATH;
  if (named) {
    if (existsSync(named)) return named;
    throw new Error(`CHROMIUM_PATH names ${named}, where there is nothing. ${HELP}`);
  }
  return [chromium.executablePath(), ...SYSTEM_PATHS].find((path) => path && existsSync(path));
}

/**
 * The Chromium to use; fails with a sentence that says what to install.
 * @throws Error
 */
export function requireChromium(): string {
  const found = findChromium();
  if (!found) throw new Error(HELP);
  return found;
}

/**
 * Finds a Chromium or installs one: Playwright's download first, else, as root on Debian and its like,
 * the system's package.
 *
 * @throws Error that says what to install by hand
 */
export function ensureChromium(say: (line: string) => void): string {
  const found = findChromium();
  if (found) return found;

  say('No Chromium here yet: trying Playwright’s download …');
  const cli = new URL('../../node_modules/playwright/cli.js', import.meta.url).pathname;
  spawnSync(process.execPath, [cli, 'install', 'chromium'], { stdio: 'ignore', timeout: 240_000 });
  const downloaded = findChromium();
  if (downloaded && starts(downloaded)) return downloaded;

  if (canInstall()) {
    say('Playwright’s download did not work: installing the system’s package …');
    install('chromium', 'fonts-liberation');
  }
  return requireChromium();
}

/** A downloaded browser may lack libraries of the system. */
function starts(path: string): boolean {
  return spawnSync(path, ['--version'], { stdio: 'ignore', timeout: 30_000 }).status === 0;
}
