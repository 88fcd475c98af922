import { bind, compileKernel, GpuArray, Scope, type Gpu } from '../gpu/index';
import {
  packUniform,
  shapeOf,
  workgroups,
  type KernelCase,
  type KernelEntry,
  type Sizes,
} from '../kernels/index';

/** A kernel made ready to be launched on one problem again and again. */
export interface Launch {
  readonly entry: KernelEntry;
  readonly sizes: Sizes;
  /** `override` values that differ from the shader's defaults. */
  readonly constants: Sizes;
  /** Encodes one launch. Allocates nothing. */
  encode(pass: GPUComputePassEncoder): void;
  /** Gives the arrays back what a launch has changed; absent where launches repeat as they are. */
  restore?: (encoder: GPUCommandEncoder) => void;
  destroy(): void;
}

/** What fills a launch: values where they matter, nothing where only the time does. */
export type Problem = Pick<KernelCase, 'uniforms' | 'inputs'>;

/**
 * Compiles, allocates and binds.
 *
 * @param problem inputs that are missing stay zeros
 * @throws ShaderError, RangeError, GpuError
 */
export async function prepareLaunch(
  gpu: Gpu,
  entry: KernelEntry,
  sizes: Sizes,
  constants: Sizes,
  problem: Problem,
): Promise<Launch> {
  const { device } = gpu;
  const { header, name } = entry;
  const kernel = await compileKernel(device, {
    name,
    code: entry.source,
    bindings: header.bindings,
    constants,
  });
  const scope = new Scope(device, `${name}.launch`);
  const size = workgroups(header, { ...constants, ...sizes });
  const group = await gpu.guarded(name, () => {
    const buffers: Record<string, GPUBuffer> = {};
    for (const { name: role, access, struct, shape } of header.bindings) {
      if (access === 'uniform') {
        const bytes = packUniform(header.structs[struct], problem.uniforms[role]);
        buffers[role] = scope.uniform(bytes, role);
      } else {
        const extents = shapeOf(shape, { ...header.constants, ...constants, ...sizes });
        const array = scope.array(header.elements[role], extents, role);
        const data = problem.inputs[role];
        if (data) array.write(device.queue, data);
        buffers[role] = array.buffer;
      }
    }
    return { buffers, bindings: bind(device, kernel, buffers) };
  });
  return {
    entry,
    sizes,
    constants,
    encode(pass) {
      pass.setPipeline(kernel.pipeline);
      pass.setBindGroup(0, group.bindings);
      pass.dispatchWorkgroups(...size);
    },
    restore: restorer(scope, entry, group.buffers, problem),
    destroy: () => scope.destroy(),
  };
}

/** Copies pristine inputs back over those that the kernel changes in place. */
function restorer(
  scope: Scope,
  { header }: KernelEntry,
  buffers: Readonly<Record<string, GPUBuffer>>,
  { inputs }: Problem,
): Launch['restore'] {
  const changed = header.bindings.filter(
    ({ name, access }) => access === 'read_write' && name in inputs,
  );
  if (changed.length === 0) return undefined;
  const copies = changed.map(({ name }) => {
    const type = header.elements[name];
    const pristine = new GpuArray(scope.device, type, [inputs[name].length], `pristine.${name}`);
    scope.own(pristine).write(scope.device.queue, inputs[name]);
    return { from: pristine.buffer, to: buffers[name] };
  });
  return (encoder) => {
    for (const { from, to } of copies) encoder.copyBufferToBuffer(from, 0, to, 0, from.size);
  };
}
