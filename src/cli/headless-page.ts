import { chromium, type Browser, type Page } from 'playwright';
import { chromiumFlags, requireChromium, type WebGpuMode } from './chromium';

export { serveEntry } from './serve';

/** A page of the project, open in a headless Chromium. */
export interface HeadlessPage {
  page: Page;
  close(): Promise<void>;
}

/** Opens an address in a headless Chromium with the wanted WebGPU adapter. It ends when this process does. */
export async function openHeadless(url: string, mode: WebGpuMode): Promise<HeadlessPage> {
  const browser: Browser = await chromium.launch({
    executablePath: requireChromium(),
    args: chromiumFlags(mode),
    // The command decides what a signal ends; see signals.ts.
    ...{ handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false },
  });
  const page = await browser.newPage();
  await page.goto(url);
  return { page, close: () => browser.close() };
}
