import type { ToyModelConfig } from '../../src/models/index';
import { firstBias, firstDecoder, firstWeights } from '../../src/models/index';
import {
  absolute,
  add,
  attackBound,
  attacked,
  attackNorms,
  biasAdd,
  biasRelu,
  biasReluBackward,
  chainBound,
  columnSum,
  dotBound,
  hiddenL1Rate,
  l1Backward,
  matmul,
  matmulNT,
  matmulTN,
  sparseFeatures,
  sumBound,
  toyModelState,
  toyModelStep,
  unitRowRoundings,
  updateParameter,
  weightedSquaredError,
  weightedSquaredErrorBackward,
  type AdamWState,
  type ToyModelState,
} from '../../src/reference/index';
import { caseRandom } from '../../src/kernels/index';

/** Largest deviations from float64 over a run. */
export interface Band {
  loss: number;
  w: number;
  /** 0 where there is no decoder of its own. */
  wDecode: number;
  b: number;
}

/**
 * How far a correct f32 run may be from the float64 run after so many steps. There is no useful closed form: the
 * error of one step goes through the next ones. So runs are made whose every operation errs by a random amount up to
 * its derived bound (Monte Carlo arithmetic, Parker 1997, with the bounds of src/reference/bounds.ts in place of half
 * an ulp). The band is twice the largest deviation seen, since a few runs do not reach the extreme of all.
 *
 * @param at the model of each step, where it was adjusted on the way
 */
export function worstAdmissible(
  config: ToyModelConfig,
  steps: number,
  runs: number,
  at: (step: number) => ToyModelConfig = () => config,
): Band {
  const { instances: I, batch: B, features: n, hidden: m, seed, data } = config;
  const sizes = { I, B, n, m };
  const fresh = () => toyModelState(firstWeights(config), firstDecoder(config), firstBias(config));
  const exact = fresh();
  const ensemble = Array.from({ length: runs }, (_, run) => ({
    state: fresh(),
    random: caseRandom(1000 + run),
  }));
  const band: Band = { loss: 0, w: 0, wDecode: 0, b: 0 };
  for (let step = 0; step < steps; step++) {
    const now = at(step);
    const drawn = now.dataset ? 0 : step;
    const x = sparseFeatures(seed, drawn, now.probability, { I, B, n }, data);
    const attack = attackOn(exact, step, now);
    const input = attack ? attacked(x, attack, sizes) : x;
    const loss = toyModelStep(exact, x, step + 1, now, sizes, input);
    for (const { state, random } of ensemble) {
      const strayed = erringStep(state, x, step + 1, now, (value, bound) => {
        const noise = random.floats(value.length);
        return Float64Array.from(value, (v, e) => v + noise[e] * bound(e));
      });
      band.loss = Math.max(band.loss, deviation(strayed, loss));
    }
  }
  for (const part of ['w', 'wDecode', 'b'] as const) {
    for (const { state } of ensemble) {
      const [strayed, right] = [state[part]?.parameter ?? [], exact[part]?.parameter ?? []];
      band[part] = Math.max(band[part], deviation(strayed, right));
    }
  }
  return { loss: 2 * band.loss, w: 2 * band.w, wDecode: 2 * band.wDecode, b: 2 * band.b };
}

const norms = new WeakMap<ToyModelConfig, Float64Array>();

/** The attack on a model at its present weights; null where it is not attacked. */
function attackOn({ w, wDecode }: ToyModelState, step: number, config: ToyModelConfig) {
  const { attack, ...rest } = config;
  if (!attack) return null;
  const push = norms.get(config) ?? attackNorms({ attack, ...rest });
  norms.set(config, push);
  return { seed: rest.seed, step, push, w: w.parameter, wDecode: wDecode && wDecode.parameter };
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
  const { instances: I, batch: B, features: n, hidden: m, importance, data, objective } = config;
  const { hiddenL1 } = config;
  const { hiddenRelu, outputRelu } = config.architecture;
  const w = state.w.parameter;
  const decoder = state.wDecode?.parameter ?? w;
  const bias = state.b.parameter;
  // As in the catalogue: one rounding; a sign doubles its error and rounds a number of magnitude 1. Off is exact.
  const roundings = data.unit ? 1 + unitRowRoundings(n) : 1;
  const drawn = err(exactX, (e) =>
    data.signed ? chainBound(2 + roundings, 1) : chainBound(roundings, exactX[e]),
  );
  const x = drawn.map((v, e) => (exactX[e] === 0 ? 0 : v));
  const y = objective === 'absolute' ? absolute(x) : x;
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
  const sizes = { I, B, n, m };
  const attack = attackOn(state, t - 1, config);
  const stray = attack && attackBound(x, attack, sizes);
  const input = attack ? err(attacked(x, attack, sizes), (e) => stray![e]) : x;
  // A ReLU rounds nothing, and is open where what it is given, with its error, is above 0.
  const encoded = product(matmul, input, w, B, n, m);
  const h = hiddenRelu ? encoded.map((v) => Math.max(0, v)) : encoded;
  const pre = product(matmulNT, h, decoder, B, m, n);
  const sum = biasAdd(pre, bias, { I, B, n });
  const biased = err(outputRelu ? biasRelu(pre, bias, { I, B, n }) : sum, (e) =>
    chainBound(1, Math.abs(pre[e]) + 1),
  );
  const out = outputRelu ? biased.map((v, e) => (sum[e] > 0 ? v : 0)) : biased;
  const loss = weightedSquaredError(y, out, importance, { I, B, n });
  const strayedLoss = err(loss, (i) => dotBound(B * n + 5, loss[i]));
  const dOutExact = weightedSquaredErrorBackward(y, out, importance, { I, B, n });
  const dOut = err(dOutExact, (e) => chainBound(4, Math.abs(dOutExact[e])));
  const dPre = outputRelu ? biasReluBackward(out, dOut) : dOut;
  const sums = columnSum(dPre.map(Math.abs), { I, B, n });
  const dB = err(columnSum(dPre, { I, B, n }), (e) => sumBound(B, sums[e]));
  const fromOutput = product(matmul, dPre, decoder, B, n, m);
  const rate = hiddenL1Rate(config, B, n);
  const dH = hiddenL1
    ? err(l1Backward(h, fromOutput, rate), (e) => chainBound(2, Math.abs(fromOutput[e]) + rate))
    : fromOutput;
  const dEncoded = hiddenRelu ? biasReluBackward(h, dH) : dH;
  const decode = product(matmulTN, dPre, h, n, B, m);
  const encode = product(matmulTN, input, dEncoded, n, B, m);
  const gradients: [AdamWState, Float64Array][] = [[state.b, dB]];
  if (state.wDecode) {
    gradients.push([state.w, encode], [state.wDecode, decode]);
  } else {
    const magnitude = add(encode.map(Math.abs), decode.map(Math.abs));
    gradients.push([state.w, err(add(encode, decode), (e) => chainBound(1, magnitude[e]))]);
  }
  for (const [part, gradient] of gradients) {
    const before = part.parameter.slice();
    updateParameter(part, gradient, t, config.optimizer);
    // As many roundings as in the catalogue's bound of adamw: 22 of the update, 6 of the decayed parameter.
    part.parameter.set(
      err(part.parameter, (e) => {
        const update = Math.abs(part.parameter[e] - before[e]);
        return chainBound(22, update) + chainBound(6, Math.abs(before[e]));
      }),
    );
    part.m.set(err(part.m, (e) => chainBound(3, Math.abs(part.m[e]))));
    // A sum of squares is never negative, however it is rounded or flushed.
    part.v.set(err(part.v, (e) => chainBound(4, part.v[e])).map((v) => Math.max(0, v)));
  }
  return strayedLoss;
}

function deviation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let worst = 0;
  for (let e = 0; e < a.length; e++) worst = Math.max(worst, Math.abs(a[e] - b[e]));
  return worst;
}
