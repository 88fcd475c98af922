import {
  countNonfinite,
  EVALUATION_STEP,
  featureGeometry,
  reluOutputForward,
  reluOutputState,
  reluOutputStep,
  sparseFeatures,
  weightedSquaredError,
  type ReluOutputState,
} from '../reference/index';
import type { CallDescription, ModelParameters, ModelProgram } from './program';
import { firstWeights, perFeature, type ReluOutputConfig } from './relu-output';

/**
 * The ReLU output model on the float64 reference: what the page trains where there is no WebGPU, and what the
 * GPU program is held against. It draws the same data and starts from the same weights.
 */
export class ReluOutputReference implements ModelProgram {
  readonly engine = 'cpu';
  readonly maxSteps = 128;
  readonly calls: readonly CallDescription[] = [];
  step = 0;
  /** Parameters and moments in float64. */
  readonly state: ReluOutputState;
  readonly #probability: Float64Array;

  constructor(private readonly config: ReluOutputConfig) {
    const { instances, features } = config;
    this.state = reluOutputState(firstWeights(config), instances * features);
    this.#probability = perFeature(config.probability, features);
  }

  /** The batch that a step trains on, [I, B, n]. */
  batch(step: number): Float64Array {
    const { instances: I, batch: B, features: n, seed } = this.config;
    return sparseFeatures(seed, step, this.#probability, { I, B, n });
  }

  async advance(steps: number): Promise<Float32Array> {
    const { instances: I, batch: B, features: n, hidden: m } = this.config;
    const { importance, optimizer } = this.config;
    const losses = new Float32Array(steps * I);
    for (let k = 0; k < steps; k++) {
      const x = this.batch(this.step);
      this.step++;
      const sizes = { I, B, n, m };
      losses.set(reluOutputStep(this.state, x, importance, this.step, optimizer, sizes), k * I);
    }
    return losses;
  }

  async parameters(): Promise<ModelParameters> {
    const w = Float32Array.from(this.state.w.parameter);
    const b = Float32Array.from(this.state.b.parameter);
    const { instances: I, features: n, hidden: m } = this.config;
    const { norm, dimensionality, overlap } = featureGeometry(w, { I, n, m });
    return {
      step: this.step,
      w,
      b,
      geometry: {
        norm: Float32Array.from(norm),
        dimensionality: Float32Array.from(dimensionality),
        overlap: Float32Array.from(overlap),
      },
      nonfinite: countNonfinite(w) + countNonfinite(b),
    };
  }

  async evaluate(batches: number, progress?: (done: number) => void): Promise<Float64Array> {
    const { instances: I, batch: B, features: n, hidden: m, importance } = this.config;
    const mean = new Float64Array(I);
    for (let done = 0; done < batches; done++) {
      const x = this.batch(EVALUATION_STEP + done);
      const { w, b } = this.state;
      const { out } = reluOutputForward(x, w.parameter, b.parameter, { I, B, n, m });
      const losses = weightedSquaredError(x, out, importance, { I, B, n });
      losses.forEach((loss, i) => (mean[i] += loss / batches));
      progress?.(done + 1);
      if (done % 16 === 15) await new Promise((resolve) => setTimeout(resolve)); // let others in
    }
    return mean;
  }

  destroy(): void {}
}
