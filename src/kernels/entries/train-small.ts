import { biasCorrection, hiddenL1Rate, sumBound, toyModelPass } from '../../reference/index';
import type { CaseRandom, Expected } from '../case';
import type { Sizes } from '../launch';
import {
  BETA_1,
  BETA_2,
  cut,
  descended,
  HYPER,
  joined,
  kept,
  LEARNING_RATE,
  moved,
} from './train-moves';
import {
  matricesOf,
  problemOf,
  strayedGradient,
  strayedHidden,
  strayedHiddenSlope,
  strayedOutput,
} from './train-problem';

/** Models for one workgroup. More than one step at a time keeps the parameters: see `smallCase`. */
export const SMALL_MODELS: readonly Sizes[] = [
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

/**
 * Steps of whole models. One step moves everything; of several the learning rate is 0, so that each has the parameters
 * of the first, and only moments, losses and the data of each step are to be right. (Trajectories that move are held
 * against float64 elsewhere, over 200 steps.)
 */
export function smallCase(sizes: Sizes, random: CaseRandom, constants: Sizes) {
  const { steps } = sizes;
  const { ADAM = 1, LEARN = 1 } = constants;
  const problem = problemOf({ I: sizes.I, B: sizes.B, n: sizes.n, m: sizes.m }, random, constants);
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
      dims: {
        I,
        B,
        n,
        m,
        steps,
        first: step,
        ...problem.keys,
        loss_scale: 1 / (B * n),
        l1: hiddenL1Rate(problem, B, n),
        ...HYPER,
      },
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
