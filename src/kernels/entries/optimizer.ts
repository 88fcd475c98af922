import {
  adamw,
  biasCorrection,
  chainBound,
  clipByNorm,
  DIVISION,
  dotBound,
  sgd,
  sgdMomentum,
  SQRT,
  squareSums,
} from '../../reference/index';
import type { KernelDefinition } from '../case';
import { COUNTS, PARTS } from './sizes';

const LEARNING_RATE = 1e-3;
const WEIGHT_DECAY = 0.01;
const [BETA_1, BETA_2, EPSILON] = [0.9, 0.999, 1e-8];

export const optimizer: readonly KernelDefinition[] = [
  {
    file: 'shaders/optimizer/adamw.wgsl',
    testSizes: COUNTS,
    makeCase({ count }, random) {
      const t = random.integer(1, 1000);
      const gradient = random.floats(count);
      const parameter = random.floats(count);
      const m = random.floats(count);
      const v = random.floats(count, 0, 1);
      const state = {
        parameter: Float64Array.from(parameter),
        m: Float64Array.from(m),
        v: Float64Array.from(v),
      };
      adamw(state, gradient, t, {
        learningRate: LEARNING_RATE,
        beta1: BETA_1,
        beta2: BETA_2,
        epsilon: EPSILON,
        weightDecay: WEIGHT_DECAY,
      });
      // m: constant, product and sum are three roundings of terms that may cancel.
      const sizeM = state.m.map(
        (_, e) => BETA_1 * Math.abs(m[e]) + (1 - BETA_1) * Math.abs(gradient[e]),
      );
      const mBound = sizeM.map((size) => chainBound(3, size));
      // v: constant, two products and a sum, all positive.
      const vBound = state.v.map((value) => chainBound(4, value));
      // The update lr · (m / c1) / (sqrt(v / c2) + eps): the numerator carries m's 3, c1's rounding and a
      // division; the denominator half of (v's 4, c2's rounding, a division), a square root, eps and a
      // sum; then a division, and lr with its product. The decayed parameter: lr, wd, product,
      // difference, product. Last the difference of the two.
      const roundings = 3 + 1 + DIVISION + ((4 + 1 + DIVISION) / 2 + SQRT + 2) + DIVISION + 2;
      const correction1 = biasCorrection(BETA_1, t);
      const correction2 = biasCorrection(BETA_2, t);
      const parameterBound = state.parameter.map((_, e) => {
        const denominator = Math.sqrt(state.v[e] / correction2) + EPSILON;
        const update = (LEARNING_RATE * sizeM[e]) / correction1 / denominator;
        return chainBound(roundings + 1, update) + chainBound(6, Math.abs(parameter[e]));
      });
      return {
        uniforms: {
          hyper: {
            count,
            beta_1: BETA_1,
            one_minus_beta_1: 1 - BETA_1,
            beta_2: BETA_2,
            one_minus_beta_2: 1 - BETA_2,
            epsilon: EPSILON,
            weight_decay: WEIGHT_DECAY,
          },
          schedule: {
            step: t - 1,
            learning_rate: LEARNING_RATE,
            correction_1: correction1,
            correction_2: correction2,
          },
        },
        inputs: { gradient, parameter, m, v },
        expected: {
          parameter: { value: state.parameter, bound: parameterBound },
          m: { value: state.m, bound: mBound },
          v: { value: state.v, bound: vBound },
        },
      };
    },
  },
  {
    file: 'shaders/optimizer/square_sums.wgsl',
    testSizes: PARTS,
    variants: [{ WORKGROUP: 64 }, { WORKGROUP: 8 }],
    makeCase({ count, P }, random, { WORKGROUP }) {
      const gradient = random.floats(count);
      const reference = () => squareSums(gradient, P, WORKGROUP);
      const value = reference();
      return {
        reference,
        uniforms: { dims: { count, P } },
        inputs: { gradient },
        expected: { parts: { value, bound: value.map((sum) => dotBound(count, sum)) } },
      };
    },
  },
  {
    file: 'shaders/optimizer/clip_by_norm.wgsl',
    testSizes: PARTS,
    makeCase({ count, P }, random) {
      const gradient = random.floats(count);
      const parts = random.floats(P, 0, 1);
      // On either side of the norm, but not so near that rounding decides.
      const norm = Math.sqrt(parts.reduce((sum, v) => sum + v, 0));
      const max_norm = norm * [0.25, 0.9, 1.1, 2][random.integer(0, 3)];
      const reference = () => clipByNorm(gradient, parts, max_norm);
      const value = reference();
      // P positive terms, whose relative error the square root halves; the root, a division, the limit's
      // rounding, a product.
      const roundings = P / 2 + SQRT + DIVISION + 2;
      return {
        reference,
        uniforms: { dims: { count, P, max_norm } },
        inputs: { parts, gradient },
        expected: {
          gradient: { value, bound: value.map((v) => chainBound(roundings, Math.abs(v))) },
        },
      };
    },
  },
  {
    file: 'shaders/optimizer/sgd.wgsl',
    testSizes: COUNTS,
    makeCase({ count }, random) {
      const gradient = random.floats(count);
      const parameter = random.floats(count);
      const reference = () => Float64Array.from(parameter);
      const value = reference();
      sgd(value, gradient, { learningRate: LEARNING_RATE, weightDecay: WEIGHT_DECAY });
      const bound = value.map(
        (_, e) =>
          chainBound(6, Math.abs(parameter[e])) +
          chainBound(3, LEARNING_RATE * Math.abs(gradient[e])),
      );
      return {
        reference,
        uniforms: {
          hyper: { count, weight_decay: WEIGHT_DECAY },
          schedule: { step: 0, learning_rate: LEARNING_RATE, correction_1: 1, correction_2: 1 },
        },
        inputs: { gradient, parameter },
        expected: { parameter: { value, bound } },
      };
    },
  },
  {
    file: 'shaders/optimizer/sgd_momentum.wgsl',
    testSizes: COUNTS,
    makeCase({ count }, random) {
      const momentum = 0.9;
      const gradient = random.floats(count);
      const parameter = random.floats(count);
      const velocity = random.floats(count);
      const [newParameter, newVelocity] = [parameter, velocity].map((v) => Float64Array.from(v));
      const constants = { learningRate: LEARNING_RATE, weightDecay: WEIGHT_DECAY, momentum };
      sgdMomentum(newParameter, newVelocity, gradient, constants);
      // velocity: the constant, a product and a sum; the parameter as in sgd, along that velocity.
      const size = newVelocity.map(
        (_, e) => momentum * Math.abs(velocity[e]) + Math.abs(gradient[e]),
      );
      const parameterBound = newParameter.map(
        (_, e) => chainBound(6, Math.abs(parameter[e])) + chainBound(6, LEARNING_RATE * size[e]),
      );
      return {
        uniforms: {
          hyper: { count, weight_decay: WEIGHT_DECAY, momentum },
          schedule: { step: 0, learning_rate: LEARNING_RATE, correction_1: 1, correction_2: 1 },
        },
        inputs: { gradient, parameter, velocity },
        expected: {
          parameter: { value: newParameter, bound: parameterBound },
          velocity: { value: newVelocity, bound: size.map((s) => chainBound(3, s)) },
        },
      };
    },
  },
];
