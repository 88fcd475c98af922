import { absolute } from './absolute';
import { add } from './add';
import { adamw, type AdamWConstants, type AdamWState } from './adamw';
import { biasAdd, biasRelu, biasReluBackward, relu } from './bias-relu';
import { columnSum } from './column-sum';
import { l1Backward } from './l1';
import { learningRateAt, type LearningRateSchedule } from './learning-rate';
import { matmul, matmulNT, matmulTN } from './matmul';
import { sgd } from './sgd';
import { weightedSquaredError, weightedSquaredErrorBackward } from './squared-error';

/** Sizes of a toy model: I instances, B samples a batch, n features, m hidden dimensions. */
export interface ToyModelSizes {
  I: number;
  B: number;
  n: number;
  m: number;
}

/** Which toy model of the paper it is. */
export interface Architecture {
  /** The decoder is the encoder's transpose: one W. */
  tied: boolean;
  hiddenRelu: boolean;
  outputRelu: boolean;
}

/** x' = ReLU(Wᵀ W x + b) (Elhage et al. 2022, "Demonstrating Superposition"). */
export const RELU_OUTPUT: Architecture = { tied: true, hiddenRelu: false, outputRelu: true };

/** What the output is to be: the input, or its absolute value. */
export type Objective = 'input' | 'absolute';

/** The numbers that a model is made of. */
export interface ToyModelWeights {
  /** [I, n, m]: the encoder; of a tied model the decoder as well. */
  w: ArrayLike<number>;
  /** [I, n, m]: the decoder; null when tied. */
  wDecode: ArrayLike<number> | null;
  /** [I, n] */
  b: ArrayLike<number>;
}

/** Everything that one forward and backward pass computes, each array as its kernel would write it. */
export interface ToyModelPass {
  /** hidden vector: [I, B, m] */ h: Float64Array;
  /** [I, B, n] */ out: Float64Array;
  /** mean-loss, without the penalty: [I] */ loss: Float64Array;
  /** gradient of W, or of the encoder: [I, n, m] */ dW: Float64Array;
  /** gradient of the decoder: [I, n, m]; null when tied */ dWDecode: Float64Array | null;
  /** gradient of b: [I, n] */ dB: Float64Array;
}

/**
 * The model's output for x [I, B, n]: h = x · W_e, through a ReLU where there is one; then h · W_dᵀ + b, likewise.
 */
export function toyModelForward(
  x: ArrayLike<number>,
  { w, wDecode, b }: ToyModelWeights,
  { hiddenRelu, outputRelu }: Architecture,
  { I, B, n, m }: ToyModelSizes,
): { h: Float64Array; out: Float64Array } {
  const encoded = matmul(x, w, { I, M: B, K: n, N: m });
  const h = hiddenRelu ? relu(encoded) : encoded;
  const pre = matmulNT(h, wDecode ?? w, { I, M: B, K: m, N: n });
  return { h, out: (outputRelu ? biasRelu : biasAdd)(pre, b, { I, B, n }) };
}

/** What the output is held against. */
function wanted(x: ArrayLike<number>, objective: Objective): ArrayLike<number> {
  return objective === 'absolute' ? absolute(x) : x;
}

/**
 * The loss of these weights on a batch x [I, B, n], one number an instance.
 *
 * @param input what the model is given where that is not x: x under attack
 */
export function toyModelLoss(
  x: ArrayLike<number>,
  weights: ToyModelWeights,
  { importance, architecture, objective }: Omit<ToyModelDesign, 'optimizer'>,
  sizes: ToyModelSizes,
  input = x,
): Float64Array {
  const { out } = toyModelForward(input, weights, architecture, sizes);
  return weightedSquaredError(wanted(x, objective), out, importance, sizes);
}

/**
 * What a step adds to the slope of the loss with a hidden unit, for its sign: λ / (B · n). The loss that is descended is
 * 1 / (B · n) · Σ_samples [Σ_i I_i (x_i − x'_i)² + λ Σ_k |h_k|]: the paper's sum over features plus λ‖h‖₁, a mean over the
 * batch, and over n as the mean-loss is.
 */
export function hiddenL1Rate(
  { hiddenL1 = 0 }: { hiddenL1?: number },
  B: number,
  n: number,
): number {
  return hiddenL1 / (B * n);
}

/**
 * Forward and backward pass. The loss is that of the output alone; the gradients are those of it and the penalty. A tied W stands twice in the model, as encoder and as decoder, so its gradient is the
 * sum of two products. x [I, B, n].
 *
 * @param input what the model is given where that is not x: x under attack, which is held constant
 */
export function toyModelPass(
  x: ArrayLike<number>,
  weights: ToyModelWeights,
  { importance, architecture, objective, hiddenL1 }: Omit<ToyModelDesign, 'optimizer'>,
  sizes: ToyModelSizes,
  input = x,
): ToyModelPass {
  const { I, B, n, m } = sizes;
  const { h, out } = toyModelForward(input, weights, architecture, sizes);
  const y = wanted(x, objective);
  const loss = weightedSquaredError(y, out, importance, { I, B, n });
  const dOut = weightedSquaredErrorBackward(y, out, importance, { I, B, n });
  const dPre = architecture.outputRelu ? biasReluBackward(out, dOut) : dOut;
  const dB = columnSum(dPre, { I, B, n });
  const fromOutput = matmul(dPre, weights.wDecode ?? weights.w, { I, M: B, K: n, N: m });
  const dH = hiddenL1 ? l1Backward(h, fromOutput, hiddenL1Rate({ hiddenL1 }, B, n)) : fromOutput;
  const dEncoded = architecture.hiddenRelu ? biasReluBackward(h, dH) : dH;
  const dDecode = matmulTN(dPre, h, { I, M: n, K: B, N: m });
  const dEncode = matmulTN(input, dEncoded, { I, M: n, K: B, N: m });
  return weights.wDecode
    ? { h, out, loss, dW: dEncode, dWDecode: dDecode, dB }
    : { h, out, loss, dW: add(dEncode, dDecode), dWDecode: null, dB };
}

/** Parameters of the model with the optimiser's moments. w and wDecode [I, n, m], b [I, n]. */
export interface ToyModelState {
  w: AdamWState;
  /** Null when tied. */
  wDecode: AdamWState | null;
  b: AdamWState;
}

/** A state that starts from these weights and biases, and moments of 0. */
export function toyModelState(
  w: Float64Array,
  wDecode: Float64Array | null,
  b: Float64Array,
): ToyModelState {
  const from = (parameter: Float64Array): AdamWState => ({
    parameter: parameter.slice(),
    m: new Float64Array(parameter.length),
    v: new Float64Array(parameter.length),
  });
  return { w: from(w), wDecode: wDecode && from(wDecode), b: from(b) };
}

/** The weights in a state: the very arrays, not copies. */
export function weightsOf({ w, wDecode, b }: ToyModelState): ToyModelWeights {
  return { w: w.parameter, wDecode: wDecode && wDecode.parameter, b: b.parameter };
}

/** Which update a step ends with, its constants, and how its rate changes. */
export type ReferenceOptimizer = { name: 'adamw' | 'sgd' } & AdamWConstants & LearningRateSchedule;

/** What a training step needs to know of the model. */
export interface ToyModelDesign {
  /** [I, n] */
  importance: ArrayLike<number>;
  architecture: Architecture;
  objective: Objective;
  /** λ of the penalty λ‖h‖₁ on the hidden vector; none where nothing is said. */
  hiddenL1?: number;
  optimizer: ReferenceOptimizer;
}

/**
 * One training step on a batch x [I, B, n], in place. Returns the loss before the update, [I].
 *
 * @param t the number of this update, counted from 1
 * @param input what the model is given where that is not x: x under attack
 */
export function toyModelStep(
  state: ToyModelState,
  x: ArrayLike<number>,
  t: number,
  design: ToyModelDesign,
  sizes: ToyModelSizes,
  input = x,
): Float64Array {
  const pass = toyModelPass(x, weightsOf(state), design, sizes, input);
  updateParameter(state.w, pass.dW, t, design.optimizer);
  if (state.wDecode && pass.dWDecode) {
    updateParameter(state.wDecode, pass.dWDecode, t, design.optimizer);
  }
  updateParameter(state.b, pass.dB, t, design.optimizer);
  return pass.loss;
}

/**
 * One update of one parameter at the learning rate of its step, in place.
 *
 * @param t the number of this update, counted from 1
 */
export function updateParameter(
  state: AdamWState,
  gradient: ArrayLike<number>,
  t: number,
  optimizer: ReferenceOptimizer,
): void {
  const constants = { ...optimizer, learningRate: learningRateAt(optimizer, t - 1) };
  if (optimizer.name === 'adamw') adamw(state, gradient, t, constants);
  else sgd(state.parameter, gradient, constants);
}
