import axe from 'axe-core';
import { chromium, type Browser, type Locator, type Page } from 'playwright';
import { expect } from 'vitest';
import { chromiumFlags, requireChromium, type WebGpuMode } from '../../src/cli/chromium';

export const DESKTOP = { width: 1440, height: 900 };
export const PHONE = { width: 390, height: 844 };

/** The built page in a browser, and everything that it complained about. */
export interface OpenPage {
  page: Page;
  /** Console errors, uncaught exceptions and violations of the content security policy. */
  complaints: string[];
}

/** A browser with the wanted WebGPU adapter. */
export function launch(mode: WebGpuMode): Promise<Browser> {
  return chromium.launch({ executablePath: requireChromium(), args: chromiumFlags(mode) });
}

/**
 * @param reducedMotion with `reduce` nothing is trained before it is asked for; with `no-preference` the start page
 *   trains by itself
 */
export async function openPage(
  browser: Browser,
  url: string,
  viewport: typeof DESKTOP,
  colorScheme: 'light' | 'dark' = 'light',
  reducedMotion: 'reduce' | 'no-preference' = 'reduce',
): Promise<OpenPage> {
  const context = await browser.newContext({ viewport, colorScheme, reducedMotion });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(`uncaught: ${error.message}`));
  page.on('requestfailed', (request) => complaints.push(`not loaded: ${request.url()}`));
  await page.exposeFunction('complain', (text: string) => complaints.push(text));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
      const { complain } = window as unknown as { complain(text: string): void };
      complain(`content security policy: ${violatedDirective} ${blockedURI}`);
    });
  });
  await page.goto(url);
  return { page, complaints };
}

export function app(page: Page): Locator {
  return page.locator('antipode-app');
}

export async function waitForState(page: Page, kind: string): Promise<void> {
  await page.locator(`antipode-app[data-state="${kind}"]`).waitFor({ timeout: 60_000 });
}

/** The step that the transport shows. */
export async function shownStep(page: Page): Promise<number> {
  return Number(await page.locator('antipode-transport').getAttribute('data-step'));
}

export async function waitForStep(page: Page, test: (step: number) => boolean): Promise<number> {
  await expect.poll(async () => test(await shownStep(page)), { timeout: 60_000 }).toBe(true);
  return shownStep(page);
}

/** Unfolds the form with all settings. */
export async function openSettings(page: Page): Promise<Locator> {
  await page.getByRole('heading', { name: 'All settings' }).click();
  return page.locator('antipode-settings');
}

/** Those of some elements that do not lie wholly within the window as it stands, by number. */
export function outOfSight(elements: Locator): Promise<number[]> {
  return elements.evaluateAll((all) =>
    all.flatMap((element, k) => {
      const { top, bottom, height } = element.getBoundingClientRect();
      return height > 0 && top >= 0 && bottom <= innerHeight ? [] : [k];
    }),
  );
}

/** Losses under those of the ten plots that are in sight. */
export async function shownLosses(page: Page): Promise<number[]> {
  const first = page.locator('antipode-geometry .loss').first();
  await expect.poll(async () => /\d/.test(await first.innerText())).toBe(true);
  const texts = await page.locator('antipode-geometry .loss').allTextContents();
  return texts.map((text) => Number.parseFloat(text.replace('loss', '')));
}

/** Everything that the table of the chosen instance says: W's norms, overlaps, b. */
export async function shownNumbers(page: Page): Promise<string> {
  return page.locator('antipode-feature-table table').innerText();
}

/** Rules of WCAG 2.2 A and AA and best practices that the page breaks, once its view has been loaded. */
export async function axeViolations(page: Page): Promise<string[]> {
  await page.locator('h1:visible').first().waitFor();
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const { axe: runner } = window as unknown as { axe: typeof axe };
    const { violations } = await runner.run(document);
    return violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join('; ')}`,
    );
  });
}

/** How far the page can be scrolled sideways: 0 when nothing sticks out. */
export function sidewaysScroll(page: Page): Promise<number> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth - clientWidth;
  });
}

/** The same page on a phone, in the dark: nothing sticks out and nothing is inaccessible there either. */
export async function expectFineOnPhone(page: Page): Promise<void> {
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.setViewportSize(PHONE);
  await page.waitForTimeout(300); // figures are drawn anew
  expect(await sidewaysScroll(page)).toBe(0);
  expect(await axeViolations(page)).toEqual([]);
}
