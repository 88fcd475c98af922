import {
  hiddenVectors,
  sparseAutoencoderStep,
  sparseFeatures,
  type SparseAutoencoderState,
} from '../reference/index';
import {
  firstState,
  type Dictionaries,
  type DictionaryProgram,
  type SparseAutoencoderConfig,
} from './dictionary';

/** The same on the float64 reference: it draws the same data and starts from the same weights. */
export class SparseAutoencoderReference implements DictionaryProgram {
  readonly maxSteps = 128;
  step = 0;
  /** Weights and moments in float64. */
  readonly state: SparseAutoencoderState;

  constructor(private readonly config: SparseAutoencoderConfig) {
    this.state = firstState(config);
  }

  /** The hidden vectors that a step trains on, [I, B, m]. */
  hidden(step: number): Float64Array {
    const { instances: I, batch: B, features: n, hidden: m, seed, probability } = this.config;
    const { data, w, hiddenRelu } = this.config;
    const x = sparseFeatures(seed, step, probability, { I, B, n }, data);
    return hiddenVectors(x, w, hiddenRelu, { I, B, n, m });
  }

  async advance(steps: number): Promise<Float32Array> {
    const { instances: I, batch: B, hidden: m, entries: d } = this.config;
    const losses = new Float32Array(steps * I);
    for (let k = 0; k < steps; k++) {
      const h = this.hidden(this.step);
      this.step++;
      const sizes = { I, B, m, d };
      const { error } = sparseAutoencoderStep(this.state, h, this.step, this.config, sizes);
      losses.set(error, k * I);
    }
    return losses;
  }

  async dictionaries(): Promise<Dictionaries> {
    const { encode, encodeBias, decode, decodeBias } = this.state;
    return {
      encode: Float32Array.from(encode.parameter),
      encodeBias: Float32Array.from(encodeBias.parameter),
      decode: Float32Array.from(decode.parameter),
      decodeBias: Float32Array.from(decodeBias.parameter),
    };
  }

  destroy(): void {}
}
