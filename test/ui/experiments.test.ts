// The experiments of the paper in the page: the list, the head of each, what must come out, and the past of a run.
import { describe, expect, it } from 'vitest';
import '../../src/ui/antipode-claims';
import '../../src/ui/antipode-experiments';
import '../../src/ui/antipode-past';
import '../../src/ui/antipode-preset';
import { FIGURES } from '../../src/ui/figures/index';
import { LiveRun } from '../../src/ui/live-run';
import { findRun, presets } from '../../src/train/index';
import {
  eventually,
  expectAccessible,
  experimentOf,
  liveOf,
  show,
  snapshotOf,
  textOf,
} from './page';

describe('the list of experiments', () => {
  it('names every experiment with its section, and can be used by everybody', async () => {
    const list = await show(document.createElement('antipode-experiments'));
    for (const { title, section, summary } of presets.values()) {
      expect(textOf(list)).toContain(title);
      expect(textOf(list)).toContain(section);
      expect(textOf(list)).toContain(summary);
    }
    await expectAccessible(list);
  });

  it('says that there is no such experiment', async () => {
    const list = Object.assign(document.createElement('antipode-experiments'), { unknown: 'x/y' });
    await show(list);
    expect(textOf(list)).toContain('There is no experiment “x/y”');
  });
});

describe.each([...presets.keys()])('the head of %s', (name) => {
  it('says what to look for, leads to its runs, and can be used by everybody', async () => {
    const place = findRun(name)!;
    const head = document.createElement('antipode-preset');
    Object.assign(head, { place, experiment: place.run.experiment });
    await show(head);
    expect(textOf(head)).toContain(place.preset.look);
    for (const figure of place.preset.figures) expect(FIGURES).toHaveProperty(figure);
    await expectAccessible(head);
  });
});

it('the paper’s size is one press away, and back', async () => {
  const place = findRun('uniform')!;
  const head = document.createElement('antipode-preset');
  Object.assign(head, { place, experiment: place.run.experiment });
  await show(head);
  const heard: unknown[] = [];
  head.addEventListener('antipode-experiment', (event) =>
    heard.push((event as CustomEvent).detail),
  );
  const press = () => head.shadowRoot!.querySelector('button')!.click();
  press();
  expect(heard).toEqual([place.run.paper]);
  Object.assign(head, { experiment: place.run.paper });
  await head.updateComplete;
  press();
  expect(heard.at(-1)).toEqual(place.run.experiment);
});

describe('what must come out', () => {
  const { run } = findRun('introduction')!;
  const { experiment } = run;

  it('is held against the models that there are', async () => {
    // A pentagon in the last instance, two features at right angles in the first.
    const { instances, features: n } = experiment;
    const w = new Float32Array(instances * n * 2);
    w.set([1, 0, 0, 1], 0);
    for (let i = 0; i < n; i++) {
      const angle = (2 * Math.PI * i) / 5;
      w.set([Math.cos(angle), Math.sin(angle)], ((instances - 1) * n + i) * 2);
    }
    const live = liveOf(experiment, { step: experiment.steps, w });
    const claims = document.createElement('antipode-claims');
    Object.assign(claims, { live, experiment, run });
    await show(claims);
    await eventually(() => {
      const rows = [...claims.shadowRoot!.querySelectorAll('tbody tr')].map((row) => textOf(row));
      expect(rows[0]).toContain('✓ holds');
      expect(rows.find((row) => row.includes('D of the pentagon'))).toContain('✓ holds');
      expect(rows.find((row) => row.includes('mean-loss of the pentagon'))).toContain('✗ off');
    });
    await expectAccessible(claims);
  });

  it('is not known where the settings are others', async () => {
    const other = experimentOf({ features: 6 });
    const claims = document.createElement('antipode-claims');
    Object.assign(claims, { live: liveOf(other, { step: 5 }), experiment: other, run });
    await show(claims);
    expect(textOf(claims)).toContain('no longer those of this experiment');
  });
});

it('looking back shows a moment of the past in all views, and the present again', async () => {
  const experiment = experimentOf({ instances: 1 });
  const live = liveOf(experiment, { step: 0 });
  for (let step = 1; step < 5; step++) {
    live.receive(snapshotOf(experiment, { step, losses: new Float32Array([1]) }));
  }
  const past = Object.assign(document.createElement('antipode-past'), { live: new LiveRun() });
  await show(past);
  const { offsetHeight } = past; // it has its place before there is a past
  expect(offsetHeight).toBeGreaterThan(20);
  Object.assign(past, { live });
  const slider = past.shadowRoot!.querySelector('input')!;
  await eventually(() => expect(slider.max).toBe('5'));
  expect(slider.value).toBe('5');
  slider.value = '2';
  slider.dispatchEvent(new Event('input'));
  expect(live.snapshot?.step).toBe(2);
  expect(live.newest?.step).toBe(4);
  await eventually(() => expect(textOf(past)).toContain('step 2'));
  slider.value = '5';
  slider.dispatchEvent(new Event('input'));
  expect(live.snapshot?.step).toBe(4);
  expect(past.offsetHeight).toBe(offsetHeight);
  await expectAccessible(past);
});
