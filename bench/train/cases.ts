import { shapeText } from '../report/words';

/** Sizes of a training: I models side by side, n features, m hidden dimensions, B samples a step. */
export interface TrainSizes {
  I: number;
  n: number;
  m: number;
  B: number;
}

/** A training of the tied ReLU output model, the same for every contender. */
export interface TrainCase {
  /** Shown, and what a filter looks at, beside the sizes. */
  name: string;
  sizes: TrainSizes;
  /** [I]: how often a feature of the instance is on. */
  probability: readonly number[];
  /** [n] */
  importance: readonly number[];
  /** Ours alone: libraries and the float64 reference would take too long, or the case is of no use for them. */
  oursOnly?: boolean;
}

/** AdamW as in the paper's notebook: PyTorch's constants. */
export const ADAMW = {
  learningRate: 1e-3,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  weightDecay: 0.01,
} as const;

/** Samples a step, as in the paper's notebook. */
const BATCH = 1024;
const SPARSEST = 1 / 20;

/** The paper's figures, small to large, and many instances of the smallest model that shows superposition. */
export const TRAIN_CASES: readonly TrainCase[] = [
  ...[1, 10, 100].map((I) => trainCase({ I, n: 5, m: 2, B: BATCH })),
  trainCase({ I: 20, n: 100, m: 20, B: BATCH }),
  { ...trainCase({ I: 20, n: 100, m: 20, B: BATCH }, 0.01), name: 'train n=100 m=20 p=0.01' },
  { ...trainCase({ I: 10_000, n: 2, m: 1, B: BATCH }), oursOnly: true },
];

/** Sizes by which training is followed to more models, and to larger ones: each list in the order in which it is climbed. */
export const CLIMBS: readonly (readonly TrainSizes[])[] = [
  instances({ n: 5, m: 2 }),
  instances({ n: 2, m: 1 }),
  // Above n = 5, m = 2, where the first climb began.
  (
    [
      [20, 5],
      [80, 20],
      [100, 20],
      [200, 20],
      [400, 30],
      [1000, 100],
    ] as const
  ).map(([n, m]) => ({ I: 1, n, m, B: BATCH })),
];

function instances(model: { n: number; m: number }): TrainSizes[] {
  return [1, 10, 100, 1000, 10_000].map((I) => ({ I, ...model, B: BATCH }));
}

/** What a case of a climb is called. */
export function scalingName({ n, m }: TrainSizes): string {
  return `scaling n=${n} m=${m}`;
}

/**
 * A case named by its model.
 *
 * @param p of every instance; where it is not given, densities are log-spaced from 1 to 1/20, and one instance alone has
 *   1/20: sparse is where superposition is
 */
export function trainCase(sizes: TrainSizes, p?: number): TrainCase {
  const { I, n, m } = sizes;
  const dense = (i: number) => (I === 1 ? SPARSEST : SPARSEST ** (i / (I - 1)));
  return {
    name: `train n=${n} m=${m}`,
    sizes,
    probability: Array.from({ length: I }, (_, i) => p ?? dense(i)),
    importance: Array.from({ length: n }, (_, j) => importanceOf(j, n)),
  };
}

/** 0.9^j for few features; for many the same range is spread out: from 1 to 1/100, as in the paper's larger figures. */
function importanceOf(j: number, n: number): number {
  return n <= 20 ? 0.9 ** j : 100 ** -(j / (n - 1));
}

/**
 * Flops of one step that no way of training avoids in a dense product: two products forward (encode, decode) and three
 * backward (d_h, and d_w of encoder and decoder), 2 · B · n · m each. Sampling and elementwise work are not counted.
 */
export function stepFlops({ I, n, m, B }: TrainSizes): number {
  return 10 * I * B * n * m;
}

/** "train n=5 m=2, I=10 n=5 m=2 B=1024". */
export function labelOf({ name, sizes }: TrainCase): string {
  return `${name}, ${shapeText({ ...sizes })}`;
}
