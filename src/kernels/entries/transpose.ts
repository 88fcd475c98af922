import { transpose as plain } from '../../reference/index';
import type { KernelDefinition } from '../case';
import type { Sizes } from '../launch';

/** 1, primes, tile - 1, tile, tile + 1, several workgroups on each axis. */
const SIZES: readonly Sizes[] = [
  { I: 1, R: 1, C: 1 },
  { I: 1, R: 1, C: 17 },
  { I: 1, R: 31, C: 1 },
  { I: 2, R: 15, C: 15 },
  { I: 1, R: 16, C: 16 },
  { I: 3, R: 17, C: 17 },
  { I: 1, R: 16, C: 33 },
  { I: 1, R: 37, C: 53 },
  { I: 5, R: 2, C: 3 },
  { I: 67, R: 3, C: 2 },
  { I: 2, R: 64, C: 48 },
  { I: 1, R: 129, C: 65 },
];

function definition(file: string, variants?: KernelDefinition['variants']): KernelDefinition {
  return {
    file: `shaders/transpose/${file}.wgsl`,
    testSizes: SIZES,
    variants,
    family: 'transpose',
    tunings: variants,
    makeCase({ I, R, C }, random) {
      const a = random.floats(I * R * C);
      const reference = () => plain(a, { I, R, C });
      const value = reference();
      return {
        reference,
        uniforms: { dims: { I, R, C } },
        inputs: { a },
        expected: { b: { value, bound: value.map(() => 0) } },
      };
    },
  };
}

export const transpose: readonly KernelDefinition[] = [
  definition('transpose_naive'),
  definition('transpose_tiled', [{ TILE: 16 }, { TILE: 8 }]),
  definition('transpose_padded', [{ TILE: 16 }, { TILE: 8 }]),
];
