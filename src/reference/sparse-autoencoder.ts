import type { AdamWState } from './adamw';
import { biasAdd, biasRelu, biasReluBackward, relu } from './bias-relu';
import { columnSum } from './column-sum';
import { l1Backward, l1Penalty } from './l1';
import { matmul, matmulNT, matmulTN } from './matmul';
import { unitRows } from './unit-rows';
import { weightedSquaredError, weightedSquaredErrorBackward } from './squared-error';
import { updateParameter, type ReferenceOptimizer, type ToyModelSizes } from './toy-model';

// A sparse autoencoder: a dictionary of directions of which few at a time are to make up a hidden vector (Elhage et al.
// 2022, "Strategic Picture of Solving Superposition", approach 2; Sharkey et al. 2022; Bricken et al. 2023).

/** I autoencoders, B samples a batch, m dimensions of the hidden vector h, d entries of the dictionary. */
export interface SparseAutoencoderSizes {
  I: number;
  B: number;
  m: number;
  d: number;
}

/** The numbers that it is made of. */
export interface SparseAutoencoderWeights {
  /** W_e: [I, m, d] */ encode: ArrayLike<number>;
  /** b_e: [I, d] */ encodeBias: ArrayLike<number>;
  /** W_d: [I, d, m], a row an entry, each of length 1 */ decode: ArrayLike<number>;
  /** b_d: [I, m] */ decodeBias: ArrayLike<number>;
}

/** Everything that a forward pass computes. */
export interface SparseAutoencoderForward {
  /** h − b_d: [I, B, m] */ centred: Float64Array;
  /** f = ReLU(W_e (h − b_d) + b_e): [I, B, d] */ f: Float64Array;
  /** ĥ = W_d f + b_d: [I, B, m] */ out: Float64Array;
}

/** What becomes of h [I, B, m]. */
export function sparseAutoencoderForward(
  h: ArrayLike<number>,
  { encode, encodeBias, decode, decodeBias }: SparseAutoencoderWeights,
  { I, B, m, d }: SparseAutoencoderSizes,
): SparseAutoencoderForward {
  const minus = Float64Array.from(decodeBias, (v) => -v);
  const centred = biasAdd(h, minus, { I, B, n: m });
  const f = biasRelu(matmul(centred, encode, { I, M: B, K: m, N: d }), encodeBias, { I, B, n: d });
  const out = biasAdd(matmul(f, decode, { I, M: B, K: d, N: m }), decodeBias, { I, B, n: m });
  return { centred, f, out };
}

/** Hidden vectors h = W x, or ReLU(W x), [I, B, m], of models w [I, n, m] for a batch x [I, B, n]. */
export function hiddenVectors(
  x: ArrayLike<number>,
  w: ArrayLike<number>,
  hiddenRelu: boolean,
  { I, B, n, m }: ToyModelSizes,
): Float64Array {
  const h = matmul(x, w, { I, M: B, K: n, N: m });
  return hiddenRelu ? relu(h) : h;
}

/** Both parts of what is descended, means over batch and dimensions, 1 / (B · m) · Σ, [I] each. */
export interface SparseAutoencoderLoss {
  /** ‖h − ĥ‖² */ error: Float64Array;
  /** λ‖f‖₁ */ penalty: Float64Array;
}

/** Gradients, each of the shape of its weights. */
export type SparseAutoencoderGradients = Record<keyof SparseAutoencoderWeights, Float64Array>;

/** Forward and backward pass on a batch h [I, B, m]; λ = `l1`. */
export function sparseAutoencoderPass(
  h: ArrayLike<number>,
  weights: SparseAutoencoderWeights,
  l1: number,
  sizes: SparseAutoencoderSizes,
): SparseAutoencoderForward & { loss: SparseAutoencoderLoss; d: SparseAutoencoderGradients } {
  const { I, B, m, d } = sizes;
  const forward = sparseAutoencoderForward(h, weights, sizes);
  const { centred, f, out } = forward;
  const ones = new Float64Array(I * m).fill(1);
  const rate = l1 / (B * m);
  const error = weightedSquaredError(h, out, ones, { I, B, n: m });
  const penalty = l1Penalty(f, rate, I);
  const dOut = weightedSquaredErrorBackward(h, out, ones, { I, B, n: m });
  const fromOutput = matmulNT(dOut, weights.decode, { I, M: B, K: m, N: d });
  const dF = l1Backward(f, fromOutput, rate);
  const dPre = biasReluBackward(f, dF);
  const dCentred = matmulNT(dPre, weights.encode, { I, M: B, K: d, N: m });
  const added = columnSum(dOut, { I, B, n: m });
  const taken = columnSum(dCentred, { I, B, n: m });
  return {
    ...forward,
    loss: { error, penalty },
    d: {
      encode: matmulTN(centred, dPre, { I, M: m, K: B, N: d }),
      encodeBias: columnSum(dPre, { I, B, n: d }),
      decode: matmulTN(f, dOut, { I, M: d, K: B, N: m }),
      decodeBias: added.map((v, e) => v - taken[e]),
    },
  };
}

/** Weights with the optimiser's moments. */
export type SparseAutoencoderState = Record<keyof SparseAutoencoderWeights, AdamWState>;

/**
 * A state that begins with these directions [I, d, m] as decoder and, transposed, as encoder; biases and moments are zero.
 */
export function sparseAutoencoderState(
  directions: Float64Array,
  { I, m, d }: Omit<SparseAutoencoderSizes, 'B'>,
): SparseAutoencoderState {
  const from = (parameter: Float64Array): AdamWState => ({
    parameter,
    m: new Float64Array(parameter.length),
    v: new Float64Array(parameter.length),
  });
  const encode = new Float64Array(I * m * d);
  for (let i = 0; i < I; i++) {
    for (let e = 0; e < d; e++) {
      for (let k = 0; k < m; k++) encode[(i * m + k) * d + e] = directions[(i * d + e) * m + k];
    }
  }
  return {
    encode: from(encode),
    encodeBias: from(new Float64Array(I * d)),
    decode: from(directions.slice()),
    decodeBias: from(new Float64Array(I * m)),
  };
}

/** The weights in a state: the very arrays, not copies. */
export function autoencoderWeights(state: SparseAutoencoderState): SparseAutoencoderWeights {
  return {
    encode: state.encode.parameter,
    encodeBias: state.encodeBias.parameter,
    decode: state.decode.parameter,
    decodeBias: state.decodeBias.parameter,
  };
}

/**
 * One training step on a batch h [I, B, m], in place: descent, then every row of the decoder back to length 1. Returns
 * the loss before it.
 *
 * @param t the number of this update, counted from 1
 */
export function sparseAutoencoderStep(
  state: SparseAutoencoderState,
  h: ArrayLike<number>,
  t: number,
  { l1, optimizer }: { l1: number; optimizer: ReferenceOptimizer },
  sizes: SparseAutoencoderSizes,
): SparseAutoencoderLoss {
  const { loss, d } = sparseAutoencoderPass(h, autoencoderWeights(state), l1, sizes);
  for (const part of ['encode', 'encodeBias', 'decode', 'decodeBias'] as const) {
    updateParameter(state[part], d[part], t, optimizer);
  }
  unitRows(state.decode.parameter, sizes.I * sizes.d, sizes.m);
  return loss;
}
