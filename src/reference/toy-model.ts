import { add } from './add';
import { adamw, type AdamWConstants, type AdamWState } from './adamw';
import { biasRelu, biasReluBackward } from './bias-relu';
import { columnSum } from './column-sum';
import { matmul, matmulNT, matmulTN } from './matmul';
import { sgd } from './sgd';
import { weightedSquaredError, weightedSquaredErrorBackward } from './squared-error';

/** Sizes of the ReLU output model: I instances, B samples a batch, n features, m hidden dimensions. */
export interface ToyModelSizes {
  I: number;
  B: number;
  n: number;
  m: number;
}

/** Everything that one forward and backward pass computes, each array as its kernel would write it. */
export interface ToyModelPass {
  /** x · W: [I, B, m] */ h: Float64Array;
  /** ReLU(h · Wᵀ + b): [I, B, n] */ out: Float64Array;
  /** mean-loss: [I] */ loss: Float64Array;
  /** gradient of W: [I, n, m] */ dW: Float64Array;
  /** gradient of b: [I, n] */ dB: Float64Array;
}

/** The model's output for x: x' = ReLU(Wᵀ W x + b). x [I, B, n], w [I, n, m], b [I, n]. */
export function toyModelForward(
  x: ArrayLike<number>,
  w: ArrayLike<number>,
  b: ArrayLike<number>,
  { I, B, n, m }: ToyModelSizes,
): { h: Float64Array; out: Float64Array } {
  const h = matmul(x, w, { I, M: B, K: n, N: m });
  const pre = matmulNT(h, w, { I, M: B, K: m, N: n });
  return { h, out: biasRelu(pre, b, { I, B, n }) };
}

/**
 * Forward and backward pass of the ReLU output model. W stands twice in Wᵀ W x, as encoder and as decoder, so its
 * gradient is the sum of two products. x [I, B, n], w [I, n, m], b [I, n], importance [n].
 */
export function toyModelPass(
  x: ArrayLike<number>,
  w: ArrayLike<number>,
  b: ArrayLike<number>,
  importance: ArrayLike<number>,
  sizes: ToyModelSizes,
): ToyModelPass {
  const { I, B, n, m } = sizes;
  const { h, out } = toyModelForward(x, w, b, sizes);
  const loss = weightedSquaredError(x, out, importance, { I, B, n });
  const dOut = weightedSquaredErrorBackward(x, out, importance, { I, B, n });
  const dPre = biasReluBackward(out, dOut);
  const dB = columnSum(dPre, { I, B, n });
  const dH = matmul(dPre, w, { I, M: B, K: n, N: m });
  const dDecode = matmulTN(dPre, h, { I, M: n, K: B, N: m });
  const dEncode = matmulTN(x, dH, { I, M: n, K: B, N: m });
  return { h, out, loss, dW: add(dEncode, dDecode), dB };
}

/** Parameters of the model with the optimiser's moments. w [I, n, m], b [I, n]. */
export interface ToyModelState {
  w: AdamWState;
  b: AdamWState;
}

/** A state that starts from these weights and zero biases and moments. */
export function toyModelState(w: Float64Array, biases: number): ToyModelState {
  const zeros = (length: number) => new Float64Array(length);
  return {
    w: { parameter: w.slice(), m: zeros(w.length), v: zeros(w.length) },
    b: { parameter: zeros(biases), m: zeros(biases), v: zeros(biases) },
  };
}

/** Which update a step ends with, and its constants. */
export type ReferenceOptimizer = { name: 'adamw' | 'sgd' } & AdamWConstants;

/**
 * One training step on a batch x, in place. Returns the loss before the update, [I].
 *
 * @param t the number of this update, counted from 1
 */
export function toyModelStep(
  state: ToyModelState,
  x: ArrayLike<number>,
  importance: ArrayLike<number>,
  t: number,
  optimizer: ReferenceOptimizer,
  sizes: ToyModelSizes,
): Float64Array {
  const pass = toyModelPass(x, state.w.parameter, state.b.parameter, importance, sizes);
  if (optimizer.name === 'adamw') {
    adamw(state.w, pass.dW, t, optimizer);
    adamw(state.b, pass.dB, t, optimizer);
  } else {
    sgd(state.w.parameter, pass.dW, optimizer);
    sgd(state.b.parameter, pass.dB, optimizer);
  }
  return pass.loss;
}
