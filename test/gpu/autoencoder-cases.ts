// Sparse autoencoders on the GPU held against float64, as the programs of models are: for Chromium and wgpu alike.
import { caseRandom } from '../../src/kernels/index';
import {
  SparseAutoencoderReference,
  type SparseAutoencoder,
  type SparseAutoencoderConfig,
} from '../../src/models/index';
import {
  autoencoderWeights,
  chainBound,
  columnSum,
  DIVISION,
  dotBound,
  l1Backward,
  matmul,
  matmulNT,
  matmulTN,
  unitRows,
  PLAIN_FEATURES,
  SQRT,
  sparseAutoencoderForward,
  sparseFeatures,
  sumBound,
  updateParameter,
  weightedSquaredErrorBackward,
  type SparseAutoencoderState,
} from '../../src/reference/index';

const STEPS = 100;
const RUNS = 4;
/** Bounds below this are those of flushed subnormals alone. */
const FLUSHED = 2 ** -100;

export function autoencoderConfig(
  change: Partial<SparseAutoencoderConfig> = {},
): SparseAutoencoderConfig {
  const { instances = 2, features = 5, hidden = 2 } = change;
  return {
    ...{ instances, features, hidden, entries: 7, batch: 96 },
    probability: new Float64Array(instances * features).fill(0.2),
    data: PLAIN_FEATURES,
    w: caseRandom(5).floats(instances * features * hidden),
    hiddenRelu: false,
    l1: 0.1,
    optimizer: {
      ...{ name: 'adamw', learningRate: 3e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
      ...{ weightDecay: 0, schedule: 'cosine', warmup: 0, steps: STEPS },
    },
    seed: 11,
    ...change,
  };
}

// Few units and samples behind the ReLU: the more there are, the surer some f lingers where its own ReLU opens, and there
// the band grows without limit.
export const autoencoderCases: readonly (readonly [string, SparseAutoencoderConfig])[] = [
  ['a dictionary of seven entries', autoencoderConfig()],
  [
    'behind a ReLU',
    autoencoderConfig({ features: 4, hidden: 3, entries: 4, hiddenRelu: true, batch: 29 }),
  ],
  ['inputs of length 1', autoencoderConfig({ data: { ...PLAIN_FEATURES, unit: true } })],
  ['one of everything', autoencoderConfig({ instances: 1, features: 1, hidden: 1, entries: 1 })],
];

const PARTS = ['encode', 'encodeBias', 'decode', 'decodeBias'] as const;
type Band = Record<(typeof PARTS)[number] | 'error', number>;

/** Why a trajectory is not what it should be; empty when it is. Destroys the program. */
export async function autoencoderComplaints(
  program: SparseAutoencoder,
  config: SparseAutoencoderConfig,
): Promise<{ wrong: string[]; note: string }> {
  const reference = new SparseAutoencoderReference(config);
  const band = await worstAdmissible(config);
  const before = reference.state.decode.parameter.slice();
  const losses: number[] = [];
  const expected: number[] = [];
  for (let step = 0; step < STEPS;) {
    const count = Math.min(1 + (step % 33), STEPS - step);
    losses.push(...(await program.advance(count)));
    expected.push(...(await reference.advance(count)));
    step += count;
  }
  const got = await program.dictionaries();
  program.destroy();
  const found = Object.fromEntries(
    PARTS.map((part) => [part, deviation(got[part], reference.state[part].parameter)]),
  ) as Band;
  found.error = deviation(losses, expected);
  const wrong: string[] = [...PARTS, 'error' as const]
    .filter((part) => !(found[part] <= band[part]))
    .map((part) => `${part} is far`);
  const moved = deviation(before, reference.state.decode.parameter);
  if (config.hidden > 1 && !(moved > 100 * band.decode)) wrong.push('nothing has moved');
  return { wrong, note: JSON.stringify({ found, band, moved, seed: config.seed }) };
}

/** As in admissible.ts: twice the largest deviation of runs whose every operation errs within its bound. */
async function worstAdmissible(config: SparseAutoencoderConfig): Promise<Band> {
  const exact = new SparseAutoencoderReference(config);
  const ensemble = Array.from({ length: RUNS }, (_, run) => ({
    state: new SparseAutoencoderReference(config).state,
    random: caseRandom(2000 + run),
  }));
  const band: Band = { error: 0, encode: 0, encodeBias: 0, decode: 0, decodeBias: 0 };
  const { instances: I, batch: B, hidden: m } = config;
  for (let step = 0; step < STEPS; step++) {
    const h = exact.hidden(step);
    const weights = autoencoderWeights(exact.state);
    const errorOf = (out: ArrayLike<number>, from: ArrayLike<number>) =>
      Float64Array.from({ length: I }, (_, i) => {
        let sum = 0;
        for (let e = i * B * m; e < (i + 1) * B * m; e++) sum += (out[e] - from[e]) ** 2;
        return sum / (B * m);
      });
    const { out } = sparseAutoencoderForward(h, weights, sizesOf(config));
    const right = errorOf(out, h);
    for (const { state, random } of ensemble) {
      const strayed = erringStep(state, h, step + 1, config, (value, bound) => {
        const noise = random.floats(value.length);
        // What is 0 because all its terms are is 0 in any arithmetic: before the first step, f where no feature is on.
        return Float64Array.from(value, (v, e) =>
          bound(e) < FLUSHED ? v : v + noise[e] * bound(e),
        );
      });
      const error = errorOf(strayed.out, strayed.h).map(
        (v) => v + random.floats(1)[0] * dotBound(B * m + 5, v),
      );
      band.error = Math.max(band.error, deviation(error, right));
    }
    await exact.advance(1);
  }
  for (const part of PARTS) {
    for (const { state } of ensemble) {
      const off = deviation(state[part].parameter, exact.state[part].parameter);
      band[part] = Math.max(band[part], off);
    }
  }
  return Object.fromEntries(Object.entries(band).map(([part, off]) => [part, 2 * off])) as Band;
}

type Err = (value: Float64Array, bound: (element: number) => number) => Float64Array;

const sizesOf = ({ instances: I, batch: B, hidden: m, entries: d }: SparseAutoencoderConfig) => ({
  ...{ I, B, m, d },
});

/** One training step as in `sparseAutoencoderStep`, every result handed through `err`. */
function erringStep(
  state: SparseAutoencoderState,
  exactH: Float64Array,
  t: number,
  config: SparseAutoencoderConfig,
  err: Err,
): { out: Float64Array; h: Float64Array } {
  const { I, B, m, d } = sizesOf(config);
  const { features: n } = config;
  const [encode, decode] = [state.encode.parameter, state.decode.parameter];
  const [bias, shift] = [state.encodeBias.parameter, state.decodeBias.parameter];
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
  const spread = (v: Float64Array, e: number, width: number) =>
    v[Math.floor(e / (B * width)) * width + (e % width)];
  // A drawn feature is off by one rounding, which each term of h has beside its own.
  const x = sparseFeatures(config.seed, t - 1, config.probability, { I, B, n }, config.data);
  const size = matmul(x, Float64Array.from(config.w, Math.abs), { I, M: B, K: n, N: m });
  const strayedH = err(exactH, (e) => dotBound(n + 1, size[e]));
  const h = config.hiddenRelu ? strayedH.map((v) => Math.max(0, v)) : strayedH;
  const centred = err(
    h.map((v, e) => v - spread(shift, e, m)),
    (e) => chainBound(1, Math.abs(h[e]) + Math.abs(spread(shift, e, m))),
  );
  const pre = product(matmul, centred, encode, B, m, d);
  const sum = err(
    pre.map((v, e) => v + spread(bias, e, d)),
    (e) => chainBound(1, Math.abs(pre[e]) + Math.abs(spread(bias, e, d))),
  );
  const f = sum.map((v) => Math.max(0, v));
  const mixed = product(matmul, f, decode, B, d, m);
  const out = err(
    mixed.map((v, e) => v + spread(shift, e, m)),
    (e) => chainBound(1, Math.abs(mixed[e]) + Math.abs(spread(shift, e, m))),
  );
  const ones = new Float64Array(I * m).fill(1);
  const slope = weightedSquaredErrorBackward(h, out, ones, { I, B, n: m });
  const difference = (e: number) => (2 / (B * m)) * (Math.abs(out[e]) + Math.abs(h[e]));
  const dOut = err(slope, (e) => chainBound(4, difference(e)));
  const rate = config.l1 / (B * m);
  const fromOutput = product(matmulNT, dOut, decode, B, m, d);
  const dF = err(l1Backward(f, fromOutput, rate), (e) =>
    chainBound(2, Math.abs(fromOutput[e]) + rate),
  );
  const dPre = dF.map((v, e) => (f[e] > 0 ? v : 0));
  const dCentred = product(matmulNT, dPre, encode, B, d, m);
  const summed = (a: Float64Array, width: number) => {
    const magnitude = columnSum(a.map(Math.abs), { I, B, n: width });
    return err(columnSum(a, { I, B, n: width }), (e) => sumBound(B, magnitude[e]));
  };
  const [added, taken] = [summed(dOut, m), summed(dCentred, m)];
  const gradients = {
    encode: product(matmulTN, centred, dPre, m, B, d),
    encodeBias: summed(dPre, d),
    decode: product(matmulTN, f, dOut, d, B, m),
    decodeBias: err(
      added.map((v, e) => v - taken[e]),
      (e) => chainBound(1, Math.abs(added[e]) + Math.abs(taken[e])),
    ),
  };
  for (const part of PARTS) {
    const moments = state[part];
    const before = moments.parameter.slice();
    updateParameter(moments, gradients[part], t, config.optimizer);
    // As many roundings as in the catalogue's bound of adamw.
    moments.parameter.set(
      err(moments.parameter, (e) => {
        const update = Math.abs(moments.parameter[e] - before[e]);
        return chainBound(22, update) + chainBound(6, Math.abs(before[e]));
      }),
    );
    moments.m.set(err(moments.m, (e) => chainBound(3, Math.abs(moments.m[e]))));
    moments.v.set(err(moments.v, (e) => chainBound(4, moments.v[e])).map((v) => Math.max(0, v)));
  }
  unitRows(state.decode.parameter, I * d, m);
  const roundings = (m + 2) / 2 + SQRT + DIVISION;
  state.decode.parameter.set(
    err(state.decode.parameter, (e) => chainBound(roundings, Math.abs(state.decode.parameter[e]))),
  );
  return { out, h };
}

function deviation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let worst = 0;
  for (let e = 0; e < a.length; e++) {
    const off = Math.abs(a[e] - b[e]);
    if (!(off <= worst)) worst = off;
  }
  return worst;
}
