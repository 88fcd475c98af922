import { chromium, type Browser, type Page } from 'playwright';
import { chromiumFlags, requireChromium, type WebGpuMode } from './chromium';

import { temporaryFolder } from './temporary';

export { serveEntry } from './serve';

/** A page of the project, open in a headless Chromium. */
export interface HeadlessPage {
  page: Page;
  close(): Promise<void>;
}

/** Opens an address in a headless Chromium with the wanted WebGPU adapter. It ends when this process does. */
export async function openHeadless(url: string, mode: WebGpuMode): Promise<HeadlessPage> {
  // A Chromium that is killed leaves folders: it has one for them.
  const { path, remove } = temporaryFolder();
  const browser: Browser = await chromium.launch({
    executablePath: requireChromium(),
    args: chromiumFlags(mode),
    env: { ...process.env, TMPDIR: path } as Record<string, string>,
    // The command decides what a signal ends; see signals.ts.
    ...{ handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false },
  });
  const close = async () => {
    await browser.close();
    remove();
  };
  const page = await browser.newPage();
  await page.goto(url);
  return { page, close };
}
