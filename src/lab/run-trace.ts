import { compileKernel, type Gpu } from '../gpu/index';
import {
  caseRandom,
  evaluate,
  judge,
  runKernel,
  shapeOf,
  workgroups,
  type KernelEntry,
  type Sizes,
} from '../kernels/index';
import { smallShape, type SmallShape } from './small-shapes';
import { traceSource, type TracedSource } from './trace';
import { regionWords, TRACE_BINDING, TraceError } from './trace-main';
import type { Trace, TracedArray } from './trace-types';
import type { ArrayDeclaration } from './wgsl-arrays';

/** Accesses kept of one invocation at most, and words of all invocations together. */
const MOST_ACCESSES = 1024;
const MOST_WORDS = 2 ** 23;
const MOST_INVOCATIONS = 2 ** 13;

/** The seed of the numbers that a traced kernel computes with. Which they are changes no picture but a sampler's. */
const SEED = 1;

/**
 * Runs a kernel once on the device and returns what each invocation read and wrote.
 *
 * @param code the shader's text where it is not the catalogue's own
 * @throws ShaderError where the text does not compile, TraceError where it cannot be traced
 */
export async function runTrace(
  gpu: Gpu,
  entry: KernelEntry,
  code: string = entry.source,
  shape: SmallShape = smallShape(entry),
): Promise<Trace> {
  const { header } = entry;
  const { sizes, constants } = shape;
  // First as it stands, so that the compiler's complaints are about the reader's own columns.
  const { name, bindings } = header;
  await compileKernel(gpu.device, { name, code, bindings, constants });

  const groups = workgroups(header, { ...sizes, ...constants });
  const free = Math.max(-1, ...bindings.map(({ index }) => index)) + 1;
  const traced = (most: number) => traceSource(code, free, most);
  const known = knownSizes(traced(1), { ...header.constants, ...constants });
  const workgroup = traced(1).workgroup.map((extent) => evaluate(extent, known));
  const lanes = product(workgroup);
  const invocations = product(groups) * lanes;
  if (!(invocations <= MOST_INVOCATIONS)) {
    throw new TraceError(
      `${invocations} invocations are too many to follow; at most ${MOST_INVOCATIONS} can be.`,
    );
  }
  const most = Math.min(MOST_ACCESSES, Math.floor(MOST_WORDS / invocations / 2) - 1);
  const tracedSource = traced(most);
  const { sites, arrays, unfollowed } = tracedSource;

  const words = invocations * regionWords(most);
  const kernelCase = entry.makeCase(sizes, caseRandom(SEED), { ...header.constants, ...constants });
  const outputs = await runKernel(
    gpu,
    withTrace(entry, tracedSource.code, free, words),
    sizes,
    { ...kernelCase, inputs: { ...kernelCase.inputs, [TRACE_BINDING]: new Uint32Array(words) } },
    constants,
  );
  return {
    kernel: entry.name,
    file: entry.file,
    source: code,
    sizes,
    constants,
    groups,
    workgroup: workgroup as unknown as Trace['workgroup'],
    arrays: arrays.flatMap((array) => describe(array, entry, sizes, known) ?? []),
    sites,
    ...unpack(outputs[TRACE_BINDING] as Uint32Array, invocations, most),
    agrees: judge(kernelCase, outputs).disagreements.length === 0,
    unfollowed,
    adapter: [gpu.adapter.vendor, gpu.adapter.architecture].filter(Boolean).join(' '),
  };
}

/** The entry with the traced text and one more binding. */
function withTrace(entry: KernelEntry, source: string, index: number, words: number): KernelEntry {
  const { header } = entry;
  const binding = {
    index,
    name: TRACE_BINDING,
    access: 'read_write' as const,
    shape: [String(words)],
    struct: '',
    note: '',
  };
  return {
    ...entry,
    source,
    header: {
      ...header,
      bindings: [...header.bindings, binding],
      elements: { ...header.elements, [TRACE_BINDING]: 'u32' },
    },
  };
}

/** Values of all `override`s and `const`s that are numbers or made of ones that are. */
function knownSizes({ declared }: TracedSource, given: Sizes): Sizes {
  const known: Record<string, number> = { ...given };
  for (const [name, expression] of Object.entries(declared.sizes)) {
    if (name in given) continue;
    const value = attempt(expression, known);
    if (value !== null) known[name] = value;
  }
  return known;
}

function attempt(expression: string, sizes: Sizes): number | null {
  try {
    return evaluate(expression, sizes);
  } catch {
    return null;
  }
}

/** How an array is drawn; null for one whose extents are not known. */
function describe(
  array: ArrayDeclaration,
  { header }: KernelEntry,
  sizes: Sizes,
  known: Sizes,
): TracedArray | null {
  const { name, space, width, atomic, note } = array;
  const drawn = (shape: readonly number[], symbols: readonly string[], said = note) => ({
    name,
    space,
    shape,
    symbols,
    width: Math.max(1, width),
    atomic,
    note: said,
  });
  if (space === 'storage') {
    const binding = header.bindings.find((candidate) => candidate.name === name);
    if (!binding) return null;
    return drawn(shapeOf(binding.shape, sizes), binding.shape, binding.note);
  }
  const values = array.extents.map((extent) => attempt(extent, known));
  if (values.some((value) => value === null)) return null;
  const length = product(values as number[]) * Math.max(1, width);
  // A comment such as "[TILE, TILE] block of A" says how a flat array is meant; else its factors do.
  const [, said = '', rest = ''] = /^\[([^\]]+)\]\s*(.*)$/.exec(note) ?? [];
  const guesses = [
    said.split(',').map((part) => part.trim()),
    array.extents.length === 2 ? [...array.extents] : factors(array.extents[0]),
  ];
  for (const guess of guesses) {
    const shape = guess.map((extent) => (extent === '' ? null : attempt(extent, known)));
    if (shape.every((extent) => extent !== null) && product(shape) === length) {
      // `( TILE + 1 )` stands alone here, and needs no brackets.
      const symbols = guess.map((extent) => extent.replace(/^\(\s*([^()]*?)\s*\)$/, '$1'));
      return drawn(shape, symbols, said ? rest : note);
    }
  }
  return drawn([length], [], note);
}

/** `TILE * (TILE + 1)` → `TILE`, `(TILE + 1)`: the last factor across. */
function factors(expression: string): string[] {
  const parts = expression.split(/\*(?![^(]*\))/).map((part) => part.trim());
  return parts.length < 2 ? parts : [parts.slice(0, -1).join(' * '), parts[parts.length - 1]];
}

/** Cuts the regions of all invocations down to what was noted in them. */
function unpack(words: Uint32Array, invocations: number, most: number) {
  const stride = regionWords(most);
  const endless = new Set<number>();
  const starts = new Uint32Array(invocations + 1);
  let cut = 0;
  for (let i = 0; i < invocations; i++) {
    const noted = words[i * stride];
    if (words[i * stride + 1] > 0) endless.add(words[i * stride + 1]);
    starts[i + 1] = starts[i] + Math.min(noted, most);
    cut += Math.max(0, noted - most);
  }
  const site = new Uint16Array(starts[invocations]);
  const index = new Uint32Array(starts[invocations]);
  for (let i = 0; i < invocations; i++) {
    for (let k = starts[i], at = i * stride + 2; k < starts[i + 1]; k++, at += 2) {
      site[k] = words[at];
      index[k] = words[at + 1];
    }
  }
  return { starts, site, index, cut, endless: [...endless] };
}

function product(values: readonly number[]): number {
  return values.reduce((total, value) => total * value, 1);
}
