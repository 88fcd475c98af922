/** A function to be minimised: returns its value at x, and writes its gradient. */
export type SmoothFunction = (x: Float64Array, gradient: Float64Array) => number;

/** Where a minimisation ended. */
export interface Minimum {
  x: Float64Array;
  value: number;
  /** largest entry of the gradient */ slope: number;
  iterations: number;
  /** The slope fell below the tolerance; false where no step went down any more, or iterations ran out. */
  converged: boolean;
}

export interface MinimiseOptions {
  /** Ends when no entry of the gradient is larger. */
  tolerance?: number;
  iterations?: number;
  /**
   * Differences of the value that may be rounding. Near a minimum the value says nothing any more where the gradient
   * still does: a step may then go up by so much (Hager & Zhang, "A new conjugate gradient method", 2005).
   */
  resolution?: number;
}

/** Sufficient decrease and curvature that a step must bring (Wolfe's conditions). */
const DECREASE = 1e-4;
const CURVATURE = 0.9;
/** Halvings and doublings of one line search. */
const TRIALS = 60;

/**
 * Minimises a function by BFGS (Nocedal & Wright, "Numerical Optimization", 2006, algorithm 6.1), with the inverse
 * Hessian kept as a full matrix: for some tens of variables. The line search is by bisection to Wolfe's weak
 * conditions, which also gets along with kinks of the gradient (Lewis & Overton, "Nonsmooth optimization via
 * quasi-Newton methods", 2013): a ReLU's expected loss has these where a bias is 0.
 *
 * @param start [variables]; left alone
 */
export function minimise(
  f: SmoothFunction,
  start: ArrayLike<number>,
  { tolerance = 1e-10, iterations = 500, resolution = 1e-15 }: MinimiseOptions = {},
): Minimum {
  const size = start.length;
  let x: Float64Array = Float64Array.from(start);
  let gradient: Float64Array = new Float64Array(size);
  let value = f(x, gradient);
  const inverse = new Float64Array(size * size);
  const direction = new Float64Array(size);
  let iteration = 0;
  let fresh = true; // the inverse Hessian knows nothing yet

  for (; iteration < iterations && !(largest(gradient) <= tolerance); iteration++) {
    if (fresh) setIdentity(inverse, size, 1 / Math.max(1, norm(gradient)));
    for (let i = 0; i < size; i++) {
      direction[i] = 0;
      for (let j = 0; j < size; j++) direction[i] -= inverse[i * size + j] * gradient[j];
    }
    const next = lineSearch(f, { x, gradient, value }, direction, resolution);
    if (!next) {
      if (fresh) break; // not even down the gradient
      fresh = true;
      continue;
    }
    const step = next.x.map((entry, i) => entry - x[i]);
    const change = next.gradient.map((entry, i) => entry - gradient[i]);
    const curvature = dot(step, change);
    if (curvature > 0) {
      if (fresh) setIdentity(inverse, size, curvature / dot(change, change));
      update(inverse, step, change, curvature);
      fresh = false;
    }
    ({ x, gradient, value } = next);
  }
  const slope = largest(gradient);
  return { x, value, slope, iterations: iteration, converged: slope <= tolerance };
}

interface Point {
  x: Float64Array;
  gradient: Float64Array;
  value: number;
}

/** A point along the direction that meets Wolfe's weak conditions, or the lowest seen; null if none is lower. */
function lineSearch(
  f: SmoothFunction,
  from: Point,
  direction: Float64Array,
  resolution: number,
): Point | null {
  const slope = dot(from.gradient, direction);
  if (!(slope < 0)) return null;
  let [low, high, step] = [0, Infinity, 1];
  let best: Point | null = null;
  for (let trial = 0; trial < TRIALS; trial++) {
    const x = from.x.map((entry, i) => entry + step * direction[i]);
    const gradient = new Float64Array(x.length);
    const value = f(x, gradient);
    if (value < (best ?? from).value) best = { x, gradient, value };
    if (!(value <= from.value + DECREASE * step * slope + resolution)) {
      high = step;
    } else if (dot(gradient, direction) < CURVATURE * slope) {
      low = step;
    } else {
      return { x, gradient, value };
    }
    step = high < Infinity ? (low + high) / 2 : 2 * low;
  }
  return best;
}

/** H ← (I − s yᵀ/yᵀs) H (I − y sᵀ/yᵀs) + s sᵀ/yᵀs, written out. */
function update(inverse: Float64Array, s: Float64Array, y: Float64Array, curvature: number): void {
  const size = s.length;
  const hy = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) hy[i] += inverse[i * size + j] * y[j];
  }
  const own = (1 + dot(y, hy) / curvature) / curvature;
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      inverse[i * size + j] += own * s[i] * s[j] - (hy[i] * s[j] + s[i] * hy[j]) / curvature;
    }
  }
}

function setIdentity(matrix: Float64Array, size: number, scale: number): void {
  matrix.fill(0);
  for (let i = 0; i < size; i++) matrix[i * size + i] = scale;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

const norm = (a: Float64Array) => Math.sqrt(dot(a, a));

function largest(a: Float64Array): number {
  let most = 0;
  for (const entry of a) most = Math.max(most, Math.abs(entry));
  return most;
}
