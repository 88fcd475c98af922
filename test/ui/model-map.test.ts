import { calledIn } from '../../src/ui/distinction';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { paletteOf } from '../../src/ui/colour';
import { drawModelMap, mapSize } from '../../src/ui/draw-model-map';
import '../../src/ui/antipode-geometries';
import type { AntipodeGeometries } from '../../src/ui/antipode-geometries';
import '../../src/ui/antipode-model-map';
import type { AntipodeModelMap } from '../../src/ui/antipode-model-map';
import { summarySentence, tableGroups } from '../../src/ui/map-words';
import {
  lossRange,
  MapLayout,
  ModelNumbersJob,
  shareOf,
  type MapNumbers,
} from '../../src/ui/model-map';
import type { Experiment } from '../../src/train/index';
import { eventually, expectAccessible, experimentOf, find, liveOf, show, textOf } from './page';

beforeEach(() => {
  document.documentElement.dataset.theme = 'light';
});
afterEach(() => document.body.replaceChildren());

/** Two features in one dimension: even instances store one, odd ones an antipodal pair. */
const INPUT = { features: 2, hidden: 1, batch: 4, instances: 300 };

function weights({ instances, replicas }: Experiment): Float32Array {
  return Float32Array.from({ length: instances * replicas * 2 }, (_, at) => {
    if (at % 2 === 0) return 1;
    return Math.floor(at / 2) % 2 === 0 ? 0.1 : -1;
  });
}

/** Loss of model k: (k + 1) / 1000. */
const lossOf = (model: number) => (model + 1) / 1000;

async function map(input = {}): Promise<AntipodeModelMap> {
  const experiment = experimentOf({ ...INPUT, ...input });
  const models = experiment.instances * experiment.replicas;
  const losses = Float32Array.from({ length: models }, (_, model) => lossOf(model));
  const live = liveOf(experiment, { step: 1, w: weights(experiment), losses });
  const element = document.createElement('antipode-model-map') as AntipodeModelMap;
  Object.assign(element, { live, experiment, selected: 2 });
  await show(element);
  await eventually(() => expect(read(element)).toContain(`Selected: ${calledIn(experiment, 2)}`));
  return element;
}

const read = (element: Element) => textOf(find(element, '.readout')).trim();

function press(element: Element, ...keys: string[]): void {
  for (const key of keys) {
    const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true });
    find(element, '.map').dispatchEvent(event);
  }
}

/** The middle of a cell, on the screen. */
function pointOf(element: Element, layout: MapLayout, model: number) {
  const { left, top, width } = find(element, 'canvas').getBoundingClientRect();
  const { cellWidth, cellHeight } = mapSize(layout, width);
  const { column, row } = layout.placeOf(model);
  return {
    clientX: left + (column + 0.5) * cellWidth,
    clientY: top + (row + 0.5) * cellHeight,
    bubbles: true,
  };
}

describe('where a model stands', () => {
  test.each([
    [1, 1],
    [201, 1],
    [10_000, 1],
    [16_384, 1],
    [100, 200],
    [10, 1000],
    [1000, 7],
  ])('%i instances of %i replicas each have a cell for themselves', (instances, replicas) => {
    const layout = new MapLayout(instances, replicas);
    const seen = new Set<number>();
    for (let row = 0; row < layout.rows; row++) {
      for (let column = 0; column < layout.columns; column++) {
        const model = layout.modelAt(column, row);
        if (model === null) continue;
        expect(layout.placeOf(model)).toEqual({ column, row });
        seen.add(model);
      }
    }
    expect(seen.size).toBe(instances * replicas);
    expect(layout.modelAt(-1, 0)).toBeNull();
    expect(layout.modelAt(layout.columns, 0)).toBeNull();
  });

  test('replicas stand below their instance while there is room, and beside each other else', () => {
    const crossed = new MapLayout(10, 30);
    expect(crossed.modelAt(3, 2)).toBe(2 * 10 + 3);
    const inOrder = new MapLayout(300, 2);
    expect([0, 1, 2, 3].map((column) => inOrder.modelAt(column, 0))).toEqual([0, 300, 1, 301]);
  });
});

describe('few numbers a model', () => {
  test('count what is represented, and leave out what is not', () => {
    const experiment = experimentOf({ ...INPUT, instances: 2 });
    const { geometry } = liveOf(experiment, { w: weights(experiment) }).snapshot!;
    const numbers = new ModelNumbersJob(geometry, 2).advance()!;
    expect([...numbers.represented]).toEqual([1, 2]);
    expect(numbers.overlap[0]).toBeCloseTo(0.01, 6);
    expect(numbers.overlap[1]).toBeCloseTo(1, 6);
    expect(numbers.dimensionality[0]).toBeCloseTo(1 / 1.01, 6);
    expect(numbers.dimensionality[1]).toBeCloseTo(0.5, 6);
  });

  test('are worked out in slices', () => {
    const all = () => new Float32Array(3e6).fill(1);
    const job = new ModelNumbersJob({ norm: all(), dimensionality: all(), overlap: all() }, 1000);
    let slices = 1;
    while (!job.advance()) slices++;
    expect(slices).toBe(6);
  });

  test('where nothing is represented or known there is no value', () => {
    const empty = { norm: new Float32Array(2), dimensionality: new Float32Array(2) };
    const numbers = new ModelNumbersJob({ ...empty, overlap: new Float32Array(2) }, 2).advance()!;
    const loss = new Float64Array([NaN]);
    const all: MapNumbers = { ...numbers, loss, diverged: () => false, lossRange: lossRange(loss) };
    for (const quantity of ['loss', 'dimensionality', 'overlap'] as const) {
      expect(shareOf(all, quantity, 0)).toBeNaN();
    }
    expect(lossRange([0, 3, NaN, Infinity, 0.5])).toEqual([0.5, 3]);
  });

  test('a sentence and a table say them', () => {
    const loss = Float64Array.from({ length: 300 }, (_, model) => lossOf(model));
    const represented = Uint16Array.from(loss, (_, model) => 1 + (model % 2));
    const numbers: MapNumbers = {
      represented,
      dimensionality: Float32Array.from(represented, (found) => 1 / found),
      overlap: Float32Array.from(represented, (found) => found - 1),
      loss,
      diverged: () => false,
      lossRange: lossRange(loss),
    };
    expect(summarySentence(numbers, 2)).toBe(
      '300 models. Features represented: 1 in 150, 2 in 150. Losses reach from 0.0010 to 0.30, half of them up to 0.15.',
    );
    expect(summarySentence(numbers, 9)).toContain('They represent 1 to 2 of 9 features');
    const density = Array.from(loss, (_, model) => 1 - model / 300);
    const groups = tableGroups(numbers, { instances: 300, replicas: 1 }, density);
    expect(groups).toHaveLength(20);
    expect(groups[0]).toMatchObject({ first: 0, last: 14, loss: 0.008 });
    expect(groups[19]).toMatchObject({ first: 285, last: 299 });
    const replicas = tableGroups(numbers, { instances: 3, replicas: 100 }, [1, 0.5, 0.1]);
    expect(replicas[1]).toMatchObject({ first: 1, last: 1, density: [0.5] });
    expect(replicas[1].loss).toBe(lossOf(49 * 3 + 1));
    // Every second model has diverged: the others are what is told, and a loss of 0 is the least.
    const diverged = (model: number) => model % 2 === 1;
    const known = loss.map((value, model) => (diverged(model) ? NaN : model === 0 ? 0 : value));
    const some: MapNumbers = { ...numbers, loss: known, diverged };
    expect(summarySentence(some, 2)).toMatch(
      /^300 models\. 150 have diverged\. Features represented: 1 in 150\. Losses reach from 0 to 0\.30,/,
    );
    expect(shareOf(some, 'loss', 0)).toBe(0);
    expect(shareOf(some, 'overlap', 1)).toBeNaN();
    expect(tableGroups(some, { instances: 300, replicas: 1 }, density)[0].represented).toBe(1);
    const none: MapNumbers = { ...some, diverged: () => true };
    expect(summarySentence(none, 2)).toBe('300 models. 300 have diverged.');
  });
});

test('a cell has the colour of its value, and none without one', () => {
  const layout = new MapLayout(4, 1); // three columns, two rows
  const canvas = document.createElement('canvas');
  canvas.width = 300;
  canvas.height = 200;
  const context = canvas.getContext('2d')!;
  const palette = paletteOf(document.body);
  const loss = new Float64Array([0.001, 0.1, NaN, 0.01]);
  const numbers: MapNumbers = {
    represented: new Uint16Array(4),
    dimensionality: new Float32Array([0, 0.5, 1, NaN]),
    overlap: new Float32Array([0, 1, 7, NaN]),
    loss,
    diverged: () => false,
    lossRange: lossRange(loss),
  };
  // A quarter into the cell: rings are around the whole of it.
  const at = (column: number, row: number) => [
    ...context.getImageData(column * 100 + 25, row * 100 + 25, 1, 1).data,
  ];
  const shade = (quantity: 'loss' | 'dimensionality' | 'overlap', share: number) => [
    ...palette[quantity].rgb(Math.round(share * 255) / 255),
    255,
  ];
  const marks = { selected: 0, read: 1 };
  drawModelMap(context, 300, layout, numbers, 'loss', palette, marks);
  expect([at(0, 0), at(1, 0), at(0, 1)]).toEqual([0, 1, 0.5].map((share) => shade('loss', share)));
  expect(at(2, 0)[3]).toBe(0);
  expect(at(2, 1)[3]).toBe(0); // no model is there
  context.clearRect(0, 0, 300, 200);
  drawModelMap(context, 300, layout, numbers, 'overlap', palette, marks);
  expect([at(1, 0), at(2, 0)]).toEqual([shade('overlap', 1), shade('overlap', 1)]);
  drawModelMap(context, 300, layout, numbers, 'dimensionality', palette, marks);
  expect(at(1, 0)).toEqual(shade('dimensionality', 0.5));
});

describe('<antipode-model-map>', () => {
  test('says which instance is selected, and reads others by arrow keys', async () => {
    const element = await map();
    const name = (instance: number) => calledIn(element.experiment, instance);
    expect(read(element)).toBe(
      `Selected: ${name(2)}; loss 0.00300; 1 of 2 features represented, with dimensionality 0.99 and overlap 0.010`,
    );
    press(element, 'ArrowRight');
    expect(read(element)).toContain(`${name(3)};`);
    expect(read(element)).toContain('2 of 2 features represented, with dimensionality 0.50');
    expect(find(element, '.said').textContent).toContain(`${name(3)};`);
    const { columns } = new MapLayout(300, 1);
    press(element, 'ArrowDown', 'Home');
    expect(read(element)).toContain(`${name(columns)};`);
    press(element, 'End', 'ArrowRight', 'ArrowUp', 'ArrowUp', 'ArrowUp');
    expect(read(element)).toContain(`${name(columns - 1)};`);
    press(element, 'Escape');
    expect(read(element)).toContain(`Selected: ${name(2)};`);
  });

  test('Enter and a click select the instance, of whichever replica', async () => {
    const element = await map({ instances: 30, replicas: 10 });
    const name = (instance: number) => calledIn(element.experiment, instance);
    const chosen: number[] = [];
    element.addEventListener('antipode-select', (event) =>
      chosen.push((event as CustomEvent<number>).detail),
    );
    press(element, 'Enter'); // nothing is read yet
    press(element, 'ArrowRight', 'ArrowDown', 'Enter');
    expect(read(element)).toContain(`${name(3)}, replica 2 of 10;`);
    expect(chosen).toEqual([3]);
    const place = pointOf(element, new MapLayout(30, 10), 4 * 30 + 7);
    find(element, '.map').dispatchEvent(new PointerEvent('pointermove', place));
    expect(read(element)).toContain(`${name(7)}, replica 5 of 10;`);
    find(element, '.map').dispatchEvent(new MouseEvent('click', place));
    expect(chosen).toEqual([3, 7]);
    find(element, '.map').dispatchEvent(new PointerEvent('pointerleave'));
    expect(read(element)).toContain(`Selected: ${name(2)},`);
  });

  test('is coloured by what is chosen', async () => {
    const element = await map();
    const pixel = () => {
      const canvas = find<HTMLCanvasElement>(element, 'canvas');
      const { clientX, clientY } = pointOf(element, new MapLayout(300, 1), 157);
      const { left, top, width } = canvas.getBoundingClientRect();
      const ratio = canvas.width / width;
      const place = [(clientX - left) * ratio, (clientY - top) * ratio].map(Math.floor);
      return [...canvas.getContext('2d')!.getImageData(place[0], place[1], 1, 1).data];
    };
    const palette = paletteOf(element);
    const share = Math.log(158) / Math.log(300);
    const shade = Math.round(share * 255) / 255;
    await eventually(() => expect(pixel()).toEqual([...palette.loss.rgb(shade), 255]));
    const select = find<HTMLSelectElement>(element, 'select');
    select.value = 'overlap';
    select.dispatchEvent(new Event('change'));
    await eventually(() => expect(pixel()).toEqual([...palette.overlap.rgb(1), 255]));
    expect(textOf(element)).toContain('1 or more');
  });

  test('has a sentence, a table, and is accessible', async () => {
    const element = await map();
    expect(textOf(find(element, '.summary'))).toContain('1 in 150, 2 in 150');
    find<HTMLDetailsElement>(element, 'details').open = true;
    await eventually(() => expect(textOf(find(element, 'tbody tr'))).toContain('0 – 14'));
    await expectAccessible(element);
  });
});

describe('<antipode-geometries> of many models', () => {
  async function geometries(input: object): Promise<AntipodeGeometries> {
    const experiment = experimentOf({ ...INPUT, ...input });
    const element = document.createElement('antipode-geometries') as AntipodeGeometries;
    Object.assign(element, { live: liveOf(experiment), experiment, selected: 1 });
    return show(element);
  }

  const have = (element: Element, name: string) =>
    element.shadowRoot!.querySelectorAll(name).length;

  test('is plots, plots and a map, or a map and one plot', async () => {
    const few = await geometries({ instances: 10, replicas: 20 });
    expect([have(few, 'antipode-geometry'), have(few, 'antipode-model-map')]).toEqual([10, 0]);
    const replicas = await geometries({ instances: 10, replicas: 21 });
    expect([have(replicas, 'antipode-geometry'), have(replicas, 'antipode-model-map')]).toEqual([
      10, 1,
    ]);
    const many = await geometries({ instances: 201 });
    expect([have(many, 'antipode-geometry'), have(many, 'antipode-model-map')]).toEqual([1, 1]);
    expect(textOf(many)).toContain(calledIn(experimentOf({ ...INPUT, instances: 201 }), 1));
    expect(
      many.shadowRoot!.querySelector('antipode-geometry')!.shadowRoot!.querySelector('button'),
    ).toBeNull();
    await expectAccessible(many);
  });
});
