// The built page in a real browser, used as a person would use it.
import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveEntry } from '../../src/cli/headless-page';
import {
  app,
  axeViolations,
  DESKTOP,
  launch,
  openPage,
  openSettings,
  outOfSight,
  PHONE,
  shownLosses,
  shownNumbers,
  shownStep,
  sidewaysScroll,
  waitForState,
  waitForStep,
} from './open-page';

/** Every loss that was in sight both times has fallen, the densest instance's among them. */
function expectFall(early: readonly number[], late: readonly number[]): void {
  expect(late[0]).toBeLessThan(early[0]);
  early.forEach((loss, i) => {
    if (!Number.isNaN(loss)) expect(late[i], `instance ${i}`).toBeLessThan(loss);
  });
}

/** A program that this browser has not trained with yet measures its kernels first. */
const MEASURES = { timeout: 60_000 };

let server: Awaited<ReturnType<typeof serveEntry>>;

beforeAll(async () => {
  server = await serveEntry('index.html');
});

afterAll(() => server.close());

describe.each([
  ['desktop', DESKTOP, 'light'],
  ['phone', PHONE, 'dark'],
] as const)('with WebGPU, at %s width', (_, viewport, scheme) => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch('swiftshader');
  });
  afterAll(() => browser.close());

  it('trains, pauses, steps, resets and takes a new setting', async () => {
    const { page, complaints } = await openPage(browser, server.url, viewport, scheme);
    await waitForState(page, 'ready');
    await waitForStep(page, (step) => step === 0);
    expect(await axeViolations(page)).toEqual([]);
    await expect.poll(() => shownNumbers(page)).toMatch(/sum\s+[\d.]/);
    const atStart = await shownNumbers(page);
    const plot = page.locator('antipode-geometry canvas').first();
    const chart = page.locator('antipode-loss-chart canvas').first();
    const [plotBefore, chartBefore] = [await plot.screenshot(), await chart.screenshot()];

    // Run: the loss falls below that of the first step, and the figures change.
    await app(page).getByRole('button', { name: 'Step', exact: true }).click();
    await waitForStep(page, (step) => step === 1);
    const early = await shownLosses(page);
    await app(page).getByRole('button', { name: 'Run' }).click();
    await waitForState(page, 'running');
    await waitForStep(page, (step) => step > 250);
    await expect.poll(async () => (await shownLosses(page))[0]).toBeLessThan(early[0]);
    expectFall(early, await shownLosses(page));
    expect((await plot.screenshot()).equals(plotBefore)).toBe(false);
    expect((await chart.screenshot()).equals(chartBefore)).toBe(false);

    // Pause: the step stands still.
    await app(page).getByRole('button', { name: 'Pause' }).click();
    await waitForState(page, 'paused');
    await page.waitForTimeout(300);
    const paused = await shownStep(page);
    await page.waitForTimeout(300);
    expect(await shownStep(page)).toBe(paused);

    // Step: exactly one, by button and by key.
    await app(page).getByRole('button', { name: 'Step', exact: true }).click();
    await waitForStep(page, (step) => step === paused + 1);
    await page.keyboard.press('s');
    await waitForStep(page, (step) => step === paused + 2);
    await page.waitForTimeout(300);
    expect(await shownStep(page)).toBe(paused + 2);
    expect(await shownNumbers(page)).not.toBe(atStart);

    // Reset: the same first weights.
    await app(page).getByRole('button', { name: 'Reset', exact: true }).click();
    await waitForStep(page, (step) => step === 0);
    await expect.poll(() => shownNumbers(page)).toBe(atStart);

    // A new setting: what is wrong is said and changes nothing; what is right starts anew.
    await openSettings(page);
    const features = app(page).getByLabel('features', { exact: false }).first();
    await features.fill('0');
    await app(page).getByRole('button', { name: 'Apply', exact: true }).click();
    await app(page).getByText('a whole number from 1 to 1024').first().waitFor();
    expect(await shownNumbers(page)).toBe(atStart);
    await features.fill('6');
    await app(page).getByRole('button', { name: 'Apply', exact: true }).click();
    await waitForState(page, 'ready');
    await expect.poll(() => shownNumbers(page)).not.toBe(atStart);
    await page.locator('antipode-settings').getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => shownNumbers(page)).toBe(atStart);

    expect(await axeViolations(page)).toEqual([]);
    expect(await sidewaysScroll(page)).toBe(0);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('trains by itself in sight, opens a pressed plot, and answers keys, not while somebody types', async () => {
    const motion = 'no-preference';
    const { page, complaints } = await openPage(browser, server.url, viewport, scheme, motion);
    await waitForState(page, 'running');
    await waitForStep(page, (step) => step > 0);
    // The figure stands above the fold: all ten plots, the pentagon's last, and beside them what one holds.
    const plots = page.locator('antipode-geometry');
    expect(await plots.count()).toBe(10);
    expect(await outOfSight(plots)).toEqual([]);
    const opened = page.locator('antipode-gram h3');
    expect(await opened.innerText()).toContain('1 − S = 0.050');
    const matrix = page.locator('antipode-gram .map canvas');
    if (viewport === DESKTOP) expect(await outOfSight(matrix)).toEqual([]);
    await plots.nth(3).click();
    await expect.poll(() => opened.innerText()).toContain('1 − S = 0.37');
    expect(await outOfSight(opened)).toEqual([]);
    await page.mouse.move(0, 0);
    await page.mouse.click(0, 0); // the focus leaves the button, which the space bar would press

    await page.keyboard.press('Space');
    await waitForState(page, 'paused');
    const step = await waitForStep(page, (reached) => reached > 0);
    await openSettings(page);
    await app(page).getByLabel('seed').first().press('s');
    await app(page).getByLabel('seed').first().press('r');
    await page.waitForTimeout(300);
    expect(await shownStep(page)).toBeGreaterThanOrEqual(step);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('shows the shader of every call of a step', async () => {
    const { page } = await openPage(browser, server.url, viewport, scheme);
    await waitForState(page, 'ready');
    const calls = page.locator('antipode-calls details');
    await expect.poll(() => calls.count(), MEASURES).toBe(1);
    await calls.filter({ hasText: 'train_small' }).locator('summary').first().click();
    await page.getByText('fn main(').first().waitFor();

    // The stepwise program has a call an operation; the browser keeps the choice, and the way back is the same.
    await page.getByRole('button', { name: 'Switch to stepwise and show them' }).click();
    await expect.poll(() => calls.count(), MEASURES).toBeGreaterThanOrEqual(14);

    // The numbers of a step are read by keys: x, which the first call writes, and the slopes further down.
    const open = (does: string) => page.locator('antipode-calls li', { hasText: does });
    await open('a fresh batch').locator('summary').first().click();
    const x = open('a fresh batch').getByRole('application', { name: 'x, input' });
    await x.focus();
    await page.keyboard.press('ArrowRight');
    await open('a fresh batch')
      .getByText(/^feature 0: /)
      .first()
      .waitFor();
    await page.getByRole('button', { name: 'Step', exact: true }).last().click();
    await page.getByText('The numbers in step 2').waitFor();
    await page.getByRole('button', { name: 'Hide the numbers' }).click();
    await expect.poll(() => calls.count(), MEASURES).toBe(14);
    await page.reload();
    await waitForState(page, 'ready');
    expect(await page.getByRole('radio', { name: 'Stepwise' }).isChecked()).toBe(true);
    await expect.poll(() => calls.count(), MEASURES).toBe(14);
    await calls.filter({ hasText: 'adamw' }).first().locator('summary').first().click();
    await page.getByText('fn main(').first().waitFor();
    await page.getByRole('radio', { name: 'Automatic' }).check();
    await expect.poll(() => calls.count(), MEASURES).toBe(1);
    await waitForState(page, 'ready');
    await page.context().close();
  });
});

describe('ten thousand models', () => {
  it.each([
    ['desktop', DESKTOP, 'dark'],
    ['phone', PHONE, 'light'],
  ] as const)('are a map that is read and clicked, at %s width', async (_, viewport, scheme) => {
    const browser = await launch('swiftshader');
    const { page, complaints } = await openPage(browser, server.url, viewport, scheme);
    await waitForState(page, 'ready');
    const settings = await openSettings(page);
    for (const [name, value] of [
      ['instances', '10000'],
      ['features', '2'],
      ['hidden', '1'],
      ['batch', '2'],
      ['steps', '2000'],
    ]) {
      await settings.locator(`input[name="${name}"]`).fill(value);
    }
    await settings.getByRole('button', { name: 'Apply', exact: true }).click();
    const map = page.locator('antipode-model-map');
    await map.getByText(/^10.000 models/).waitFor({ timeout: 60_000 });
    await app(page).getByRole('button', { name: 'Run' }).click();
    await waitForStep(page, (step) => step >= 3);
    const area = map.locator('.map');
    await area.scrollIntoViewIfNeeded();
    await area.click({ position: { x: 200, y: 100 } });
    const read = await map.locator('.readout').innerText();
    const [name] = read.replace('Selected: ', '').split(';');
    expect(name).toMatch(/^1 − S = [\d.]+ \(\d+\)$/);
    await page.getByText(`Features of ${name}`, { exact: true }).waitFor();
    await page.locator('antipode-loss-chart').getByText('median', { exact: true }).waitFor();
    await app(page).getByRole('button', { name: 'Pause' }).click();
    await waitForState(page, 'paused');
    expect(await sidewaysScroll(page)).toBe(0);
    expect(await axeViolations(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await browser.close();
  });
});

describe('without WebGPU', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch('none');
  });
  afterAll(() => browser.close());

  it.each([
    ['desktop', DESKTOP],
    ['phone', PHONE],
  ] as const)('trains on the CPU reference and says so, at %s width', async (_, viewport) => {
    const { page, complaints } = await openPage(browser, server.url, viewport);
    await waitForState(page, 'ready');
    await app(page).getByText('CPU reference').first().waitFor();
    await app(page).getByRole('button', { name: 'Run' }).click();
    const from = await waitForStep(page, (step) => step > 5);
    const early = await shownLosses(page);
    await waitForStep(page, (step) => step > from + 500);
    const late = await shownLosses(page);
    expectFall(early, late);
    expect(await axeViolations(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('where the address insists on the GPU, says what is missing and offers the CPU', async () => {
    const { page } = await openPage(browser, `${server.url}?engine=gpu`, DESKTOP);
    await waitForState(page, 'unsupported');
    await app(page).getByRole('button', { name: 'Use the CPU reference' }).click();
    await waitForState(page, 'ready');
    await page.context().close();
  });
});
