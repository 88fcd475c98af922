// `npm run screenshots`: trains the page to its last step, and keeps what it looks like, wide and narrow, light
// and dark, as PNG files beside this one.
import { fileURLToPath } from 'node:url';
import { serveEntry } from '../../src/cli/headless-page';
import { app, DESKTOP, launch, openPage, PHONE, waitForState } from '../e2e/open-page';

const here = fileURLToPath(new URL('.', import.meta.url));
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
    const whole = process.argv[2];
    if (whole) {
      await page.screenshot({ path: `${whole}/${width}-${colorScheme}.png`, fullPage: true });
    }
  }
}
await browser.close();
await server.close();
if (complaints.length > 0) throw new Error(complaints.join('\n'));
