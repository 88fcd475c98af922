import type { Gpu } from '../gpu/index';
import type { Sizes } from '../kernels/index';
import type { Tuned, Tuner } from '../measure/index';
import { backward, checkSizes, forward, type ToyModelConfig } from './toy-model';

// Which kernel computes each product of a model.

/** A product's family of kernels: A · B, A · Bᵀ or Aᵀ · B. */
export type ProductFamily = 'matmul' | 'matmul_nt' | 'matmul_tn';

/** Chooses the rung, and its tile sizes, of a product of these sizes (I, M, K, N). */
export type Rungs = (family: ProductFamily, sizes: Sizes) => Tuned;

/**
 * A guess, for where nothing was measured. A rung pays where the product fills its blocks: with two hidden dimensions
 * most of a tile would idle. On a software adapter barriers are dear, and registers do what shared memory does elsewhere:
 * on SwiftShader, at I = 20, M = 1024, K = 100, N = 20, matmul_vec4 took 95 ms, matmul_coalesced 386 ms; at
 * M = N = K = 64 and I = 10, matmul_tiled took six times as long as matmul_coalesced. On a graphics card the tile is the
 * safe choice.
 */
export function guessedRungs({ adapter }: Gpu): Rungs {
  return (family, sizes) => {
    const narrow = Math.min(sizes.M, sizes.N);
    let { kernel } = plainRungs(family, sizes);
    if (adapter.fallback && narrow >= 8) kernel = `${family}_vec4`;
    if (!adapter.fallback && narrow >= 16) kernel = `${family}_tiled`;
    return { kernel, constants: {} };
  };
}

/**
 * Measured choices for every product of this model on this device; those measured before come from the tuner's store.
 *
 * @param onProgress choices made, and how many there are
 * @throws RangeError when an array would not fit into one buffer on every device
 */
export async function tunedRungs(
  gpu: Gpu,
  config: ToyModelConfig,
  tuner: Tuner,
  onProgress: (done: number, of: number) => void = () => undefined,
): Promise<Rungs> {
  const guess = guessedRungs(gpu);
  if (config.dataset) return guess; // of many sizes, each rarely met again
  checkSizes(config); // what cannot be trained so is not worth measuring
  // The lists themselves say which products there are: they are made once for the asking.
  const asked = new Map<string, { family: ProductFamily; sizes: Sizes }>();
  const ask: Rungs = (family, sizes) => {
    asked.set(JSON.stringify([family, sizes]), { family, sizes });
    return guess(family, sizes);
  };
  forward(config, ask);
  backward(config, ask);
  const chosen = new Map<string, Tuned>();
  for (const [key, { family, sizes }] of asked) {
    onProgress(chosen.size, asked.size);
    chosen.set(key, await tuner.choose(family, sizes));
  }
  return (family, sizes) => chosen.get(JSON.stringify([family, sizes])) ?? guess(family, sizes);
}

/** The plainest kernel of each family that is any good: for products too narrow to fill a tile. */
export const plainRungs: Rungs = (family) => ({
  kernel: family === 'matmul' ? 'matmul_coalesced' : `${family}_naive`,
  constants: {},
});
