import { describe, expect, it } from 'vitest';
import type { Snapshot } from '../../src/train/index';
import { csvOf } from '../../src/ui/figures/csv';
import { Moments } from '../../src/ui/moments';

function snapshot(step: number, floats = 10): Snapshot {
  const numbers = new Float32Array(floats);
  return {
    ...{ step, w: numbers, wDecode: null, b: numbers, nonfinite: 0, stepsPerSecond: 0 },
    geometry: { norm: numbers, dimensionality: numbers, overlap: numbers },
    losses: numbers,
    lossSteps: new Uint32Array(0),
  };
}

describe('the moments of a run', () => {
  it('are all kept while there is room', () => {
    const moments = new Moments();
    for (let step = 0; step < 50; step++) moments.add(snapshot(step));
    expect(moments.all.map(({ step }) => step)).toEqual(Array.from({ length: 50 }, (_, k) => k));
  });

  it('stay evenly spread however many there were, the first among them', () => {
    const moments = new Moments();
    for (let step = 0; step <= 20_000; step += 7) moments.add(snapshot(step));
    const steps = moments.all.map(({ step }) => step);
    expect(steps.length).toBeGreaterThan(100);
    expect(steps.length).toBeLessThanOrEqual(240);
    expect(steps[0]).toBe(0);
    const gaps = steps.slice(1).map((step, k) => step - steps[k]);
    expect(Math.max(...gaps) / Math.min(...gaps)).toBeLessThan(2.2);
    expect(20_000 - steps.at(-1)!).toBeLessThan(2 * Math.max(...gaps));
  });

  it('fewer of large models: no more than 64 MiB', () => {
    const moments = new Moments();
    const floats = 2 ** 20;
    for (let step = 0; step < 40; step++) moments.add(snapshot(step, floats));
    // w, b and three numbers of the geometry, of four bytes each
    expect(moments.all.length * floats * 5 * 4).toBeLessThanOrEqual(2 ** 26);
    expect(moments.all.length).toBeGreaterThanOrEqual(2);
  });
});

it('a table as a file: commas, quotes and line ends within fields are kept', () => {
  const rows = [
    ['a,b', 1.5],
    ['say "x"', 1 / 3],
    ['two\nlines', -0],
  ];
  expect(csvOf({ caption: '', columns: ['name', 'D'], rows })).toBe(
    'name,D\r\n"a,b",1.5\r\n"say ""x""",0.3333333333333333\r\n"two\nlines",0\r\n',
  );
});
