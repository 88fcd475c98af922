import type { Site } from './trace';

/** An array that a traced kernel reads or writes, as it is drawn. */
export interface TracedArray {
  name: string;
  space: 'storage' | 'workgroup';
  /** Extents in numbers of four bytes, the last across. */
  shape: readonly number[];
  /** The same as expressions of the header's symbols; '' where the shader does not say. */
  symbols: readonly string[];
  /** Numbers that one index covers: 4 for an array of vec4f. */
  width: number;
  /** Its elements are atomics. */
  atomic: boolean;
  /** What the shader's comments say of it. */
  note: string;
}

/** What every invocation of one dispatch read and wrote, as the device noted it. */
export interface Trace {
  kernel: string;
  file: string;
  /** The text that was traced, without what tracing put in. */
  source: string;
  sizes: Readonly<Record<string, number>>;
  constants: Readonly<Record<string, number>>;
  /** Workgroups along x, y and z. */
  groups: readonly [number, number, number];
  /** Invocations of a workgroup along x, y and z. */
  workgroup: readonly [number, number, number];
  arrays: readonly TracedArray[];
  sites: readonly Site[];
  /** Where each invocation begins in `site` and `index`, workgroup by workgroup; one more for the end. */
  starts: Uint32Array;
  /** Place of each access, into `sites`. */
  site: Uint16Array;
  /** Element of the array that was accessed; as the shader computed it, so it may lie outside. */
  index: Uint32Array;
  /** Accesses that did not fit and are not here. */
  cut: number;
  /** Lines of loops that were ended because they went on and on; null where none was. */
  endless: readonly number[] | null;
  /** Whether the outputs of the traced run are within the bound of the float64 reference. */
  agrees: boolean;
  unfollowed: readonly string[];
  adapter: string;
}
