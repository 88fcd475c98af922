import { evaluate, type KernelEntry, type Sizes } from '../kernels/index';
import { declarations } from './wgsl-arrays';
import { scan } from './wgsl-scan';

/** Bytes of workgroup memory that every device grants. */
export const WORKGROUP_BYTES = 16_384;

/** One array of a kernel's workgroup memory. */
export interface WorkgroupArray {
  name: string;
  bytes: number;
}

/**
 * The arrays that a kernel declares in workgroup memory, in their order, with their sizes for these constants.
 *
 * @param constants `override` values that differ from the shader's defaults
 */
export function workgroupArrays(
  { source, header }: KernelEntry,
  constants: Sizes,
): WorkgroupArray[] {
  const sizes = { ...header.constants, ...header.fixed, ...constants };
  return declarations(source, scan(source))
    .arrays.filter(({ space }) => space === 'workgroup')
    .map(({ name, extents, width }) => ({
      name,
      bytes: extents.reduce((bytes, extent) => bytes * whole(extent, sizes), 4 * width),
    }));
}

/** An extent as WGSL counts it: division of whole numbers rounds down. */
function whole(extent: string, sizes: Sizes): number {
  // Innermost parentheses first, so that each quotient is rounded where it stands.
  const simpler = extent.replace(/\(([^()]*\/[^()]*)\)/g, (_, inner: string) =>
    String(Math.floor(evaluate(inner, sizes))),
  );
  if (simpler !== extent) return whole(simpler, sizes);
  const inner = extent.replace(/\(([^()]*)\)(?=\s*\/)/g, (_, term: string) =>
    String(evaluate(term, sizes)),
  );
  return inner !== extent ? whole(inner, sizes) : Math.floor(evaluate(extent, sizes));
}

/** The most of a size, up to `most`, for which the kernel's workgroup memory suffices; 0 where not even 1 fits. */
export function mostThatFits(
  entry: KernelEntry,
  constants: (size: number) => Sizes,
  most: number,
): number {
  let [fits, tooLarge] = [0, most + 1];
  while (tooLarge - fits > 1) {
    const size = Math.floor((fits + tooLarge) / 2);
    const arrays = workgroupArrays(entry, constants(size));
    const used = arrays.reduce((sum, { bytes }) => sum + bytes, 0);
    if (used > WORKGROUP_BYTES) tooLarge = size;
    else fits = size;
  }
  return fits;
}
