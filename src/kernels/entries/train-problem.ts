import {
  activationThreshold,
  chainBound,
  dotBound,
  hiddenL1Rate,
  seedKey,
  sparseFeatures,
  sumBound,
  U,
  type Architecture,
  type FeatureData,
  type Objective,
  type ToyModelSizes,
} from '../../reference/index';
import type { CaseRandom } from '../case';
import type { Sizes } from '../launch';

// Problems for the kernels that train, and how far f32 may stray on the way through a model, operation by operation.

const WORD = 0x7fffffff;

/** A model, its data and one batch, as the `override` values of a kernel want them. */
export interface Problem {
  sizes: ToyModelSizes;
  architecture: Architecture;
  data: FeatureData;
  objective: Objective;
  /** λ of the penalty on |h|. */
  hiddenL1: number;
  /** [I, n] */
  importance: Float32Array;
  probability: Float64Array;
  /** [WEIGHTS, I, n, m] */
  w: Float32Array;
  /** [I, n] */
  b: Float32Array;
  seed: number;
  /** Of the first batch. */
  step: number;
  /** The sampler's key, as fields of a uniform. */
  keys: Readonly<Record<'key_0' | 'key_1' | 'key_2' | 'key_3', number>>;
  threshold: Uint32Array;
  scale: Float32Array;
  /** The batch of step + k, [I, B, n]. */
  batch(k: number): Float64Array;
}

/** A random problem. Overrides that a kernel does not have take their usual values. */
export function problemOf(sizes: ToyModelSizes, random: CaseRandom, constants: Sizes): Problem {
  const { I, B, n, m } = sizes;
  const { WEIGHTS = 1, HIDDEN_RELU = 0, OUTPUT_RELU = 1, ABSOLUTE = 0 } = constants;
  const { HIDDEN_L1 = 0 } = constants;
  const { SIGNED = 0, SET = 1, ANTI = 0 } = constants;
  const seed = random.integer(0, WORD);
  const step = random.integer(0, WORD);
  // Densities from 1 down to 1/20; the first is exactly 1.
  const probability = Float64Array.from(random.floats(I * n, 0, 1), (v, f) =>
    f === 0 ? 1 : 20 ** -v,
  );
  const kind = ANTI === 1 ? 'anticorrelated' : 'correlated';
  const data: FeatureData = { signed: SIGNED === 1, sets: SET > 1 ? { size: SET, kind } : null };
  const on = Array.from(probability, activationThreshold);
  const [key_0, key_1, key_2, key_3] = seedKey(seed);
  return {
    sizes,
    architecture: {
      tied: WEIGHTS === 1,
      hiddenRelu: HIDDEN_RELU === 1,
      outputRelu: OUTPUT_RELU === 1,
    },
    data,
    objective: ABSOLUTE === 1 ? 'absolute' : 'input',
    hiddenL1: HIDDEN_L1 === 1 ? 0.3 : 0,
    importance: random.floats(I * n, 0, 1),
    probability,
    w: random.floats(WEIGHTS * I * n * m),
    b: random.floats(I * n, -0.5, 0.5),
    seed,
    step,
    keys: { key_0, key_1, key_2, key_3 },
    threshold: Uint32Array.from(on, ({ threshold }) => threshold),
    scale: Float32Array.from(on, ({ scale }) => scale),
    batch: (k) => sparseFeatures(seed, step + k, probability, { I, B, n }, data),
  };
}

/** Encoder and decoder of a problem's w. */
export function matricesOf({ w, architecture }: Problem): {
  encoder: Float32Array;
  decoder: Float32Array;
} {
  if (architecture.tied) return { encoder: w, decoder: w };
  const half = w.length / 2;
  return { encoder: w.subarray(0, half), decoder: w.subarray(half) };
}

/** How far a drawn feature may be off: nothing where it is off, one rounding where it is on, three of 1 where signed. */
export function featureErrors(x: Float64Array, { signed }: FeatureData): Float64Array {
  // A signed feature may be 0 by chance in one way of counting; its error then is that of any that is on.
  return x.map((v) => (signed ? chainBound(3, 1) : v === 0 ? 0 : chainBound(1, v)));
}

/** Values of one pass and how far f32 may be from each. Shapes as in toyModelForward and beyond. */
export interface Strayed {
  value: Float64Array;
  error: Float64Array;
}

/**
 * Sum over `terms` of products of two factors that have each strayed: |got - exact| is at most the rounding of the sum
 * plus |a| · error(b) + |b| · error(a) + error(a) · error(b), summed.
 */
export class StrayedDot {
  value = 0;
  error = 0;
  #magnitude = 0;
  #terms = 0;

  add(a: number, errorA: number, b: number, errorB: number): void {
    this.value += a * b;
    this.error += Math.abs(a) * errorB + Math.abs(b) * errorA + errorA * errorB;
    this.#magnitude += (Math.abs(a) + errorA) * (Math.abs(b) + errorB);
    this.#terms++;
  }

  /** Adds a number that is no product, such as a bias. */
  addTerm(value: number): void {
    this.value += value;
    this.#magnitude += Math.abs(value);
    this.#terms++;
  }

  get total(): number {
    return this.error + dotBound(this.#terms, this.#magnitude);
  }
}

/** h, and what it was before its ReLU where that is known. [I, B, m] */
export interface StrayedHidden extends Strayed {
  pre?: Float64Array;
}

/** h and its error for a batch x. */
export function strayedHidden(problem: Problem, x: Float64Array): StrayedHidden {
  const { I, B, n, m } = problem.sizes;
  const { encoder } = matricesOf(problem);
  const errors = featureErrors(x, problem.data);
  const pre = new Float64Array(I * B * m);
  const error = new Float64Array(I * B * m);
  for (let cell = 0; cell < pre.length; cell++) {
    const [row, k] = [Math.floor(cell / m), cell % m];
    const i = Math.floor(row / B);
    const dot = new StrayedDot();
    for (let j = 0; j < n; j++) {
      dot.add(x[row * n + j], errors[row * n + j], encoder[(i * n + j) * m + k], 0);
    }
    pre[cell] = dot.value;
    error[cell] = dot.total; // max(0, ·) makes no error larger
  }
  const value = problem.architecture.hiddenRelu ? pre.map((v) => Math.max(0, v)) : pre;
  return { value, error, pre };
}

/** Slope d and terms of the loss from an h that may have strayed. Both [I, B, n]. */
export function strayedOutput(
  problem: Problem,
  x: Float64Array,
  h: Strayed,
): { d: Strayed; term: Strayed } {
  const { B, n, m } = problem.sizes;
  const { decoder } = matricesOf(problem);
  return strayedLoss(problem, x, featureErrors(x, problem.data), (row, j) => {
    const f = Math.floor(row / B) * n + j;
    const pre = new StrayedDot();
    for (let k = 0; k < m; k++) {
      pre.add(h.value[row * m + k], h.error[row * m + k], decoder[f * m + k], 0);
    }
    return pre;
  });
}

/**
 * The same from what goes into the outputs, without the bias.
 *
 * @param errors how far each feature of x may be off
 * @param preOf of row i · B + s and feature j
 */
export function strayedLoss(
  problem: Pick<Problem, 'sizes' | 'architecture' | 'objective' | 'importance' | 'b'>,
  x: Float64Array,
  errors: Float64Array,
  preOf: (row: number, j: number) => StrayedDot,
): { d: Strayed; term: Strayed } {
  const { I, B, n } = problem.sizes;
  const { architecture, objective, importance, b } = problem;
  const scale = 1 / (B * n);
  const blank = (): Strayed => ({
    value: new Float64Array(I * B * n),
    error: new Float64Array(I * B * n),
  });
  const [d, term] = [blank(), blank()];
  for (let cell = 0; cell < d.value.length; cell++) {
    const [row, j] = [Math.floor(cell / n), cell % n];
    const f = Math.floor(row / B) * n + j;
    const pre = preOf(row, j);
    pre.addTerm(b[f]);
    const y = objective === 'absolute' ? Math.abs(x[cell]) : x[cell];
    const out = architecture.outputRelu ? Math.max(0, pre.value) : pre.value;
    // The difference of two numbers that have strayed, rounded.
    const off = pre.total + errors[cell] + U * (Math.abs(out) + Math.abs(y));
    const miss = out - y;
    // Three products; the constant is rounded on the CPU.
    const slope = (e: number) => 2 * scale * importance[f] * e;
    const slopeError = slope(off) + chainBound(4, slope(Math.abs(miss) + off));
    const open = !architecture.outputRelu || pre.value > 0;
    d.value[cell] = open ? slope(miss) : 0;
    // Where the ReLU is about to open, f32 may find it on the other side.
    const doubtful = architecture.outputRelu && Math.abs(pre.value) <= pre.total;
    d.error[cell] = doubtful ? slope(Math.abs(miss) + off) + slopeError : open ? slopeError : 0;
    term.value[cell] = scale * importance[f] * miss * miss;
    const largest = scale * importance[f] * (Math.abs(miss) + off) ** 2;
    term.error[cell] = largest - term.value[cell] + chainBound(4, largest);
  }
  return { d, term };
}

/**
 * Sums of parts of the loss.
 *
 * @param length how many parts
 * @param placeOf the part that a term belongs to, by instance, sample and feature
 */
export function partsOf(
  { B, n }: ToyModelSizes,
  term: Strayed,
  length: number,
  placeOf: (i: number, s: number, j: number) => number,
): { value: Float64Array; bound: Float64Array } {
  const value = new Float64Array(length);
  const error = new Float64Array(length);
  const terms = new Float64Array(length);
  term.value.forEach((v, cell) => {
    const [row, j] = [Math.floor(cell / n), cell % n];
    const part = placeOf(Math.floor(row / B), row % B, j);
    value[part] += v;
    error[part] += term.error[cell];
    terms[part]++;
  });
  // The scale is multiplied once, after the sum: two more roundings, of which a term's own bound has both.
  const bound = error.map((e, part) => e + sumBound(terms[part], value[part] + e));
  return { value, bound };
}

/** d_h from a d that may have strayed, [I, B, m]. */
export function strayedHiddenSlope(problem: Problem, h: StrayedHidden, d: Strayed): Strayed {
  const { I, B, n, m } = problem.sizes;
  const { decoder } = matricesOf(problem);
  const rate = hiddenL1Rate(problem, B, n);
  const value = new Float64Array(I * B * m);
  const error = new Float64Array(I * B * m);
  for (let cell = 0; cell < value.length; cell++) {
    const [row, k] = [Math.floor(cell / m), cell % m];
    const i = Math.floor(row / B);
    const dot = new StrayedDot();
    for (let j = 0; j < n; j++) {
      dot.add(d.value[row * n + j], d.error[row * n + j], decoder[(i * n + j) * m + k], 0);
    }
    const relu = problem.architecture.hiddenRelu;
    const open = !relu || h.value[cell] > 0;
    const before = (h.pre ?? h.value)[cell];
    // Where no feature is on h is 0 in any arithmetic; else, this near to 0, f32 may find it on the other side.
    const doubtful = before !== 0 && Math.abs(before) <= h.error[cell];
    // The rate is rounded on the CPU; then there is a sum.
    const pulled = dot.value + rate * Math.sign(h.value[cell]);
    const rounding = rate > 0 ? chainBound(2, Math.abs(dot.value) + dot.total + rate) : 0;
    const off = dot.total + rounding + (doubtful ? 2 * rate : 0);
    value[cell] = open ? pulled : 0;
    error[cell] = relu && doubtful ? Math.abs(pulled) + off : open ? off : 0;
  }
  return { value, error };
}

/** Gradients of w and b over samples begin … end - 1, [WEIGHTS · I · n · m + I · n], of w first. */
export function strayedGradient(
  problem: Problem,
  x: Float64Array,
  h: Strayed,
  d: Strayed,
  dH: Strayed,
  [begin, end]: readonly [number, number] = [0, problem.sizes.B],
): Strayed {
  const { I, B, n, m } = problem.sizes;
  const { tied } = problem.architecture;
  const errors = featureErrors(x, problem.data);
  const matrix = I * n * m;
  const weights = tied ? matrix : 2 * matrix;
  const value = new Float64Array(weights + I * n);
  const error = new Float64Array(weights + I * n);
  const put = (at: number, dot: StrayedDot) => {
    value[at] = dot.value;
    error[at] = dot.total;
  };
  for (let f = 0; f < I * n; f++) {
    const [i, j] = [Math.floor(f / n), f % n];
    const bias = new StrayedDot();
    for (let s = begin; s < end; s++) {
      const cell = (i * B + s) * n + j;
      bias.add(d.value[cell], d.error[cell], 1, 0);
    }
    put(weights + f, bias);
    for (let k = 0; k < m; k++) {
      const encode = new StrayedDot();
      const decode = tied ? encode : new StrayedDot();
      for (let s = begin; s < end; s++) {
        const [cell, hidden] = [(i * B + s) * n + j, (i * B + s) * m + k];
        decode.add(d.value[cell], d.error[cell], h.value[hidden], h.error[hidden]);
        encode.add(x[cell], errors[cell], dH.value[hidden], dH.error[hidden]);
      }
      put(f * m + k, encode);
      if (!tied) put(matrix + f * m + k, decode);
    }
  }
  return { value, error };
}

/**
 * Rows [I, B, length] as the kernels keep them: a multiple of 16 samples, rows of a multiple of `step` numbers, 0 beyond
 * the last.
 */
export function padded<T extends Float32Array | Float64Array>(
  rows: T,
  { I, B }: { I: number; B: number },
  length: number,
  step: 4 | 8,
): T {
  const [samples, stride] = [16 * Math.ceil(B / 16), step * Math.ceil(length / step)];
  const out = new (rows.constructor as new (length: number) => T)(I * samples * stride);
  for (let i = 0; i < I; i++) {
    for (let s = 0; s < B; s++) {
      const from = (i * B + s) * length;
      out.set(rows.subarray(from, from + length), (i * samples + s) * stride);
    }
  }
  return out;
}

/** The same problem with samples up to a multiple of sixteen. */
export function withWholeBlocks(problem: Problem): Problem {
  const { I, n, m } = problem.sizes;
  const B = 16 * Math.ceil(problem.sizes.B / 16);
  const { seed, step, probability, data } = problem;
  const batch = (k: number) => sparseFeatures(seed, step + k, probability, { I, B, n }, data);
  return { ...problem, sizes: { I, B, n, m }, batch };
}

/** Numbers that are given and exact. */
export function given(value: ArrayLike<number>): Strayed {
  return { value: Float64Array.from(value), error: new Float64Array(value.length) };
}
