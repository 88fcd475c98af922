import { bind, compileKernel, ReadbackRing, Scope } from '../gpu/index';
import type { ElementType, Gpu, GpuArray, HostArray } from '../gpu/index';
import type { KernelCase, KernelEntry } from './case';
import { shapeOf, workgroups, type Sizes } from './launch';
import { packUniform } from './uniforms';

/** What a kernel wrote, by binding. */
export type KernelOutputs = Readonly<Record<string, HostArray<ElementType>>>;

/** A difference from the reference beyond its bound. */
export interface Disagreement {
  binding: string;
  index: number;
  got: number;
  expected: number;
  bound: number;
}

/** How a run compares with its reference. */
export interface Verdict {
  /** The largest |got - expected| / bound over all elements; at most 1 when the kernel is right. */
  worst: number;
  /** The first elements out of bounds; empty when the kernel is right. */
  disagreements: readonly Disagreement[];
}

/** The bits of a NaN: what outputs hold before a run, so that an element never written shows. */
const UNWRITTEN = 0x7fc00000;

/**
 * Runs a kernel once on one case. Outputs that the kernel only writes begin as NaN.
 *
 * @param constants `override` values that differ from the shader's defaults
 */
export async function runKernel(
  gpu: Gpu,
  entry: KernelEntry,
  sizes: Sizes,
  kernelCase: KernelCase,
  constants: Sizes = {},
): Promise<KernelOutputs> {
  const { device } = gpu;
  const { header, name } = entry;
  const kernel = await compileKernel(device, {
    name,
    code: entry.source,
    bindings: header.bindings,
    constants,
  });
  const scope = new Scope(device, name);
  try {
    const staged = await gpu.guarded(name, () => {
      const arrays: Record<string, GpuArray> = {};
      const buffers: Record<string, GPUBuffer> = {};
      for (const { name: role, access, struct, shape } of header.bindings) {
        if (access === 'uniform') {
          const bytes = packUniform(header.structs[struct], kernelCase.uniforms[role]);
          buffers[role] = scope.uniform(bytes, role);
          continue;
        }
        const extents = shapeOf(shape, { ...header.constants, ...constants, ...sizes });
        const array = scope.array(header.elements[role], extents, role);
        array.write(device.queue, kernelCase.inputs[role] ?? unwritten(array));
        arrays[role] = array;
        buffers[role] = array.buffer;
      }

      const encoder = device.createCommandEncoder({ label: name });
      const pass = encoder.beginComputePass({ label: name });
      pass.setPipeline(kernel.pipeline);
      pass.setBindGroup(0, bind(device, kernel, buffers));
      pass.dispatchWorkgroups(...workgroups(header, { ...sizes, ...constants }));
      pass.end();

      const written = header.bindings.filter(({ access }) => access === 'read_write');
      const copies = written.map(({ name: role }) => {
        const { type, buffer } = arrays[role];
        const bytes = buffer.size;
        const ring = scope.own(new ReadbackRing(device, `${name}.${role}`, bytes, 1));
        return { role, type, arrive: ring.copy(encoder, [{ buffer, bytes }]) };
      });
      device.queue.submit([encoder.finish()]);
      return copies;
    });
    const outputs: Record<string, HostArray<ElementType>> = {};
    for (const { role, type, arrive } of staged) {
      const bytes = await arrive();
      outputs[role] = type === 'f32' ? new Float32Array(bytes) : new Uint32Array(bytes);
    }
    return outputs;
  } finally {
    scope.destroy();
  }
}

function unwritten(array: GpuArray): HostArray<ElementType> {
  const bits = new Uint32Array(array.length).fill(UNWRITTEN);
  return array.type === 'u32' ? bits : new Float32Array(bits.buffer);
}

/** Holds outputs against the reference, element by element. NaN is always out of bounds. */
export function judge(kernelCase: KernelCase, outputs: KernelOutputs): Verdict {
  const disagreements: Disagreement[] = [];
  let worst = 0;
  for (const [binding, { value, bound }] of Object.entries(kernelCase.expected)) {
    const got = outputs[binding];
    for (let index = 0; index < value.length; index++) {
      const difference = Math.abs(got[index] - value[index]);
      // Written so that a NaN, for which every comparison is false, fails.
      if (!(difference <= bound[index])) {
        worst = Infinity;
        if (disagreements.length < 5) {
          disagreements.push({
            binding,
            index,
            got: got[index],
            expected: value[index],
            bound: bound[index],
          });
        }
      } else if (bound[index] > 0) {
        worst = Math.max(worst, difference / bound[index]);
      }
    }
  }
  return { worst, disagreements };
}
