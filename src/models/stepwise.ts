import {
  bind,
  compileKernel,
  ReadbackRing,
  type Bindable,
  type Gpu,
  type GpuArray,
  type Kernel,
  type Scope,
  type Timeline,
} from '../gpu/index';
import {
  editedConstants,
  endedLoops,
  GUARD_BINDING,
  guardBudget,
  guardText,
  guardWords,
  loopBudget,
  kernelEntry,
  packUniform,
  workgroups,
  type Guarded,
  type KernelEntry,
  type Sizes,
  type UniformField,
} from '../kernels/index';
import type { CallDescription, EditedSources, EndedLoops, ModelParameters } from './program';

/** One kernel call of a program, as a model declares it. */
export interface Call {
  kernel: string;
  /** What it computes, in the paper's symbols. */
  does: string;
  /** `override` values that differ from the shader's defaults. */
  constants?: Sizes;
  /** Values of the kernel's size symbols. */
  sizes: Sizes;
  /** Which array stands at each storage binding. */
  arrays: Readonly<Record<string, string>>;
  /** Uniform fields beyond the size symbols, by binding. */
  uniforms?: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** A buffer of which each step of a submit sees its own part: `slot · stride` bytes from the start. */
export interface Slotted {
  buffer: GPUBuffer;
  stride: number;
  /** Bytes that one step sees. */
  size: number;
}

interface CompiledCall {
  kernel: Kernel;
  group: GPUBindGroup;
  /** Uniforms that stay the same from step to step. */
  uniforms: readonly { binding: string; fields: readonly UniformField[]; buffer: GPUBuffer }[];
  size: [number, number, number];
  /** Of an edited text: what holds its budget. */
  guard: { guarded: Guarded; words: GPUBuffer } | null;
  /** Strides of the slotted bindings, in binding order, and the offsets made from them. */
  strides: number[];
  offsets: Uint32Array<ArrayBuffer>;
}

/** A list of kernel calls, compiled and bound once, that is encoded again at every step. */
export class CallList {
  private constructor(
    readonly descriptions: readonly CallDescription[],
    private readonly calls: readonly CompiledCall[],
  ) {}

  /**
   * @param arrays by the names that the calls use
   * @param slotted buffers that change from step to step, by array name or by uniform binding
   * @param scope owns the uniform buffers made here
   * @param edited run, guarded, in the place of the kernels' own
   * @throws ShaderError
   */
  static async compile(
    gpu: Gpu,
    scope: Scope,
    calls: readonly Call[],
    arrays: Readonly<Record<string, GpuArray>>,
    slotted: Readonly<Record<string, Slotted>>,
    edited: EditedSources = new Map(),
  ): Promise<CallList> {
    const compiled = await Promise.all(
      calls.map(async (call): Promise<CompiledCall> => {
        const entry = kernelEntry(call.kernel);
        const { header } = entry;
        const slotOf = (binding: string) => slotted[call.arrays[binding] ?? binding];
        const dynamic = header.bindings.map(({ name }) => name).filter(slotOf);
        const guarded = await guardedText(gpu, call, edited);
        const kernel = await compileKernel(gpu.device, {
          name: header.name,
          code: guarded?.code ?? entry.source,
          bindings: guarded?.flags
            ? [...header.bindings, { ...GUARD_BINDING, access: 'read_write' }]
            : header.bindings,
          constants: constantsOf(call, edited),
          dynamic,
        });
        const buffers: Record<string, Bindable> = {};
        const uniforms: CompiledCall['uniforms'][number][] = [];
        for (const { name, access, struct } of header.bindings) {
          const slot = slotOf(name);
          if (slot) {
            buffers[name] = { buffer: slot.buffer, size: slot.size };
          } else if (access === 'uniform') {
            const fields = header.structs[struct];
            const buffer = scope.uniform(packed(call, name, fields), `${header.name}.${name}`);
            uniforms.push({ binding: name, fields, buffer });
            buffers[name] = buffer;
          } else {
            buffers[name] = arrays[call.arrays[name]].buffer;
          }
        }
        let guard: CompiledCall['guard'] = null;
        if (guarded?.flags) {
          const words = guardWords(guarded);
          const { buffer } = scope.array('u32', [words.length], `${header.name}.guard`, words);
          buffers[GUARD_BINDING.name] = buffer;
          guard = { guarded, words: buffer };
        }
        return {
          kernel,
          guard,
          group: bind(gpu.device, kernel, buffers),
          uniforms,
          size: workgroups(header, { ...call.constants, ...call.sizes }),
          strides: dynamic.map((name) => slotOf(name).stride),
          offsets: new Uint32Array(dynamic.length),
        };
      }),
    );
    return new CallList(
      calls.map((call) => describe(call, kernelEntry(call.kernel), arrays, edited)),
      compiled,
    );
  }

  /** Writes the uniforms again: of the same calls, with other values. */
  rewrite(queue: GPUQueue, calls: readonly Call[]): void {
    for (const [place, { uniforms }] of this.calls.entries()) {
      for (const { binding, fields, buffer } of uniforms) {
        queue.writeBuffer(buffer, 0, packed(calls[place], binding, fields));
      }
    }
  }

  /** Gives the loops of edited texts their budget for so many encodings, which are to be submitted next. */
  refill(queue: GPUQueue, times: number): void {
    for (const { guard } of this.calls) {
      if (!guard) continue;
      const { at, words } = guardBudget(guard.guarded, times);
      queue.writeBuffer(guard.words, 4 * at, words);
    }
  }

  /** What the guard had to end in all work submitted so far. Asks the device only where texts are edited. */
  async ended(device: GPUDevice): Promise<readonly EndedLoops[]> {
    const watched = this.calls.flatMap(({ kernel, guard }) =>
      guard ? [{ kernel: kernel.spec.name, ...guard }] : [],
    );
    if (watched.length === 0) return [];
    const parts = watched.map(({ words }) => ({ buffer: words, bytes: words.size }));
    const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
    const ring = new ReadbackRing(device, 'guards', bytes, 1);
    try {
      const encoder = device.createCommandEncoder({ label: 'guards' });
      const arrive = ring.copy(encoder, parts);
      device.queue.submit([encoder.finish()]);
      const all = new Uint32Array(await arrive());
      let at = 0;
      return watched.flatMap(({ kernel, guarded, words }) => {
        const lines = endedLoops(guarded, all.subarray(at, (at += words.size / 4)));
        return lines ? [{ kernel, lines }] : [];
      });
    } finally {
      ring.destroy();
    }
  }

  /** Encodes every call once. Allocates nothing. */
  encode(pass: GPUComputePassEncoder, slot: number): void {
    for (const call of this.calls) encodeCall(pass, call, slot);
  }

  /** Encodes the call at a place alone, in a pass of its own. */
  encodeOne(encoder: GPUCommandEncoder, slot: number, place: number): void {
    const call = this.calls[place];
    const pass = encoder.beginComputePass({ label: call.kernel.spec.name });
    encodeCall(pass, call, slot);
    pass.end();
  }

  /**
   * Encodes every call once, each in a pass of its own, so that the timeline notes when it began and ended.
   *
   * @param first place on the timeline of the first call
   */
  encodeApart(encoder: GPUCommandEncoder, slot: number, timeline: Timeline, first: number): void {
    for (const [place, call] of this.calls.entries()) {
      const label = call.kernel.spec.name;
      const timestampWrites = timeline.writes(first + place);
      const pass = encoder.beginComputePass({ label, timestampWrites });
      encodeCall(pass, call, slot);
      pass.end();
    }
  }
}

/** The bytes of a call's uniform. */
function packed(call: Call, binding: string, fields: readonly UniformField[]): ArrayBuffer {
  const known = { ...call.sizes, ...call.uniforms?.[binding] };
  return packUniform(fields, Object.fromEntries(fields.map(({ name }) => [name, known[name]])));
}

function encodeCall(
  pass: GPUComputePassEncoder,
  { kernel, group, size, strides, offsets }: CompiledCall,
  slot: number,
): void {
  for (let i = 0; i < strides.length; i++) offsets[i] = slot * strides[i];
  pass.setPipeline(kernel.pipeline);
  // Deno 2.9.5 panics when it is given an array of no offsets.
  if (offsets.length === 0) pass.setBindGroup(0, group);
  else pass.setBindGroup(0, group, offsets, 0, offsets.length);
  pass.dispatchWorkgroups(size[0], size[1], size[2]);
}

/** The constants of a call's pipeline. An edited text may fix some, at the values that the model is cut for. */
function constantsOf({ kernel, constants = {} }: Call, edited: EditedSources): Sizes {
  const code = edited.get(kernel);
  if (code === undefined) return constants;
  const { header } = kernelEntry(kernel);
  const { open, fixed } = editedConstants(code, header, constants);
  for (const [name, value] of Object.entries(fixed)) {
    const needed = constants[name] ?? header.constants[name];
    if (value === needed) continue;
    throw new RangeError(
      `${name} is a const of ${value} in this text, and the model's call of ${kernel} needs ${needed}. Write "override ${name}: u32 = ${needed}u;", so that the call can choose.`,
    );
  }
  return open;
}

/** An edited text of a call, its loops guarded; null where it runs the kernel's own. */
async function guardedText(
  gpu: Gpu,
  { kernel, sizes, constants }: Call,
  edited: EditedSources,
): Promise<Guarded | null> {
  const code = edited.get(kernel);
  if (code === undefined) return null;
  const { header } = kernelEntry(kernel);
  return guardText(gpu, header, code, loopBudget(header, { ...constants, ...sizes }));
}

function describe(
  call: Call,
  { header, file, source }: KernelEntry,
  arrays: Readonly<Record<string, GpuArray>>,
  edited: EditedSources,
): CallDescription {
  return {
    kernel: header.name,
    does: call.does,
    summary: header.summary,
    file,
    source: edited.get(header.name) ?? source,
    constants: call.constants ?? {},
    workgroups: workgroups(header, { ...call.constants, ...call.sizes }),
    arrays: header.bindings
      .filter(({ access }) => access !== 'uniform')
      .map(({ name, access }) => ({
        binding: name,
        array: call.arrays[name],
        shape: arrays[call.arrays[name]].shape,
        written: access === 'read_write',
      })),
  };
}

/** Parameters, and what the guard had to end in the lists of calls that made them. Both are asked for at once. */
export async function withEnded(
  parameters: Promise<ModelParameters>,
  device: GPUDevice,
  lists: readonly CallList[],
): Promise<ModelParameters> {
  const [read, ...told] = await Promise.all([
    parameters,
    ...lists.map((list) => list.ended(device)),
  ]);
  const ended = told.flat();
  return ended.length === 0 ? read : { ...read, ended };
}
