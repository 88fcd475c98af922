import { ReadbackRing, Scope, type Gpu, type GpuArray, type ReadbackPart } from '../gpu/index';
import type { CallDescription } from './program';
import type { ArrayMeaning } from './toy-model-arrays';

/** Numbers of one array that are read back at most; of longer ones the first rows. */
export const MOST_VALUES = 2 ** 14;
/** Numbers of the batch that are searched for a sample in which a feature is on. */
const MOST_SEARCHED = 2 ** 18;

/** One array as one call of a step found or left it: the part of one model, and of one sample where it has samples. */
export interface CallValues {
  /** Of the shader. */
  binding: string;
  array: string;
  symbol: string;
  words: string;
  /** What the rows and columns are: 'n' features, 'm' hidden dimensions; none of a single number. */
  axes: readonly ('n' | 'm')[];
  /** Extents of those axes. */
  shape: readonly number[];
  /** Row by row; fewer than the shape says where only the first rows were read back. */
  values: Float32Array | Uint32Array;
}

/** Every array of one training step, call by call, as the device computed it. */
export interface StepValues {
  /** Which step it is, from 0: the one that comes next. It was computed, looked at and taken back. */
  step: number;
  model: number;
  sample: number;
  /** Samples of the batch to choose from. */
  samples: number;
  /** The first sample in which a feature is on; 0 where there is none among those that were searched. */
  firstOn: number;
  /** In the order of the program's calls: what each reads, as it was before the call, and what it writes. */
  calls: readonly { reads: readonly CallValues[]; writes: readonly CallValues[] }[];
}

/** A step of a program that can be looked at. */
export interface Watched {
  gpu: Gpu;
  /** First part of every label. */
  owner: string;
  calls: readonly CallDescription[];
  arrays: Readonly<Record<string, GpuArray>>;
  meanings: Readonly<Record<string, ArrayMeaning>>;
  /** Arrays that a step begins with and changes: they are put back. */
  carried: readonly string[];
  /** Models, and samples of the batch of each. */
  models: number;
  samples: number;
  /** Encodes the call at a place, in a pass of its own. */
  encode(encoder: GPUCommandEncoder, place: number): void;
}

/** Where the part of an array lies that is read back, in numbers. */
interface Part extends Omit<CallValues, 'binding' | 'values'> {
  offset: number;
  length: number;
}

/**
 * Makes one step call by call, copies what each call reads and writes on the way, and puts the trained numbers back: the
 * program stands where it stood, to the bit. One submit.
 *
 * @param step for the answer; the step's constants are already written
 * @throws RangeError when there is no such model or sample; GpuError when the device has no room for a copy of the weights
 */
export async function readStepValues(
  watched: Watched,
  { step, model, sample }: Pick<StepValues, 'step' | 'model' | 'sample'>,
): Promise<StepValues> {
  const { gpu, owner, calls, arrays, carried, models, samples } = watched;
  checkPlace('model', model, models);
  checkPlace('sample', sample, samples);
  const scope = new Scope(gpu.device, `${owner}.values`);
  try {
    const plan = planOf(watched, model, sample);
    // The batch comes last: only its first samples, and only to see what is on.
    const features = arrays.x.shape[2];
    const searched = features * Math.min(samples, Math.ceil(MOST_SEARCHED / features));
    const told = plan.copies.reduce((sum, { part }) => sum + part.length, 0);
    const total = 4 * (told + searched);
    const { ring, kept, gathered } = await gpu.guarded(scope.name, () => ({
      ring: scope.own(new ReadbackRing(gpu.device, scope.name, total, 1)),
      // What is read back is gathered on the device: the arrays go on changing.
      gathered: scope.array('u32', [total / 4], 'gathered'),
      kept: carried.map((name) => scope.array(arrays[name].type, arrays[name].shape, name)),
    }));
    const encoder = gpu.device.createCommandEncoder({ label: scope.name });
    const copyAll = (from: GpuArray, to: GpuArray) =>
      encoder.copyBufferToBuffer(from.buffer, 0, to.buffer, 0, from.length * 4);
    const gather = ({ part, at }: Copy) =>
      encoder.copyBufferToBuffer(
        arrays[part.array].buffer,
        part.offset * 4,
        gathered.buffer,
        at * 4,
        part.length * 4,
      );

    carried.forEach((name, k) => copyAll(arrays[name], kept[k]));
    calls.forEach((_, place) => {
      plan.before[place].forEach(gather);
      watched.encode(encoder, place);
      plan.after[place].forEach(gather);
    });
    carried.forEach((name, k) => copyAll(kept[k], arrays[name]));
    const batch = model * samples * features * 4;
    encoder.copyBufferToBuffer(arrays.x.buffer, batch, gathered.buffer, told * 4, searched * 4);
    const whole: ReadbackPart = { buffer: gathered.buffer, bytes: total };
    const arrive = ring.copy(encoder, [whole]);
    gpu.device.queue.submit([encoder.finish()]);
    const bytes = await arrive();
    const on = new Float32Array(bytes, told * 4).findIndex((value) => value !== 0);
    const firstOn = Math.max(0, Math.floor(on / features));
    return { step, model, sample, samples, firstOn, calls: plan.told(arrays, bytes) };
  } finally {
    scope.destroy();
  }
}

function checkPlace(what: string, given: number, of: number): void {
  if (Number.isInteger(given) && given >= 0 && given < of) return;
  throw new RangeError(`${what}: was given ${given}, allowed is 0 to ${of - 1}.`);
}

interface Copy {
  part: Part;
  /** Place among all numbers that are read back. */
  at: number;
}

/** Which parts are copied before and after each call. An array that no call has changed is copied once. */
function planOf({ calls, meanings, arrays, carried }: Watched, model: number, sample: number) {
  const copies: Copy[] = [];
  const newest = new Map<string, Copy>();
  let at = 0;
  const copy = (array: string): Copy => {
    const part = partOf(array, meanings[array], arrays[array], model, sample);
    const made = { part, at };
    at += part.length;
    copies.push(made);
    newest.set(array, made);
    return made;
  };
  const places = calls.map((call) => {
    const before: Copy[] = [];
    const reads = call.arrays
      // In place: what is written was there before, of the step before or of an earlier call.
      .filter(({ array, written }) => !written || carried.includes(array) || newest.has(array))
      .map(({ binding, array }) => {
        const known = newest.get(array);
        if (known) return { binding, copy: known };
        const made = copy(array);
        before.push(made);
        return { binding, copy: made };
      });
    const after: Copy[] = [];
    const writes = call.arrays
      .filter(({ written }) => written)
      .map(({ binding, array }) => {
        const made = copy(array);
        after.push(made);
        return { binding, copy: made };
      });
    return { before, after, reads, writes };
  });

  const told = (all: Watched['arrays'], bytes: ArrayBuffer): StepValues['calls'] => {
    const values = ({ binding, copy: { part, at: from } }: { binding: string; copy: Copy }) => {
      const { array, symbol, words, axes, shape, length } = part;
      const read =
        all[array].type === 'u32'
          ? new Uint32Array(bytes, from * 4, length)
          : new Float32Array(bytes, from * 4, length);
      return { binding, array, symbol, words, axes, shape, values: read };
    };
    return places.map(({ reads, writes }) => ({
      reads: reads.map(values),
      writes: writes.map(values),
    }));
  };
  return {
    copies,
    before: places.map((place) => place.before),
    after: places.map((place) => place.after),
    told,
  };
}

/** The rows of one model and one sample in an array [I, …] or [I, B, …]. Losses lie in the first slot. */
function partOf(
  array: string,
  { axes, symbol, words }: ArrayMeaning,
  { shape }: GpuArray,
  model: number,
  sample: number,
): Part {
  const rest = axes.length - (axes[1] === 'B' ? 2 : 1);
  const own = rest === 0 ? [] : shape.slice(-rest);
  const size = own.reduce((product, extent) => product * extent, 1);
  const row = size / (own[0] ?? 1);
  const rows = Math.min(own[0] ?? 1, Math.max(1, Math.floor(MOST_VALUES / row)));
  const index = axes[1] === 'B' ? model * shape[1] + sample : model;
  return {
    array,
    symbol,
    words,
    axes: axes.slice(axes.length - rest) as ('n' | 'm')[],
    shape: own,
    offset: index * size,
    length: rows * row,
  };
}
