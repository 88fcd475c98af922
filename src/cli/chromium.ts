import { existsSync } from 'node:fs';
import { chromium } from 'playwright';

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
