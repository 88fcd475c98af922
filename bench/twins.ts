import type { KernelCase, KernelEntry, Sizes } from '../src/kernels/index';

// The same work in f32 typed arrays, written for speed as a JavaScript programmer would: a fairer baseline
// than the float64 reference, which is written to be read.

type Twin = (inputs: Readonly<Record<string, Float32Array>>, sizes: Sizes) => Float32Array;

const TWINS: Readonly<Record<string, Twin>> = {
  matmul({ a, b }, { I, M, K, N }) {
    const c = new Float32Array(I * M * N);
    for (let i = 0; i < I; i++) {
      for (let r = 0; r < M; r++) {
        const row = (i * M + r) * N;
        // Rows of B in the order of memory, added up in the row of C.
        for (let k = 0; k < K; k++) {
          const x = a[(i * M + r) * K + k];
          const from = (i * K + k) * N;
          for (let col = 0; col < N; col++) c[row + col] += x * b[from + col];
        }
      }
    }
    return c;
  },
  row_sum({ a }, { R, C }) {
    const sums = new Float32Array(R);
    for (let r = 0; r < R; r++) {
      let sum = 0;
      for (let at = r * C; at < (r + 1) * C; at++) sum += a[at];
      sums[r] = sum;
    }
    return sums;
  },
  add({ a, b }, { count }) {
    const out = new Float32Array(count);
    for (let e = 0; e < count; e++) out[e] = a[e] + b[e];
    return out;
  },
  bias_relu({ pre, bias }, { I, B, n }) {
    const out = new Float32Array(I * B * n);
    let e = 0;
    for (let i = 0; i < I; i++) {
      for (let sample = 0; sample < B; sample++) {
        for (let f = 0; f < n; f++, e++) out[e] = Math.max(0, pre[e] + bias[i * n + f]);
      }
    }
    return out;
  },
};

/** Milliseconds of the f32 twin, the better of two runs: the first compiles. Null where there is none. */
export function timeTwin(entry: KernelEntry, { inputs }: KernelCase, sizes: Sizes): number | null {
  const twin = TWINS[entry.family ?? entry.name];
  if (!twin) return null;
  const run = () => time(() => twin(inputs as Record<string, Float32Array>, sizes));
  return Math.min(run(), run());
}

/** Milliseconds of the float64 reference, the better of two runs where they are short. */
export function timeReference({ reference }: KernelCase): number | null {
  if (!reference) return null;
  const first = time(reference);
  return first > 1000 ? first : Math.min(first, time(reference));
}

function time(work: () => unknown): number {
  const begin = performance.now();
  work();
  return performance.now() - begin;
}
