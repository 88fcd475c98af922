import {
  arrangements,
  arrangementWeights,
  randomWeights,
  shapeOf,
  type ExactWeights,
} from './arrangements';
import { zeroAnswerLoss } from './closed-form';
import { exactLossFunction, type ExactSetting } from './exact-loss';
import { initialWeights } from './initial-weights';
import { minimise } from './minimise';

/** A local minimum of the exact loss of x' = ReLU(Wᵀ W x + b). */
export interface Branch extends ExactWeights {
  /** Summed over features; over n it is the mean-loss. */
  loss: number;
  /** Shapes of the arrangements that lead to it (it may have another itself), 'random', or 'given'. */
  starts: string[];
  iterations: number;
  /** No entry of the gradient, relative to the loss of answering 0, is above the tolerance. */
  converged: boolean;
}

/** The lowest local minimum found, and all of them, the lowest first. */
export interface Optimum extends Branch {
  branches: Branch[];
}

export interface OptimumOptions {
  /** 'zero' keeps all biases at 0. */
  bias?: 'free' | 'zero';
  /** Of the random starts, and of the small push that keeps arrangements off saddles. */
  seed?: number;
  /** How many random starts. */
  random?: number;
  /** How many arrangements of each shape are followed to the end, the most promising ones. */
  perShape?: number;
  /** Largest entry of the gradient, relative to the loss of answering 0. */
  tolerance?: number;
}

/** Standard deviation of the push: an arrangement is often a saddle, exactly. */
const PUSH = 0.02;
/** After so many iterations it is decided which arrangements of a shape are the most promising. */
const TRIAL_ITERATIONS = 12;
const ITERATIONS = 600;
/** Losses nearer than this, relative to the loss of answering 0, are one branch, found again (or turned around). */
const SAME_LOSS = 1e-10;

interface Start extends ExactWeights {
  starts: string[];
}

/**
 * The least loss that any W and b reach, as far as many starts find it: every arrangement of the features that the
 * paper names (dedicated, digons, polygons, ignored features …), a little pushed, and random weights. The loss is exact
 * and without noise (see exactLossFunction), so a minimum has about as many digits as its tolerance squared allows;
 * that no lower one exists is not proved.
 *
 * Deterministic. Takes about 1 ms at n = 2, 12 ms at n = 3, and 0.1 s to 0.2 s at n = 5.
 */
export function optimum(setting: ExactSetting, options: OptimumOptions = {}): Optimum {
  const { bias = 'free', seed = 1, random = 4, perShape = 2 } = options;
  const follow = follower(setting, options);
  const starts: Start[] = [];
  for (const ofShape of pushedArrangements(setting, seed, bias).values()) {
    if (ofShape.length <= perShape) {
      starts.push(...ofShape);
    } else {
      const tried = ofShape.map((start) => follow(start, TRIAL_ITERATIONS));
      starts.push(...tried.sort(byLoss).slice(0, perShape));
    }
  }
  const randomStarts = randomWeights(setting, seed, random);
  starts.push(...randomStarts.map((weights) => ({ ...weights, starts: ['random'] })));
  const branches = distinct(
    starts.map((start) => follow(start, ITERATIONS)),
    SAME_LOSS * answeringZero(setting),
  );
  return { ...branches[0], branches };
}

/**
 * The local minimum that the loss leads down to from given weights: of one branch, say, or of a trained model.
 *
 * @param from w [n, m], b [n]; left alone
 */
export function optimumFrom(
  from: ExactWeights,
  setting: ExactSetting,
  options: Pick<OptimumOptions, 'bias' | 'tolerance'> = {},
): Branch {
  return follower(setting, options)({ ...from, starts: ['given'] }, ITERATIONS);
}

const byLoss = (a: Branch, b: Branch) => a.loss - b.loss;

/** Standard arrangements off their saddles, by shape. */
function pushedArrangements(
  setting: ExactSetting,
  seed: number,
  bias: 'free' | 'zero',
): Map<string, Start[]> {
  const { n, m } = setting;
  const standard = arrangements(setting);
  const push = initialWeights(seed, standard.length, n * m, PUSH, 1);
  const shapes = new Map<string, Start[]>();
  standard.forEach((groups, which) => {
    const { w, b } = arrangementWeights(groups, setting, bias);
    const pushed = w.map((entry, e) => entry + push[which * n * m + e]);
    const shape = shapeOf(groups);
    shapes.set(shape, [...(shapes.get(shape) ?? []), { w: pushed, b, starts: [shape] }]);
  });
  return shapes;
}

/** The branches from the lowest up, those of one loss made one. */
function distinct(found: Branch[], difference: number): Branch[] {
  const branches: Branch[] = [];
  for (const branch of found.sort(byLoss)) {
    const last = branches.at(-1);
    if (!last || branch.loss - last.loss > difference) branches.push(branch);
    else last.starts = [...new Set([...last.starts, ...branch.starts])];
  }
  return branches;
}

/** Loss of answering 0: what minimisation is relative to, so that small p and importances are no harder. */
function answeringZero({ n, p, importance }: ExactSetting): number {
  let loss = 0;
  for (let i = 0; i < n; i++) loss += importance[i] * zeroAnswerLoss(p[i]);
  return loss > 0 ? loss : 1;
}

/** Makes a function that follows the loss down. W and b, if it is free, are one vector to the minimiser. */
function follower(
  setting: ExactSetting,
  { bias = 'free', tolerance = 1e-9 }: Pick<OptimumOptions, 'bias' | 'tolerance'>,
) {
  const { n, m } = setting;
  const loss = exactLossFunction(setting);
  const scale = answeringZero(setting);
  const dW = new Float64Array(n * m);
  const dB = new Float64Array(n);
  const none = new Float64Array(n);
  const biases = (x: Float64Array) => (bias === 'free' ? x.subarray(n * m) : none);

  return ({ w, b, starts }: Start, iterations: number): Branch => {
    const found = minimise(
      (x, gradient) => {
        const value = loss(x, biases(x), { dW, dB });
        for (let e = 0; e < n * m; e++) gradient[e] = dW[e] / scale;
        for (let i = n * m; i < x.length; i++) gradient[i] = dB[i - n * m] / scale;
        return value / scale;
      },
      bias === 'free' ? [...w, ...b] : w,
      { tolerance, iterations },
    );
    return {
      w: found.x.slice(0, n * m),
      b: biases(found.x).slice(),
      loss: found.value * scale,
      starts,
      iterations: found.iterations,
      converged: found.converged,
    };
  };
}
