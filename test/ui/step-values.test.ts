// The numbers of a step on the page: each array by pointer, keys and table; the bar that opens them; and that nothing is asked
// for while nobody looks.
import { afterEach, describe, expect, it } from 'vitest';
import '../../src/ui/antipode-calls';
import type { AntipodeArray } from '../../src/ui/antipode-array';
import { arrayGrid, cellName, valueAt } from '../../src/ui/array-grid';
import { ValuesWatch } from '../../src/ui/values-watch';
import type { CallDescription, CallValues, StepValues } from '../../src/models/index';
import type { Command, Event as WorkerEvent } from '../../src/train/index';
import {
  button,
  eventually,
  expectAccessible,
  experimentOf,
  factsOf,
  find,
  show,
  textOf,
} from './page';

afterEach(() => document.body.replaceChildren());

/** Three features, two hidden dimensions; one row a feature, as in memory. */
const W: CallValues = {
  ...{ binding: 'b', array: 'w', symbol: 'W', words: 'weights, one row a feature' },
  ...{ axes: ['n', 'm'], shape: [3, 2] },
  values: Float32Array.of(0.25, -1, 0.5, 2, -0.75, 3),
};
const X: CallValues = {
  ...{ binding: 'a', array: 'x', symbol: 'x', words: 'input' },
  ...{ axes: ['n'], shape: [3], values: Float32Array.of(0, 0.5, NaN) },
};
const LOSS: CallValues = {
  ...{ binding: 'loss', array: 'loss', symbol: 'loss', words: 'mean over the whole batch' },
  ...{ axes: [], shape: [], values: Float32Array.of(0.125) },
};

const call = (kernel: string, arrays: CallDescription['arrays']): CallDescription => ({
  ...{ kernel, does: 'does', summary: 'Sums.', file: `${kernel}.wgsl`, arrays },
  source: 'fn main() {\n  let v = a[0];\n  loss[0] = v;\n}',
  constants: {},
  workgroups: [1, 1, 1],
});
const array = (binding: string, name: string, written = false) => ({
  ...{ binding, array: name, shape: [3], written },
});
const CALLS = [
  call('matmul', [array('a', 'x'), array('b', 'w'), array('loss', 'loss', true)]),
  call('column_sum', [array('a', 'd_pre'), array('sums', 'd_b', true)]),
  call('adamw', [array('parameter', 'w', true)]),
];
const VALUES: StepValues = {
  ...{ step: 4, model: 1, sample: 2, samples: 64, firstOn: 0 },
  calls: [
    { reads: [X, W], writes: [LOSS] },
    { reads: [], writes: [] },
    { reads: [], writes: [{ ...W, binding: 'parameter' }] },
  ],
};

const facts = factsOf(experimentOf({ instances: 3, batch: 64 }), {
  engine: 'gpu',
  program: 'stepwise',
  calls: CALLS,
  kernelsOf: { stepwise: ['matmul'], fused: ['train_small'] },
});

const press = (element: Element, key: string) =>
  element.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));

function heard<T>(element: HTMLElement, name: string): Promise<T> {
  return new Promise((resolve) =>
    element.addEventListener(name, (event) => resolve((event as CustomEvent<T>).detail), {
      once: true,
    }),
  );
}

async function arrayOf(values: CallValues): Promise<AntipodeArray> {
  const element = document.createElement('antipode-array');
  element.array = values;
  await show(element);
  await eventually(() =>
    expect(find<HTMLCanvasElement>(element, 'canvas').clientWidth).toBeGreaterThan(1),
  );
  return element;
}

describe('an array', () => {
  it('of weights stands one column a feature, and memory has one row a feature', () => {
    const grid = arrayGrid(W, 300);
    expect(grid).toMatchObject({ columns: 3, rows: 2, length: 6 });
    const shown = Array.from({ length: 6 }, (_, cell) => valueAt(W, grid, cell));
    expect(shown).toEqual([0.25, 0.5, -0.75, -1, 2, 3]);
    expect(cellName(W, grid, 4)).toBe('feature 1, hidden dimension 1');
  });

  it('of many features goes on in the next row', () => {
    const long = { axes: ['n'] as const, shape: [1000], values: new Float32Array(1000) };
    const grid = arrayGrid(long, 320);
    expect(grid).toMatchObject({ columns: 64, rows: 16, length: 1000 });
    expect(grid.columns * grid.cellWidth).toBeLessThanOrEqual(320);
  });

  it('is read by keys, and its table has every number', async () => {
    const element = await arrayOf(W);
    const grid = find(element, '[role=application]');
    press(grid, 'ArrowRight');
    await eventually(() =>
      expect(textOf(element)).toContain('feature 0, hidden dimension 0: 0.25'),
    );
    press(grid, 'ArrowDown');
    press(grid, 'ArrowRight');
    await eventually(() => expect(textOf(element)).toContain('feature 1, hidden dimension 1: 2'));
    await eventually(() =>
      expect(find(element, '.said').textContent).toBe('feature 1, hidden dimension 1: 2'),
    );
    find<HTMLElement>(element, 'summary').click();
    await eventually(() => expect(textOf(find(element, 'tbody'))).toContain('−0.750000'));
    expect(textOf(find(element, 'thead')).trim()).toBe('feature W 0 W 1'.replace(/ (?=W)/g, ''));
    await expectAccessible(element);
  });

  it('says what is no finite number', async () => {
    const element = await arrayOf(X);
    expect(textOf(element)).toContain('1 of them no finite numbers');
    press(find(element, '[role=application]'), 'End');
    await eventually(() => expect(textOf(element)).toContain('feature 2: NaN'));
  });
});

describe('the calls of a step', () => {
  async function calls(part: object = {}) {
    const element = document.createElement('antipode-calls');
    Object.assign(element, { facts, selected: 1, ...part });
    return show(element);
  }

  it('stand in three parts, and open their numbers with one press', async () => {
    const element = await calls();
    expect([...element.shadowRoot!.querySelectorAll('h3')].map((h) => h.textContent)).toEqual([
      'Forward: from x to x′ and the loss',
      'Back: how the loss changes with each number',
      'Update: the optimiser moves the weights',
    ]);
    expect(element.shadowRoot!.querySelector('antipode-array')).toBe(null);
    const asked = heard(element, 'antipode-values');
    button(element, 'Show the numbers of a step').click();
    expect(await asked).toEqual({ instance: 1, sample: null });
  });

  it('show what each reads and writes, and the line that does it', async () => {
    const element = await calls({ wish: { instance: 1, sample: 2 }, values: VALUES });
    expect(textOf(element)).toContain('The numbers in step 5');
    find<HTMLElement>(element, 'summary').click();
    await eventually(() => expect(textOf(element)).toContain('loss mean over the whole batch'));
    expect(textOf(find(element, 'antipode-call-values'))).toMatch(
      /Reads.*x input.*W weights.*Writes.*0\.125/,
    );
    button(element, 'loss in line 3').click();
    await eventually(() => expect(textOf(find(element, '.line.marked'))).toContain('loss[0] = v;'));
    await expectAccessible(element);
  });

  it('ask for another sample and instance, and refuse what there is not', async () => {
    const element = await calls({ wish: { instance: 1, sample: 2 }, values: VALUES });
    const input = find<HTMLInputElement>(element, 'input[type=number]');
    const asked = heard(element, 'antipode-values');
    input.value = '7';
    input.dispatchEvent(new Event('change'));
    expect(await asked).toEqual({ instance: 1, sample: 7 });
    input.value = '64';
    input.dispatchEvent(new Event('change'));
    await eventually(() =>
      expect(textOf(element)).toContain('Sample: type a whole number from 0 to 63.'),
    );
    const again = heard(element, 'antipode-values');
    element.selected = 2;
    expect(await again).toEqual({ instance: 2, sample: 2 });
  });
});

describe('what is asked of the worker', () => {
  function watch() {
    const sent: Command[] = [];
    let resting = true;
    const values = new ValuesWatch(
      (command) => sent.push(command),
      (instance) => 10 + instance,
      () => resting,
    );
    const hear = (event: object) => values.heard(event as WorkerEvent);
    return { sent, values, hear, rest: (now: boolean) => (resting = now) };
  }
  const ask = (sample: number) => ({ type: 'step-values', model: 11, sample });

  it('is nothing while nobody looks', () => {
    const { sent, values, hear } = watch();
    hear({ type: 'ready', facts });
    hear({ type: 'paused', step: 5, done: false });
    hear({ type: 'substituted', kernel: 'add', calls: [], edited: [] });
    expect(sent).toEqual([]);
    values.show({ instance: 1, sample: 3 });
    values.show(null);
    hear({ type: 'paused', step: 6, done: false });
    expect(sent).toEqual([ask(3)]);
  });

  it('is the first sample in which something is on, then the step after every pause', () => {
    const { sent, values, hear, rest } = watch();
    values.show({ instance: 1, sample: null });
    hear({ type: 'step-values', values: { ...VALUES, firstOn: 9 } });
    expect(sent).toEqual([ask(0), ask(9)]);
    expect(values.values).toBe(null);
    hear({ type: 'step-values', values: VALUES });
    expect(values.values).toBe(VALUES);
    hear({ type: 'paused', step: 4, done: false }); // these are they
    expect(sent.length).toBe(2);
    hear({ type: 'paused', step: 5, done: false });
    expect(sent.length).toBe(3);
    rest(false);
    hear({ type: 'adjusted' });
    expect(sent.length).toBe(3);
    hear({ type: 'no-step-values', message: 'no room' });
    expect(values.problem).toBe('no room');
  });

  it('begins again with a stepwise session, and with no other', () => {
    const { sent, values, hear } = watch();
    values.show({ instance: 1, sample: 0 });
    hear({ type: 'ready', facts: { ...facts, program: 'small' } });
    expect(sent.length).toBe(1);
    hear({ type: 'ready', facts });
    expect(sent.length).toBe(2);
  });
});
