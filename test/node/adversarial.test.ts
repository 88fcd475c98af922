// The analytic attack on models with a ReLU output, held against its closed form and against attacks tried one by one.
import { describe, expect, it } from 'vitest';
import {
  analyticAttack,
  ATTACK_SHARE,
  EVALUATION_STEP,
  gram,
  initialWeights,
  RELU_OUTPUT,
  sparseFeatures,
  toyModelLoss,
} from '../../src/reference/index';

/** k unit vectors at equal angles, [k, 2]. */
function polygon(k: number): number[] {
  return Array.from({ length: k }, (_, i) => (2 * Math.PI * i) / k).flatMap((angle) => [
    Math.cos(angle),
    Math.sin(angle),
  ]);
}

const TETRAHEDRON = [1, 1, 1, 1, -1, -1, -1, 1, -1, -1, -1, 1].map((c) => c / Math.sqrt(3));

describe('the idealised damage, ε² / D of the feature that is aimed at', () => {
  // Feature 0 alone is on and counts, so only its output can be harmed, and its ReLU stays open.
  it.each([
    ['dedicated', 2, 2, [1, 0, 0, 1], 1],
    ['digon', 2, 1, [1, -1], 2],
    ['triangle', 3, 2, polygon(3), 3 / 2],
    ['tetrahedron', 4, 3, TETRAHEDRON, 4 / 3],
    ['pentagon', 5, 2, polygon(5), 5 / 2],
  ] as const)('%s', (_, n, m, w, ratio) => {
    const one = Array.from({ length: n }, (_, j) => Number(j === 0));
    const model = { n, m, w, b: new Float64Array(n), importance: one };
    const { loss, attacked, rise } = analyticAttack(one, model, ATTACK_SHARE);
    expect(loss).toBeCloseTo(0, 14);
    expect(attacked).toBeCloseTo(ratio * ATTACK_SHARE ** 2, 14);
    expect(rise).toBeCloseTo(ratio, 12);
  });
});

it('without superposition the loss rises by ε² at every density, whatever is answered for what is left out', () => {
  const [n, m, B] = [6, 3, 64];
  const w = Array.from({ length: n * m }, (_, e) => Number(e % m === Math.floor(e / m)));
  for (const p of [1, 0.3, 0.05]) {
    const b = Array.from({ length: n }, (_, j) => (j < m ? 0 : p / 2));
    const x = sparseFeatures(5, EVALUATION_STEP, Array<number>(n).fill(p), { I: 1, B, n });
    const model = { n, m, w, b, importance: Array<number>(n).fill(1) };
    const { rise } = analyticAttack(x, model, 0.1);
    expect(rise, `p = ${p}, seed 5`).toBeCloseTo(1, 11);
  }
});

it('keeps for each sample the attack that raises its loss most', () => {
  const [n, m, B, seed] = [7, 3, 20, 11];
  const w = initialWeights(seed, 1, n * m, 0.6);
  const b = initialWeights(seed + 1, 1, n, 0.1);
  const importance = Float64Array.from({ length: n }, (_, j) => 0.8 ** j);
  const x = sparseFeatures(seed, 0, Array<number>(n).fill(0.4), { I: 1, B, n });
  const norm = 0.4;
  const { loss, attacked, rise } = analyticAttack(x, { n, m, w, b, importance }, norm);

  const g = gram(w, n, m);
  const rows = Array.from({ length: n }, (_, i) => [...g.subarray(i * n, (i + 1) * n)]);
  const samples = Array.from({ length: B }, (_, s) => [...x.subarray(s * n, (s + 1) * n)]);
  const mean = (values: number[]) => values.reduce((sum, v) => sum + v / values.length, 0);
  // The loss of an output for a changed input against the unchanged one: out(x + δ) is a model of another bias.
  const lossOf = (sample: number[], delta: number[]) => {
    const shifted = rows.map((row, j) => b[j] + row.reduce((sum, c, k) => sum + c * delta[k], 0));
    const design = { importance, architecture: RELU_OUTPUT, objective: 'input' } as const;
    const weights = { w, wDecode: null, b: shifted };
    return n * toyModelLoss(sample, weights, design, { I: 1, B: 1, n, m })[0];
  };
  const none = Array<number>(n).fill(0);
  const worst = samples.map((sample) =>
    Math.max(
      ...[none, ...rows.map((row) => row.map((c) => (norm * c) / Math.hypot(...row)))].map(
        (delta) => lossOf(sample, delta),
      ),
    ),
  );
  expect(loss, `seed ${seed}`).toBeCloseTo(mean(samples.map((sample) => lossOf(sample, none))), 12);
  expect(attacked, `seed ${seed}`).toBeCloseTo(mean(worst), 12);
  expect(rise).toBeCloseTo((mean(worst) - loss) / norm ** 2, 10);
});
