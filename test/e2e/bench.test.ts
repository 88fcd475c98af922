// The built bench page, used as a person would use it: measured, cancelled, saved, compared.
import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseReport } from '../../bench/report/schema';
import { serveEntry } from '../../src/cli/headless-page';
import {
  axeViolations,
  DESKTOP,
  expectFineOnPhone,
  launch,
  openPage,
  PHONE,
  sidewaysScroll,
} from './open-page';

let server: Awaited<ReturnType<typeof serveEntry>>;
let bench: string;

beforeAll(async () => {
  server = await serveEntry('index.html');
  bench = `${server.url}#/bench`;
});

afterAll(() => server.close());

async function waitForBench(page: Page, kind: string): Promise<void> {
  await page.locator(`antipode-bench[data-state="${kind}"]`).waitFor({ timeout: 120_000 });
}

async function measure(page: Page, filter: string, budget = '0.5', shapes = ''): Promise<void> {
  await page.getByLabel('filter', { exact: true }).fill(filter);
  await page.getByLabel('matmul shapes').fill(shapes);
  await page.getByLabel('seconds for each group').fill(budget);
  await page.getByRole('button', { name: 'Measure' }).click();
}

describe('with WebGPU', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch('swiftshader');
  });
  afterAll(() => browser.close());

  it('measures a ladder, saves it, and cannot tell it from itself', async () => {
    const { page, complaints } = await openPage(browser, bench, DESKTOP);
    const loaded: string[] = [];
    page.on('request', (request) => loaded.push(request.url()));
    expect(await axeViolations(page)).toEqual([]);
    await measure(page, 'row_sum R=16');
    await waitForBench(page, 'done');
    await page.getByText('Software adapter: ratios only').waitFor();
    const rows = page.locator('antipode-results th[scope="row"]');
    expect(await rows.count()).toBeGreaterThanOrEqual(4);
    expect(await rows.filter({ hasText: 'row_sum_items' }).count()).toBeGreaterThan(0);
    await page.locator('antipode-contest canvas').waitFor();
    await page.locator('antipode-plot canvas').first().waitFor();
    expect(await axeViolations(page)).toEqual([]);
    expect(await sidewaysScroll(page)).toBe(0);
    await expectFineOnPhone(page);

    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save as JSON' }).click();
    const file = await (await download).path();
    const report = parseReport(JSON.parse(await readFile(file, 'utf8')));
    expect(report.adapter.fallback).toBe(true);
    const timed = report.cases.filter(({ medianMs }) => medianMs !== null);
    expect(timed.length).toBeGreaterThanOrEqual(4);
    for (const { medianMs, errorOverBound, samples } of timed) {
      expect(medianMs).toBeGreaterThan(0);
      expect(samples).toBeGreaterThan(0);
      expect(errorOverBound).toBeLessThanOrEqual(1);
    }

    // A reload loses nothing; the saved file holds the same.
    await page.reload();
    await page.getByText('Kept from an earlier visit').waitFor();
    await page.getByLabel('Before').setInputFiles(file);
    const verdicts = page.locator('antipode-compare .verdict');
    await expect.poll(() => verdicts.count()).toBe(report.cases.length);
    for (const verdict of await verdicts.allTextContents())
      expect(verdict).toContain('cannot tell');

    const other = { ...report, adapter: { ...report.adapter, vendor: 'another' } };
    const buffer = Buffer.from(JSON.stringify(other));
    const foreign = { name: 'other.json', mimeType: 'application/json', buffer };
    await page.getByLabel('Before').setInputFiles(foreign);
    await page.getByText('of different adapters').waitFor();
    expect(await verdicts.count()).toBe(0);
    expect(await axeViolations(page)).toEqual([]);
    expect(loaded.filter((url) => /jax|tfjs|tensorflow/.test(url))).toEqual([]);
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});

it('follows training to larger models, with no library', async () => {
  const browser = await launch('swiftshader');
  const { page, complaints } = await openPage(browser, bench, PHONE);
  const loaded: string[] = [];
  page.on('request', (request) => loaded.push(request.url()));
  await page.getByLabel('what to measure').selectOption('training');
  expect(await page.getByLabel('matmul shapes').count()).toBe(0);
  await page.getByLabel('filter', { exact: true }).fill('scaling n=20 m=5 | scaling n=80');
  await page.getByLabel('seconds for each group').fill('0.2');
  await page.getByRole('button', { name: 'Measure' }).click();
  await waitForBench(page, 'done');
  const scaling = page.locator('antipode-scaling');
  await scaling.locator('canvas').waitFor();
  await scaling.getByRole('application').focus();
  await page.keyboard.press('ArrowRight');
  await scaling.getByText(/stepwise, I = 1, n = 20, m = 5: .* model-steps a second/).waitFor();
  expect(await axeViolations(page)).toEqual([]);
  expect(await sidewaysScroll(page)).toBe(0);
  expect(loaded.filter((url) => /jax|tfjs|tensorflow/.test(url))).toEqual([]);
  expect(complaints).toEqual([]);
  await browser.close();
});

describe('a run that takes long', () => {
  it('ends when told to, and the next one begins', async () => {
    const browser = await launch('swiftshader');
    const { page, complaints } = await openPage(browser, bench, DESKTOP);
    await measure(page, '', '60');
    await page
      .locator('antipode-results th[scope="row"], antipode-bench-progress')
      .first()
      .waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('Stopping after this sample').waitFor();
    // The sample under way may end first, and the button with it.
    const atOnce = page.getByRole('button', { name: 'End at once' });
    await atOnce.click({ timeout: 2000 }).catch(() => undefined);
    await waitForBench(page, 'cancelled');
    await page.getByText('The run was stopped early').waitFor();
    await measure(page, 'sigmoid');
    await waitForBench(page, 'done');
    expect(complaints).toEqual([]);
    await browser.close();
  });
});

describe('the page of libraries', () => {
  it('loads them when asked to, and measures them beside our kernel', async () => {
    const browser = await launch('swiftshader');
    const { page, complaints } = await openPage(browser, `${bench}/libraries`, DESKTOP);
    const loaded: string[] = [];
    page.on('request', (request) => loaded.push(request.url()));
    expect(await axeViolations(page)).toEqual([]);
    expect(loaded.filter((url) => /jax|tfjs/.test(url))).toEqual([]); // not before they are asked for
    await measure(page, 'matmul', '0.3', '16');
    await waitForBench(page, 'done');
    expect(loaded.filter((url) => /jax|tfjs/.test(url)).length).toBeGreaterThanOrEqual(2);
    const rows = page.locator('antipode-results tbody').first();
    for (const library of ['jax-js webgpu', 'TensorFlow.js webgpu', 'TensorFlow.js wasm']) {
      const cells = rows.locator('tr', { hasText: library }).locator('td');
      expect(await cells.count(), library).toBeGreaterThan(4); // times, not a note
    }
    await page.locator('antipode-contest').getByText('jax-js webgpu').first().waitFor();
    expect(await axeViolations(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await browser.close();
  });
});

describe('without WebGPU', () => {
  it('says what is missing, and still compares files', async () => {
    const browser = await launch('none');
    const { page, complaints } = await openPage(browser, bench, DESKTOP);
    await measure(page, 'row_sum');
    await waitForBench(page, 'unsupported');
    await page.getByText('This browser has no GPU to measure').waitFor();
    const saved = 'test/fixtures/bench-report.json';
    await page.getByLabel('Before').setInputFiles(saved);
    await page.getByLabel('After').setInputFiles(saved);
    await page.getByText(/Of \d+ cases in both/).waitFor();
    expect(await axeViolations(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await browser.close();
  });
});
