// Figures as files: with title, axes, legends and caption, sharp, called by experiment and figure.
import { afterEach, beforeEach, expect, it } from 'vitest';
import '../../src/ui/antipode-experiments';
import '../../src/ui/antipode-geometries';
import '../../src/ui/antipode-gram';
import '../../src/ui/antipode-loss-chart';
import '../../src/ui/figures/index';
import type { LiveRun } from '../../src/ui/live-run';
import { button, eventually, experimentOf, liveOf, show } from './page';

/** What is saved, by the name of the file. */
const saved = new Map<string, Blob>();
const real = { create: URL.createObjectURL, click: HTMLAnchorElement.prototype.click };
let newest: Blob;

beforeEach(() => {
  saved.clear();
  URL.createObjectURL = (blob: Blob) => {
    newest = blob;
    return 'blob:none';
  };
  HTMLAnchorElement.prototype.click = function () {
    saved.set(this.download, newest);
  };
});
afterEach(() => {
  URL.createObjectURL = real.create;
  HTMLAnchorElement.prototype.click = real.click;
  document.body.replaceChildren();
});

const experiment = experimentOf({
  ...{ instances: 2, features: 3, hidden: 2, steps: 100 },
  featureProbability: [0.5, 0.1],
});

function live(): LiveRun {
  const made = liveOf(experiment, {
    step: 2,
    w: Float32Array.of(1, 0, -1, 0, 0, 1, 1, 0, -1, 0, 0, 1),
    losses: Float32Array.of(0.1, 0.01, 0.05, 0.005),
  });
  made.called = { name: 'basic-results', title: 'Basic results' };
  return made;
}

it.each([
  ['antipode-loss-chart', 'loss', ['step', '1 − S = 0.10', 'nothing learned']],
  ['antipode-gram', 'gram-matrix', ['WᵀW and b', 'Value:', 'What is not on the diagonal']],
  ['antipode-geometries', 'geometries', ['1 − S = 0.50', 'Importance I of a feature:']],
  ['antipode-dimensionality', 'dimensionality', ['1 / (1 − S)', 'step 2']],
] as const)('%s', async (name, figure, texts) => {
  const element = document.createElement(name);
  Object.assign(element, { live: live(), experiment });
  element.style.width = '640px';
  element.style.display = 'block';
  await show(element);
  const fileOf = async (ending: string) => {
    let found: Blob | undefined;
    let asked = false;
    await eventually(() => {
      // A drawing is saved at once or not at all; pixels come a moment later, and are to come once.
      if (!asked || ending !== 'png') button(element, ending.toUpperCase()).click();
      asked = true;
      found = [...saved].find(([file]) => file.endsWith(`.${ending}`))?.[1];
      expect(found).toBeDefined();
    });
    return found!;
  };
  const svg = await (await fileOf('svg')).text();
  const document_ = new DOMParser().parseFromString(svg, 'image/svg+xml');
  expect(document_.querySelector('parsererror')).toBe(null);
  expect(document_.querySelector('title')!.textContent).toMatch(/^Basic results: .*, step 2$/);
  const written = [...document_.querySelectorAll('text')].map((text) => text.textContent).join(' ');
  for (const text of texts) expect(written).toContain(text);
  expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  expect(svg).toMatch(/font-family="[^"]*sans-serif"/);

  const picture = await createImageBitmap(await fileOf('png'));
  const [width, height] = ['width', 'height'].map((side) =>
    Number(document_.documentElement.getAttribute(side)),
  );
  expect(picture.width).toBe(Math.ceil(2 * width));
  expect(Math.abs(picture.height - 2 * height)).toBeLessThanOrEqual(1);
  await fileOf('csv');
  expect([...saved.keys()].every((file) => file.startsWith(`basic-results-${figure}`))).toBe(true);
});

it('no gradient where all features are equally important', async () => {
  const equal = experimentOf({ instances: 2, features: 3, importance: { decay: 1 } });
  const element = document.createElement('antipode-geometries');
  Object.assign(element, { live: liveOf(equal), experiment: equal });
  await show(element);
  expect(element.shadowRoot!.querySelector('antipode-legend')).toBe(null);
  expect(element.shadowRoot!.textContent).toContain('All features are equally important.');
});

it('the list of experiments shows the pictures of the theme that the page has', async () => {
  const element = document.createElement('antipode-experiments');
  await show(element);
  const root = document.documentElement;
  for (const theme of ['dark', 'light', 'dark']) {
    root.dataset.theme = theme;
    document.dispatchEvent(new Event('antipode-theme'));
    await element.updateComplete;
    expect(element.hasAttribute('data-dark'), theme).toBe(theme === 'dark');
    const shown = [...element.shadowRoot!.querySelectorAll('img')].filter(
      (picture) => getComputedStyle(picture).display !== 'none',
    );
    expect(shown.length).toBeGreaterThan(0);
    expect(shown.every((picture) => picture.classList.contains(theme))).toBe(true);
  }
  delete root.dataset.theme;
});
