import type { Subject } from '../../src/measure/index';

/** Work that a library is asked to do, with the inputs that our kernel gets. */
export type Operation =
  /** c = a · b. a [M, K], b [K, N]. */
  | { kind: 'matmul'; sizes: Record<'M' | 'K' | 'N', number>; a: Float32Array; b: Float32Array }
  /** d_a = d_c · bᵀ and d_b = aᵀ · d_c, by the library's own differentiation. */
  | {
      kind: 'matmul gradient';
      sizes: Record<'M' | 'K' | 'N', number>;
      a: Float32Array;
      b: Float32Array;
      d: Float32Array;
    }
  /** relu(a + bias). a [R, C], bias [C]. */
  | { kind: 'bias and ReLU'; sizes: Record<'R' | 'C', number>; a: Float32Array; b: Float32Array }
  /** d_a of relu(a + bias) for the upstream gradient d. */
  | {
      kind: 'bias and ReLU gradient';
      sizes: Record<'R' | 'C', number>;
      a: Float32Array;
      b: Float32Array;
      d: Float32Array;
    }
  /** Sum of each row of a [R, C]. */
  | { kind: 'row sum'; sizes: Record<'R' | 'C', number>; a: Float32Array }
  /** Cross entropy of softmax(a [R, C]) against labels [R], each row's. */
  | {
      kind: 'softmax cross entropy';
      sizes: Record<'R' | 'C', number>;
      a: Float32Array;
      labels: Uint32Array;
    }
  /** Its gradient in a, of the mean over rows. */
  | {
      kind: 'softmax cross entropy gradient';
      sizes: Record<'R' | 'C', number>;
      a: Float32Array;
      labels: Uint32Array;
    };

/** A library's operation, its inputs already on its device. */
export interface PeerSubject extends Subject {
  /** What it computes, brought back once: held against the reference before anything is timed. */
  result(): Promise<Float32Array[]>;
  dispose(): void;
}

/** A library on one of its devices. */
export interface Peer {
  name: string;
  version: string;
  device: 'webgpu' | 'wasm';
  /** What a timing of it covers, in a sentence. */
  includes: string;
  prepare(operation: Operation): Promise<PeerSubject>;
}
