import { beforeEach, describe, expect, test } from 'vitest';
import { featureGeometry } from '../../src/reference/index';
import { paletteOf } from '../../src/ui/colour';
import { drawGeometry, REACH } from '../../src/ui/draw-geometry';
import '../../src/ui/antipode-geometries';
import type { AntipodeGeometries } from '../../src/ui/antipode-geometries';
import { eventually, expectAccessible, experimentOf, find, liveOf, show, textOf } from './page';

const SIDE = 300;

beforeEach(() => {
  document.documentElement.dataset.theme = 'light';
});

function canvasWith(w: number[], m: number, importance: number[]) {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = SIDE;
  const context = canvas.getContext('2d')!;
  const palette = paletteOf(document.body);
  const n = importance.length;
  const { norm, overlap } = featureGeometry(w, { I: 1, n, m });
  const geometry = { w: new Float32Array(w), n, m, importance, norm, overlap };
  drawGeometry(context, SIDE, SIDE, geometry, palette);
  const at = (x: number, y: number) => [...context.getImageData(x, y, 1, 1).data];
  return { at, palette };
}

/** Pixel of a point of the plane. */
const place = (x: number, y: number): [number, number] => {
  const scale = SIDE / 2 / REACH;
  return [Math.floor(SIDE / 2 + x * scale), Math.floor(SIDE / 2 - y * scale)];
};

describe('a geometry is drawn where W says and in the colour of importance', () => {
  test('m = 2: arrows end at W_i', () => {
    const { at, palette } = canvasWith([1, 0.5, -0.8, 0.2], 2, [1, 0.5]);
    expect(at(...place(1, 0.5))).toEqual([...palette.importance.rgb(1), 255]);
    expect(at(...place(-0.8, 0.2))).toEqual([...palette.importance.rgb(0), 255]);
    expect(at(...place(0.9, -0.9))[3]).toBe(0);
  });

  test('m = 1: dots on a line, one row a feature', () => {
    const { at, palette } = canvasWith([0.7, -0.7], 1, [1, 0.5]);
    const scale = (SIDE / 2 - 12) / REACH;
    const row = (SIDE - 24) / 2;
    const x = (value: number) => Math.floor(SIDE / 2 + value * scale);
    expect(at(x(0.7), Math.floor(12 + row / 2))).toEqual([...palette.importance.rgb(1), 255]);
    expect(at(x(-0.7), Math.floor(12 + 1.5 * row))).toEqual([...palette.importance.rgb(0), 255]);
  });

  test('m = 3: bars as long as the norm, coloured by overlap', () => {
    // Features 0 and 1 share a direction, feature 2 has one for itself.
    const { at, palette } = canvasWith([1, 0, 0, 1, 0, 0, 0, 0, 0.5], 3, [1, 1, 1]);
    const row = (SIDE - 8) / 3;
    const scale = (SIDE - 26) / REACH;
    const middle = (i: number) => Math.floor(4 + (i + 0.5) * row);
    expect(at(30, middle(0))).toEqual([...palette.overlap.rgb(1), 255]);
    expect(at(30, middle(2))).toEqual([...palette.overlap.rgb(0), 255]);
    expect(at(Math.floor(18 + 0.45 * scale), middle(2))[3]).toBe(255);
    expect(at(Math.floor(18 + 0.55 * scale), middle(2))[3]).toBe(0);
  });

  test('numbers that are not finite draw nothing and break nothing', () => {
    const { at, palette } = canvasWith([NaN, 1, 0.5, 0.5], 2, [1, 0.5]);
    expect(at(...place(0.5, 0.5))).toEqual([...palette.importance.rgb(0), 255]);
  });
});

describe('<antipode-geometries>', () => {
  async function shown(input = {}, part = {}) {
    const experiment = experimentOf(input);
    const element = document.createElement('antipode-geometries') as AntipodeGeometries;
    element.live = liveOf(experiment, part);
    element.experiment = experiment;
    return show(element);
  }

  test('has one plot an instance, with density and loss, and says what was pressed', async () => {
    const losses = new Float32Array(10).fill(0.5);
    const element = await shown({}, { step: 1, losses });
    await eventually(() => expect(textOf(element)).toContain('loss 0.500'));
    expect(textOf(element)).toContain('1 − S = 0.37');
    const plots = [...element.shadowRoot!.querySelectorAll('antipode-geometry')];
    expect(plots).toHaveLength(10);
    const selected = new Promise((resolve) =>
      element.addEventListener('antipode-select', (e) => resolve((e as CustomEvent).detail)),
    );
    find<HTMLButtonElement>(plots[4], 'button').click();
    expect(await selected).toBe(4);
  });

  test('with replicas it says which is shown', async () => {
    const losses = new Float32Array(20).map((_, k) => 20 - k);
    const element = await shown({ replicas: 2 }, { step: 1, losses });
    await eventually(() => expect(textOf(element)).toContain('replica 2 of 2'));
    expect(textOf(element)).toContain('best of 2');
  });

  test('draws each plot into its canvas', async () => {
    const w = new Float32Array(100).fill(0.7);
    const element = await shown({}, { w });
    await eventually(() => {
      const canvas = find<HTMLCanvasElement>(element, 'antipode-geometry canvas, canvas');
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
      expect(data.some((value) => value > 0)).toBe(true);
    });
  });

  test.each([{ hidden: 1 }, { hidden: 2 }, { hidden: 3 }])(
    'is accessible with %o',
    async (input) => {
      await expectAccessible(await shown(input));
    },
  );
});
