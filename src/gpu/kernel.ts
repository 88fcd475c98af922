import { ShaderError, type ShaderMessage } from './errors';

/** How a shader reaches one of its bindings. */
export type BindingAccess = 'uniform' | 'read' | 'read_write';

export interface Binding {
  index: number;
  name: string;
  access: BindingAccess;
}

/** What a kernel is made of. Two equal specs give one pipeline. */
export interface KernelSpec {
  name: string;
  code: string;
  bindings: readonly Binding[];
  /** Values of `override` constants; the shader's own default where none is given. */
  constants?: Readonly<Record<string, number>>;
  /** Bindings whose offset is chosen anew at every dispatch. */
  dynamic?: readonly string[];
}

/** A compiled kernel with its explicit layout. */
export interface Kernel {
  readonly spec: KernelSpec;
  readonly pipeline: GPUComputePipeline;
  readonly layout: GPUBindGroupLayout;
}

const LAYOUT_TYPE = {
  uniform: 'uniform',
  read: 'read-only-storage',
  read_write: 'storage',
} as const satisfies Record<BindingAccess, GPUBufferBindingType>;

const cache = new WeakMap<GPUDevice, Map<string, Promise<Kernel>>>();

/**
 * Compiles a kernel, or returns the one compiled before from the same code and constants.
 *
 * @throws ShaderError with the compiler's complaints at their lines
 */
export function compileKernel(device: GPUDevice, spec: KernelSpec): Promise<Kernel> {
  const kernels = cache.get(device) ?? new Map<string, Promise<Kernel>>();
  cache.set(device, kernels);
  const key = JSON.stringify([spec.name, spec.code, spec.bindings, spec.constants, spec.dynamic]);
  let kernel = kernels.get(key);
  if (!kernel) {
    kernel = compile(device, spec);
    kernels.set(key, kernel);
    kernel.catch(() => kernels.delete(key)); // a failure is not worth keeping
  }
  return kernel;
}

/**
 * Compiles a text and makes no pipeline of it.
 *
 * @throws ShaderError with the compiler's complaints at their lines
 */
export async function compileModule(
  device: GPUDevice,
  name: string,
  code: string,
): Promise<GPUShaderModule> {
  // The compilation info says the same as this scope would catch, and says where.
  device.pushErrorScope('validation');
  const module = device.createShaderModule({ label: name, code });
  void device.popErrorScope();
  const complaints: ShaderMessage[] = (await module.getCompilationInfo()).messages
    .filter(({ type }) => type === 'error')
    .map(({ type, lineNum, linePos, message }) => ({
      type,
      line: lineNum,
      column: linePos,
      text: message,
    }));
  if (complaints.length > 0) throw new ShaderError(name, code, complaints);
  return module;
}

async function compile(device: GPUDevice, spec: KernelSpec): Promise<Kernel> {
  const module = await compileModule(device, spec.name, spec.code);
  const layout = device.createBindGroupLayout({
    label: `${spec.name}.layout`,
    entries: spec.bindings.map(({ index, name, access }) => ({
      binding: index,
      visibility: GPUShaderStage.COMPUTE,
      buffer: {
        type: LAYOUT_TYPE[access],
        hasDynamicOffset: spec.dynamic?.includes(name) ?? false,
      },
    })),
  });
  const pipeline = await device.createComputePipelineAsync({
    label: spec.name,
    layout: device.createPipelineLayout({ label: spec.name, bindGroupLayouts: [layout] }),
    compute: { module, entryPoint: 'main', constants: spec.constants },
  });
  return { spec, pipeline, layout };
}

/** A buffer, or the part of one that a binding sees. */
export type Bindable = GPUBuffer | { buffer: GPUBuffer; offset?: number; size?: number };

/**
 * Binds one buffer to each of the kernel's bindings, by name.
 *
 * @throws RangeError when a name is missing or unknown
 */
export function bind(
  device: GPUDevice,
  kernel: Kernel,
  buffers: Readonly<Record<string, Bindable>>,
): GPUBindGroup {
  const { name, bindings } = kernel.spec;
  const known = bindings.map((binding) => binding.name);
  const wrong = [
    ...known.filter((binding) => !(binding in buffers)),
    ...Object.keys(buffers).filter((given) => !known.includes(given)),
  ];
  if (wrong.length > 0) {
    throw new RangeError(
      `${name} binds ${known.join(', ')}; missing or unknown: ${wrong.join(', ')}`,
    );
  }
  return device.createBindGroup({
    label: `${name}.bindings`,
    layout: kernel.layout,
    entries: bindings.map((binding) => {
      const given = buffers[binding.name];
      return {
        binding: binding.index,
        resource: 'buffer' in given ? given : { buffer: given },
      };
    }),
  });
}
