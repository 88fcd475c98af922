import { adamw, biasCorrection, chainBound, DIVISION, sgd, SQRT } from '../../reference/index';
import type { Expected } from '../case';
import type { Strayed } from './train-problem';

// What an update makes of a gradient that may have strayed, for the kernels that train.

export const LEARNING_RATE = 1e-3;
export const WEIGHT_DECAY = 0.01;
export const [BETA_1, BETA_2, EPSILON] = [0.9, 0.999, 1e-8];

export const HYPER = {
  beta_1: BETA_1,
  one_minus_beta_1: 1 - BETA_1,
  beta_2: BETA_2,
  one_minus_beta_2: 1 - BETA_2,
  epsilon: EPSILON,
  weight_decay: WEIGHT_DECAY,
};

/** Schedule of one step, as the stepwise kernels have it. */
export function scheduleOf(step: number) {
  return {
    step,
    learning_rate: LEARNING_RATE,
    correction_1: biasCorrection(BETA_1, step + 1),
    correction_2: biasCorrection(BETA_2, step + 1),
  };
}

/**
 * What AdamW makes of a gradient that may have strayed, and how far off that may be. Moments and parameter are exact
 * before. The gradient's error goes through the update as far as it can either way; the roundings are those of adamw.
 */
export function moved(
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
export function descended(
  parameter: Float32Array,
  gradient: Strayed,
  learningRate: number,
): Expected {
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
export function joined(...parts: readonly Expected[]): Expected {
  const join = (key: 'value' | 'bound') =>
    Float64Array.from(parts.flatMap((part) => Array.from(part[key])));
  return { value: join('value'), bound: join('bound') };
}

export function cut({ value, bound }: Expected, begin: number, end?: number): Expected {
  return { value: value.slice(begin, end), bound: bound.slice(begin, end) };
}

/** Numbers that must not change. */
export function kept(numbers: Float32Array): Expected {
  return { value: Float64Array.from(numbers), bound: new Float64Array(numbers.length) };
}
