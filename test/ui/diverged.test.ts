// What the page says of models whose numbers are not finite, of losses of 0, and of moments of the past.
import { html, render } from 'lit';
import { describe, expect, it } from 'vitest';
import { initialWeights } from '../../src/reference/index';
import {
  parseExperiment,
  presets,
  sized,
  type Experiment,
  type Preset,
  type Snapshot,
} from '../../src/train/index';
import '../../src/ui/antipode-claims';
import '../../src/ui/antipode-notice';
import '../../src/ui/antipode-transport';
import { FIGURES } from '../../src/ui/figures/index';
import { csvOf } from '../../src/ui/figures/csv';
import { probability, several, significant, weight } from '../../src/ui/format';
import type { LiveRun } from '../../src/ui/live-run';
import type { RunController } from '../../src/ui/run-controller';
import { eventually, factsOf, find, liveOf, show, snapshotOf, textOf } from './page';

/** Random models after training, those for which `spoiled` holds with NaN in W. */
function trainedOf(
  experiment: Experiment,
  spoiled: (model: number) => boolean,
  part: Partial<Snapshot> = {},
): LiveRun {
  const { instances, replicas, features: n, hidden: m, model, steps, seed } = experiment;
  const models = instances * replicas;
  const w = Float32Array.from(initialWeights(seed, models, n * m, 0.5));
  for (let k = 0; k < models; k++) if (spoiled(k)) w.fill(NaN, k * n * m, (k + 1) * n * m);
  const live = liveOf(experiment, { step: 0 });
  live.receive(
    snapshotOf(experiment, {
      step: steps,
      w,
      wDecode: model === 'absolute-value' ? w.slice() : null,
      nonfinite: w.filter(Number.isNaN).length,
      // One of the first weights; then what a ReLU makes of NaN, the loss of the answer 0, which is a plausible one.
      losses: new Float32Array(2 * models).fill(0.5, 0, models).fill(0.273, models),
      ...part,
    }),
  );
  return live;
}

/** The first run of each experiment, at the size of the tests, one replica and few instances. */
const experiments = [...presets.values()].map((preset): [string, Preset, Experiment] => [
  preset.name,
  preset,
  sized({ preset, run: preset.runs[0] }, 'ci'),
]);

/** Shows figures as the page does, those of one experiment beside the models of another where it is said. */
async function figuresOf(preset: Preset, live: LiveRun, experiment: Experiment, selected: number) {
  const page = document.createElement('main');
  document.body.replaceChildren(page);
  const run = { live, experiment, place: { preset, run: preset.runs[0] } } as RunController;
  render(html`${preset.figures.map((name) => FIGURES[name](run, selected))}`, page);
  for (let k = 0; k < 3; k++) await new Promise((resolve) => requestAnimationFrame(resolve));
  return page;
}

describe('figures of models that have diverged', () => {
  it.each(experiments)('say so, and no NaN: %s', async (_, preset, experiment) => {
    const bad: string[] = [];
    const heard = (event: ErrorEvent) => {
      event.preventDefault();
      event.stopImmediatePropagation();
      bad.push(event.message);
    };
    window.addEventListener('error', heard, true);
    try {
      for (const spoiled of [() => true, (model: number) => model % experiment.instances === 0]) {
        const live = trainedOf(experiment, spoiled);
        const page = await figuresOf(preset, live, experiment, 0);
        const text = textOf(page);
        expect(text).toMatch(/diverged/i);
        const never = /.{0,40}(NaN|Infinity|undefined|\b1 steps).{0,20}/g;
        expect(text.match(never) ?? []).toEqual([]);
        // What a ReLU makes of NaN.
        if (live.trained?.allDiverged) expect(text).not.toContain('0.273');
      }
      expect(bad).toEqual([]);
    } finally {
      window.removeEventListener('error', heard, true);
      document.body.replaceChildren();
    }
  });
});

describe('figures beside models of another shape', () => {
  it.each([
    ['capacity', 'double-descent'],
    ['basic-results', 'phase-change'],
    ['phase-change', 'introduction'],
  ])('draw nothing and throw nothing: %s running, then %s', async (before, after) => {
    const [, , old] = experiments.find(([name]) => name === before)!;
    const [, preset, experiment] = experiments.find(([name]) => name === after)!;
    const thrown: string[] = [];
    const heard = (event: ErrorEvent) => {
      event.preventDefault();
      event.stopImmediatePropagation();
      thrown.push(event.message);
    };
    window.addEventListener('error', heard, true);
    try {
      const live = trainedOf(old, () => false);
      await figuresOf(
        preset,
        live,
        experiment,
        preset.runs[0].selected ?? experiment.instances - 1,
      );
      expect(thrown).toEqual([]);
    } finally {
      window.removeEventListener('error', heard, true);
      document.body.replaceChildren();
    }
  });
});

describe('the page around them', () => {
  const [, preset, experiment] = experiments[0];

  it('tells of it in the notice, the status and the verdicts', async () => {
    const live = trainedOf(experiment, () => true);
    const notice = await show(Object.assign(document.createElement('antipode-notice'), { live }));
    await eventually(() =>
      expect(textOf(notice)).toContain(
        'Training diverged: all 10 models are no longer finite. The first was W of instance 0, between step 0 and step 10000.',
      ),
    );
    const state = { kind: 'paused', facts: factsOf(experiment), step: 50, done: false } as const;
    const transport = await show(
      Object.assign(document.createElement('antipode-transport'), { live, state }),
    );
    await eventually(() => expect(textOf(transport)).toContain('no model is finite'));
    const [run] = preset.runs;
    const claims = await show(
      Object.assign(document.createElement('antipode-claims'), { live, experiment, run }),
    );
    await eventually(() => {
      const rows = [...claims.shadowRoot!.querySelectorAll('tbody tr')].map(textOf);
      expect(rows.length).toBe(run.claims.length);
      for (const row of rows) expect(row).toMatch(/diverged.*✗ off/);
    });
  });

  it('says it above the heatmap and the feature table, and draws no cells', async () => {
    const live = trainedOf(experiment, (model) => model === 3);
    const gram = document.createElement('antipode-gram');
    const table = document.createElement('antipode-feature-table');
    for (const element of [gram, table]) {
      Object.assign(element, { live, experiment, selected: 3 });
      element.style.width = '400px';
    }
    const page = document.createElement('main');
    page.append(gram, table);
    document.body.replaceChildren(page);
    const painted = () => {
      const canvas = find<HTMLCanvasElement>(gram, 'canvas');
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
      return data.some((value) => value > 0);
    };
    await eventually(() => {
      expect(textOf(find(gram, '.readout'))).toContain('1 − S = 0.37 has diverged');
      expect(textOf(find(table, 'caption'))).toContain('Features of 1 − S = 0.37: diverged');
    });
    expect(painted()).toBe(false);
    for (const element of [gram, table]) Object.assign(element, { selected: 4 });
    await eventually(() => {
      expect(textOf(page)).not.toContain('diverged');
      expect(painted()).toBe(true);
    });
  });

  it('a loss of exactly 0 is 0 in the readout, the table and the file, and the empty chart says why', async () => {
    const few = parseExperiment({ model: 'relu-output', instances: 2 });
    const live = trainedOf(few, () => false, { losses: new Float32Array(2) });
    const chart = document.createElement('antipode-loss-chart');
    Object.assign(chart, { live, experiment: few });
    await show(chart);
    await eventually(() => {
      const values = [...chart.shadowRoot!.querySelectorAll('.value')];
      expect(values.map(textOf)).toEqual(['0', '0']);
      expect(textOf(chart.shadowRoot!.querySelector('.at')!)).toContain('Every loss is exactly 0');
    });
    const details = chart.shadowRoot!.querySelector('details')!;
    details.open = true;
    await eventually(() => {
      const cells = [...chart.shadowRoot!.querySelectorAll('td')].map(textOf);
      expect(cells).toEqual(['0', '0']);
    });
    const exports = chart.shadowRoot!.querySelector('antipode-export') as unknown as {
      of: { table(): { rows: (string | number)[][] } };
    };
    expect(exports.of.table().rows).toEqual([[1, 0, 0]]);
    const plot = document.createElement('antipode-geometry');
    Object.assign(plot, { live, instance: 1 });
    await show(plot);
    await eventually(() => expect(textOf(find(plot, '.loss'))).toBe('loss 0'));
  });
});

describe('the past', () => {
  it('has the losses of then beside the plots of then', async () => {
    const two = parseExperiment({ model: 'relu-output', instances: 2, steps: 100 });
    const live = liveOf(two, { step: 0 });
    const lossesOf = (from: number, to: number) =>
      Float32Array.from({ length: 2 * (to - from) }, (_, k) => from + Math.floor(k / 2) + 1);
    for (const [from, to] of [
      [0, 20],
      [20, 60],
      [60, 100],
    ]) {
      live.receive(snapshotOf(two, { step: to, losses: lossesOf(from, to) }));
    }
    // Means over sixteen points: steps 85 to 100, and steps 5 to 20.
    expect(live.recentLoss(0)).toBe(92.5);
    const plot = document.createElement('antipode-geometry');
    const chart = document.createElement('antipode-loss-chart');
    Object.assign(plot, { live });
    Object.assign(chart, { live, experiment: two });
    const page = document.createElement('main');
    page.append(plot, chart);
    document.body.replaceChildren(page);
    await eventually(() => expect(textOf(find(plot, '.loss'))).toBe('loss 92.5'));
    live.look(live.moments.all.find(({ step }) => step === 20)!);
    expect(live.recentLoss(0)).toBe(12.5);
    expect(live.trained?.instance(1).loss).toBe(12.5);
    await eventually(() => {
      expect(textOf(find(plot, '.loss'))).toBe('loss 12.5');
      expect(textOf(find(chart, '.at'))).toMatch(/^Looking back: step 20/);
      expect(textOf(find(chart, '.value'))).toBe('20.0');
    });
    live.look(live.moments.all[0]);
    expect(live.recentLoss(0)).toBeNaN();
    live.look(null);
    expect(live.recentLoss(0)).toBe(92.5);
  });

  it('of a model that has diverged since is finite', () => {
    const one = parseExperiment({ model: 'relu-output', instances: 1 });
    const live = liveOf(one, { step: 0 });
    const losses = Float32Array.from([1, 1, 1]);
    live.receive(snapshotOf(one, { step: 3, losses, lossSteps: Uint32Array.of(1, 1, 1) }));
    const w = new Float32Array(10).fill(NaN);
    const after = { w, nonfinite: 10, step: 6, losses, lossSteps: Uint32Array.of(1, 1, 1) };
    live.receive(snapshotOf(one, after));
    expect([live.diverged(0), live.recentLoss(0)]).toEqual([true, NaN]);
    // The loss of step 4 is of the weights after step 3, which were finite.
    expect([0, 1, 2, 3, 4, 5].map((point) => live.lossOf(point, 0))).toEqual([
      1,
      1,
      1,
      1,
      NaN,
      NaN,
    ]);
    live.look(live.moments.all.find(({ step }) => step === 3)!);
    expect([live.diverged(0), live.recentLoss(0)]).toEqual([false, 1]);
  });
});

it('words know no NaN, no Infinity and no "1 steps"; cells of files are empty there', () => {
  expect([significant(0), significant(NaN), significant(-Infinity)]).toEqual(['0', '–', '−∞']);
  expect([weight(NaN), weight(Infinity), probability(NaN)]).toEqual(['–', '∞', '–']);
  expect([several(1, 'step'), several(2, 'step'), several(0.6, 'step')]).toEqual([
    ...['1 step', '2 steps', '1 step'],
  ]);
  const rows = [[0, NaN, Infinity, '–', 'a,b']];
  expect(csvOf({ caption: '', columns: ['a', 'b', 'c', 'd', 'e'], rows })).toBe(
    'a,b,c,d,e\r\n0,,,,"a,b"\r\n',
  );
});
