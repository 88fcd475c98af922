import { compileKernel, type Gpu } from '../gpu/index';
import {
  caseRandom,
  editedConstants,
  guardText,
  judge,
  loopBudget,
  runTimed,
  shapeOf,
  workgroups,
  type KernelEntry,
  type Sizes,
} from '../kernels/index';
import { constValue, plainLines } from '../wgsl/index';
import { smallShape, type SmallShape } from './small-shapes';
import { traceSource, type TracedSource } from './trace';
import { regionWords, TRACE_BINDING } from './trace-library';
import { TraceError } from './trace-main';
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
  text: string = entry.source,
  shape: SmallShape = smallShape(entry),
): Promise<Trace> {
  const { header } = entry;
  const { sizes, constants } = shape;
  const code = plainLines(text); // places are counted in lines that the page shows
  const { open, fixed } = editedConstants(code, header, constants);
  // First as it stands, so that the compiler's complaints are about the reader's own columns.
  const { name, bindings } = header;
  await compileKernel(gpu.device, { name, code, bindings, constants: open });

  const launch = { ...sizes, ...constants, ...fixed };
  const groups = workgroups(header, launch);
  const free = Math.max(-1, ...bindings.map(({ index }) => index)) + 1;
  const traced = (most: number) => traceSource(code, free, most);
  const plain = traced(1);
  const known = knownSizes(plain, { ...header.constants, ...constants, ...fixed });
  const workgroup = plain.workgroup.map((extent) => {
    const value = constValue(extent, known);
    if (value !== null) return value;
    throw new TraceError(`The size of the workgroup, ${extent}, cannot be worked out here.`);
  });
  const lanes = product(workgroup);
  const invocations = product(groups) * lanes;
  if (!(invocations <= MOST_INVOCATIONS)) {
    throw new TraceError(
      `${invocations} invocations are too many to follow; at most ${MOST_INVOCATIONS} can be.`,
    );
  }
  const most = Math.min(MOST_ACCESSES, Math.floor(MOST_WORDS / invocations / 2) - 1);
  const tracedSource = traced(most);
  const { sites } = tracedSource;
  const unfollowed = [...tracedSource.unfollowed];
  const arrays = tracedSource.arrays.flatMap((array) => {
    const described = describe(array, entry, sizes, known);
    if (!described) {
      unfollowed.push(
        `Line ${array.line}: the size of ${array.name} cannot be worked out here, so it is not drawn and its races are not looked for.`,
      );
    }
    return described ?? [];
  });

  const words = invocations * regionWords(most);
  const followed = withTrace(entry, tracedSource.code, free, words);
  const budget = loopBudget(header, launch);
  const guarded = await guardText(gpu, followed.header, followed.source, budget);
  if (guarded.lines.length > 0 && !guarded.flags) {
    unfollowed.push('Whether a loop had to be ended is not known: no buffer is free to say so.');
  }
  const all = { ...header.constants, ...constants, ...fixed };
  const kernelCase = entry.makeCase(sizes, caseRandom(SEED), all);
  const { outputs, ended } = await runTimed(
    gpu,
    followed,
    sizes,
    { ...kernelCase, inputs: { ...kernelCase.inputs, [TRACE_BINDING]: new Uint32Array(words) } },
    { constants: open, fixed, guarded },
  );
  return {
    kernel: entry.name,
    file: entry.file,
    source: code,
    sizes,
    constants: { ...constants, ...fixed },
    groups,
    workgroup: workgroup as unknown as Trace['workgroup'],
    arrays,
    sites,
    ...unpack(outputs[TRACE_BINDING] as Uint32Array, invocations, most),
    endless: ended,
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
    const value = constValue(expression, known);
    if (value !== null) known[name] = value;
  }
  return known;
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
    return drawn(shapeOf(binding.shape, { ...known, ...sizes }), binding.shape, binding.note);
  }
  const values = array.extents.map((extent) => constValue(extent, known));
  if (values.some((value) => value === null)) return null;
  const length = product(values as number[]) * Math.max(1, width);
  // A comment such as "[TILE, TILE] block of A" says how a flat array is meant; else its factors do.
  const [, said = '', rest = ''] = /^\[([^\]]+)\]\s*(.*)$/.exec(note) ?? [];
  const guesses = [
    said.split(',').map((part) => part.trim()),
    array.extents.length === 2 ? [...array.extents] : factors(array.extents[0]),
  ];
  for (const guess of guesses) {
    const shape = guess.map((extent) => (extent === '' ? null : constValue(extent, known)));
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
  const starts = new Uint32Array(invocations + 1);
  let cut = 0;
  for (let i = 0; i < invocations; i++) {
    const noted = words[i * stride];
    starts[i + 1] = starts[i] + Math.min(noted, most);
    cut += Math.max(0, noted - most);
  }
  const site = new Uint16Array(starts[invocations]);
  const index = new Uint32Array(starts[invocations]);
  for (let i = 0; i < invocations; i++) {
    for (let k = starts[i], at = i * stride + 1; k < starts[i + 1]; k++, at += 2) {
      site[k] = words[at];
      index[k] = words[at + 1];
    }
  }
  return { starts, site, index, cut };
}

function product(values: readonly number[]): number {
  return values.reduce((total, value) => total * value, 1);
}
