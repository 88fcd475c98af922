// The reader, used as a person would use it: climb a ladder, break a kernel, mend it, follow a link.
import type { Browser, Locator, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveEntry } from '../../src/cli/headless-page';
import {
  app,
  axeViolations,
  DESKTOP,
  expectFineOnPhone,
  launch,
  openPage,
  shownStep,
  sidewaysScroll,
  waitForState,
  waitForStep,
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

const open = (path: string, viewport = DESKTOP) =>
  openPage(browser, `${server.url}#/kernels${path}`, viewport);

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const heading = (page: Page, name: string) =>
  page.getByRole('heading', { level: 1, name, exact: true });
const verdict = (page: Page, kind: 'right' | 'wrong' | 'ended'): Locator =>
  page.locator(`[data-verdict="${kind}"]`);

/** Changes the first occurrence of a text by writing the whole anew. */
async function edit(page: Page, from: string, to: string): Promise<void> {
  await button(page, 'Edit this kernel').click();
  const editor = page.locator('.cm-content');
  await editor.waitFor();
  const code = await codeOf(page);
  expect(code).toContain(from);
  await editor.click();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.press('Delete');
  await page.keyboard.insertText(code.replace(from, to));
}

/** The whole text in the editor; only the lines in sight stand in the document. */
function codeOf(page: Page): Promise<string> {
  return page
    .locator('antipode-editor')
    .evaluate((e) => (e as HTMLElement & { code: string }).code);
}

describe('a newcomer', () => {
  it('climbs from the naive product to the top of its ladder by links alone', async () => {
    const { page, complaints } = await openPage(browser, server.url, DESKTOP);
    await waitForState(page, 'ready');
    await page.getByRole('link', { name: 'Kernels' }).click();
    await heading(page, 'Kernels, to be read, run and changed').waitFor();
    expect(await page.title()).toBe('Kernels · Antipode');
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole('link', { name: 'The naive product' }).click();

    const climbed: string[] = [];
    for (;;) {
      const title = page.locator('antipode-kernel h1');
      await title.waitFor();
      const name = await title.innerText();
      climbed.push(name);
      expect(await page.title()).toBe(`${name} · Antipode`);
      expect(await title.evaluate((e) => (e.getRootNode() as ShadowRoot).activeElement === e)).toBe(
        true,
      );
      // The software adapter has no half precision: that rung says so, and offers no run.
      if (name === 'matmul_f16') {
        await page.getByText('this device has no shader-f16').first().waitFor();
        expect(await button(page, 'Run on this device').isDisabled()).toBe(true);
      } else {
        await button(page, 'Run on this device').click();
        await verdict(page, 'right').waitFor();
      }
      if (climbed.length > 1) {
        expect(await page.locator('antipode-diff ins').count()).toBeGreaterThan(0);
        const now = page.locator('antipode-result li.now', { hasText: name });
        if (name !== 'matmul_f16') await now.waitFor();
      }
      expect(await sidewaysScroll(page)).toBe(0);
      const next = page.locator('.neighbours a.next');
      if ((await next.count()) === 0) break;
      await next.click();
      await page.waitForFunction((before) => !location.hash.endsWith(`/${before}`), name);
      await expect.poll(() => title.innerText()).not.toBe(name);
    }
    expect(climbed[0]).toBe('matmul_naive');
    expect(climbed.length).toBeGreaterThanOrEqual(9);
    await page.getByText('This is the top of the ladder.').waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await expectFineOnPhone(page);
    // Down a rung, which has its result and its differences.
    await page.goBack();
    await page.locator('antipode-diff').waitFor();
    await expectFineOnPhone(page);
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});

it('training goes on while one reads, and the experiment is as it was left', async () => {
  const { page, complaints } = await openPage(browser, server.url, DESKTOP);
  await waitForState(page, 'ready');
  await button(page, 'Run').click();
  await waitForStep(page, (step) => step > 5);
  const left = await shownStep(page);
  await page.getByRole('link', { name: 'Kernels' }).click();
  await page.getByText('Training continues, step').waitFor();
  await page.keyboard.press('r'); // resets the experiment on its own view only
  await page.waitForTimeout(500);
  await page.getByRole('link', { name: 'to the experiment' }).click();
  await waitForStep(page, (step) => step > left);
  expect(await page.title()).toContain('toy models of superposition');
  expect(complaints).toEqual([]);
  await page.context().close();
});

it('a syntax error shows at its line after a pause, and nothing is run', async () => {
  const { page, complaints } = await open('/matmul_naive');
  await edit(page, 'var sum = 0.0;', 'var sum = nought;');
  const line = (await codeOf(page)).split('\n').findIndex((text) => text.includes('nought')) + 1;
  await page.locator('.cm-lint-marker-error').waitFor();
  expect(await page.locator('[data-verdict], [data-outcome]').count()).toBe(0); // nothing runs by itself
  await button(page, 'Run the edited kernel').click();
  await page.locator('[data-outcome="refused"]').waitFor();
  await button(page, `Line ${line}`).click();
  await expect
    .poll(() => page.locator('.cm-activeLine').innerText())
    .toContain('var sum = nought;');
  await page.getByText('unresolved value').first().waitFor();
  expect(await axeViolations(page)).toEqual([]);
  expect(complaints).toEqual([]);
  await page.context().close();
});

it('a wrong sign is shown as wrong, with where and by how much; reset gives the original back', async () => {
  const { page } = await open('/matmul_naive');
  await edit(page, 'sum += a', 'sum -= a');
  await button(page, 'Run the edited kernel').click();
  const told = verdict(page, 'wrong');
  await told.waitFor();
  const text = await told.innerText();
  expect(text).toMatch(/elements of c are out of their bounds/);
  expect(text).toMatch(/The first is c\[0, 0, 0\]: .* instead of .*times the error allowed/);
  await button(page, 'Reset to the original').click();
  await button(page, 'Run on this device').click();
  await verdict(page, 'right').waitFor();
  await page.context().close();
});

it('an infinite loop does not kill the page: the guard ends it, and the line is told', async () => {
  const { page, complaints } = await open('/matmul_naive');
  await edit(page, 'var sum = 0.0;', 'var sum = 0.0; while (true) { sum += 1.0; }');
  await button(page, 'Run the edited kernel').click();
  await verdict(page, 'ended').waitFor({ timeout: 30_000 });
  await page.getByText(/Ended by the guard\. The loop at line \d+ went on/).waitFor();
  await button(page, 'Reset to the original').click();
  await button(page, 'Run on this device').click();
  await verdict(page, 'right').waitFor();
  expect(complaints).toEqual([]);
  await page.context().close();
});

it('an edited kernel goes into the running model, is told everywhere, and out again', async () => {
  const { page, complaints } = await openPage(browser, server.url, DESKTOP);
  await waitForState(page, 'ready');
  await button(page, 'Run').click();
  await waitForStep(page, (step) => step > 100);
  const loss = async () => {
    const text = await page.locator('antipode-geometry .loss').first().innerText();
    return Number.parseFloat(text.replace('loss', ''));
  };
  await expect.poll(loss).toBeGreaterThan(0);
  const before = await loss();
  await page.goto(`${server.url}#/kernels/adamw`);
  await edit(page, 'decayed - schedule', 'decayed + schedule');
  // The fused program runs, which has no such kernel; the stepwise one begins with the edit, and goes on training.
  await page.getByText('adamw takes no part in the fused program').waitFor();
  expect(await button(page, 'Put into the running model').isDisabled()).toBe(true);
  await button(page, 'Switch to stepwise with your text').click();
  await app(page).getByText('the model now trains with your').waitFor();
  await page.getByRole('link', { name: 'See what it does to training' }).click();
  // All steps may have been made before the switch: then it waits at the first weights.
  const run = button(page, 'Run');
  if (await run.isVisible()) await run.click();
  await app(page).getByText('the model now trains with your').waitFor();
  // Uphill: the loss rises above what it was.
  await expect.poll(loss, { timeout: 60_000 }).toBeGreaterThan(before * 1.5);
  await button(page, 'Put the original back').click();
  await expect.poll(() => page.getByText('the model now trains with your').count()).toBe(0);
  const high = await loss();
  await expect.poll(loss, { timeout: 60_000 }).toBeLessThan(high);
  expect(complaints).toEqual([]);
  await page.context().close();
});

it('a kernel that takes no part in the model says so', async () => {
  const { page } = await open('/gelu');
  await edit(page, 'fn main', 'fn main');
  await page.getByText('gelu takes no part in the model of the experiment.').waitFor();
  expect(await button(page, 'Put into the running model').isDisabled()).toBe(true);
  await page.context().close();
});

it('code that came by link is shown and not run; a damaged link says so', async () => {
  const { page } = await open('/add');
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await edit(page, 'fn main', '// from afar\nfn main');
  await button(page, 'Copy link to this text').click();
  await page.getByText('The link is in the clipboard.').waitFor();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  await page.context().close();

  const other = await openPage(browser, link, DESKTOP);
  await other.page.locator('[data-origin="link"]').waitFor();
  await other.page.locator('.cm-content').waitFor();
  expect(await codeOf(other.page)).toContain('// from afar');
  await other.page.waitForTimeout(1000);
  expect(await other.page.locator('[data-verdict], [data-outcome]').count()).toBe(0);
  expect(await other.page.evaluate(() => Object.keys(localStorage))).toEqual([]);
  await button(other.page, 'Run the edited kernel').click();
  await verdict(other.page, 'right').waitFor();

  await other.page.goto(`${link.slice(0, -20)}`);
  await other.page.getByText('The code in the link is damaged').waitFor();
  await other.page.locator('antipode-wgsl').waitFor();
  await other.page.goto(`${server.url}#/kernels/no_such_kernel`);
  await heading(other.page, 'There is no kernel “no_such_kernel”').waitFor();
  await other.page.getByRole('link', { name: 'matmul_tiled' }).click();
  await heading(other.page, 'matmul_tiled').waitFor();
  expect(other.complaints).toEqual([]);
  await other.page.context().close();
});

it('starts safe after edited code took the page down: says so, runs nothing, gives the text back', async () => {
  const { page } = await open('/add');
  await edit(page, 'fn main', '// my own\nfn main');
  // What stands in the browser while an edited kernel runs; here the page ends at that moment.
  await page.evaluate(() =>
    localStorage.setItem('antipode.edited-running', '{"kernel":"add","where":"lab"}'),
  );
  await page.goto('about:blank');
  await page.goto(server.url);
  await page.locator('[data-notice="safe-start"]').waitFor();
  await waitForState(page, 'ready');
  await page.getByRole('link', { name: 'Your text is kept' }).click();
  await page.locator('[data-origin="draft"]').waitFor();
  await page.locator('.cm-content').waitFor();
  expect(await codeOf(page)).toContain('// my own');
  expect(await page.locator('[data-verdict], [data-outcome]').count()).toBe(0);
  expect(await axeViolations(page)).toEqual([]);
  await button(page, 'Dismiss').click();
  await page.reload();
  await heading(page, 'add').waitFor();
  expect(await page.locator('[data-notice="safe-start"]').count()).toBe(0);
  await page.context().close();
});

it('without WebGPU kernels can be read, and Run says what is missing', async () => {
  const bare = await launch('none');
  const { page, complaints } = await openPage(bare, `${server.url}#/kernels/add`, DESKTOP);
  await page.getByText('fn main(').first().waitFor();
  await button(page, 'Run on this device').click();
  await page.getByText('Kernels cannot run here.').waitFor();
  expect(complaints).toEqual([]);
  await bare.close();
});
