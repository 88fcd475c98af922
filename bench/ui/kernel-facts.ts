import { catalogue, type KernelHeader } from '../../src/kernels/index';
import type { CaseReport } from '../report/schema';

/** What the bench's figures take from a kernel's header. */
export interface KernelFacts {
  name: string;
  /** Folder under shaders/. */
  family: string;
  /** Rungs from the bottom up, itself among them. */
  ladder: readonly string[];
  /** What to expect of its time against the rung below; empty where the header does not say. */
  expect: KernelHeader['expect'];
}

/** The kernel that a case measured; null for a library, a training step, or a kernel that is no more. */
export function kernelOf({ name, variant, peer }: CaseReport): KernelFacts | null {
  if (peer) return null;
  // A variant is a rung and its constants: "matmul_tiled TILE=8".
  const entry = catalogue.get(variant.split(' ')[0]) ?? catalogue.get(name);
  if (!entry) return null;
  const { header, file } = entry;
  return {
    name: entry.name,
    family: file.split('/')[1],
    ladder: header.ladder,
    expect: header.expect,
  };
}
