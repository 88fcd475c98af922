import type { Gpu } from '../gpu/index';
import { catalogue } from '../kernels/index';
import { browserTuningStore, choiceKey, type Tuned, type TuningStore } from '../measure/index';
import type { ModelProgram } from './program';
import { checkSizes, type ToyModelConfig } from './toy-model';
import { PHASE_CUTS, ToyModelPhases } from './toy-model-phases';
import { fitsSmall, SMALL_WIDTHS, ToyModelSmall } from './toy-model-small';

/** Milliseconds of training that a candidate is judged by, after a first step that may have compiled. */
const TRIAL = 40;
/** A candidate so many times slower than the best in that first timed step is not tried further. */
const HOPELESS = 3;

/** A fused program, and how it is cut for the device. */
interface Candidate<P extends ModelProgram = ModelProgram> {
  choice: Tuned;
  create(gpu: Gpu, config: ToyModelConfig): Promise<P>;
}

/** One launch for many steps, in workgroups of each width. */
const SMALL = SMALL_WIDTHS.map((width) => ({
  choice: { kernel: 'train_small', constants: { WORKGROUP: width } },
  create: (gpu: Gpu, model: ToyModelConfig) => ToyModelSmall.create(gpu, model, width),
}));

/** Every fused program that can train such a model. */
function candidatesFor(config: ToyModelConfig): Candidate[] {
  const small = fitsSmall(config) ? SMALL : [];
  const phases = fits(config)
    ? PHASE_CUTS.map((cut) => ({
        choice: { kernel: 'train_phases', constants: { ...cut } },
        create: (gpu: Gpu, model: ToyModelConfig) => ToyModelPhases.create(gpu, model, cut),
      }))
    : [];
  return [...small, ...phases];
}

function fits(config: ToyModelConfig): boolean {
  try {
    checkSizes(config);
    return true;
  } catch {
    return false;
  }
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
  const candidates = candidatesFor(config);
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
  return fastest(gpu, config, SMALL, store, onProgress);
}

async function fastest<P extends ModelProgram>(
  gpu: Gpu,
  config: ToyModelConfig,
  candidates: readonly Candidate<P>[],
  store: TuningStore,
  onProgress: (done: number, of: number) => void,
): Promise<P> {
  const { instances: I, batch: B, features: n, hidden: m, architecture } = config;
  const texts = [...catalogue.values()]
    .filter(({ file }) => file.includes('/train/'))
    .map(({ source }) => source);
  const choices = candidates.map(({ choice }) => JSON.stringify(choice));
  const of = `train ${JSON.stringify(architecture)} ${choices.join()}`;
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
    return Math.min(each, await time(steps));
  } finally {
    program.destroy();
  }
}
