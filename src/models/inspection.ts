import { ReadbackRing, Scope, type Gpu, type GpuArray } from '../gpu/index';
import { READBACKS } from './memory';
import type { ModelParameters } from './program';
import { CallList, type Call } from './stepwise';

/** What is looked at: the arrays of a program, which stay the program's own. */
export interface Inspected {
  /** [I, n, m]; or [2, I, n, m], the encoder and behind it the decoder. */
  w: GpuArray<'f32'>;
  /** [I, n, m]: the decoder, where it has an array of its own. */
  wDecode?: GpuArray<'f32'>;
  /** [I, n] */
  b: GpuArray<'f32'>;
}

/** Sizes of what is looked at. */
export interface InspectedSizes {
  instances: number;
  features: number;
  hidden: number;
}

/**
 * Looks at the trained numbers of any program: counts what is not finite, measures each feature's geometry, and reads
 * both back with W and b, all in one submit. Owns what it measures into.
 */
export class Inspection {
  readonly #ring: ReadbackRing;

  private constructor(
    private readonly gpu: Gpu,
    private readonly scope: Scope,
    private readonly calls: CallList,
    /** In the order in which they are read back: w, the decoder if apart, b, geometry, count. */
    private readonly copied: readonly GpuArray[],
    private readonly found: GpuArray<'u32'>,
    /** Numbers of one matrix: I · n · m. */
    private readonly matrix: number,
  ) {
    const bytes = copied.reduce((sum, { length }) => sum + length * 4, 0);
    this.#ring = scope.own(
      new ReadbackRing(gpu.device, `${scope.name}.parameters`, bytes, READBACKS),
    );
  }

  /**
   * Makes the arrays, compiles and binds the calls.
   *
   * @param owner first part of every label
   */
  static async create(
    gpu: Gpu,
    owner: string,
    { w, wDecode, b }: Inspected,
    { instances: I, features: n, hidden: m }: InspectedSizes,
  ): Promise<Inspection> {
    const scope = new Scope(gpu.device, `${owner}.inspection`);
    try {
      const { norm, dimensionality, overlap, found } = await gpu.guarded(scope.name, () => ({
        norm: scope.array('f32', [I, n], 'norm'),
        dimensionality: scope.array('f32', [I, n], 'dimensionality'),
        overlap: scope.array('f32', [I, n], 'overlap'),
        found: scope.array('u32', [1], 'found'),
      }));
      const trained = wDecode ? [w, wDecode, b] : [w, b];
      const arrays = {
        ...Object.fromEntries(trained.map((array) => [array.label, array])),
        ...{ norm, dimensionality, overlap, found },
      };
      const calls = [
        ...trained.map(({ label, length }) => countNonfinite(label, length)),
        featureGeometry(w.label, { I, n, m }),
      ];
      const list = await CallList.compile(gpu, scope, calls, arrays, {});
      const copied = [...trained, norm, dimensionality, overlap, found];
      return new Inspection(gpu, scope, list, copied, found, I * n * m);
    } catch (error) {
      scope.destroy();
      throw error;
    }
  }

  /**
   * The parameters after all work submitted so far, and what was found in them.
   *
   * @param step of the program, at this moment
   */
  async read(step: number): Promise<ModelParameters> {
    const { device } = this.gpu;
    const encoder = device.createCommandEncoder({ label: this.scope.name });
    encoder.clearBuffer(this.found.buffer);
    const pass = encoder.beginComputePass({ label: this.scope.name });
    this.calls.encode(pass, 0);
    pass.end();
    const arrive = this.#ring.copy(
      encoder,
      this.copied.map(({ buffer, length }) => ({ buffer, bytes: length * 4 })),
    );
    device.queue.submit([encoder.finish()]);
    const bytes = await arrive();

    // The parts lie one behind the other, so a decoder follows its encoder whether or not it had its own array.
    const trained = new Float32Array(bytes, 0, bytes.byteLength / 4 - 1);
    const features = this.copied.at(-2)!.length;
    const weights = trained.length - 4 * features;
    const parts = trained.subarray(weights);
    const [b, norm, dimensionality, overlap] = [0, 1, 2, 3].map((part) =>
      parts.subarray(part * features, (part + 1) * features),
    );
    return {
      step,
      w: trained.subarray(0, this.matrix),
      wDecode: weights > this.matrix ? trained.subarray(this.matrix, weights) : null,
      b,
      geometry: { norm, dimensionality, overlap },
      nonfinite: new Uint32Array(bytes, bytes.byteLength - 4, 1)[0],
    };
  }

  /** Bytes on the device: what it measures into, and what all of it is brought back in. */
  get bytes(): number {
    // Norm, dimensionality, overlap and the count come last, behind what is the program's own.
    const own = this.copied.slice(-4).reduce((sum, { length }) => sum + length * 4, 0);
    return own + READBACKS * this.#ring.bytes;
  }

  destroy(): void {
    this.scope.destroy();
  }
}

function countNonfinite(values: string, count: number): Call {
  return {
    kernel: 'count_nonfinite',
    does: `NaN and infinities in ${values}`,
    sizes: { count },
    arrays: { values, found: 'found' },
  };
}

function featureGeometry(w: string, sizes: { I: number; n: number; m: number }): Call {
  return {
    kernel: 'feature_geometry',
    does: 'norm, dimensionality and overlap of each feature',
    sizes,
    arrays: { w, norm: 'norm', dimensionality: 'dimensionality', overlap: 'overlap' },
  };
}
