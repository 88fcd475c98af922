// `npm run screenshots`: trains the page to its last step, and keeps what it looks like, wide and narrow, light
// and dark, as PNG files beside this one.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { command, OptionError } from '../../src/cli/command';
import { ensureChromium } from '../../src/cli/ensure-chromium';
import { serveEntry } from '../../src/cli/headless-page';
import { ROOT, typedPath } from '../../src/cli/paths';
import { app, DESKTOP, launch, openPage, PHONE, waitForState } from '../e2e/open-page';

const here = fileURLToPath(new URL('.', import.meta.url));

const USAGE = `npm run screenshots -- [FOLDER]

  FOLDER     for pictures of whole pages, from top to bottom, too`;

await command(USAGE, async (args) => {
  const [folder, ...more] = args;
  if (more.length > 0 || folder?.startsWith('-')) {
    throw new OptionError(`Only a folder may be given. Usage:\n${USAGE}`);
  }
  await ensureChromium(console.error);
  await takeAll(folder === undefined ? undefined : typedPath(folder));
});

/** @param whole a folder for pictures of whole pages */
async function takeAll(whole: string | undefined): Promise<void> {
  const server = await serveEntry('index.html');
  const browser = await launch('swiftshader');
  const { page, complaints } = await openPage(browser, server.url, DESKTOP);
  await waitForState(page, 'ready');
  await app(page).getByRole('button', { name: 'Run' }).click();
  await page.locator('antipode-app[data-state="paused"]').waitFor({ timeout: 1_800_000 });
  for (const [width, viewport] of [
    ['desktop', DESKTOP],
    ['phone', PHONE],
  ] as const) {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme });
      await page.waitForTimeout(1500);
      await page.screenshot({ path: `${here}${width}-${colorScheme}.png` });
      if (whole) {
        await page.screenshot({ path: `${whole}/${width}-${colorScheme}.png`, fullPage: true });
      }
    }
  }
  await page.context().close();
  await server.close();

  const kept = await readFile(
    join(ROOT, 'bench/results/kernels-chromium-swiftshader.json'),
    'utf8',
  );

  // The reader and the bench, with the report that is kept in the repository.
  const reader = await serveEntry('index.html');
  for (const [width, viewport] of [
    ['desktop', DESKTOP],
    ['phone', PHONE],
  ] as const) {
    const colorScheme = width === 'desktop' ? 'light' : 'dark';
    const kernels = await openPage(
      browser,
      `${reader.url}#/kernels/matmul_tiled`,
      viewport,
      colorScheme,
    );
    await kernels.page.getByRole('heading', { name: 'See it' }).scrollIntoViewIfNeeded();
    await kernels.page.waitForTimeout(6000);
    await kernels.page.screenshot({ path: `${here}kernels-${width}.png` });
    const measured = await openPage(browser, `${reader.url}#/bench`, viewport, colorScheme);
    // The page shows the last report that was measured in this browser.
    await measured.page.evaluate((text) => localStorage.setItem('antipode.bench', text), kept);
    await measured.page.reload();
    await measured.page.waitForTimeout(3000);
    await measured.page.screenshot({ path: `${here}bench-${width}.png` });
    complaints.push(...kernels.complaints, ...measured.complaints);
    if (whole) {
      await kernels.page.screenshot({ path: `${whole}/kernels-${width}.png`, fullPage: true });
      await measured.page.screenshot({ path: `${whole}/bench-${width}.png`, fullPage: true });
    }
  }
  await browser.close();
  await reader.close();
  if (complaints.length > 0) throw new Error(complaints.join('\n'));
}
