import { describe, expect, test } from 'vitest';
import '../../src/ui/antipode-feature-table';
import type { AntipodeFeatureTable } from '../../src/ui/antipode-feature-table';
import '../../src/ui/antipode-gram';
import type { AntipodeGram } from '../../src/ui/antipode-gram';
import { cellAt, gramLayout } from '../../src/ui/draw-gram';
import { eventually, expectAccessible, experimentOf, find, liveOf, show, textOf } from './page';

const experiment = experimentOf({ features: 3, instances: 2 });
// Instance 1: W_0 = (1, 0), W_1 = (0, 2), W_2 = (-0.5, 0); b = (0.25, 0, -1).
const w = new Float32Array([9, 9, 9, 9, 9, 9, 1, 0, 0, 2, -0.5, 0]);
const b = new Float32Array([9, 9, 9, 0.25, 0, -1]);

async function gram(): Promise<AntipodeGram> {
  const element = document.createElement('antipode-gram') as AntipodeGram;
  Object.assign(element, { live: liveOf(experiment, { w, b }), experiment, selected: 1 });
  await show(element);
  await eventually(() => expect(find(element, '.readout').textContent).not.toBe(''));
  return element;
}

describe('<antipode-gram>', () => {
  test('the arrow keys read WᵀW and b', async () => {
    const element = await gram();
    const map = find<HTMLElement>(element, '.map');
    const press = (key: string) =>
      map.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
    const read = () => find(element, '.readout').textContent;
    press('ArrowRight');
    expect(read()).toBe('WᵀW, row 0, column 0: 1.0000');
    press('ArrowRight');
    press('ArrowRight');
    expect(read()).toBe('WᵀW, row 0, column 2: −0.5000');
    press('ArrowRight');
    expect(read()).toBe('b, feature 0: 0.2500');
    press('ArrowRight');
    press('ArrowDown');
    press('ArrowDown');
    expect(read()).toBe('b, feature 2: −1.0000');
    expect(find(element, '.said').textContent).toBe('b, feature 2: −1.0000');
  });

  test('the pointer reads the cell it is over', async () => {
    const element = await gram();
    const canvas = find<HTMLCanvasElement>(element, 'canvas');
    const { left, top, width } = canvas.getBoundingClientRect();
    const layout = gramLayout(width, 3);
    const clientX = left + layout.left + 1.5 * layout.cell;
    const clientY = top + layout.top + 1.5 * layout.cell;
    find(element, '.map').dispatchEvent(new PointerEvent('pointermove', { clientX, clientY }));
    expect(find(element, '.readout').textContent).toBe('WᵀW, row 1, column 1: 4.0000');
  });

  test('its table has the same numbers', async () => {
    const element = await gram();
    find<HTMLDetailsElement>(element, 'details').open = true;
    await eventually(() => {
      const cells = [...element.shadowRoot!.querySelectorAll('td')].map((td) => td.textContent);
      expect(cells).toEqual(
        '1.000 0.000 −0.500 0.250 0.000 4.000 0.000 0.000 −0.500 0.000 0.250 −1.000'.split(' '),
      );
    });
    await expectAccessible(element);
  });
});

test('a place on the heatmap belongs to a cell, to b, or to nothing', () => {
  const layout = gramLayout(400, 4);
  const { left, top, cell, bias } = layout;
  expect(cellAt(layout, 4, left + 0.5 * cell, top + 3.5 * cell)).toEqual({ row: 3, column: 0 });
  expect(cellAt(layout, 4, bias + 2, top + 1)).toEqual({ row: 0, column: 4 });
  expect(cellAt(layout, 4, bias - 2, top + 1)).toBeNull();
  expect(cellAt(layout, 4, left, top - 1)).toBeNull();
});

test('<antipode-feature-table> shows norm, dimensionality, overlap and bias', async () => {
  const element = document.createElement('antipode-feature-table') as AntipodeFeatureTable;
  Object.assign(element, { live: liveOf(experiment, { w, b }), experiment, selected: 1 });
  await show(element);
  const row = (i: number) =>
    [...element.shadowRoot!.querySelectorAll('tbody tr')[i].querySelectorAll('.number')].map(
      (cell) => cell.textContent,
    );
  // W_0 and W_2 lie on one line: D_0 = 1 / (1 + 0.25), overlap 0.25.
  await eventually(() => expect(row(0)).toEqual(['1.000', '0.800', '0.250', '0.250']));
  expect(row(1)).toEqual(['2.000', '1.000', '0.000', '0.000']);
  expect(textOf(find(element, '.sum'))).toBe('2.000');
  await expectAccessible(element);
});
