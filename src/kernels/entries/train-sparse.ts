import { sumBound } from '../../reference/index';
import type { CaseRandom, Expected, KernelDefinition } from '../case';
import type { Sizes } from '../launch';
import { DRAWN, MODELS } from './train';
import { scheduleOf } from './train-moves';
import {
  featureErrors,
  matricesOf,
  partsOf,
  problemOf,
  StrayedDot,
  strayedLoss,
  type Strayed,
} from './train-problem';

// The kernels of the program for sparse features: lists of what is on, G, and the gradient of G.

/** Numbers of a row of G. */
const rowOf = (n: number) => 8 * Math.ceil(n / 8);
/** Places of a list. */
const placesOf = (n: number) => 4 * Math.ceil(n / 4);

/** Slabs of train_active where nothing is said: its `override`. */
const SLABS_OF_ACTIVE = 4;

/** Rows [rows, n] of random numbers as the kernels keep them: 0 beyond the last column. */
function paddedFloats(random: CaseRandom, rows: number, n: number): Float32Array {
  const out = new Float32Array(rows * rowOf(n));
  for (let row = 0; row < rows; row++) out.set(random.floats(n), row * rowOf(n));
  return out;
}

/** A batch as lists. */
interface Lists {
  /** [I, B] */
  count: Uint32Array;
  /** [I, 4 · ceil(n / 4), B] */
  index: Uint32Array;
  value: Float32Array;
  /** The same batch with its zeros, [I, B, n]. */
  x: Float64Array;
}

/** What is not on any list: read by mistake, it would show. */
const NOWHERE = 0xffffffff;

/** Lists of k features a sample on average: of some samples none, of others all. */
function randomLists({ I, B, n, k }: Sizes, random: CaseRandom): Lists {
  const count = new Uint32Array(I * B).fill(Math.min(k, n));
  for (let i = 0; i < I; i++) {
    for (let move = 0; move < 2 * B; move++) {
      const [from, to] = [0, 0].map(() => i * B + random.integer(0, B - 1));
      const moved = Math.min(count[from], n - count[to], random.integer(0, n));
      count[from] -= moved;
      count[to] += moved;
    }
  }
  const index = new Uint32Array(I * placesOf(n) * B).fill(NOWHERE);
  const value = new Float32Array(index.length).fill(NaN);
  const x = new Float64Array(I * B * n);
  const features = Array.from({ length: n }, (_, j) => j);
  for (let row = 0; row < I * B; row++) {
    for (let j = 0; j < n; j++) {
      const other = random.integer(j, n - 1);
      [features[j], features[other]] = [features[other], features[j]];
    }
    const on = features.slice(0, count[row]).sort((p, q) => p - q);
    const values = random.floats(on.length);
    on.forEach((j, entry) => {
      const at = (Math.floor(row / B) * placesOf(n) + entry) * B + (row % B);
      index[at] = j;
      value[at] = values[entry];
      x[row * n + j] = values[entry];
    });
  }
  return { count, index, value, x };
}

/** Batch sizes and widths: block (4 samples, 8 features) - 1, itself and + 1, several workgroups and slabs. */
const ACTIVE: readonly Sizes[] = [
  { I: 1, B: 1, n: 1, k: 1 },
  { I: 1, B: 1, n: 5, k: 0 },
  { I: 2, B: 3, n: 7, k: 2 },
  { I: 1, B: 4, n: 8, k: 8 },
  { I: 3, B: 5, n: 9, k: 1 },
  { I: 1, B: 31, n: 16, k: 3 },
  { I: 2, B: 33, n: 17, k: 1 },
  { I: 1, B: 257, n: 5, k: 2 },
  { I: 2, B: 61, n: 37, k: 5 },
  { I: 1, B: 29, n: 3, k: 3 },
  { I: 7, B: 2, n: 4, k: 1 },
  { I: 1, B: 40, n: 133, k: 4 },
];

const MATRICES: readonly Sizes[] = MODELS.map(({ I, n, m }) => ({ I, n, m }));

/** How the loss changes with G and b: M and d_b, [SLABS, I, n + 1, n] without their padding. */
function slopesOf(
  { I, B, n }: Sizes,
  SLABS: number,
  x: Float64Array,
  d: Strayed,
): { value: Float64Array; bound: Float64Array } {
  const row = rowOf(n);
  const value = new Float64Array(I * SLABS * (n + 1) * row);
  const bound = new Float64Array(value.length);
  const length = Math.ceil(B / SLABS);
  for (let part = 0; part < I * SLABS; part++) {
    const [i, slab] = [Math.floor(part / SLABS), part % SLABS];
    const [begin, end] = [Math.min(B, slab * length), Math.min(B, (slab + 1) * length)];
    for (let a = 0; a <= n; a++) {
      for (let j = 0; j < n; j++) {
        const dot = new StrayedDot();
        for (let s = i * B + begin; s < i * B + end; s++) {
          const factor = a === n ? 1 : x[s * n + a];
          if (factor !== 0) dot.add(d.value[s * n + j], d.error[s * n + j], factor, 0);
        }
        const at = (part * (n + 1) + a) * row + j;
        value[at] = dot.value;
        bound[at] = dot.total;
      }
    }
  }
  return { value, bound };
}

export const trainSparse: readonly KernelDefinition[] = [
  {
    file: 'shaders/train/train_list.wgsl',
    testSizes: MODELS.map(({ I, B, n }) => ({ I, B, n })),
    variants: [...DRAWN, { LANES: 1 }, { LANES: 64 }],
    makeCase({ I, B, n }, random, constants) {
      const problem = problemOf({ I, B, n, m: 1 }, random, constants);
      const { step, keys, threshold, scale } = problem;
      const x = problem.batch(0);
      const errors = featureErrors(x, problem.data);
      const blank = (length: number): Expected => ({
        value: new Float64Array(length),
        bound: new Float64Array(length),
      });
      const [count, index, value] = [I * B, I * placesOf(n) * B, I * placesOf(n) * B].map(blank);
      index.bound.fill(Infinity); // beyond the list, anything may stand there
      x.forEach((v, cell) => {
        const row = Math.floor(cell / n);
        if (v === 0) return;
        const at = (Math.floor(row / B) * placesOf(n) + count.value[row]++) * B + (row % B);
        index.value[at] = cell % n;
        index.bound[at] = 0;
        value.value[at] = v;
        value.bound[at] = errors[cell];
      });
      return {
        uniforms: { dims: { I, B, n, ...keys }, schedule: scheduleOf(step) },
        // Only zeros may be written beyond the list.
        inputs: { threshold, scale, value: new Float32Array(I * placesOf(n) * B) },
        expected: { count, index, value },
      };
    },
  },
  {
    file: 'shaders/train/train_gram.wgsl',
    testSizes: MATRICES,
    most: { WEIGHTS: '2' },
    variants: [{}, { LANES: 1 }, { WEIGHTS: 2 }],
    makeCase({ I, n, m }, random, constants) {
      const problem = problemOf({ I, B: 1, n, m }, random, constants);
      const { encoder, decoder } = matricesOf(problem);
      const row = rowOf(n);
      const value = new Float64Array(I * n * row);
      const bound = new Float64Array(I * n * row);
      for (let f = 0; f < I * n; f++) {
        for (let j = 0; j < n; j++) {
          const dot = new StrayedDot();
          const g = Math.floor(f / n) * n + j;
          for (let k = 0; k < m; k++) dot.add(encoder[f * m + k], 0, decoder[g * m + k], 0);
          value[f * row + j] = dot.value;
          bound[f * row + j] = dot.total;
        }
      }
      return {
        uniforms: { dims: { I, n, m } },
        inputs: { w: problem.w },
        expected: { gram: { value, bound } },
      };
    },
  },
  {
    file: 'shaders/train/train_active.wgsl',
    testSizes: ACTIVE,
    variants: [
      {},
      { SLABS: 1, LANES: 1 },
      { SLABS: 7, LANES: 2 },
      { OUTPUT_RELU: 0 },
      { ABSOLUTE: 1 },
    ],
    makeCase(sizes, random, { SLABS, OUTPUT_RELU, ABSOLUTE }) {
      const { I, B, n } = sizes;
      const { count, index, value, x } = randomLists(sizes, random);
      const importance = random.floats(I * n, 0, 1);
      const b = random.floats(I * n, -0.5, 0.5);
      const gram = paddedFloats(random, I * n, n);
      const problem = {
        sizes: { I, B, n, m: 1 },
        architecture: { tied: true, hiddenRelu: false, outputRelu: OUTPUT_RELU === 1 },
        objective: ABSOLUTE === 1 ? ('absolute' as const) : ('input' as const),
        importance,
        b,
      };
      const { d, term } = strayedLoss(problem, x, new Float64Array(x.length), (row, j) => {
        const pre = new StrayedDot();
        for (let a = 0; a < n; a++) {
          const v = x[row * n + a];
          if (v !== 0) pre.add(v, 0, gram[(Math.floor(row / B) * n + a) * rowOf(n) + j], 0);
        }
        return pre;
      });
      const [length, across] = [Math.ceil(B / SLABS), Math.ceil(n / 8)];
      return {
        uniforms: { dims: { I, B, n, loss_scale: 1 / (B * n) } },
        inputs: { count, index, value, importance, b, gram },
        expected: {
          slopes: slopesOf(sizes, SLABS, x, d),
          parts: partsOf(problem.sizes, term, I * SLABS * across, (i, s, j) => {
            return (i * SLABS + Math.floor(s / length)) * across + Math.floor(j / 8);
          }),
        },
      };
    },
    // Of the loss, every slab with a G and a b of its own.
    gradient: {
      output: 'slopes',
      at({ gram, b }, { I, n }) {
        const SLABS = SLABS_OF_ACTIVE;
        const row = rowOf(n);
        const point = new Float64Array(I * SLABS * (n + 1) * row);
        for (let part = 0; part < I * SLABS; part++) {
          const [i, start] = [Math.floor(part / SLABS), part * (n + 1) * row];
          point.set(gram.subarray(i * n * row, (i + 1) * n * row), start);
          point.set(b.subarray(i * n, (i + 1) * n), start + n * row);
        }
        return point;
      },
      of(point, { count, index, value, importance }, { I, B, n }) {
        const row = rowOf(n);
        const SLABS = point.length / (I * (n + 1) * row);
        const length = Math.ceil(B / SLABS);
        let loss = 0;
        for (let cell = 0; cell < I * B * n; cell++) {
          const [sample, j] = [Math.floor(cell / n), cell % n];
          const [i, s] = [Math.floor(sample / B), sample % B];
          const start = (i * SLABS + Math.floor(s / length)) * (n + 1) * row + j;
          let [pre, x] = [point[start + n * row], 0];
          for (let entry = 0; entry < count[sample]; entry++) {
            const at = (i * placesOf(n) + entry) * B + s;
            pre += value[at] * point[start + index[at] * row];
            if (index[at] === j) x = value[at];
          }
          loss += (importance[i * n + j] * (Math.max(0, pre) - x) ** 2) / (B * n);
        }
        return loss;
      },
    },
  },
  {
    file: 'shaders/train/train_gram_gradient.wgsl',
    testSizes: MATRICES,
    most: { WEIGHTS: '2' },
    variants: [{}, { LANES: 1, SLABS: 1 }, { SLABS: 7 }, { WEIGHTS: 2 }],
    makeCase({ I, n, m }, random, constants) {
      const { SLABS, WEIGHTS } = constants;
      const problem = problemOf({ I, B: 1, n, m }, random, constants);
      const { encoder, decoder } = matricesOf(problem);
      const row = rowOf(n);
      const slopes = paddedFloats(random, I * SLABS * (n + 1), n);
      // M and d_b, [I, n + 1, n]: sums of slabs.
      const sumOf = (i: number, a: number, j: number): [number, number] => {
        let [sum, magnitude] = [0, 0];
        for (let slab = 0; slab < SLABS; slab++) {
          const v = slopes[((i * SLABS + slab) * (n + 1) + a) * row + j];
          sum += v;
          magnitude += Math.abs(v);
        }
        return [sum, sumBound(SLABS, magnitude)];
      };
      const matrix = I * n * m;
      const value = new Float64Array(WEIGHTS * matrix + I * n);
      const bound = new Float64Array(value.length);
      const put = (at: number, { value: v, total }: StrayedDot) => {
        value[at] = v;
        bound[at] = total;
      };
      for (let f = 0; f < I * n; f++) {
        const [i, j] = [Math.floor(f / n), f % n];
        const bias = new StrayedDot();
        bias.add(...sumOf(i, n, j), 1, 0);
        put(WEIGHTS * matrix + f, bias);
        for (let k = 0; k < m; k++) {
          const encode = new StrayedDot();
          const decode = WEIGHTS === 1 ? encode : new StrayedDot();
          for (let a = 0; a < n; a++) {
            const at = (i * n + a) * m + k;
            encode.add(...sumOf(i, j, a), decoder[at], 0);
            decode.add(...sumOf(i, a, j), encoder[at], 0);
          }
          put(f * m + k, encode);
          if (WEIGHTS === 2) put(matrix + f * m + k, decode);
        }
      }
      return {
        uniforms: { dims: { I, n, m } },
        inputs: { w: problem.w, slopes },
        expected: { gradient: { value, bound } },
      };
    },
    // Of a function of W and b whose slopes with G and b are given: the sum of slopes times G and b.
    gradient: {
      output: 'gradient',
      at: ({ w }, { I, n }, random) => Float64Array.from([...w, ...random.floats(I * n)]),
      of(point, { slopes }, { I, n, m }) {
        const b = point.subarray(I * n * m);
        const SLABS = slopes.length / (I * (n + 1) * rowOf(n));
        let sum = 0;
        slopes.forEach((slope, at) => {
          const [whole, j] = [Math.floor(at / rowOf(n)), at % rowOf(n)];
          const [part, a] = [Math.floor(whole / (n + 1)), whole % (n + 1)];
          if (j >= n) return;
          const i = Math.floor(part / SLABS);
          let factor = a === n ? b[i * n + j] : 0;
          for (let k = 0; a < n && k < m; k++) {
            factor += point[(i * n + a) * m + k] * point[(i * n + j) * m + k];
          }
          sum += slope * factor;
        });
        return sum;
      },
    },
  },
];
