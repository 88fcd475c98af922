import { gram, type FeatureGeometry } from '../reference/index';

/** Up to so many multiplications a matrix, the reference's own function does the work. */
const AT_ONCE = 3e5;
/** Multiplications in one slice; the others wait for the next frame, so that nobody waits for a click. */
const SLICE = 1e6;

/** WᵀW of one instance, and the numbers of each feature. */
export interface InstanceNumbers {
  step: number;
  n: number;
  /** [n, n] */
  gram: Float64Array;
  /** [n] */
  bias: Float32Array;
  /** Of each feature, [n]; measured with the snapshot. */
  geometry: FeatureGeometry<Float32Array>;
}

/** Works WᵀW of one instance out, in slices of a few milliseconds. */
export class GramJob {
  readonly #numbers: InstanceNumbers;
  #row = 0;

  /**
   * @param w [n, m], not kept by anybody else
   * @param bias [n]
   * @param geometry each [n]
   */
  constructor(
    step: number,
    private readonly w: Float32Array,
    bias: Float32Array,
    geometry: FeatureGeometry<Float32Array>,
    private readonly m: number,
  ) {
    const n = bias.length;
    this.#numbers = { step, n, bias, geometry, gram: new Float64Array(n * n) };
  }

  /** Goes on. Returns the numbers when they are complete, else null. */
  advance(): InstanceNumbers | null {
    const { w, m } = this;
    const numbers = this.#numbers;
    const { n } = numbers;
    if (this.#row === 0 && n * n * m <= AT_ONCE) {
      numbers.gram = gram(w, n, m);
      return numbers;
    }
    const rows = Math.max(1, Math.floor(SLICE / (n * m)));
    const end = Math.min(n, this.#row + rows);
    for (; this.#row < end; this.#row++) this.#fillRow(this.#row);
    return this.#row === n ? numbers : null;
  }

  #fillRow(i: number): void {
    const { w, m } = this;
    const { n, gram } = this.#numbers;
    for (let j = 0; j < n; j++) {
      let product = 0;
      for (let k = 0; k < m; k++) product += w[i * m + k] * w[j * m + k];
      gram[i * n + j] = product;
    }
  }
}
