import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright';
import { build, preview } from 'vite';
import { chromiumFlags, requireChromium, type WebGpuMode } from './chromium';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** A page of the project, built afresh and open in a headless Chromium. */
export interface HeadlessPage {
  page: Page;
  close(): Promise<void>;
}

/**
 * Builds one HTML file of the project into a temporary folder and serves it on this machine only.
 *
 * @param entry from the project's root
 * @returns the address of the page, and how to end it all
 */
export async function serveEntry(entry: string): Promise<{ url: string; close(): Promise<void> }> {
  const outDir = await mkdtemp(join(tmpdir(), 'antipode-'));
  const shared = { root: ROOT, base: './', logLevel: 'error' } as const;
  await build({
    ...shared,
    build: { outDir, emptyOutDir: true, rollupOptions: { input: join(ROOT, entry) } },
  });
  const server = await preview({
    ...shared,
    build: { outDir },
    preview: { port: 0, host: '127.0.0.1' },
  });
  const address = server.httpServer.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/${entry}`,
    async close() {
      await server.close();
      await rm(outDir, { recursive: true, force: true });
    },
  };
}

/**
 * Opens an address in a headless Chromium with the wanted WebGPU adapter.
 *
 * @param survive Ctrl-C does not end it: the caller does
 */
export async function openHeadless(
  url: string,
  mode: WebGpuMode,
  survive = false,
): Promise<HeadlessPage> {
  const browser: Browser = await chromium.launch({
    executablePath: requireChromium(),
    args: chromiumFlags(mode),
    handleSIGINT: !survive,
  });
  const page = await browser.newPage();
  await page.goto(url);
  return { page, close: () => browser.close() };
}
