import type { HostArray, ElementType } from '../gpu/index';
import type { KernelHeader } from './header';
import type { Sizes } from './launch';

/** What a kernel must write: the float64 reference, and how far f32 may be from it, element by element. */
export interface Expected {
  value: Float64Array;
  bound: Float64Array;
}

/** One problem for a kernel: everything it is given, and what has to come out. */
export interface KernelCase {
  uniforms: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** First content of every storage binding that the kernel reads. */
  inputs: Readonly<Record<string, HostArray<ElementType>>>;
  /** Every storage binding that the kernel writes. */
  expected: Readonly<Record<string, Expected>>;
  /** The float64 reference alone, without inputs and bounds: what the bench times. */
  reference?: () => unknown;
}

/** Random numbers for a case, the same for a seed on every machine. */
export interface CaseRandom {
  /** f32 numbers, uniform between low and high; between -1 and 1 where nothing is said. */
  floats(length: number, low?: number, high?: number): Float32Array;
  /** Whole numbers from low to high, both possible. */
  integer(low: number, high: number): number;
}

/**
 * Checks a backward kernel by central differences: `of` must have, at the point `at`, the gradient that the
 * kernel writes to `output`. It is evaluated in float64.
 */
export interface GradientCheck {
  output: string;
  at(inputs: KernelCase['inputs'], sizes: Sizes, random: CaseRandom): Float64Array;
  of(point: Float64Array, inputs: KernelCase['inputs'], sizes: Sizes): number;
}

/** One kernel of the catalogue. */
export interface KernelEntry {
  name: string;
  /** Path of the shader from the project's root. */
  file: string;
  source: string;
  header: KernelHeader;
  /** Shapes worth testing beyond random ones: 1, primes, tile ± 1, several workgroups on each axis. */
  testSizes: readonly Sizes[];
  /** The largest value of a size symbol or an `override` that the kernel takes, as an expression, where there is one. */
  most?: Readonly<Record<string, string>>;
  /** `override` values of the variants to test; the defaults alone where nothing is said. */
  variants?: readonly Readonly<Record<string, number>>[];
  /** Kernels of one family compute the same from the same bindings; the tuner picks among them. */
  family?: string;
  /** `override` values that are worth trying on a device; the defaults alone where nothing is said. */
  tunings?: readonly Readonly<Record<string, number>>[];
  makeCase(sizes: Sizes, random: CaseRandom, constants: Sizes): KernelCase;
  gradient?: GradientCheck;
}

/** What an entry says; the catalogue adds source and header. */
export type KernelDefinition = Omit<KernelEntry, 'name' | 'source' | 'header'>;
