import { hiddenL1Rate, sumBound } from '../../reference/index';
import type { CaseRandom, Expected, KernelDefinition } from '../case';
import type { Sizes } from '../launch';
import {
  cut,
  descended,
  HYPER,
  joined,
  kept,
  LEARNING_RATE,
  moved,
  scheduleOf,
} from './train-moves';
import {
  given,
  padded,
  partsOf,
  problemOf,
  strayedGradient,
  strayedHidden,
  strayedHiddenSlope,
  strayedOutput,
  withWholeBlocks,
  type Strayed,
} from './train-problem';
import { SMALL_MODELS, smallCase } from './train-small';

/** Models and batches: single elements, primes, block (16, 8, 4) - 1, itself and + 1, several workgroups on each axis. */
export const MODELS: readonly Sizes[] = [
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

/** Every way of drawing features, for kernels that draw. */
export const DRAWN: readonly Sizes[] = [
  {},
  { SIGNED: 1 },
  { SET: 3 },
  { SET: 10, ANTI: 1 },
  { SIGNED: 1, SET: 2, ANTI: 1 },
];

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

export const train: readonly KernelDefinition[] = [
  {
    file: 'shaders/train/train_small.wgsl',
    testSizes: SMALL_MODELS,
    most: {
      n: '4 · (QUADS - 1) + LAST',
      m: 'HIDDEN',
      ...{ QUADS: '4', LAST: '4', HIDDEN: '4', WEIGHTS: '2' },
    },
    variants: [
      ...DRAWN,
      { WORKGROUP: 16 },
      { WORKGROUP: 128 },
      { WEIGHTS: 2 },
      { HIDDEN_RELU: 1 },
      { HIDDEN_L1: 1 },
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
    most: { COLS: '6', STRIPS: '4' },
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
    most: { WEIGHTS: '2' },
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
      const [across, down] = [Math.ceil(B / 16), Math.ceil(n / 8)];
      return {
        uniforms: {
          dims: { I, B, n, m, ...keys, loss_scale: 1 / (B * n) },
          schedule: scheduleOf(step),
        },
        inputs: { threshold, scale, importance, w, b, h: padded(h, problem.sizes, m, 4) },
        expected: {
          d: expectedRows(d, problem.sizes, n, 8),
          parts: partsOf(problem.sizes, term, I * down * across, (i, s, j) => {
            return (i * down + Math.floor(j / 8)) * across + Math.floor(s / 16);
          }),
        },
      };
    },
  },
  {
    file: 'shaders/train/train_hidden_slope.wgsl',
    testSizes: MODELS,
    most: { COLS: '6', STRIPS: '4', WEIGHTS: '2' },
    variants: [
      {},
      { LANES: 1 },
      { WEIGHTS: 2, HIDDEN_RELU: 1 },
      { STRIPS: 3, COLS: 5 },
      { STRIPS: 1, COLS: 6 },
      { HIDDEN_L1: 1 },
      { HIDDEN_L1: 1, HIDDEN_RELU: 1 },
    ],
    makeCase(sizes, random, constants) {
      const problem = problemOf(modelSizes(sizes), random, constants);
      const { I, B, n, m } = problem.sizes;
      const h = random.floats(I * B * m).map((v) => Math.max(0, v));
      const d = shut(random, I * B * n);
      return {
        uniforms: { dims: { I, B, n, m, l1: hiddenL1Rate(problem, B, n) } },
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
    most: { COLS: '6', STRIPS: '4', WEIGHTS: '2', SLICES: '256' },
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
