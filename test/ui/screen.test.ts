// A window that comes to a screen of another resolution: everything that is drawn has as many pixels as that screen.
import { afterAll, afterEach, expect, it } from 'vitest';
import { eventually, experimentOf, find, liveOf, show } from './page';

// No browser lets a test move its window to another screen: what the window says of its pixels is set here, and lists of
// media queries tell of it as they would. They are in place before anything that asks is loaded.
const real = { matchMedia: window.matchMedia.bind(window), ratio: devicePixelRatio };
const lists: MediaQueryList[] = [];
let pixels = 1;
Object.defineProperty(window, 'devicePixelRatio', { configurable: true, get: () => pixels });
window.matchMedia = (query: string) => {
  const list = real.matchMedia(query);
  if (query.includes('resolution')) lists.push(list);
  return list;
};
await Promise.all([
  import('../../src/ui/antipode-array'),
  import('../../src/ui/antipode-legend'),
  import('../../src/ui/antipode-loss-chart'),
  import('../../src/ui/antipode-gram'),
  import('../../src/ui/figures/index'),
  import('../../src/ui/kernels/antipode-cells'),
]);

/** The window comes to a screen with so many pixels: each query for the old number no longer holds. */
function ratio(to: number): void {
  if (to === pixels) return;
  pixels = to;
  for (const list of lists.splice(0)) list.dispatchEvent(new Event('change'));
}

afterEach(() => document.body.replaceChildren());
afterAll(() => {
  window.matchMedia = real.matchMedia;
  Object.defineProperty(window, 'devicePixelRatio', { configurable: true, value: real.ratio });
});

const experiment = experimentOf({ instances: 2, features: 3, steps: 10 });
const cells = {
  ...{ rows: 2, columns: 3, length: 6, side: 20, rowGroup: 0, columnGroup: 0, most: 1, text: '' },
  ...{ reads: null, writes: null, now: new Map(), framed: new Set() },
};

it.each([
  ['antipode-loss-chart', () => ({ experiment })],
  ['antipode-legend', () => ({ map: 'importance', label: 'I', from: '0', to: '1' })],
  ['antipode-gram', () => ({ instance: 0 })],
  ['antipode-geometry', () => ({ instance: 0 })],
  ['antipode-dimensionality', () => ({ experiment })],
  ['antipode-cells', () => ({ cells })],
  [
    'antipode-array',
    () => ({
      array: {
        ...{ binding: 'a', array: 'x', symbol: 'x', words: 'input' },
        ...{ axes: ['n'], shape: [3], values: Float32Array.of(1, 2, 3) },
      },
    }),
  ],
] as const)('%s', async (name, properties) => {
  ratio(1);
  const live = liveOf(experiment, { step: 1, losses: Float32Array.of(0.1, 0.2) });
  const element = document.createElement(name);
  Object.assign(element, { live, ...properties() });
  await show(element);
  const sharpness = () => {
    const canvas = find<HTMLCanvasElement>(element, 'canvas');
    return canvas.width / canvas.getBoundingClientRect().width;
  };
  await eventually(() => expect(sharpness()).toBeCloseTo(1, 1));
  // There and back, twice: a query for a resolution tells of one change only.
  for (const to of [2, 1, 3]) {
    ratio(to);
    await eventually(() => expect(sharpness(), `at ${to} pixels`).toBeCloseTo(to, 1));
  }
});
