// The experiments of the paper in a real browser: found in the list, run, and held against what must come out.
import { readFile } from 'node:fs/promises';
import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveEntry } from '../../src/cli/headless-page';
import {
  app,
  axeViolations,
  DESKTOP,
  launch,
  openPage,
  PHONE,
  sidewaysScroll,
  waitForState,
} from './open-page';

let server: Awaited<ReturnType<typeof serveEntry>>;
let browser: Browser;

beforeAll(async () => {
  server = await serveEntry('index.html');
  browser = await launch('swiftshader');
});

afterAll(async () => {
  await browser.close();
  await server.close();
});

describe.each([
  ['desktop', DESKTOP, 'dark'],
  ['phone', PHONE, 'light'],
] as const)('a newcomer, at %s width', (_, viewport, scheme) => {
  it('finds an experiment, runs it, sees what must come out, and saves a figure', async () => {
    const { page, complaints } = await openPage(browser, server.url, viewport, scheme);
    await waitForState(page, 'ready');
    await page.getByRole('link', { name: 'The paper' }).click();
    expect(await page.locator('antipode-experiments li').count()).toBeGreaterThanOrEqual(18);
    expect(await axeViolations(page)).toEqual([]);
    expect(await sidewaysScroll(page)).toBe(0);
    await page.getByRole('link', { name: /Two dense features in one number/ }).click();
    await page.getByText('What you should see.').waitFor();
    await waitForState(page, 'ready');
    await app(page).getByRole('button', { name: 'Run', exact: true }).click();

    const claims = page.locator('antipode-claims');
    await claims.getByText('After the last step.').waitFor({ timeout: 120_000 });
    const verdicts = await claims.locator('td.verdict').allTextContents();
    expect(verdicts.length).toBeGreaterThanOrEqual(5);
    for (const verdict of verdicts) expect(verdict).toContain('holds');
    expect(await axeViolations(page)).toEqual([]);
    expect(await sidewaysScroll(page)).toBe(0);

    const download = page.waitForEvent('download');
    await page.locator('antipode-compression').getByText('CSV', { exact: true }).click();
    const rows = (await readFile(await (await download).path(), 'utf8')).trim().split('\n');
    expect(rows.length).toBeGreaterThan(10);

    // Its other run, the next experiment, and the way back.
    await page.getByRole('link', { name: 'Against a ReLU output' }).click();
    await page.waitForURL(/nonlinear-compression\/relu$/);
    await page.getByRole('link', { name: /→$/ }).click();
    await page
      .getByRole('heading', { name: 'Many sparse features together look Gaussian' })
      .waitFor();
    await page.goBack();
    await page.getByRole('heading', { name: 'Two dense features in one number' }).waitFor();
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});

it('an address that leads nowhere says so, and shows what there is', async () => {
  const { page, complaints } = await openPage(browser, `${server.url}#/experiments/none`, PHONE);
  await page.getByText('There is no experiment “none”').waitFor();
  expect(complaints).toEqual([]);
  await page.context().close();
});
