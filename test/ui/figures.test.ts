// The figures that share one base: what can be read off, the table twin, the files, and that everybody can use them.
import { describe, expect, it } from 'vitest';
import { findRun, parseExperiment } from '../../src/train/index';
import '../../src/ui/figures/index';
import type { LiveRun } from '../../src/ui/live-run';
import { eventually, expectAccessible, liveOf, show, snapshotOf, textOf } from './page';

type Figure = HTMLElement & { selected: number; shadowRoot: ShadowRoot };

async function figure(name: string, live: LiveRun, selected = 0): Promise<Figure> {
  const element = document.createElement(name) as Figure;
  Object.assign(element, { live, experiment: live.experiment, selected });
  element.style.width = '640px';
  element.style.display = 'block';
  return show(element);
}

/** Moves through the marks by keys, and returns what is said at each. */
async function readings(element: Figure, count: number): Promise<string[]> {
  const plot = element.shadowRoot.querySelector<HTMLElement>('.plot')!;
  const said = element.shadowRoot.querySelector('.said')!;
  const all: string[] = [];
  await eventually(() => {
    plot.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight' }));
    expect(said.textContent).not.toBe('');
  });
  all.push(said.textContent!);
  for (let k = 1; k < count; k++) {
    plot.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight' }));
    all.push(said.textContent!);
  }
  return all;
}

async function tableOf(element: Figure): Promise<string[][]> {
  const details = element.shadowRoot.querySelector('details')!;
  details.open = true;
  let rows: string[][] = [];
  await eventually(() => {
    const table = element.shadowRoot.querySelector('antipode-table')!;
    rows = [...table.shadowRoot!.querySelectorAll('tbody tr')].map((row) =>
      [...row.querySelectorAll('td')].map((cell) => textOf(cell).trim()),
    );
    expect(rows.length).toBeGreaterThan(0);
  });
  return rows;
}

/** Two instances of a digon and a dedicated feature in three features and two dimensions. */
const small = parseExperiment({
  model: 'relu-output',
  features: 3,
  hidden: 2,
  instances: 2,
  featureProbability: [0.5, 0.1],
});
const W = [1, 0, -1, 0, 0, 1];
const digon = () => liveOf(small, { step: 3, w: Float32Array.from([...W, ...W]) });

describe('dimensionality against sparsity', () => {
  it('reads D of every feature, and the line that it lies on', async () => {
    const element = await figure('antipode-dimensionality', digon());
    const [first, , third] = await readings(element, 3);
    expect(first).toBe(
      'Feature 0 at 1 − S = 0.50: D = 0.500, ‖W‖ = 1.00, on the line 1/2 (antipodal pair).',
    );
    expect(third).toContain('D = 1.00');
    const rows = await tableOf(element);
    expect(rows.length).toBe(6);
    // 1 − S, feature, D, norm, D* = m / ‖W‖² = 2/3, ΣD = 2
    expect(rows[0]).toEqual(['0.5000', '0', '0.5000', '1', '0.6667', '2']);
    await expectAccessible(element);
  });

  it('pressing Enter on a mark looks at its instance', async () => {
    const element = await figure('antipode-dimensionality', digon());
    const asked: number[] = [];
    element.addEventListener('antipode-select', (event) =>
      asked.push((event as CustomEvent).detail),
    );
    await readings(element, 4);
    element.shadowRoot
      .querySelector('.plot')!
      .dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter' }));
    expect(asked).toEqual([1]);
  });
});

describe('models trained on data sets', () => {
  it('has the losses and dimensionalities of every size, and reads the samples', async () => {
    const experiment = parseExperiment({
      ...{ model: 'relu-output', features: 3, instances: 2, unitInputs: true },
      ...{ featureProbability: [0.9, 0.9], dataset: { samples: [2, 6] }, batch: 8 },
    });
    const live = liveOf(experiment, { step: 3, w: Float32Array.from([...W, ...W]) });
    const element = await figure('antipode-double-descent', live, 1);
    const [first] = await readings(element, 1);
    expect(first).toMatch(/^T = 2: loss [\d.]+ on the data set, [\d.]+ on fresh samples.$/);
    const rows = await tableOf(element);
    expect(rows.map(([samples]) => samples)).toEqual(['2', '6']);
    // The D of vectors in the plane add up to 2 at most, which the table rounds to four digits.
    expect(Number(rows[1][3])).toBeGreaterThan(0);
    expect(Number(rows[1][3])).toBeLessThanOrEqual(0.3333);
    expect(textOf(element)).toContain('Instance 1: 6 samples');
    await expectAccessible(element);
  });
});

describe('models under attack', () => {
  it('reads the rise of the loss beside the features a dimension, and has both in its table', async () => {
    const element = await figure('antipode-adversarial', digon());
    const [first] = await readings(element, 1);
    expect(first).toMatch(/^1 − S = 0.50: under attack the loss rises from .*; 1 \/ D\* = 1.50.$/);
    const rows = await tableOf(element);
    expect(rows.length).toBe(2);
    // A push at the digon shifts its output by √2 ε, one at the dedicated feature by ε: never less than ε².
    for (const [, features, rise] of rows) {
      expect(features).toBe('1.500');
      expect(Number(rise)).toBeGreaterThan(1);
    }
    await expectAccessible(element);
  });
});

describe('the feature graph', () => {
  it('names its components, and says what hangs together', async () => {
    const element = await figure('antipode-feature-graph', digon());
    const [first] = await readings(element, 1);
    expect(first).toBe('Feature 0 with 1: digon in 1 dimension, D = 0.500, 0.500 in the ideal.');
    expect(textOf(element)).toContain('Now: digon; 1 dedicated.');
    const rows = await tableOf(element);
    expect(rows.map(([name]) => name)).toEqual(['digon', 'dedicated']);
    await expectAccessible(element);
  });

  it('says unknown rather than guess', async () => {
    const w = Float32Array.from([1, 0, -0.8, 0.6, 0, 1]);
    const element = await figure(
      'antipode-feature-graph',
      liveOf(small, { step: 3, w: Float32Array.from([...w, ...w]) }),
    );
    await eventually(() => expect(textOf(element)).toContain('Now: 1 unknown.'));
  });
});

describe('features in space', () => {
  const experiment = parseExperiment({
    model: 'relu-output',
    features: 2,
    hidden: 3,
    instances: 1,
  });

  it('reads coordinates, and turns by dragging', async () => {
    const live = liveOf(experiment, { w: Float32Array.from([1, 0, 0, 0, 0, 1]) });
    const element = await figure('antipode-space', live);
    const [, second] = await readings(element, 2);
    expect(second).toBe('Feature 1 at (0.0, 0.0, 1.0): ‖W‖ = 1.00, D = 1.00.');
    const canvas = element.shadowRoot.querySelector('canvas')!;
    const before = canvas.toDataURL();
    const plot = element.shadowRoot.querySelector('.plot')!;
    const pointer = (type: string, clientX: number) =>
      plot.dispatchEvent(new PointerEvent(type, { clientX, clientY: 10, pointerId: 1 }));
    plot.setPointerCapture = () => undefined; // no real pointer is down
    pointer('pointerdown', 10);
    pointer('pointermove', 60);
    await eventually(() => expect(canvas.toDataURL()).not.toBe(before));
    await expectAccessible(element);
  });
});

describe('D through time', () => {
  it('has every moment that was kept', async () => {
    const live = digon();
    for (const step of [5, 9])
      live.receive(snapshotOf(small, { step, w: Float32Array.from([...W, ...W]) }));
    const element = await figure('antipode-energy', live);
    const rows = await tableOf(element);
    expect(rows.map(([step]) => step)).toEqual(['3', '5', '9']);
    expect(rows[0].slice(1)).toEqual(['0.5000', '0.5000', '1']);
    await expectAccessible(element);
  });
});

describe('the phase diagram', () => {
  it('has trained, optimal and theoretical fates of every cell', async () => {
    const { experiment } = findRun('phase-change')!.run;
    const cells = {
      ...experiment,
      instances: 8,
      replicas: 1,
      grid: { ...experiment.grid!, rows: 2 },
    };
    // Every model stores the first feature only.
    const live = liveOf(cells, {
      step: 1,
      w: Float32Array.from({ length: 16 }, (_, k) => 1 - (k % 2)),
    });
    const element = await figure('antipode-phase', live);
    await eventually(() => expect(textOf(element)).toContain('Trained models agree'), 20_000);
    const [first] = await readings(element, 1);
    expect(first).toContain('I = 0.10, 1 − S = 1.0: trained not learned, optimum not learned');
    const rows = await tableOf(element);
    expect(rows.length).toBe(8);
    expect(rows[4].slice(0, 4)).toEqual(['10', '1', 'not-learned', 'dedicated']);
    await expectAccessible(element);
  });
});
