import {
  adamw,
  biasCorrection,
  chainBound,
  DIVISION,
  sgd,
  SQRT,
  sumBound,
  toyModelPass,
} from '../../reference/index';
import type { CaseRandom, Expected, KernelDefinition } from '../case';
import type { Sizes } from '../launch';
import {
  given,
  matricesOf,
  padded,
  problemOf,
  strayedGradient,
  strayedHidden,
  strayedHiddenSlope,
  strayedOutput,
  withWholeBlocks,
  type Problem,
  type Strayed,
} from './train-problem';

/** Models and batches: single elements, primes, block (16, 8, 4) - 1, itself and + 1, several workgroups on each axis. */
const MODELS: readonly Sizes[] = [
  { I: 1, B: 1, n: 1, m: 1 },
  { I: 1, B: 1, n: 5, m: 2 },
  { I: 2, B: 15, n: 7, m: 3 },
  { I: 1, B: 16, n: 8, m: 8 },
  { I: 3, B: 17, n: 9, m: 9 },
  { I: 1, B: 31, n: 16, m: 7 },
  { I: 2, B: 33, n: 17, m: 1 },
  { I: 1, B: 257, n: 5, m: 2 },
  { I: 2, B: 61, n: 37, m: 17 },
  { I: 1, B: 290, n: 3, m: 11 },
  { I: 7, B: 5, n: 4, m: 4 },
  { I: 1, B: 40, n: 33, m: 20 },
];

/** Models for one workgroup. More than one step at a time keeps the parameters: see `smallCase`. */
const SMALL_MODELS: readonly Sizes[] = [
  { I: 1, B: 1, n: 1, m: 1, steps: 1 },
  { I: 1, B: 1, n: 5, m: 2, steps: 1 },
  { I: 2, B: 15, n: 4, m: 3, steps: 1 },
  { I: 1, B: 16, n: 8, m: 4, steps: 3 },
  { I: 3, B: 17, n: 9, m: 1, steps: 1 },
  { I: 1, B: 63, n: 16, m: 4, steps: 1 },
  { I: 2, B: 64, n: 15, m: 2, steps: 2 },
  { I: 1, B: 65, n: 13, m: 3, steps: 1 },
  { I: 5, B: 7, n: 3, m: 2, steps: 1 },
  { I: 1, B: 257, n: 5, m: 2, steps: 1 },
  { I: 17, B: 31, n: 2, m: 1, steps: 1 },
  { I: 2, B: 129, n: 12, m: 4, steps: 1 },
];

/** Every way of drawing features, for kernels that draw. */
const DRAWN: readonly Sizes[] = [
  {},
  { SIGNED: 1 },
  { SET: 3 },
  { SET: 10, ANTI: 1 },
  { SIGNED: 1, SET: 2, ANTI: 1 },
];

const LEARNING_RATE = 1e-3;
const WEIGHT_DECAY = 0.01;
const [BETA_1, BETA_2, EPSILON] = [0.9, 0.999, 1e-8];

const HYPER = {
  beta_1: BETA_1,
  one_minus_beta_1: 1 - BETA_1,
  beta_2: BETA_2,
  one_minus_beta_2: 1 - BETA_2,
  epsilon: EPSILON,
  weight_decay: WEIGHT_DECAY,
};

function modelSizes({ I, B, n, m }: Sizes) {
  return { I, B, n, m };
}

function expected({ value, error }: Strayed): Expected {
  return { value, bound: error };
}

/** The same with rows as the kernels keep them; beyond the last there must be exact zeros. */
function expectedRows(
  { value, error }: Strayed,
  sizes: { I: number; B: number },
  length: number,
  step: 4 | 8,
): Expected {
  return {
    value: padded(value, sizes, length, step),
    bound: padded(error, sizes, length, step),
  };
}

/** Numbers of a gradient that came through a ReLU: about half of them 0. */
function shut(random: CaseRandom, length: number): Float32Array {
  return random.floats(length).map((v) => (v < 0 ? 0 : v - 0.5));
}

/** Schedule of one step, as the stepwise kernels have it. */
function scheduleOf(step: number) {
  return {
    step,
    learning_rate: LEARNING_RATE,
    correction_1: biasCorrection(BETA_1, step + 1),
    correction_2: biasCorrection(BETA_2, step + 1),
  };
}

/** Sums of a block's terms of the loss, [I, ceil(n / 8), ceil(B / 16)]. */
function partsOf({ sizes: { I, B, n } }: Problem, term: Strayed): Expected {
  const [across, down] = [Math.ceil(B / 16), Math.ceil(n / 8)];
  const value = new Float64Array(I * down * across);
  const error = new Float64Array(I * down * across);
  const terms = new Float64Array(I * down * across);
  term.value.forEach((v, cell) => {
    const [row, j] = [Math.floor(cell / n), cell % n];
    const [i, s] = [Math.floor(row / B), row % B];
    const part = (i * down + Math.floor(j / 8)) * across + Math.floor(s / 16);
    value[part] += v;
    error[part] += term.error[cell];
    terms[part]++;
  });
  // The scale is multiplied once, after the sum: two more roundings, of which a term's own bound has both.
  const bound = error.map((e, part) => e + sumBound(terms[part], value[part] + e));
  return { value, bound };
}

/**
 * What AdamW makes of a gradient that may have strayed, and how far off that may be. Moments and parameter are exact
 * before. The gradient's error goes through the update as far as it can either way; the roundings are those of adamw.
 */
function moved(
  state: { parameter: Float32Array; m: Float32Array; v: Float32Array },
  gradient: Strayed,
  t: number,
  learningRate: number,
): { parameter: Expected; m: Expected; v: Expected } {
  const constants = {
    learningRate,
    beta1: BETA_1,
    beta2: BETA_2,
    epsilon: EPSILON,
    weightDecay: WEIGHT_DECAY,
  };
  const after = {
    parameter: Float64Array.from(state.parameter),
    m: Float64Array.from(state.m),
    v: Float64Array.from(state.v),
  };
  adamw(after, gradient.value, t, constants);
  const [c1, c2] = [biasCorrection(BETA_1, t), biasCorrection(BETA_2, t)];
  const size = (e: number) => Math.abs(gradient.value[e]) + gradient.error[e];
  const sizeM = after.m.map((_, e) => BETA_1 * Math.abs(state.m[e]) + (1 - BETA_1) * size(e));
  const mBound = sizeM.map((s, e) => (1 - BETA_1) * gradient.error[e] + chainBound(3, s));
  const square = (e: number) => size(e) ** 2 - gradient.value[e] ** 2;
  const vBound = after.v.map((v, e) => {
    const stray = (1 - BETA_2) * square(e);
    return stray + chainBound(4, v + stray);
  });
  const roundings = 3 + 1 + DIVISION + ((4 + 1 + DIVISION) / 2 + SQRT + 2) + DIVISION + 2;
  const bound = after.parameter.map((_, e) => {
    const [m, v] = [after.m[e], after.v[e]];
    const step = (mean: number, square: number) =>
      (learningRate * (mean / c1)) / (Math.sqrt(Math.max(0, square) / c2) + EPSILON);
    const stray = Math.max(
      ...[-1, 1].flatMap((p) =>
        [-1, 1].map((q) => Math.abs(step(m + p * mBound[e], v + q * vBound[e]) - step(m, v))),
      ),
    );
    const update = step(sizeM[e], v);
    return stray + chainBound(roundings + 1, update) + chainBound(6, Math.abs(state.parameter[e]));
  });
  return {
    parameter: { value: after.parameter, bound },
    m: { value: after.m, bound: mBound },
    v: { value: after.v, bound: vBound },
  };
}

/** The same for plain descent. */
function descended(parameter: Float32Array, gradient: Strayed, learningRate: number): Expected {
  const value = Float64Array.from(parameter);
  sgd(value, gradient.value, { learningRate, weightDecay: WEIGHT_DECAY });
  const bound = value.map((_, e) => {
    const size = Math.abs(gradient.value[e]) + gradient.error[e];
    return (
      learningRate * gradient.error[e] +
      chainBound(6, Math.abs(parameter[e])) +
      chainBound(3, learningRate * size)
    );
  });
  return { value, bound };
}

/** Two expectations, one behind the other. */
function joined(...parts: readonly Expected[]): Expected {
  const join = (key: 'value' | 'bound') =>
    Float64Array.from(parts.flatMap((part) => Array.from(part[key])));
  return { value: join('value'), bound: join('bound') };
}

function cut({ value, bound }: Expected, begin: number, end?: number): Expected {
  return { value: value.slice(begin, end), bound: bound.slice(begin, end) };
}

/** Numbers that must not change. */
function kept(numbers: Float32Array): Expected {
  return { value: Float64Array.from(numbers), bound: new Float64Array(numbers.length) };
}

/**
 * Steps of whole models. One step moves everything; of several the learning rate is 0, so that each has the parameters
 * of the first, and only moments, losses and the data of each step are to be right. (Trajectories that move are held
 * against float64 elsewhere, over 200 steps.)
 */
function smallCase(sizes: Sizes, random: CaseRandom, constants: Sizes) {
  const { steps } = sizes;
  const { ADAM = 1, LEARN = 1 } = constants;
  const problem = problemOf(modelSizes(sizes), random, constants);
  const { I, B, n, m } = problem.sizes;
  const { w, b, step, importance, threshold, scale } = problem;
  const weights = w.length;
  const all = weights + b.length;
  const first = random.floats(all);
  const second = random.floats(all, 0, 1);
  const parameter = Float32Array.from([...w, ...b]);
  const learningRate = steps === 1 ? LEARNING_RATE : 0;

  const losses: Expected[] = [];
  let state = { parameter, m: first, v: second };
  let after: { parameter: Expected; m: Expected; v: Expected } = {
    parameter: kept(parameter),
    m: kept(first),
    v: kept(second),
  };
  let strayedM = new Float64Array(all);
  let strayedV = new Float64Array(all);
  for (let k = 0; k < steps; k++) {
    const x = problem.batch(k);
    const h = strayedHidden(problem, x);
    const { d, term } = strayedOutput(problem, x, h);
    const value = new Float64Array(I);
    const bound = new Float64Array(I);
    for (let i = 0; i < I; i++) {
      let error = 0;
      for (let cell = i * B * n; cell < (i + 1) * B * n; cell++) {
        value[i] += term.value[cell];
        error += term.error[cell];
      }
      bound[i] = error + sumBound(B * n, value[i] + error);
    }
    losses.push({ value, bound });
    if (LEARN === 0) continue;
    const gradient = strayedGradient(problem, x, h, d, strayedHiddenSlope(problem, h, d));
    if (ADAM === 0) {
      after.parameter = descended(parameter, gradient, learningRate);
      continue;
    }
    const next = moved(state, gradient, step + k + 1, learningRate);
    // What the moments had strayed before fades as they do.
    strayedM = next.m.bound.map((e, at) => e + BETA_1 * strayedM[at]);
    strayedV = next.v.bound.map((e, at) => e + BETA_2 * strayedV[at]);
    after = {
      parameter: learningRate === 0 ? kept(parameter) : next.parameter,
      m: { value: next.m.value, bound: strayedM },
      v: { value: next.v.value, bound: strayedV },
    };
    state = {
      parameter,
      m: Float32Array.from(next.m.value),
      v: Float32Array.from(next.v.value),
    };
  }
  const hours = Array.from({ length: steps }, (_, k) => [
    learningRate,
    biasCorrection(BETA_1, step + k + 1),
    biasCorrection(BETA_2, step + k + 1),
    0,
  ]);
  const { encoder, decoder } = matricesOf(problem);
  const wDecode = problem.architecture.tied ? null : decoder;
  return {
    reference: () => {
      for (let k = 0; k < steps; k++) {
        toyModelPass(problem.batch(k), { w: encoder, wDecode, b }, problem, problem.sizes);
      }
    },
    uniforms: {
      dims: { I, B, n, m, steps, first: step, ...problem.keys, loss_scale: 1 / (B * n), ...HYPER },
    },
    inputs: {
      schedule: Float32Array.from(hours.flat()),
      threshold,
      scale,
      importance,
      w,
      b,
      moments: Float32Array.from([...first, ...second]),
    },
    expected: {
      w: cut(after.parameter, 0, weights),
      b: cut(after.parameter, weights),
      moments: joined(after.m, after.v),
      loss: joined(...losses),
    },
  };
}

export const train: readonly KernelDefinition[] = [
  {
    file: 'shaders/train/train_small.wgsl',
    testSizes: SMALL_MODELS,
    most: { n: 16, m: 4 }, // with the default QUADS and HIDDEN
    variants: [
      ...DRAWN,
      { WORKGROUP: 16 },
      { WORKGROUP: 128 },
      { WEIGHTS: 2 },
      { HIDDEN_RELU: 1 },
      { OUTPUT_RELU: 0 },
      { ADAM: 0 },
      { LEARN: 0 },
      { WEIGHTS: 2, HIDDEN_RELU: 1, ABSOLUTE: 1, SIGNED: 1 },
    ],
    makeCase: smallCase,
  },
  {
    file: 'shaders/train/train_encode.wgsl',
    testSizes: MODELS,
    variants: [...DRAWN, { LANES: 1 }, { HIDDEN_RELU: 1 }, { COLS: 5 }, { STRIPS: 1, COLS: 1 }],
    makeCase(sizes, random, constants) {
      const problem = problemOf(modelSizes(sizes), random, constants);
      const { I, B, n, m } = problem.sizes;
      const { step, keys, threshold, scale, w } = problem;
      // Samples up to a multiple of sixteen are drawn and encoded, too.
      const whole = withWholeBlocks(problem);
      return {
        uniforms: { dims: { I, B, n, m, ...keys }, schedule: scheduleOf(step) },
        inputs: { threshold, scale, w },
        expected: { h: expectedRows(strayedHidden(whole, whole.batch(0)), whole.sizes, m, 4) },
      };
    },
  },
  {
    file: 'shaders/train/train_decode.wgsl',
    testSizes: MODELS,
    variants: [
      ...DRAWN,
      { LANES: 1 },
      { WEIGHTS: 2 },
      { OUTPUT_RELU: 0 },
      { ABSOLUTE: 1, SIGNED: 1 },
    ],
    makeCase(sizes, random, constants) {
      const problem = problemOf(modelSizes(sizes), random, constants);
      const { I, B, n, m } = problem.sizes;
      const { step, keys, threshold, scale, importance, w, b } = problem;
      const h = random.floats(I * B * m);
      const { d, term } = strayedOutput(problem, problem.batch(0), given(h));
      return {
        uniforms: {
          dims: { I, B, n, m, ...keys, loss_scale: 1 / (B * n) },
          schedule: scheduleOf(step),
        },
        inputs: { threshold, scale, importance, w, b, h: padded(h, problem.sizes, m, 4) },
        expected: { d: expectedRows(d, problem.sizes, n, 8), parts: partsOf(problem, term) },
      };
    },
  },
  {
    file: 'shaders/train/train_hidden_slope.wgsl',
    testSizes: MODELS,
    variants: [
      {},
      { LANES: 1 },
      { WEIGHTS: 2, HIDDEN_RELU: 1 },
      { STRIPS: 3, COLS: 5 },
      { STRIPS: 1, COLS: 6 },
    ],
    makeCase(sizes, random, constants) {
      const problem = problemOf(modelSizes(sizes), random, constants);
      const { I, B, n, m } = problem.sizes;
      const h = random.floats(I * B * m).map((v) => Math.max(0, v));
      const d = shut(random, I * B * n);
      return {
        uniforms: { dims: { I, B, n, m } },
        inputs: {
          w: problem.w,
          h: padded(h, problem.sizes, m, 4),
          d: padded(d, problem.sizes, n, 8),
        },
        expected: {
          d_h: expectedRows(strayedHiddenSlope(problem, given(h), given(d)), problem.sizes, m, 4),
        },
      };
    },
  },
  {
    file: 'shaders/train/train_gradient.wgsl',
    testSizes: MODELS,
    variants: [
      ...DRAWN,
      { SLICES: 1, STRIPS: 3, COLS: 5 },
      { SLICES: 32, STRIPS: 2 },
      { WEIGHTS: 2, COLS: 3 },
    ],
    makeCase(sizes, random, constants) {
      const problem = problemOf(modelSizes(sizes), random, constants);
      const { I, B, n, m } = problem.sizes;
      const { step, keys, threshold, scale } = problem;
      const h = random.floats(I * B * m);
      const d = shut(random, I * B * n);
      const d_h = random.floats(I * B * m);
      const x = problem.batch(0);
      const length = Math.ceil(B / constants.SLICES);
      const slices = Array.from({ length: constants.SLICES }, (_, slice) =>
        expected(
          strayedGradient(problem, x, given(h), given(d), given(d_h), [
            Math.min(B, slice * length),
            Math.min(B, (slice + 1) * length),
          ]),
        ),
      );
      return {
        uniforms: { dims: { I, B, n, m, ...keys }, schedule: scheduleOf(step) },
        inputs: {
          threshold,
          scale,
          h: padded(h, problem.sizes, m, 4),
          d: padded(d, problem.sizes, n, 8),
          d_h: padded(d_h, problem.sizes, m, 4),
        },
        expected: { gradient: joined(...slices) },
      };
    },
  },
  {
    file: 'shaders/train/train_update.wgsl',
    testSizes: MODELS.map(({ I, n, m }) => ({ I, n, m })),
    variants: [{}, { SLICES: 1 }, { SLICES: 32, WORKGROUP: 256 }, { WEIGHTS: 2 }, { ADAM: 0 }],
    makeCase({ I, n, m }, random, { SLICES, WEIGHTS, ADAM }) {
      const weights = WEIGHTS * I * n * m;
      const all = weights + I * n;
      const gradient = random.floats(SLICES * all);
      const parameter = random.floats(all);
      const first = random.floats(all);
      const second = random.floats(all, 0, 1);
      const t = random.integer(1, 1000);
      const sum: Strayed = { value: new Float64Array(all), error: new Float64Array(all) };
      for (let e = 0; e < all; e++) {
        let magnitude = 0;
        for (let slice = 0; slice < SLICES; slice++) {
          sum.value[e] += gradient[slice * all + e];
          magnitude += Math.abs(gradient[slice * all + e]);
        }
        sum.error[e] = sumBound(SLICES, magnitude);
      }
      const after =
        ADAM === 1
          ? moved({ parameter, m: first, v: second }, sum, t, LEARNING_RATE)
          : {
              parameter: descended(parameter, sum, LEARNING_RATE),
              m: kept(first),
              v: kept(second),
            };
      return {
        uniforms: { hyper: { I, n, m, ...HYPER }, schedule: scheduleOf(t - 1) },
        inputs: {
          gradient,
          w: parameter.slice(0, weights),
          b: parameter.slice(weights),
          moments: Float32Array.from([...first, ...second]),
        },
        expected: {
          w: cut(after.parameter, 0, weights),
          b: cut(after.parameter, weights),
          moments: joined(after.m, after.v),
        },
      };
    },
  },
];
