import { bind, compileKernel, ReadbackRing, Scope, Timer } from '../gpu/index';
import type { Binding, ElementType, Gpu, GpuArray, HostArray } from '../gpu/index';
import type { KernelCase, KernelEntry } from './case';
import { endedLoops, GUARD_BINDING, guardWords, type Guarded } from './guard';
import type { KernelHeader } from './header';
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

/** Milliseconds after which no further round is timed. */
const ENOUGH = 250;

/** How a kernel is run. */
export interface RunOptions {
  /** `override` values that differ from the shader's defaults. */
  constants?: Sizes;
  /** Values of constants that the text fixes, and the launch goes by. */
  fixed?: Sizes;
  /** Rounds to time, each from the same inputs; 0 where nobody asks for the time. Slow kernels get fewer. */
  rounds?: number;
  /** Guarded text to run in the place of the entry's. */
  guarded?: Guarded;
}

/** What a run gave, and how long it took. */
export interface TimedRun {
  outputs: KernelOutputs;
  /** Median over the rounds; null where none was timed, or the clock went backwards. */
  milliseconds: number | null;
  /** `gpu`: timestamps at both ends of the pass. `submit`: from the submit until the work is done. */
  clock: 'gpu' | 'submit';
  rounds: number;
  /** Lines of the loops that the guard had to end; null where it ended none, or had no buffer to say so. */
  ended: readonly number[] | null;
}

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
  return (await runTimed(gpu, entry, sizes, kernelCase, { constants })).outputs;
}

/** Features that a kernel needs and this device lacks. */
export function lacking(gpu: Gpu, { header }: KernelEntry): readonly string[] {
  return header.requires.filter((feature) => !gpu.features.has(feature));
}

/** Runs a kernel on one case, several times where its time is asked for. The outputs are the first round's. */
export async function runTimed(
  gpu: Gpu,
  entry: KernelEntry,
  sizes: Sizes,
  kernelCase: KernelCase,
  { constants = {}, fixed = {}, rounds = 0, guarded }: RunOptions,
): Promise<TimedRun> {
  const { device } = gpu;
  const { header, name } = entry;
  const lacks = lacking(gpu, entry);
  if (lacks.length > 0) {
    throw new RangeError(`${name} needs ${lacks.join(', ')}, which this device does not have`);
  }
  const flagged = guarded?.flags ?? false;
  const bindings: readonly Binding[] = flagged
    ? [...header.bindings, { ...GUARD_BINDING, access: 'read_write' }]
    : header.bindings;
  const code = guarded?.code ?? entry.source;
  const kernel = await compileKernel(device, { name, code, bindings, constants });
  const scope = new Scope(device, name);
  try {
    const timer = rounds > 0 ? Timer.create(device, `${name}.timer`) : null;
    if (timer) scope.own(timer);
    const { arrays, buffers } = await gpu.guarded(name, () =>
      makeArrays(scope, header, sizes, { ...constants, ...fixed }, kernelCase),
    );
    const flags =
      guarded && flagged
        ? scope.array('u32', [guardWords(guarded).length], GUARD_BINDING.name)
        : null;
    if (flags) buffers[GUARD_BINDING.name] = flags.buffer;
    const written = header.bindings.filter(({ access }) => access === 'read_write');
    const group = bind(device, kernel, buffers);
    const size = workgroups(header, { ...sizes, ...constants, ...fixed });

    const times: number[] = [];
    let outputs: KernelOutputs = {};
    let ended: readonly number[] | null = null;
    let spent = 0;
    for (let round = 0; round < Math.max(1, rounds) && spent < ENOUGH; round++) {
      const began = performance.now();
      const arriving = await gpu.guarded(name, () => {
        for (const [role, array] of Object.entries(arrays)) {
          array.write(device.queue, kernelCase.inputs[role] ?? unwritten(array));
        }
        if (guarded) flags?.write(device.queue, guardWords(guarded)); // each round has the whole budget
        const encoder = device.createCommandEncoder({ label: name });
        const { timestampWrites } = timer ?? {};
        const pass = encoder.beginComputePass({ label: name, timestampWrites });
        pass.setPipeline(kernel.pipeline);
        pass.setBindGroup(0, group);
        pass.dispatchWorkgroups(...size);
        pass.end();
        timer?.resolve(encoder);
        const read = round > 0 ? [] : [...written.map(({ name: role }) => arrays[role]), flags];
        const copies = read.map((array) => array && copyBack(scope, encoder, array));
        device.queue.submit([encoder.finish()]);
        return copies;
      });
      await device.queue.onSubmittedWorkDone();
      spent += performance.now() - began;
      const nanoseconds = timer ? await timer.read() : (performance.now() - began) * 1e6;
      if (nanoseconds !== null) times.push(nanoseconds / 1e6);
      if (round > 0) continue;
      const data = await Promise.all(arriving.map((arrive) => arrive?.()));
      outputs = Object.fromEntries(written.map(({ name: role }, k) => [role, data[k]!]));
      const found = data[written.length];
      ended = guarded && found ? endedLoops(guarded, found) : null;
    }
    // The first round warms up, unless it is the only one.
    const counted = times.length > 1 ? times.slice(1).sort((p, q) => p - q) : times;
    return {
      outputs,
      milliseconds: rounds > 0 ? (counted[counted.length >> 1] ?? null) : null,
      clock: timer ? 'gpu' : 'submit',
      rounds: counted.length,
      ended,
    };
  } finally {
    scope.destroy();
  }
}

function makeArrays(
  scope: Scope,
  header: KernelHeader,
  sizes: Sizes,
  constants: Sizes,
  { uniforms }: KernelCase,
): { arrays: Record<string, GpuArray>; buffers: Record<string, GPUBuffer> } {
  const arrays: Record<string, GpuArray> = {};
  const buffers: Record<string, GPUBuffer> = {};
  for (const { name: role, access, struct, shape } of header.bindings) {
    if (access === 'uniform') {
      buffers[role] = scope.uniform(packUniform(header.structs[struct], uniforms[role]), role);
      continue;
    }
    const extents = shapeOf(shape, { ...header.constants, ...constants, ...sizes });
    arrays[role] = scope.array(header.elements[role], extents, role);
    buffers[role] = arrays[role].buffer;
  }
  return { arrays, buffers };
}

/** Encodes the copy of an array; the promise is to be asked for after the submit. */
function copyBack(scope: Scope, encoder: GPUCommandEncoder, array: GpuArray) {
  const bytes = array.buffer.size;
  const ring = scope.own(new ReadbackRing(scope.device, array.label, bytes, 1));
  const arrive = ring.copy(encoder, [{ buffer: array.buffer, bytes }]);
  return async (): Promise<HostArray<ElementType>> => {
    const data = await arrive();
    return array.type === 'u32' ? new Uint32Array(data) : new Float32Array(data);
  };
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
