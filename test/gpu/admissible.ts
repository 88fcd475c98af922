import type { ToyModelConfig } from '../../src/models/index';
import { firstWeights, perFeature } from '../../src/models/index';
import {
  adamw,
  add,
  biasRelu,
  biasReluBackward,
  chainBound,
  columnSum,
  dotBound,
  matmul,
  matmulNT,
  matmulTN,
  toyModelState,
  toyModelStep,
  sgd,
  sparseFeatures,
  sumBound,
  weightedSquaredError,
  weightedSquaredErrorBackward,
  type ToyModelState,
} from '../../src/reference/index';
import { caseRandom } from '../../src/kernels/index';

/** Largest deviations from float64 over a run. */
export interface Band {
  loss: number;
  w: number;
  b: number;
}

/**
 * How far a correct f32 run may be from the float64 run after so many steps. There is no useful closed form: the
 * error of one step goes through the next ones. So runs are made whose every operation errs by a random amount up to
 * its derived bound (Monte Carlo arithmetic, Parker 1997, with the bounds of src/reference/bounds.ts in place of half
 * an ulp). The band is twice the largest deviation seen, since a few runs do not reach the extreme of all.
 */
export function worstAdmissible(config: ToyModelConfig, steps: number, runs: number): Band {
  const { instances: I, batch: B, features: n, hidden: m, importance, optimizer, seed } = config;
  const sizes = { I, B, n, m };
  const probability = perFeature(config.probability, n);
  const exact = toyModelState(firstWeights(config), I * n);
  const ensemble = Array.from({ length: runs }, (_, run) => ({
    state: toyModelState(firstWeights(config), I * n),
    random: caseRandom(1000 + run),
  }));
  const band: Band = { loss: 0, w: 0, b: 0 };
  for (let step = 0; step < steps; step++) {
    const x = sparseFeatures(seed, step, probability, { I, B, n });
    const loss = toyModelStep(exact, x, importance, step + 1, optimizer, sizes);
    for (const { state, random } of ensemble) {
      const strayed = erringStep(state, x, step + 1, config, (value, bound) => {
        const noise = random.floats(value.length);
        return Float64Array.from(value, (v, e) => v + noise[e] * bound(e));
      });
      band.loss = Math.max(band.loss, deviation(strayed, loss));
    }
  }
  for (const { state } of ensemble) {
    band.w = Math.max(band.w, deviation(state.w.parameter, exact.w.parameter));
    band.b = Math.max(band.b, deviation(state.b.parameter, exact.b.parameter));
  }
  return { loss: 2 * band.loss, w: 2 * band.w, b: 2 * band.b };
}

type Err = (value: Float64Array, bound: (element: number) => number) => Float64Array;

/** One training step as in `toyModelStep`, every result handed through `err`. Returns the loss. */
function erringStep(
  state: ToyModelState,
  exactX: Float64Array,
  t: number,
  config: ToyModelConfig,
  err: Err,
): Float64Array {
  const { instances: I, batch: B, features: n, hidden: m, importance, optimizer } = config;
  const w = state.w.parameter;
  const x = err(exactX, (e) => chainBound(1, exactX[e]));
  const product = (
    multiply: typeof matmul,
    a: Float64Array,
    b: Float64Array,
    M: number,
    K: number,
    N: number,
  ) => {
    const magnitude = multiply(a.map(Math.abs), b.map(Math.abs), { I, M, K, N });
    return err(multiply(a, b, { I, M, K, N }), (e) => dotBound(K, magnitude[e]));
  };
  const h = product(matmul, x, w, B, n, m);
  const pre = product(matmulNT, h, w, B, m, n);
  const out = err(biasRelu(pre, state.b.parameter, { I, B, n }), (e) =>
    chainBound(1, Math.abs(pre[e]) + 1),
  ).map((v, e) => (pre[e] + state.b.parameter[Math.floor(e / (B * n)) * n + (e % n)] > 0 ? v : 0));
  const loss = weightedSquaredError(x, out, importance, { I, B, n });
  const strayedLoss = err(loss, (i) => dotBound(B * n + 5, loss[i]));
  const dOutExact = weightedSquaredErrorBackward(x, out, importance, { I, B, n });
  const dOut = err(dOutExact, (e) => chainBound(4, Math.abs(dOutExact[e])));
  const dPre = biasReluBackward(out, dOut);
  const sums = columnSum(dPre.map(Math.abs), { I, B, n });
  const dB = err(columnSum(dPre, { I, B, n }), (e) => sumBound(B, sums[e]));
  const dH = product(matmul, dPre, w, B, n, m);
  const decode = product(matmulTN, dPre, h, n, B, m);
  const encode = product(matmulTN, x, dH, n, B, m);
  const dW = err(add(encode, decode), (e) =>
    chainBound(1, Math.abs(encode[e]) + Math.abs(decode[e])),
  );
  for (const [part, gradient] of [
    [state.w, dW],
    [state.b, dB],
  ] as const) {
    const before = part.parameter.slice();
    if (optimizer.name === 'adamw') adamw(part, gradient, t, optimizer);
    else sgd(part.parameter, gradient, optimizer);
    // As many roundings as in the catalogue's bound of adamw: 22 of the update, 6 of the decayed parameter.
    part.parameter.set(
      err(part.parameter, (e) => {
        const update = Math.abs(part.parameter[e] - before[e]);
        return chainBound(22, update) + chainBound(6, Math.abs(before[e]));
      }),
    );
    part.m.set(err(part.m, (e) => chainBound(3, Math.abs(part.m[e]))));
    part.v.set(err(part.v, (e) => chainBound(4, part.v[e])));
  }
  return strayedLoss;
}

function deviation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let worst = 0;
  for (let e = 0; e < a.length; e++) worst = Math.max(worst, Math.abs(a[e] - b[e]));
  return worst;
}
