import { describe, expect, test } from 'vitest';
import '../../src/ui/antipode-loss-chart';
import type { AntipodeLossChart } from '../../src/ui/antipode-loss-chart';
import uPlot from 'uplot';
import {
  axisEnd,
  chartData,
  logarithmic,
  whyEmpty,
  chartInstances,
  logTicks,
  MAX_LINES,
  tableRows,
} from '../../src/ui/chart-data';
import { calledIn } from '../../src/ui/distinction';
import { chartOptions, logLabel } from '../../src/ui/chart-options';
import { paletteOf } from '../../src/ui/colour';
import { LossQuantiles } from '../../src/ui/loss-quantiles';
import type { Exports } from '../../src/ui/figures/antipode-export';
import { LossHistory } from '../../src/train/index';
import { eventually, expectAccessible, experimentOf, find, liveOf, show, textOf } from './page';

const experiment = experimentOf({ instances: 2 });
const losses = new Float32Array([0.5, 0.25, 0.4, 0.2, 0.3, 0.1]);

describe('what the chart shows', () => {
  test('steps, and a line for each instance; of the losses that are known; 0 has no place on a logarithmic axis', () => {
    const live = liveOf(experiment, { losses: new Float32Array([0.5, 0, NaN, 0.25]) });
    expect(chartData(live, [0, 1])).toEqual([
      [1, 2],
      [0.5, null],
      [0, 0.25],
    ]);
    expect(logarithmic(chartData(live, [1]))).toEqual([
      [1, 2],
      [null, 0.25],
    ]);
    expect(whyEmpty(chartData(live, [0, 1]))).toBe('');
    expect(
      whyEmpty([
        [1, 2],
        [0, 0],
        [null, null],
      ]),
    ).toContain('exactly 0');
    expect(
      whyEmpty([
        [1, 2],
        [null, null],
      ]),
    ).toBe('No model is finite.');
    expect([whyEmpty([[]]), whyEmpty([[1], [undefined]])]).toEqual(['', '']);
  });

  test('with many instances, some of them, both ends among them', () => {
    expect(chartInstances(3)).toEqual([0, 1, 2]);
    const some = chartInstances(1000);
    expect([some.length, some[0], some.at(-1)]).toEqual([MAX_LINES, 0, 999]);
  });

  test('an axis that stands still for a while', () => {
    expect([1, 100, 101, 201, 501, 1001, 10_000].map((step) => axisEnd(step))).toEqual([
      100, 100, 200, 500, 1000, 2000, 10_000,
    ]);
    expect([1, 1001, 2001, 3000, 3001].map((step) => axisEnd(step, 3000))).toEqual([
      100, 2000, 3000, 3000, 5000,
    ]);
  });

  test('labels of a loss chart fit, however large a loss', () => {
    expect([0.001, 0.2, 1e5, 2e9, 1e-7].map(logLabel)).toEqual([
      ...['0.001', '0.2', '100000', '2e+9', '1e-7'],
    ]);
  });

  test('ticks of a logarithmic axis', () => {
    expect(logTicks(0.0011, 0.2)).toEqual([0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2]);
    expect(logTicks(1e-9, 1).length).toBe(10);
    expect([logTicks(0, 1), logTicks(NaN, 1), logTicks(1e-4, Infinity)]).toEqual([[], [], []]);
  });

  test('any range of losses can be drawn', async () => {
    // Ranges that are no whole decades made uPlot's own ticks loop until the array was full.
    for (let range = 0; range < 300; range++) {
      const least = 10 ** (-6 + (6 * range) / 300);
      const data: uPlot.AlignedData = [
        [1, 2],
        [least, least * (1 + (range % 17) * 13.7)],
      ];
      const wish = { width: 300, height: 200, steps: 2, colours: ['red'], moved: () => undefined };
      const parent = document.createElement('div');
      document.body.append(parent);
      const drawn = new Promise<void>((resolve) => {
        const options = chartOptions({ ...wish, palette: paletteOf(parent) });
        options.hooks = { draw: [() => resolve()] };
        new uPlot(options, data, parent);
      });
      await drawn;
      parent.remove();
    }
  });

  test('table rows end with the newest point', () => {
    expect(tableRows(3)).toEqual([0, 1, 2]);
    expect(tableRows(1000)).toHaveLength(20);
    expect(tableRows(1000).at(-1)).toBe(999);
  });
});

describe('<antipode-loss-chart>', () => {
  async function chart(): Promise<AntipodeLossChart> {
    const element = document.createElement('antipode-loss-chart') as AntipodeLossChart;
    Object.assign(element, { live: liveOf(experiment, { step: 3, losses }), experiment });
    await show(element);
    await eventually(() => expect(textOf(element)).toContain('Newest: step 3'));
    return element;
  }

  test('shows the newest losses, and others by arrow keys', async () => {
    const element = await chart();
    const values = () =>
      [...element.shadowRoot!.querySelectorAll('.value')].map((value) => value.textContent);
    expect(values()).toEqual(['0.300', '0.100']);
    const plot = find<HTMLElement>(element, '.plot');
    const press = (key: string) => plot.dispatchEvent(new KeyboardEvent('keydown', { key }));
    press('ArrowLeft');
    expect(textOf(find(element, '.at'))).toBe('Step 2');
    expect(values()).toEqual(['0.400', '0.200']);
    press('Home');
    expect(values()).toEqual(['0.500', '0.250']);
    expect(find(element, '.said').textContent).toBe('Step 1, 1 − S = 1.0: loss 0.500');
    press('Escape');
    expect(values()).toEqual(['0.300', '0.100']);
  });

  test('draws lines, follows the width, and has a table', async () => {
    const element = await chart();
    const canvas = find<HTMLCanvasElement>(element, 'canvas');
    const pixels = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height).data;
    expect(pixels.some((value) => value > 0)).toBe(true);
    element.style.setProperty('width', '300px');
    await eventually(() => expect(canvas.getBoundingClientRect().width).toBe(300));
    find<HTMLDetailsElement>(element, 'details').open = true;
    await eventually(() =>
      expect(element.shadowRoot!.querySelectorAll('tbody tr')).toHaveLength(3),
    );
    await expectAccessible(element);
  });
});

describe('<antipode-loss-chart> of hundreds of instances', () => {
  const many = experimentOf({ instances: 301, batch: 4 });
  /** Two steps: model k has k + 1 thousandths, then half of it. */
  const ofMany = Float32Array.from({ length: 602 }, (_, at) => {
    return ((at % 301) + 1) / 1000 / (at < 301 ? 1 : 2);
  });

  test('shows quantiles over all models, and the selected instance', async () => {
    const element = document.createElement('antipode-loss-chart') as AntipodeLossChart;
    const live = liveOf(many, { step: 2, losses: ofMany });
    Object.assign(element, { live, experiment: many, selected: 100 });
    await show(element);
    await eventually(() => expect(textOf(element)).toContain('Newest: step 2'));
    const rows = () =>
      [...element.shadowRoot!.querySelectorAll('.values li')].map((row) =>
        [...row.querySelectorAll('span:not(.key)')]
          .map(({ textContent }) => textContent)
          .join(': '),
      );
    await eventually(() =>
      expect(rows()).toEqual([
        'least: 0.000500',
        '10 %: 0.0155',
        'median: 0.0755',
        '90 %: 0.135',
        'greatest: 0.150',
        `${calledIn(many, 100)}: 0.0505`,
      ]),
    );
    const plot = find<HTMLElement>(element, '.plot');
    plot.dispatchEvent(new KeyboardEvent('keydown', { key: 'Home' }));
    expect(find(element, '.said').textContent).toBe(`Step 1, ${calledIn(many, 100)}: loss 0.101`);
    expect(rows()[2]).toBe('median: 0.151');
    find<HTMLDetailsElement>(element, 'details').open = true;
    await eventually(() =>
      expect(element.shadowRoot!.querySelectorAll('tbody tr')).toHaveLength(2),
    );
    await expectAccessible(element);
  });
});

describe('quantiles that follow a history', () => {
  const knownOf = (history: LossHistory, after: (model: number) => number = () => Infinity) => ({
    history,
    lossOf: (point: number, model: number) =>
      history.stepOf(point) <= after(model) ? history.lossOf(point, model) : NaN,
    divergences: { size: 0 },
  });

  /** Losses of 101 models in one step: 1 … 101 times a factor. */
  const step = (factor: number) =>
    Float32Array.from({ length: 101 }, (_, model) => (model + 1) * factor);

  test('are of each point, in slices, and exact again after points were merged', () => {
    const history = new LossHistory(101, 8);
    const quantiles = new LossQuantiles();
    for (let k = 1; k <= 6; k++) history.append(step(k));
    let rounds = 1;
    while (!quantiles.follow(knownOf(history), 0)) rounds++;
    expect(rounds).toBe(6);
    expect(quantiles.lines.map((line) => line[3])).toEqual([4, 44, 204, 364, 404]);
    for (let k = 7; k <= 9; k++) history.append(step(k));
    expect(history.stride).toBe(2);
    // What was known stands in, until it has been sorted again.
    expect(quantiles.follow(knownOf(history), 0)).toBe(false);
    expect(quantiles.lines[2]).toEqual([1.5 * 51, 3.5 * 51, 5.5 * 51]);
    while (!quantiles.follow(knownOf(history))) continue;
    expect(quantiles.lines[2]).toEqual([1.5, 3.5, 5.5, 7.5].map((mean) => mean * 51));
    // Another run begins anew.
    const other = new LossHistory(2, 8);
    other.append([3, NaN]);
    other.append([NaN, 0]);
    while (!quantiles.follow(knownOf(other))) continue;
    expect(quantiles.lines.map((line) => [...line])).toEqual(Array(5).fill([3, 0]));
  });

  test('count losses of 0, and leave out models that have diverged', () => {
    const history = new LossHistory(3, 8);
    for (let k = 0; k < 2; k++) history.append([0, 5, 0.2]);
    const quantiles = new LossQuantiles();
    const diverged = { ...knownOf(history, (model) => (model === 2 ? 1 : Infinity)) };
    while (!quantiles.follow(knownOf(history))) continue;
    expect(quantiles.lines.map((line) => line[1])).toEqual([0, 0, 0.2, 5, 5]);
    // What is known of the models has changed since.
    while (!quantiles.follow({ ...diverged, divergences: { size: 1 } })) continue;
    expect(quantiles.lines.map((line) => line[1])).toEqual([0, 0, 5, 5, 5]);
    expect(quantiles.lines.map((line) => line[0])).toEqual([0, 0, 0.2, 5, 5]);
  });
});

test('the file has every instance, the chart as many lines as can be told apart', async () => {
  const many = experimentOf({
    instances: 60,
    featureProbability: Array.from({ length: 60 }, () => 0.5),
  });
  const live = liveOf(many, { step: 0 });
  const chart = document.createElement('antipode-loss-chart') as AntipodeLossChart;
  Object.assign(chart, { live, experiment: many });
  await show(chart);
  const { of } = find<HTMLElement & { of: Exports }>(chart, 'antipode-export');
  const { columns } = of.table()!;
  expect(columns).toHaveLength(61);
  expect(new Set(columns).size).toBe(61);
  expect(chart.shadowRoot!.querySelectorAll('.values li')).toHaveLength(MAX_LINES);
});
