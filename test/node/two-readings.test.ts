// One product read by columns and by rows.
import { expect, it } from 'vitest';
import {
  byColumns,
  byRows,
  EVALUATION_STEP,
  initialWeights,
  matmul,
  sparseFeatures,
} from '../../src/reference/index';

it.each([
  [5, 2, 3],
  [7, 3, 4],
  [1, 1, 5],
])('n = %i, m = %i, seed %i: both orders are the product, to the last bit', (n, m, seed) => {
  const w = initialWeights(seed, 1, n * m, 1);
  const p = new Float64Array(n).fill(0.5);
  const samples = sparseFeatures(seed, EVALUATION_STEP, p, { I: 1, B: 20, n });
  for (let s = 0; s < 20; s++) {
    const x = samples.subarray(s * n, (s + 1) * n);
    const [columns, rows] = [byColumns(x, w, n, m), byRows(x, w, n, m)];
    const product = matmul(x, w, { I: 1, M: 1, K: n, N: m });
    expect(Array.from(columns.at(-1)!.h)).toEqual(Array.from(product));
    expect(Array.from(rows.at(-1)!.h)).toEqual(Array.from(columns.at(-1)!.h));
    const entries = (all: typeof rows) =>
      new Set(all.map(({ feature, hidden }) => feature * m + hidden));
    for (const all of [columns, rows]) expect(entries(all).size).toBe(n * m);
  }
});

it('a column is finished before the next begins, and a row likewise', () => {
  const [x, w] = [
    [1, 0, 2],
    [1, 10, 3, 30, 5, 50],
  ];
  expect(byColumns(x, w, 3, 2).map(({ h }) => [...h])).toEqual([
    [1, 0],
    [1, 0],
    [11, 0],
    [11, 10],
    [11, 10],
    [11, 110],
  ]);
  expect(byRows(x, w, 3, 2).map(({ h }) => [...h])).toEqual([
    [1, 0],
    [1, 10],
    [1, 10],
    [1, 10],
    [11, 10],
    [11, 110],
  ]);
});
