import { ReadbackRing, Scope, type Gpu, type GpuArray } from '../gpu/index';
import type { ModelParameters } from './program';
import { CallList, type Call } from './stepwise';

/** Read-backs that may be under way. */
const READBACKS = 4;

/** What is looked at: the arrays of a program, which stay the program's own. */
export interface Inspected {
  /** [I, n, m] */
  w: GpuArray<'f32'>;
  /** [I, n] */
  b: GpuArray<'f32'>;
  /** Further trained arrays: searched for numbers that are none, not read back. */
  further?: readonly GpuArray<'f32'>[];
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
    /** In the order in which they are read back. */
    private readonly copied: readonly GpuArray[],
    private readonly found: GpuArray<'u32'>,
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
    { w, b, further = [] }: Inspected,
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
      const counted = [w, b, ...further];
      const arrays = {
        ...Object.fromEntries(counted.map((array) => [array.label, array])),
        ...{ norm, dimensionality, overlap, found },
      };
      const calls = [
        ...counted.map(({ label, length }) => countNonfinite(label, length)),
        featureGeometry(w.label, { I, n, m }),
      ];
      const list = await CallList.compile(gpu, scope, calls, arrays, {});
      const copied = [w, b, norm, dimensionality, overlap, found];
      return new Inspection(gpu, scope, list, copied, found);
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

    let at = 0;
    const [w, b, norm, dimensionality, overlap] = this.copied.slice(0, -1).map(({ length }) => {
      const part = new Float32Array(bytes, at, length);
      at += length * 4;
      return part;
    });
    const [nonfinite] = new Uint32Array(bytes, at, 1);
    return { step, w, b, geometry: { norm, dimensionality, overlap }, nonfinite };
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
