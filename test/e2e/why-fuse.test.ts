// The lesson "Why fuse?", used as a person would use it: found, measured, read, left and come back to.
import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveEntry } from '../../src/cli/headless-page';
import {
  axeViolations,
  DESKTOP,
  expectFineOnPhone,
  launch,
  openPage,
  sidewaysScroll,
  waitForState,
} from './open-page';

let server: Awaited<ReturnType<typeof serveEntry>>;

beforeAll(async () => {
  server = await serveEntry('index.html');
});

afterAll(() => server.close());

describe('with WebGPU', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch('swiftshader');
  });
  afterAll(() => browser.close());

  it('is found from the kernels, measures, and keeps what it found', async () => {
    const { page, complaints } = await openPage(browser, server.url, DESKTOP);
    await waitForState(page, 'ready');
    await page.getByRole('link', { name: 'Kernels', exact: true }).click();
    await page.getByRole('link', { name: 'Why fuse?' }).click();
    await page.getByRole('heading', { level: 1, name: 'Why fuse?' }).waitFor();
    expect(await page.title()).toBe('Why fuse? · Antipode');
    await page.getByLabel('I', { exact: true }).fill('2');
    await page.getByRole('button', { name: 'Measure on this device' }).click();
    await page.getByRole('progressbar').waitFor();

    const ratio = page.locator('[data-figure="ratio"]');
    await ratio.waitFor({ timeout: 120_000 });
    const [, times] = /^Fused makes ([\d.]+) times as many/.exec(await ratio.innerText()) ?? [];
    expect(Number(times)).toBeGreaterThan(1);
    expect(await page.locator('[data-figure="same"]').innerText()).toContain('Both learn the same');
    await page.locator('[data-notice="software"]').waitFor();

    const clock = page.locator('antipode-fuse-clock antipode-strip');
    expect(await clock.locator('[data-place]').count()).toBe(16);
    await clock.getByRole('application').focus();
    await page.keyboard.press('ArrowRight');
    await clock.getByText(/1 sparse_features, .* of the step/).waitFor();
    await clock.getByText('Numbers as a table').click();
    await expect.poll(() => clock.locator('tbody tr').count()).toBe(16);
    expect(await axeViolations(page)).toEqual([]);
    expect(await sidewaysScroll(page)).toBe(0);
    await expectFineOnPhone(page);

    // A kernel is looked at, and what was measured still stands.
    const said = await ratio.innerText();
    await page.getByRole('link', { name: 'train_update' }).click();
    await page.getByRole('heading', { level: 1, name: 'train_update' }).waitFor();
    await page.getByRole('link', { name: 'Why fuse?' }).click();
    expect(await ratio.innerText()).toBe(said);
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});

it('without WebGPU says so, and shows what needs none', async () => {
  const browser = await launch('none');
  const { page, complaints } = await openPage(browser, `${server.url}#/kernels/why-fuse`, DESKTOP);
  await page.getByRole('button', { name: 'Measure on this device' }).click();
  await page.getByRole('alert').getByText('There is no GPU to measure on.').waitFor();
  await page.locator('antipode-fuse-memory antipode-strip').waitFor();
  expect(await axeViolations(page)).toEqual([]);
  expect(complaints).toEqual([]);
  await browser.close();
});
