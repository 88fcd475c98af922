/**
 * Expectations over sparse features x_j = Bernoulli(p_j) · U[0, 1] of what the loss of one output i is made of, where
 * s = b + c · x is the output before its ReLU, and s₊ = ReLU(s).
 */
export interface ReluMoments {
  /** E s₊² */ square: number;
  /** E s₊ */ first: number;
  /** E[x_i 1(s > 0)] */ active: number;
  /** E[x_k s₊]: [n]; without gradient only entry i is filled in */ product: Float64Array;
  /** E[x_i x_k 1(s > 0)]: [n]; left alone without gradient */ activeProduct: Float64Array;
}

/** Weights below this count as 0: far below rounding, and its powers up to n + 2 are still finite. */
const TINY = 1e-20;

/** Beyond this many features rounding eats up the digits, and the 2^n corners take long. */
export const MOST_EXACT_FEATURES = 12;

/**
 * Makes a function that computes the ReluMoments of one output of n features, in buffers of its own: what it returns is
 * overwritten by the next call.
 *
 * With R_r(s) = s₊^r / r!, one feature with weight c turns R_r(s) into
 *
 *   E R_r(s + c x) = (1 − p) R_r(s) + (p / c) (R_{r+1}(s + c) − R_{r+1}(s)),
 *
 * and likewise with a factor x or x² (by parts). Doing so for all features sums over all subsets of active features and
 * all corners of their cubes, exactly; but 1 / c cancels badly for small c. So features are taken by falling |c|, and
 * only while s may still have either sign. Where it has one sign, the ReLU is 0 or nothing, and the features that
 * remain are averaged as polynomials, with no division. Where a feature is divided by, |s| ≤ sum of the remaining |c| ≤
 * n |c|: the terms of a corner are at most (n + 1)^(n + 2) / (n + 2)! times c², and their rounding error is in
 * proportion. That leaves 14 of 16 digits at n = 5, and 11 at n = 12, however small or unequal the weights are.
 *
 * Both kinds of factor are Laurent polynomials of one variable t, where E e^{ts} = e^{tb} Π φ_j(t): a corner gives
 * powers of 1/t (`prefix`), a feature averaged as a polynomial gives powers of t (`suffix`), and E R_r is the
 * coefficient of t^r.
 *
 * @returns (b, c [n], p [n], i, gradient?) → moments; all NaN where b or a weight is not finite
 */
export function reluMoments(n: number) {
  if (n > MOST_EXACT_FEATURES) {
    throw new RangeError(`exact losses take ${MOST_EXACT_FEATURES} features at most, not ${n}`);
  }
  const length = n + 3; // coefficients of degrees 0 … n + 2
  // What a polynomial may be multiplied by, inside the expectation: nothing, x_k, or x_i x_k.
  const PLAIN = 0;
  const withX = (k: number) => (1 + k) * length;
  const withPair = (k: number) => (1 + n + k) * length;
  const family = () => new Float64Array((2 * n + 1) * length);
  const prefix = Array.from({ length: n + 1 }, family);
  const suffix = Array.from({ length: n + 1 }, family);
  prefix[0][PLAIN] = 1;
  suffix[n][PLAIN] = 1;

  const order = new Int32Array(n); // features by falling |c|
  const place = new Int32Array(n); // its inverse
  const size = new Float64Array(n); // c, with what is tiny made 0
  const below = new Float64Array(n + 1); // least and greatest that features order[d …] add to s
  const above = new Float64Array(n + 1);
  // Factors of one feature: times nothing, x, x².
  const factor = [0, 1, 2].map(() => new Float64Array(length));
  const exponential = new Float64Array(length);
  const series = new Float64Array(length);
  const out: ReluMoments = {
    square: 0,
    first: 0,
    active: 0,
    product: new Float64Array(n),
    activeProduct: new Float64Array(n),
  };
  let probability: ArrayLike<number> = [];
  let own = 0;
  let gradient = true;

  /** to[at …] = factor · from[source …], truncated. */
  function multiply(
    power: number,
    terms: number,
    from: Float64Array,
    source: number,
    to: Float64Array,
    at: number,
  ) {
    const f = factor[power];
    for (let r = 0; r < length; r++) {
      let sum = 0;
      for (let a = Math.min(r, terms - 1); a >= 0; a--) sum += f[a] * from[source + r - a];
      to[at + r] = sum;
    }
  }

  /** Adds feature j, by its `factor`, to a family over the features order[start … end − 1]. */
  function extend(
    from: Float64Array,
    to: Float64Array,
    j: number,
    start: number,
    end: number,
    terms: number,
  ) {
    const ownIn = place[own] >= start && place[own] < end;
    multiply(0, terms, from, PLAIN, to, PLAIN);
    if (gradient || j === own) multiply(1, terms, from, PLAIN, to, withX(j));
    if (gradient && j === own) multiply(2, terms, from, PLAIN, to, withPair(j));
    if (gradient && j !== own && ownIn) multiply(1, terms, from, withX(own), to, withPair(j));
    for (let d = start; d < end; d++) {
      const k = order[d];
      if (!gradient && k !== own) continue;
      multiply(0, terms, from, withX(k), to, withX(k));
      if (!gradient) continue;
      if (j === own) multiply(1, terms, from, withX(k), to, withPair(k));
      else if (ownIn) multiply(0, terms, from, withPair(k), to, withPair(k));
    }
  }

  /** φ of a feature: E x^q e^{tcx} = p Σ (ct)^l / (l! (l + q + 1)), and for q = 0 also the 1 − p of being off. */
  function averageFactors(j: number) {
    let power = probability[j];
    for (let l = 0; l < length; l++) {
      for (let q = 0; q < 3; q++) factor[q][l] = power / (l + q + 1);
      power *= size[j] / (l + 1);
    }
    factor[0][0] += 1 - probability[j];
  }

  /** Coefficients of 1/t at the corner where x_j is 1. */
  function upperFactors(j: number) {
    const c = size[j];
    const f = probability[j] / c;
    for (const polynomial of factor) polynomial[1] = f;
    factor[0][0] = factor[1][0] = factor[2][0] = 0;
    factor[0][2] = factor[0][3] = factor[1][3] = 0;
    factor[1][2] = -f / c;
    factor[2][2] = (-2 * f) / c;
    factor[2][3] = (2 * f) / c / c;
  }

  /** … and at the corner where x_j is 0, which is also where it is off. */
  function lowerFactors(j: number) {
    const c = size[j];
    const f = probability[j] / c;
    for (const polynomial of factor) polynomial.fill(0, 0, 4);
    factor[0][0] = 1 - probability[j];
    factor[0][1] = -f;
    factor[1][2] = f / c;
    factor[2][3] = (-2 * f) / c / c;
  }

  /** series = e^{st} · a suffix. */
  function average(d: number, which: number) {
    const tail = suffix[d];
    for (let r = 0; r < length; r++) {
      let sum = 0;
      for (let a = 0; a <= r; a++) sum += exponential[a] * tail[which + r - a];
      series[r] = sum;
    }
  }

  /** The coefficient of t^q in a prefix times the series. */
  function coefficient(d: number, which: number, q: number): number {
    const head = prefix[d];
    let sum = 0;
    for (let a = 0; q + a < length; a++) sum += head[which + a] * series[q + a];
    return sum;
  }

  /** Adds what comes of the corner s, where the features from order[d] on cannot make s negative. */
  function add(d: number, s: number) {
    exponential[0] = 1;
    for (let r = 1; r < length; r++) exponential[r] = (exponential[r - 1] * s) / r;
    const ownIsBehind = place[own] >= d;

    average(d, PLAIN);
    out.square += 2 * coefficient(d, PLAIN, 2);
    out.first += coefficient(d, PLAIN, 1);
    if (!ownIsBehind) out.active += coefficient(d, withX(own), 0);
    for (let e = 0; e < d; e++) {
      const k = order[e];
      if (!gradient && k !== own) continue;
      out.product[k] += coefficient(d, withX(k), 1);
      if (gradient && !ownIsBehind) out.activeProduct[k] += coefficient(d, withPair(k), 0);
    }
    for (let e = d; e < n; e++) {
      const k = order[e];
      if (!gradient && k !== own) continue;
      average(d, withX(k));
      out.product[k] += coefficient(d, PLAIN, 1);
      if (k === own) {
        out.active += coefficient(d, PLAIN, 0);
        for (let g = 0; gradient && g < d; g++) {
          out.activeProduct[order[g]] += coefficient(d, withX(order[g]), 0);
        }
      }
      if (!gradient) continue;
      if (!ownIsBehind) {
        out.activeProduct[k] += coefficient(d, withX(own), 0);
      } else {
        average(d, withPair(k));
        out.activeProduct[k] += coefficient(d, PLAIN, 0);
      }
    }
  }

  function visit(d: number, s: number) {
    if (s + above[d] <= TINY) return;
    if (s + below[d] >= -TINY) {
      add(d, s);
      return;
    }
    const j = order[d];
    if (s + size[j] + above[d + 1] > TINY) {
      upperFactors(j);
      extend(prefix[d], prefix[d + 1], j, 0, d, 4);
      visit(d + 1, s + size[j]);
    }
    if (s + above[d + 1] > TINY) {
      lowerFactors(j);
      extend(prefix[d], prefix[d + 1], j, 0, d, 4);
      visit(d + 1, s);
    }
  }

  function sortBySize(c: ArrayLike<number>) {
    for (let j = 0; j < n; j++) {
      size[j] = Math.abs(c[j]) < TINY ? 0 : c[j];
      let d = j;
      for (; d > 0 && Math.abs(size[order[d - 1]]) < Math.abs(size[j]); d--)
        order[d] = order[d - 1];
      order[d] = j;
    }
    for (let d = 0; d < n; d++) place[order[d]] = d;
  }

  return (
    b: number,
    c: ArrayLike<number>,
    p: ArrayLike<number>,
    i: number,
    wantGradient = true,
  ): ReluMoments => {
    probability = p;
    own = i;
    gradient = wantGradient;
    out.square = out.first = out.active = 0;
    out.product.fill(0);
    out.activeProduct.fill(0);
    sortBySize(c);
    for (let d = n - 1; d >= 0; d--) {
      below[d] = below[d + 1] + Math.min(0, size[order[d]]);
      above[d] = above[d + 1] + Math.max(0, size[order[d]]);
      averageFactors(order[d]);
      extend(suffix[d + 1], suffix[d], order[d], d + 1, n, length);
    }
    // No comparison holds of NaN: without this, such a model would come out with a finite loss.
    if (Number.isFinite(b + below[0] + above[0])) visit(0, b);
    else spoil(out);
    return out;
  };
}

/** Of numbers that are not finite nothing is known. */
function spoil(out: ReluMoments): void {
  out.square = out.first = out.active = NaN;
  out.product.fill(NaN);
  out.activeProduct.fill(NaN);
}
