import { type KernelEntry, type Sizes } from '../kernels/index';
import { constValue, scan } from '../wgsl/index';
import { declarations } from './wgsl-arrays';

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
      bytes: extents.reduce((bytes, extent) => bytes * constValue(extent, sizes)!, 4 * width),
    }));
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
