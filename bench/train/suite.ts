import type { Bench } from '../case-report';
import { matches } from '../cases';
import { labelOf, TRAIN_CASES, type TrainCase } from './cases';
import { measureCase } from './measure-case';
import { configOf, CONTENDERS } from './ours';
import { scalings } from './scaling';
import { programTrainer, type Entrant } from './trainer';

/** One case, every entrant in turn. */
export interface Training {
  label: string;
  run(): Promise<void>;
}

/** Libraries on their devices, by the names that a filter may use before they are loaded. */
const LIBRARIES = ['jax-js webgpu', 'jax-js wasm', 'TensorFlow.js webgpu', 'TensorFlow.js wasm'];

/** Every training that is asked for; libraries are loaded when one of them is. */
export async function openTrainings(bench: Bench): Promise<Training[]> {
  const { filter, oursOnly } = bench.options;
  const asked = (problem: TrainCase, variant: string) => matches(filter, labelOf(problem), variant);
  const ours = oursOf(bench);
  const onGpu = ours.filter((entrant) => entrant.onGpu);
  const forAll = TRAIN_CASES.filter(({ oursOnly }) => !oursOnly);
  const libraries =
    !oursOnly && forAll.some((problem) => LIBRARIES.some((name) => asked(problem, name)))
      ? await openLibraries(bench)
      : [];
  const trainings = TRAIN_CASES.flatMap((problem) => {
    const all = problem.oursOnly ? onGpu : [...ours, ...libraries];
    const wanted = all.filter(({ variant }) => asked(problem, variant));
    if (wanted.length === 0) return [];
    // The first is what others are checked by.
    const entrants = [ours[0], ...wanted.filter((entrant) => entrant !== ours[0])];
    const run = async () => void (await measureCase(bench, problem, entrants));
    return [{ label: labelOf(problem), run }];
  });
  return [...trainings, ...scalings(bench, onGpu, asked)];
}

/** Our programs as entrants. */
function oursOf({ gpu }: Bench): Entrant[] {
  return CONTENDERS.map(({ variant, onCpu, create }) => ({
    variant,
    peer: null,
    onGpu: !onCpu,
    prepare: async (problem) => programTrainer(await create(gpu, configOf(problem))),
  }));
}

/** Opens every library on every device that it has here. */
async function openLibraries({ host }: Bench): Promise<Entrant[]> {
  host.onProgress({ phase: 'verify', done: 0, of: 1, label: 'loading libraries' });
  const [{ jaxEntrant }, tensorFlow] = await Promise.all([
    import('./jax'),
    // Its WebGPU backend needs a page; where there is none, it is left out.
    import('./tfjs').catch(() => null),
  ]);
  const opened: (Entrant | null)[] = [];
  for (const device of ['webgpu', 'wasm'] as const) {
    opened.push(await jaxEntrant(device).catch(() => null));
    opened.push((await tensorFlow?.tensorFlowEntrant(device).catch(() => null)) ?? null);
  }
  return opened.filter((entrant) => entrant !== null);
}
