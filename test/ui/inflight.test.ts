import { beforeEach, describe, expect, test } from 'vitest';
import type { Adjustment, Experiment } from '../../src/train/index';
import '../../src/ui/antipode-adjusted';
import '../../src/ui/antipode-inflight';
import type { AntipodeAdjusted } from '../../src/ui/antipode-adjusted';
import type { AntipodeInflight } from '../../src/ui/antipode-inflight';
import { LiveRun } from '../../src/ui/live-run';
import {
  button,
  eventually,
  expectAccessible,
  experimentOf,
  find,
  show,
  snapshotOf,
  textOf,
} from './page';

const experiment = experimentOf({ featureProbability: [0.5], instances: 1 });

let element: AntipodeInflight;
let sent: { experiment: Experiment; gesture: string }[];
let told: string[];

beforeEach(async () => {
  element = document.createElement('antipode-inflight') as AntipodeInflight;
  element.experiment = experiment;
  element.origin = experiment;
  [sent, told] = [[], []];
  element.addEventListener('antipode-adjust', (e) => sent.push((e as CustomEvent).detail));
  for (const name of ['antipode-undo', 'antipode-experiment']) {
    element.addEventListener(name, () => told.push(name));
  }
  await show(element);
});

const slider = (name: string) => find<HTMLInputElement>(element, `#${name}`);

function move(name: string, value: number): void {
  slider(name).value = String(value);
  slider(name).dispatchEvent(new Event('input', { bubbles: true }));
}

/** What was sent is what training goes on as. */
async function taken(): Promise<void> {
  await eventually(() => expect(sent.length).toBeGreaterThan(0));
  element.experiment = sent.at(-1)!.experiment;
  await element.updateComplete;
}

describe('<antipode-inflight>', () => {
  test('a slider sends the whole experiment with its setting changed, and shows it', async () => {
    move('rate', -2);
    await taken();
    expect(sent.at(-1)!.experiment).toEqual({
      ...experiment,
      optimizer: { ...experiment.optimizer, learningRate: 0.01 },
    });
    expect(slider('rate').getAttribute('aria-valuetext')).toBe('learning rate 0.01');
    move('decay', 0.5);
    await eventually(() => expect(sent.at(-1)!.experiment.importance).toEqual({ decay: 0.5 }));
    expect(sent.at(-1)!.experiment.optimizer.learningRate).toBe(0.01);
  });

  test('the slider of densities multiplies those it began with, and ends where all are 1', async () => {
    expect(Number(slider('density').max)).toBeGreaterThanOrEqual(Math.log10(2));
    expect(Number(slider('density').max)).toBeLessThan(Math.log10(2) + 0.05);
    move('density', -1);
    await taken();
    expect(sent.at(-1)!.experiment.featureProbability).toEqual([0.05]);
    expect(Number(slider('density').value)).toBeCloseTo(-1);
    sent = [];
    move('density', 0);
    await taken();
    expect(sent.at(-1)!.experiment.featureProbability).toEqual([0.5]);
  });

  test('one movement of many events is one thing to undo; another slider is another', async () => {
    for (const value of [-2.9, -2.8, -2.7]) move('rate', value);
    await taken();
    move('rate', -2.6);
    await eventually(() => expect(sent.length).toBeGreaterThan(1));
    move('decay', 0.6);
    await eventually(() => expect(sent.at(-1)!.experiment.importance).toEqual({ decay: 0.6 }));
    const gestures = sent.map(({ gesture }) => gesture);
    expect(new Set(gestures.slice(0, -1)).size).toBe(1);
    expect(gestures.at(-1)).not.toBe(gestures[0]);
    // Fewer than were moved: not every event is sent.
    expect(sent.length).toBeLessThan(5);
  });

  test('goes back to what it began with, where something was changed', async () => {
    expect(button(element, 'Back to the start').disabled).toBe(true);
    move('rate', -4);
    await taken();
    button(element, 'Back to the start').click();
    expect(sent.at(-1)!.experiment).toEqual(experiment);
    element.preset = true;
    await element.updateComplete;
    expect(button(element, 'Back to the preset').disabled).toBe(false);
  });

  test('undo sends what a slider says first, and then asks to go back', async () => {
    expect(button(element, 'Undo').disabled).toBe(true);
    move('rate', -4);
    await element.updateComplete;
    button(element, 'Undo').click();
    expect(sent.length).toBe(1);
    expect(told).toEqual(['antipode-undo']);
  });

  test('what could not be changed is said, with a way to begin anew', async () => {
    element.unadjusted = { message: 'This cannot be.', wanted: experiment };
    await element.updateComplete;
    expect(textOf(find(element, '[role=status]'))).toContain('Training continues unchanged.');
    button(element, 'Start again with the change').click();
    expect(told).toEqual(['antipode-experiment']);
    await expectAccessible(element);
  });

  test('importances that are a list have no slider', async () => {
    element.experiment = experimentOf({ importance: [1, 1, 0.5, 0.5, 0.1] });
    element.origin = element.experiment;
    await element.updateComplete;
    expect(element.shadowRoot!.querySelector('#decay')).toBeNull();
    expect(element.shadowRoot!.querySelectorAll('input[type=range]').length).toBe(2);
  });

  test('without a model no slider moves', async () => {
    element.disabled = true;
    await element.updateComplete;
    for (const name of ['density', 'decay', 'rate']) expect(slider(name).disabled).toBe(true);
  });

  test('is accessible', () => expectAccessible(element));
});

test('<antipode-adjusted> tells the newest three, and the earlier ones when asked', async () => {
  const live = new LiveRun();
  live.begin(experiment);
  live.receive(snapshotOf(experiment));
  const adjusted = document.createElement('antipode-adjusted') as AntipodeAdjusted;
  adjusted.live = live;
  await show(adjusted);
  expect(textOf(adjusted).trim()).toBe('');
  const adjustments: Adjustment[] = [];
  for (let k = 1; k <= 4; k++) {
    const [from, to] = [k / 1000, (k + 1) / 1000];
    adjustments.push({ step: 10 * k, changes: [{ key: 'optimizer.learningRate', from, to }] });
  }
  live.adjust(experiment, adjustments);
  live.receive(snapshotOf(experiment, { step: 50 }));
  await eventually(() => expect(textOf(adjusted)).toContain('step 40'));
  const shown = [...adjusted.shadowRoot!.querySelectorAll('ul')].map((list) =>
    [...list.querySelectorAll('li')].map((item) => /step (\d+)/.exec(textOf(item))![1]),
  );
  expect(shown).toEqual([['40', '30', '20'], ['10']]);
  expect(textOf(find(adjusted, 'summary'))).toBe('1 earlier');
  await expectAccessible(adjusted);
});
