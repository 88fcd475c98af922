/** Sizes of a batch of activations: I instances, B samples, n features. */
export interface BatchSizes {
  I: number;
  B: number;
  n: number;
}

/**
 * out = ReLU(pre + bias): the decoder's last step, x' = ReLU(Wᵀ W x + b) (Elhage et al. 2022,
 * "Demonstrating Superposition"). pre [I, B, n], bias [I, n], result [I, B, n].
 */
export function biasRelu(
  pre: ArrayLike<number>,
  bias: ArrayLike<number>,
  { I, B, n }: BatchSizes,
): Float64Array {
  const out = new Float64Array(I * B * n);
  for (let i = 0; i < I; i++) {
    for (let s = 0; s < B; s++) {
      for (let j = 0; j < n; j++) {
        const cell = (i * B + s) * n + j;
        out[cell] = Math.max(0, pre[cell] + bias[i * n + j]);
      }
    }
  }
  return out;
}

/** out = pre + bias: a decoder without a ReLU. pre [I, B, n], bias [I, n], result [I, B, n]. */
export function biasAdd(
  pre: ArrayLike<number>,
  bias: ArrayLike<number>,
  { I, B, n }: BatchSizes,
): Float64Array {
  const out = new Float64Array(I * B * n);
  for (let i = 0; i < I; i++) {
    for (let s = 0; s < B; s++) {
      for (let j = 0; j < n; j++) {
        const cell = (i * B + s) * n + j;
        out[cell] = pre[cell] + bias[i * n + j];
      }
    }
  }
  return out;
}

/** ReLU without a bias: h = max(0, pre), element by element. Its backward is `biasReluBackward`, with h as out. */
export function relu(pre: ArrayLike<number>): Float64Array {
  return Float64Array.from(pre, (v) => Math.max(0, v));
}

/**
 * d_pre = d_out where the ReLU let its input through (out > 0), else 0. The derivative at exactly 0
 * is taken as 0, as PyTorch does. out, d_out and the result [I, B, n].
 */
export function biasReluBackward(out: ArrayLike<number>, dOut: ArrayLike<number>): Float64Array {
  const dPre = new Float64Array(out.length);
  for (let cell = 0; cell < dPre.length; cell++) dPre[cell] = out[cell] > 0 ? dOut[cell] : 0;
  return dPre;
}
