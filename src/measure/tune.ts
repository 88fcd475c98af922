import { Timer, type Gpu } from '../gpu/index';
import {
  caseRandom,
  catalogue,
  fillOf,
  lacking,
  shapeOf,
  type KernelEntry,
  type Sizes,
} from '../kernels/index';
import { measureClocks, type Clocks } from './clock';
import { interleave } from './interleave';
import { prepareLaunch, type Launch } from './launch';
import { launchSubject, type Subject } from './subject';
import type { Tuned, TuningStore } from './tuning-store';

/** Changes when choices of older versions are not to be trusted any more. */
const VERSION = 1;
/** Multiply-adds of the problem that candidates are tried on: longer products are cut to it. */
const MOST_WORK = 2 ** 25;
/** Milliseconds of sampling for all candidates of one choice. */
const BUDGET = 400;
/** A candidate so many times slower than the best in its first launch is not tried again. */
const HOPELESS = 2;
/** The same of its very first launch, which may have to compile. */
const FAR_OFF = 50;

/** Candidates with less of their blocks inside the problem than this part of the best are not tried. */
const LEAST_FILL = 1 / 4;

interface Candidate {
  entry: KernelEntry;
  constants: Sizes;
}

/** The tuner of one device, its clocks measured when they are first needed. */
export class Tuner {
  #clocks: Promise<Clocks> | undefined;
  readonly #timer: Timer | null;

  constructor(
    private readonly gpu: Gpu,
    private readonly store: TuningStore,
  ) {
    this.#timer = Timer.create(gpu.device, 'tuner');
  }

  /** The fastest rung and tile sizes of a family for a problem, measured now or before. */
  async choose(family: string, sizes: Sizes): Promise<Tuned> {
    this.#clocks ??= measureClocks(this.gpu, this.#timer);
    return tune(this.gpu, this.#timer, await this.#clocks, family, sizes, this.store);
  }

  destroy(): void {
    this.#timer?.destroy();
  }
}

/**
 * Picks rung and tile sizes of a family for a problem by trying them on this device.
 *
 * @param store keeps the choice for problems of this class (each size rounded up to a power of two) on this adapter
 * @throws RangeError when the family has no kernel that this device can run
 */
export async function tune(
  gpu: Gpu,
  timer: Timer | null,
  clocks: Clocks,
  family: string,
  sizes: Sizes,
  store: TuningStore,
): Promise<Tuned> {
  const candidates = candidatesFor(gpu, family);
  const key = tuningKey(gpu, family, sizes, candidates);
  const kept = await store.get(key);
  const known = candidates.some(
    ({ entry, constants }) =>
      entry.name === kept?.kernel && JSON.stringify(constants) === JSON.stringify(kept.constants),
  );
  if (kept && known) return kept;
  const short = shortened(sizes);
  const { entry, constants } = await fastest(gpu, timer, clocks, fitting(candidates, short), short);
  const tuned = { kernel: entry.name, constants };
  await store.set(key, tuned);
  return tuned;
}

/** Every rung of a family that the device can run, with each of its tunings. */
export function candidatesFor(gpu: Gpu, family: string): Candidate[] {
  return [...catalogue.values()]
    .filter((entry) => entry.family === family)
    .filter((entry) => lacking(gpu, entry).length === 0)
    .flatMap((entry) => (entry.tunings ?? [{}]).map((constants) => ({ entry, constants })));
}

/** Those whose blocks fill well enough to be worth a trial: a large kernel can take a second to compile. */
function fitting(candidates: readonly Candidate[], sizes: Sizes): Candidate[] {
  const fills = candidates.map(({ entry, constants }) =>
    fillOf(entry.header, { ...constants, ...sizes }),
  );
  const best = Math.max(...fills);
  return candidates.filter((_, at) => fills[at] >= LEAST_FILL * best);
}

/** What a choice depends on: adapter, family, class of the problem, and the text of the candidates. */
function tuningKey(
  gpu: Gpu,
  family: string,
  sizes: Sizes,
  candidates: readonly Candidate[],
): string {
  const texts = candidates.map(({ entry, constants }) => entry.source + JSON.stringify(constants));
  return choiceKey(gpu, family, sizes, texts);
}

/**
 * The key of a measured choice: it holds for one adapter, problems of one class (each size rounded up to a power of
 * two), and the very texts that were tried.
 */
export function choiceKey(gpu: Gpu, of: string, sizes: Sizes, texts: readonly string[]): string {
  const { vendor, architecture, device, description } = gpu.adapter;
  const shape = Object.entries(sizes).map(([symbol, size]) => `${symbol}${classOf(size)}`);
  return JSON.stringify([
    VERSION,
    vendor,
    architecture,
    device,
    description,
    of,
    shape,
    hash(texts.join()),
  ]);
}

/** The power of two that a size is at most. */
function classOf(size: number): number {
  return 2 ** Math.ceil(Math.log2(size));
}

/** FNV-1a, 32 bits: tells versions of a text apart. */
function hash(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return h >>> 0;
}

/** The problem with its longest sizes halved until a launch is short on any adapter. */
export function shortened(sizes: Sizes): Sizes {
  const short: Record<string, number> = { ...sizes };
  const work = () => Object.values(short).reduce((product, size) => product * size, 1);
  while (work() > MOST_WORK) {
    const [longest] = Object.entries(short).sort(([, a], [, b]) => b - a)[0];
    short[longest] = Math.ceil(short[longest] / 2);
  }
  return short;
}

async function fastest(
  gpu: Gpu,
  timer: Timer | null,
  clocks: Clocks,
  candidates: readonly Candidate[],
  sizes: Sizes,
): Promise<Candidate> {
  const launches: Launch[] = [];
  try {
    const subjects: (Subject & Candidate)[] = [];
    let best = Infinity;
    for (const { entry, constants } of candidates) {
      const launch = await prepareLaunch(gpu, entry, sizes, constants, problem(entry, sizes)).catch(
        () => null, // too many workgroups, or too much workgroup memory: not for this problem or device
      );
      if (!launch) continue;
      launches.push(launch);
      const subject = { ...launchSubject(gpu, timer, launch), entry, constants };
      // The first launch may compile as well: only one that is far off is judged by it.
      const cold = await subject.sample(1);
      if (cold.submitToDone > best * FAR_OFF) continue;
      const { submitToDone } = await subject.sample(1);
      best = Math.min(best, submitToDone);
      if (submitToDone <= best * HOPELESS) subjects.push(subject);
    }
    if (subjects.length === 0) throw new RangeError('no kernel of this family runs on this device');
    const { entry, constants } = await pickFastest(subjects, clocks, BUDGET);
    return { entry, constants };
  } finally {
    for (const launch of launches) launch.destroy();
  }
}

/**
 * The subject of the least median time, by the GPU's clock where there is one.
 *
 * @param budget milliseconds of sampling for all of them
 */
export async function pickFastest<S extends Subject>(
  subjects: readonly S[],
  clocks: Clocks,
  budget: number,
): Promise<S> {
  const measured = await interleave(subjects, clocks, { budget, narrow: 0.05 });
  const time = ({ gpu, submitToDone }: (typeof measured)[number]) =>
    (gpu?.length ? gpu : submitToDone).interval().median;
  return measured.toSorted((a, b) => time(a) - time(b))[0].subject;
}

/** Random numbers for each array that is read: zeros may be quicker than life. */
function problem(entry: KernelEntry, sizes: Sizes) {
  const random = caseRandom(1);
  const { bindings, elements, structs } = entry.header;
  const reads = bindings.filter(
    ({ name, access }) => access === 'read' && elements[name] === 'f32',
  );
  const inputs = Object.fromEntries(
    reads.map(({ name, shape }) => [
      name,
      random.floats(shapeOf(shape, sizes).reduce((product, extent) => product * extent, 1)),
    ]),
  );
  const uniforms = Object.fromEntries(
    bindings
      .filter(({ access }) => access === 'uniform')
      .map(({ name, struct }) => [
        name,
        Object.fromEntries(structs[struct].map((field) => [field.name, sizes[field.name] ?? 1])),
      ]),
  );
  return { inputs, uniforms };
}
