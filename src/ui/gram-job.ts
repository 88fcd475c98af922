import { featureDimensionality, gram, superposition } from '../reference/index';
import { norm } from './draw-geometry';

/** Up to so many multiplications a matrix, the reference's own functions do the work. */
const AT_ONCE = 3e5;
/** Multiplications in one slice; the others wait for the next frame, so that nobody waits for a click. */
const SLICE = 1e6;

/** WᵀW of one instance and the numbers of each feature. */
export interface InstanceNumbers {
  step: number;
  n: number;
  /** [n, n] */
  gram: Float64Array;
  /** [n] */
  bias: Float32Array;
  /** ‖W_i‖, [n] */
  norm: Float64Array;
  /** D_i, [n] */
  dimensionality: Float64Array;
  /** sum over j ≠ i of (Ŵ_i · W_j)², [n] */
  overlap: Float64Array;
}

/** Works one instance's numbers out, in slices of a few milliseconds. */
export class GramJob {
  readonly #numbers: InstanceNumbers;
  #row = 0;

  /**
   * @param w [n, m], not kept by anybody else
   * @param bias [n]
   */
  constructor(
    step: number,
    private readonly w: Float32Array,
    bias: Float32Array,
    private readonly m: number,
  ) {
    const n = bias.length;
    const empty = () => new Float64Array(n);
    this.#numbers = {
      step,
      n,
      bias,
      gram: new Float64Array(n * n),
      norm: empty(),
      dimensionality: empty(),
      overlap: empty(),
    };
  }

  /** Goes on. Returns the numbers when they are complete, else null. */
  advance(): InstanceNumbers | null {
    const { w, m } = this;
    const numbers = this.#numbers;
    const { n } = numbers;
    if (this.#row === 0 && n * n * m <= AT_ONCE) {
      numbers.gram = gram(w, n, m);
      numbers.norm = Float64Array.from({ length: n }, (_, i) => norm(w, i, m));
      numbers.dimensionality = featureDimensionality(w, n, m);
      numbers.overlap = superposition(w, n, m);
      return numbers;
    }
    const rows = Math.max(1, Math.floor(SLICE / (n * m)));
    const end = Math.min(n, this.#row + rows);
    for (; this.#row < end; this.#row++) this.#fillRow(this.#row);
    return this.#row === n ? numbers : null;
  }

  #fillRow(i: number): void {
    const { w, m } = this;
    const { n, gram, norm, dimensionality, overlap } = this.#numbers;
    let squares = 0;
    for (let j = 0; j < n; j++) {
      let product = 0;
      for (let k = 0; k < m; k++) product += w[i * m + k] * w[j * m + k];
      gram[i * n + j] = product;
      squares += product * product;
    }
    const own = gram[i * n + i];
    norm[i] = Math.sqrt(own);
    dimensionality[i] = squares > 0 ? own ** 2 / squares : 0;
    overlap[i] = own > 0 ? (squares - own ** 2) / own : 0;
  }
}
