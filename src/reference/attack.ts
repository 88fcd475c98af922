import { chainBound, DIVISION, dotBound, SQRT } from './bounds';
import { LAST_WORDS } from './counters';
import { meanInputNorm } from './mean-norm';
import { randomWords, seedKey } from './pcg4d';
import type { FeatureData } from './sparse-features';
import type { ToyModelSizes } from './toy-model';

/** What decides how long attacks are. */
export interface AttackSizes {
  /** [I]: the norm of an attack, as a share of the mean norm of an input. */
  attack: ArrayLike<number>;
  /** [I, n] */
  probability: ArrayLike<number>;
  data: FeatureData;
}

/**
 * The norm of every attack on a model: its share of E‖x‖.
 *
 * @returns [I], rounded to f32 as the shader has them
 */
export function attackNorms({ attack, probability, data }: AttackSizes): Float64Array {
  const n = probability.length / attack.length;
  const known = new Map<string, number>(); // replicas, and instances that differ in their attack alone
  return Float64Array.from(attack, (share, i) => {
    const own = Array.from({ length: n }, (_, j) => probability[i * n + j]);
    const key = own.join();
    const norm = known.get(key) ?? meanInputNorm(own, data);
    known.set(key, norm);
    return Math.fround(share * norm);
  });
}

/** Where and when a batch is attacked, and by how much. */
export interface Attack {
  seed: number;
  step: number;
  /** [I]: norm of every attack. */
  push: ArrayLike<number>;
  /** [I, n, m] */
  w: ArrayLike<number>;
  /** [I, n, m]; null when tied. */
  wDecode: ArrayLike<number> | null;
}

/**
 * Each sample moved by `push` along row a of W_dᵀ W_e, (WᵀW)_a of a tied model: the direction in which its output a
 * changes most while its ReLU is open (Elhage et al. 2022, "Superposition and Adversarial Examples"). a is drawn for each
 * sample of each step. An output that is read from nothing is not attacked.
 *
 * @param x [I, B, n]
 * @returns [I, B, n]
 */
export function attacked(
  x: ArrayLike<number>,
  attack: Attack,
  { I, B, n, m }: ToyModelSizes,
): Float64Array {
  const out = Float64Array.from(x);
  for (let i = 0; i < I; i++) {
    const rows = rowsOf(attack, i, { n, m });
    for (let s = 0; s < B; s++) {
      const { g, length } = rows[attackedFeature(attack, i, s, n)];
      if (length === 0) continue;
      for (let j = 0; j < n; j++) {
        out[(i * B + s) * n + j] += (attack.push[i] / length) * g[j];
      }
    }
  }
  return out;
}

/**
 * Which output of sample s of instance i is attacked, of at most 4096: by the high 20 bits of a word. Its lowest bits are
 * not independent from step to step: by the word modulo 6, two steps met in 1 / 12 of the samples.
 */
export function attackedFeature(
  { seed, step }: Pick<Attack, 'seed' | 'step'>,
  i: number,
  s: number,
  n: number,
): number {
  const level = randomWords(seedKey(seed), [step, i, s, LAST_WORDS.attacks])[0] >>> 12;
  return Math.floor((level * n) / 2 ** 20);
}

/**
 * How far f32 may be from `attacked`, from the same x. An element of a row strays by e_j <= dot(m), so the row by
 * E = ‖e‖, and its length by no more. With N = ‖g‖, the exact quotient of strayed numbers is then off by at most
 * e_j / (N - E) + |g_j| E / (N (N - E)), and never by more than 2, for both directions have length 1. Beside that, the
 * roundings of the length (half of those of a sum of n squares, a square root), of a division, a product and a sum.
 *
 * @param x [I, B, n]
 * @returns [I, B, n]
 */
export function attackBound(
  x: ArrayLike<number>,
  attack: Attack,
  { I, B, n, m }: ToyModelSizes,
): Float64Array {
  const bound = new Float64Array(I * B * n);
  for (let i = 0; i < I; i++) {
    const push = attack.push[i];
    const ofRows = rowsOf(attack, i, { n, m }).map(({ g, magnitude, length }) => {
      const e = magnitude.map((sum) => (sum === 0 ? 0 : dotBound(m, sum)));
      const E = Math.hypot(...e);
      const least = length - E;
      return g.map((value, j) => {
        if (E === 0 && length === 0) return { stray: 0, size: 0 };
        if (least <= 0) return { stray: 2 * push, size: push };
        const off = e[j] / least + (Math.abs(value) * E) / (length * least);
        const size = push * Math.min(1, (Math.abs(value) + e[j]) / least);
        return { stray: push * Math.min(2, off), size };
      });
    });
    for (let s = 0; s < B; s++) {
      const row = ofRows[attackedFeature(attack, i, s, n)];
      for (let j = 0; j < n; j++) {
        const at = (i * B + s) * n + j;
        const { stray, size } = row[j];
        if (size === 0 && stray === 0) continue; // x is handed on as it is
        const rounded = chainBound((n + 2) / 2 + SQRT + DIVISION + 1, size);
        bound[at] = stray + rounded + chainBound(1, Math.abs(x[at]) + size + stray);
      }
    }
  }
  return bound;
}

/** The rows of W_dᵀ W_e of an instance: each with its length, and the sums of absolute products. */
function rowsOf(
  { w, wDecode }: Attack,
  i: number,
  { n, m }: Pick<ToyModelSizes, 'n' | 'm'>,
): { g: number[]; magnitude: number[]; length: number }[] {
  const decoder = wDecode ?? w;
  const at = (j: number, k: number) => (i * n + j) * m + k;
  return Array.from({ length: n }, (_, a) => {
    const g = Array<number>(n).fill(0);
    const magnitude = Array<number>(n).fill(0);
    for (let j = 0; j < n; j++) {
      for (let k = 0; k < m; k++) {
        const product = decoder[at(a, k)] * w[at(j, k)];
        g[j] += product;
        magnitude[j] += Math.abs(product);
      }
    }
    return { g, magnitude, length: Math.hypot(...g) };
  });
}
