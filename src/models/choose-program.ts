import type { Gpu } from '../gpu/index';
import { catalogue } from '../kernels/index';
import { browserTuningStore, choiceKey, type Tuned, type TuningStore } from '../measure/index';
import type { ModelProgram } from './program';
import { DataSets, dataSetsOf } from './data-sets';
import { checkSizes, type ToyModelConfig } from './toy-model';
import { guessedRungs, type Rungs } from './rungs';
import { PHASE_CUTS, phasesKernels, ToyModelPhases } from './toy-model-phases';
import {
  fitsSmall,
  fitsWidth,
  SMALL_WIDTHS,
  SOFTWARE_WIDTH,
  ToyModelSmall,
} from './toy-model-small';
import {
  activeFeatures,
  checkSparse,
  SPARSE_CUTS,
  sparseKernels,
  ToyModelSparse,
} from './toy-model-sparse';
import { ToyModelReference } from './toy-model-reference';
import { stepwiseKernels, ToyModelStepwise } from './toy-model-stepwise';

/** Milliseconds of training that a candidate is judged by, after a first step that may have compiled. */
const TRIAL = 40;
/** A candidate so many times slower than the best in that first timed step is not tried further. */
const HOPELESS = 3;

/** A fused program, and how it is cut for the device. */
interface Candidate<P extends ModelProgram = ModelProgram> {
  choice: Tuned;
  create(gpu: Gpu, config: ToyModelConfig): Promise<P>;
}

/** One launch for many steps, in workgroups of these widths. */
const smallOf = (widths: readonly number[]): Candidate<ToyModelSmall>[] =>
  widths.map((width) => ({
    choice: { kernel: 'train_small', constants: { WORKGROUP: width } },
    create: (gpu: Gpu, model: ToyModelConfig) => ToyModelSmall.create(gpu, model, width),
  }));

/**
 * Every fused program that is worth trying for such a model. A software adapter compiles for seconds, and wide workgroups
 * never won there: with a hundred models of the notebook, SwiftShader made 501, 388 and 337 steps a second in workgroups
 * of 8, 16 and 32, lavapipe 1941, 1552 and 1219. So only what suits such adapters is tried on them.
 */
function candidatesFor({ adapter }: Gpu, config: ToyModelConfig): Candidate[] {
  const small = fitsSmall(config) ? smallOf(widthsFor(adapter.fallback, config)) : [];
  const enough = adapter.fallback && small.length > 0;
  const cuts = adapter.fallback ? PHASE_CUTS.slice(0, 2) : PHASE_CUTS;
  const phases =
    fitsActivations(config) && !enough
      ? cuts.map((cut) => ({
          choice: { kernel: 'train_phases', constants: { ...cut } },
          create: (gpu: Gpu, model: ToyModelConfig) => ToyModelPhases.create(gpu, model, cut),
        }))
      : [];
  const sparse =
    mayPay(config) && !enough
      ? SPARSE_CUTS.filter((_, at) => (at === 0) === adapter.fallback).map((cut) => ({
          choice: { kernel: 'train_sparse', constants: { ...cut } },
          create: (gpu: Gpu, model: ToyModelConfig) => ToyModelSparse.create(gpu, model, cut),
        }))
      : [];
  return [...small, ...phases, ...sparse];
}

/** Features of a sample that are on, on average over all instances. */
function meanActive(config: ToyModelConfig): number {
  const active = activeFeatures(config);
  return active.reduce((sum, k) => sum + k, 0) / active.length;
}

/** Whether the program for sparse features can train the model, and every cut of it. */
function fitsSparse(config: ToyModelConfig): boolean {
  try {
    for (const cut of SPARSE_CUTS) checkSparse(config, cut);
    return true;
  } catch {
    return false;
  }
}

/** Whether the program for sparse features is worth a trial. */
function mayPay(config: ToyModelConfig): boolean {
  return 2 * meanActive(config) <= config.hidden && fitsSparse(config);
}

/**
 * Whether the program for sparse features is the faster one, as a guess. Its cost grows with the k features that are on
 * and with the n · n · m of G, that of phases with m. By CPU time on lavapipe both were level at k = 2.4, 5.9 and 12 for
 * m = 5, 20 and 40 with n = 100 and B = 1024, and at k = 2 for n = 400, m = 30; by their launches on SwiftShader at 5.9
 * for m = 20, n = 100. With n = 100 and B = 128 it was slower on lavapipe. This stays on the safe side of all of these.
 */
export function sparsePays(config: ToyModelConfig): boolean {
  const { features: n, hidden: m, batch: B } = config;
  return 4 * meanActive(config) <= m * (1 - (2 * n) / B) && fitsSparse(config);
}

/**
 * Whether fused programs draw such data. They draw fresh samples, and never see one whole, to know its length or to move it.
 */
function fusesData({ dataset, data, attack }: ToyModelConfig): boolean {
  return !dataset && !data.unit && !attack;
}

/**
 * The program of a launch an operation; of data sets, one of each size.
 *
 * @throws RangeError when an array would not fit into one buffer on every device
 */
export async function stepwiseProgram(
  gpu: Gpu,
  config: ToyModelConfig,
  rungs?: Rungs,
): Promise<ModelProgram> {
  if (!config.dataset) return ToyModelStepwise.create(gpu, config, rungs);
  return DataSets.create(config, (part) => ToyModelStepwise.create(gpu, part, rungs));
}

/** The float64 twin of any program. */
export function referenceProgram(config: ToyModelConfig): Promise<ModelProgram> {
  const create = async (part: ToyModelConfig) => new ToyModelReference(part);
  return config.dataset ? DataSets.create(config, create) : create(config);
}

/** Whether the activations of such a model fit into buffers; `small` needs none. */
export function fitsActivations(config: ToyModelConfig): boolean {
  try {
    for (const part of dataSetsOf(config)) checkSizes(part.config);
    return true;
  } catch {
    return false;
  }
}

/**
 * The fused program that a guess would choose: the workgroup a model where it fits, else lists of what is on where that
 * is little.
 *
 * @throws RangeError when the model is too large for every fused program
 */
export function guessedFused(gpu: Gpu, config: ToyModelConfig): Promise<ModelProgram> {
  if (!fusesData(config)) return stepwiseProgram(gpu, config);
  if (fitsSmall(config)) return ToyModelSmall.create(gpu, config);
  return sparsePays(config)
    ? ToyModelSparse.create(gpu, config)
    : ToyModelPhases.create(gpu, config);
}

/** The kernels that either kind of program would train this model with, unmeasured; none where it is too large. */
export function kernelsOfPrograms(
  gpu: Gpu,
  config: ToyModelConfig,
): Readonly<Record<'stepwise' | 'fused', readonly string[]>> {
  const kept = fitsActivations(config);
  if (!fusesData(config)) {
    const stepwise = kept ? stepwiseKernels(config, guessedRungs(gpu)) : [];
    return { stepwise, fused: stepwise };
  }
  const phases = kept ? phasesKernels(config) : [];
  const large = sparsePays(config) ? sparseKernels(config) : phases;
  return {
    stepwise: kept ? stepwiseKernels(config, guessedRungs(gpu)) : [],
    fused: fitsSmall(config) ? ['train_small'] : large,
  };
}

/**
 * The fused program that trains this model fastest on this device, found by trying each, or by a trial before.
 *
 * @param onProgress candidates tried, and how many there are
 * @throws RangeError when the model is too large for every fused program
 */
export async function fusedProgram(
  gpu: Gpu,
  config: ToyModelConfig,
  store: TuningStore = browserTuningStore(),
  onProgress: (done: number, of: number) => void = () => undefined,
): Promise<ModelProgram> {
  if (!fusesData(config)) return stepwiseProgram(gpu, config);
  const candidates = candidatesFor(gpu, config);
  if (candidates.length === 0) checkSizes(config); // says what is too large
  return fastest(gpu, config, candidates, store, onProgress);
}

/**
 * The same among the widths of the one kernel that trains whole models in a launch.
 *
 * @throws RangeError when the model is too large for it
 */
export async function smallProgram(
  gpu: Gpu,
  config: ToyModelConfig,
  store: TuningStore = browserTuningStore(),
  onProgress: (done: number, of: number) => void = () => undefined,
): Promise<ToyModelSmall> {
  return fastest(gpu, config, smallOf(widthsFor(gpu.adapter.fallback, config)), store, onProgress);
}

function widthsFor(software: boolean, config: ToyModelConfig): readonly number[] {
  return software ? [SOFTWARE_WIDTH] : SMALL_WIDTHS.filter((width) => fitsWidth(config, width));
}

async function fastest<P extends ModelProgram>(
  gpu: Gpu,
  config: ToyModelConfig,
  candidates: readonly Candidate<P>[],
  store: TuningStore,
  onProgress: (done: number, of: number) => void,
): Promise<P> {
  if (candidates.length === 1) return candidates[0].create(gpu, config);
  const { instances: I, batch: B, features: n, hidden: m, architecture } = config;
  const texts = [...catalogue.values()]
    .filter(({ file }) => file.includes('/train/'))
    .map(({ source }) => source);
  const choices = candidates.map(({ choice }) => JSON.stringify(choice));
  // What lists of features cost depends on how many are on; two choices of one digit are far enough apart.
  const active = mayPay(config) ? ` active ${meanActive(config).toPrecision(1)}` : '';
  const of = `train ${JSON.stringify(architecture)} ${choices.join()}${active}`;
  const key = choiceKey(gpu, of, { I, B, n, m }, texts);
  const kept = await store.get(key);
  const known = candidates.find(({ choice }) => JSON.stringify(choice) === JSON.stringify(kept));
  if (known) return known.create(gpu, config);

  let best = candidates[0];
  let least = Infinity;
  for (const [done, candidate] of candidates.entries()) {
    onProgress(done, candidates.length);
    const milliseconds = await trial(await candidate.create(gpu, config), least);
    if (milliseconds < least) [best, least] = [candidate, milliseconds];
  }
  await store.set(key, best.choice);
  return best.create(gpu, config);
}

/** Milliseconds a step. Destroys the program. */
async function trial(program: ModelProgram, least: number): Promise<number> {
  const time = async (steps: number) => {
    const began = performance.now();
    await program.advance(steps);
    return (performance.now() - began) / steps;
  };
  try {
    await time(1);
    const first = await time(1);
    if (first > HOPELESS * least && first > TRIAL) return first;
    // More steps a submit until it takes long enough: then waiting no longer counts.
    let steps = 1;
    let each = first;
    while (steps < program.maxSteps && steps * each < TRIAL) {
      steps = Math.min(program.maxSteps, steps * 4);
      each = await time(steps);
    }
    // One long launch is sure enough.
    return steps * each > HOPELESS * TRIAL ? each : Math.min(each, await time(steps));
  } finally {
    program.destroy();
  }
}
