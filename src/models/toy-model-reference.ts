import {
  attacked,
  attackNorms,
  countNonfinite,
  EVALUATION_STEP,
  featureGeometry,
  sparseFeatures,
  toyModelLoss,
  toyModelState,
  toyModelStep,
  weightsOf,
  type ToyModelState,
} from '../reference/index';
import { checkAdjust } from './adjust';
import { estimateMemory, type MemoryParts } from './memory';
import type { CallDescription, ModelParameters, ModelProgram } from './program';
import { firstBias, firstDecoder, firstWeights, type ToyModelConfig } from './toy-model';

/**
 * A toy model on the float64 reference: what the page trains where there is no WebGPU, and what the GPU program is held
 * against. It draws the same data and starts from the same weights. Data sets are as large as the batch: see DataSets for
 * others.
 */
export class ToyModelReference implements ModelProgram {
  readonly engine = 'cpu';
  readonly kind = 'reference';
  readonly maxSteps = 128;
  readonly calls: readonly CallDescription[] = [];
  /** Nothing of it is on a device. */
  readonly bytes = 0;
  step = 0;
  /** Parameters and moments in float64. */
  readonly state: ToyModelState;
  /** [I]: norm of attacks; null where there are none. */
  #push: Float64Array | null;

  constructor(private config: ToyModelConfig) {
    this.state = toyModelState(firstWeights(config), firstDecoder(config), firstBias(config));
    this.#push = pushOf(config);
  }

  get estimate(): MemoryParts {
    return estimateMemory(this.config, this.kind, { steps: this.maxSteps });
  }

  adjust(config: ToyModelConfig): void {
    checkAdjust(this.config, config);
    this.config = config;
    this.#push = pushOf(config);
  }

  /** The batch that a step trains on, [I, B, n]; where there are data sets, always that of step 0. */
  batch(step: number): Float64Array {
    return this.#draw(this.config.dataset ? 0 : step);
  }

  #draw(step: number): Float64Array {
    const { instances: I, batch: B, features: n, seed, probability, data } = this.config;
    return sparseFeatures(seed, step, probability, { I, B, n }, data);
  }

  /** What the model is given of a batch: under attack, where it is trained so. */
  #input(x: Float64Array, step: number): Float64Array {
    const { instances: I, batch: B, features: n, hidden: m, seed } = this.config;
    if (!this.#push) return x;
    const { w, wDecode } = weightsOf(this.state);
    return attacked(x, { seed, step, push: this.#push, w, wDecode }, { I, B, n, m });
  }

  async advance(steps: number): Promise<Float32Array> {
    const { instances: I, batch: B, features: n, hidden: m } = this.config;
    const sizes = { I, B, n, m };
    const losses = new Float32Array(steps * I);
    for (let k = 0; k < steps; k++) {
      const x = this.batch(this.step);
      const input = this.#input(x, this.step);
      this.step++;
      losses.set(toyModelStep(this.state, x, this.step, this.config, sizes, input), k * I);
    }
    return losses;
  }

  async parameters(): Promise<ModelParameters> {
    const w = Float32Array.from(this.state.w.parameter);
    const wDecode = this.state.wDecode && Float32Array.from(this.state.wDecode.parameter);
    const b = Float32Array.from(this.state.b.parameter);
    const { instances: I, features: n, hidden: m } = this.config;
    const { norm, dimensionality, overlap } = featureGeometry(w, { I, n, m });
    return {
      step: this.step,
      w,
      wDecode,
      b,
      geometry: {
        norm: Float32Array.from(norm),
        dimensionality: Float32Array.from(dimensionality),
        overlap: Float32Array.from(overlap),
      },
      nonfinite: countNonfinite(w) + countNonfinite(wDecode ?? []) + countNonfinite(b),
    };
  }

  async evaluate(batches: number, progress?: (done: number) => void): Promise<Float64Array> {
    const { instances: I, batch: B, features: n, hidden: m } = this.config;
    const mean = new Float64Array(I);
    for (let done = 0; done < batches; done++) {
      const x = this.#draw(EVALUATION_STEP + done);
      const input = this.#input(x, EVALUATION_STEP + done);
      const losses = toyModelLoss(x, weightsOf(this.state), this.config, { I, B, n, m }, input);
      losses.forEach((loss, i) => (mean[i] += loss / batches));
      progress?.(done + 1);
      if (done % 16 === 15) await new Promise((resolve) => setTimeout(resolve)); // let others in
    }
    return mean;
  }

  destroy(): void {}
}

function pushOf({ attack, ...rest }: ToyModelConfig): Float64Array | null {
  return attack ? attackNorms({ attack, ...rest }) : null;
}
