import { openGpu, Timer } from '../src/gpu/index';
import {
  caseRandom,
  judge,
  lacking,
  runKernel,
  type KernelCase,
  type KernelEntry,
  type Sizes,
} from '../src/kernels/index';
import {
  browserTuningStore,
  interleave,
  launchSubject,
  measureClocks,
  measurePeaks,
  prepareLaunch,
  tune,
  type Launch,
  type Subject,
} from '../src/measure/index';
import { sayShape, wantedGroups, type Group } from './cases';
import type { RunBench } from './contract';
import type { CaseReport, Peaks, Report } from './report/schema';
import { blank, timesOf, type Bench } from './case-report';
import { workOf, type Work } from './roofline';
import { timeReference, timeTwin } from './twins';

/** Milliseconds of sampling for each peak and workgroup size. */
const PEAK_BUDGET = 400;
/** Interval of the median, as a part of it, that is narrow enough. */
const NARROW = 0.05;
const SEED = 1;

/** Runs the bench on this device. */
export const runBench: RunBench = async (options, host) => {
  const gpu = await openGpu();
  const timer = Timer.create(gpu.device, 'bench');
  const cases: CaseReport[] = [];
  const keep = {
    ...host,
    onCase(report: CaseReport) {
      cases.push(report);
      host.onCase(report);
    },
  };
  try {
    host.onAdapter(gpu.adapter);
    const clocks = await measureClocks(gpu, timer);
    const peaks: Peaks = {
      ...(await measurePeaks(gpu, timer, clocks, {
        budget: PEAK_BUDGET,
        signal: host.signal,
        onProgress: (label) => host.onProgress({ phase: 'peaks', done: 0, of: 1, label }),
      })),
      quantumNs: clocks.gpu,
    };
    host.onPeaks(peaks);
    const bench: Bench = { gpu, timer, clocks, peaks, options, host: keep };
    const { only } = options;
    const kernels = only === undefined || only === 'kernel' ? wantedGroups(options) : [];
    const peers = options.peers ? await (await import('./peers/contests')).openContests(bench) : [];
    const trainings =
      only === 'train' ? await (await import('./train/suite')).openTrainings(bench) : [];
    const of = kernels.length + peers.length + trainings.length;
    let done = 0;
    for (const group of kernels) {
      if (host.signal.aborted) break;
      host.onProgress({ phase: 'measure', done: done++, of, label: labelOf(group) });
      await measureGroup(bench, group);
    }
    for (const contest of [...peers, ...trainings]) {
      if (host.signal.aborted) break;
      host.onProgress({ phase: 'measure', done: done++, of, label: contest.label });
      await contest.run();
    }
    host.onProgress({ phase: 'measure', done, of, label: 'done' });
    return report(bench, cases);
  } finally {
    timer?.destroy();
    gpu.destroy();
  }
};

function report({ gpu, peaks, options }: Bench, cases: readonly CaseReport[]): Report {
  return {
    schema: 'antipode.bench/1',
    adapter: gpu.adapter,
    browser: globalThis.navigator?.userAgent ?? 'unknown',
    date: new Date().toISOString(),
    command: options.command ?? '',
    peaks,
    cases: [...cases],
  };
}

function labelOf({ name, sizes }: Group): string {
  return `${name}, ${sayShape(sizes)}`;
}

/** A launch that passed its check, ready to be sampled. */
interface Contender extends Subject {
  launch: Launch;
  variant: string;
  work: Work;
  errorOverBound: number;
}

/** Verifies, prepares and samples the kernels of a group, and the tuner's choice among them. */
async function measureGroup(bench: Bench, { name, sizes, entries }: Group): Promise<void> {
  const { gpu, timer, clocks, host, options } = bench;
  const contenders: Contender[] = [];
  let referenceMs: number | null = null;
  let twinMs: number | null = null;
  let type = '';
  let problem: KernelCase | null = null;
  try {
    for (const { entry, constants, mark } of await variantsOf(bench, sizes, entries)) {
      if (host.signal.aborted) return;
      const variant = [entry.name, ...Object.entries(constants).map(([k, v]) => `${k}=${v}`), mark]
        .filter(Boolean)
        .join(' ');
      const base = blank(name, variant, sizes);
      const lacks = lacking(gpu, entry);
      if (lacks.length > 0) {
        host.onCase({ ...base, note: `this device has no ${lacks.join(', ')}` });
        continue;
      }
      try {
        // Rungs of a ladder compute the same: one reference serves them all, unless inputs are of another type.
        const elements = Object.values(entry.header.elements).join();
        if (!problem || type !== elements || !entry.family) {
          type = elements;
          problem = makeCase(entry, sizes, constants);
          referenceMs = timeReference(problem);
          twinMs = timeTwin(entry, problem, sizes);
        }
        const { worst } = judge(problem, await runKernel(gpu, entry, sizes, problem, constants));
        if (worst > 1) {
          const errorOverBound = Number.isFinite(worst) ? worst : null;
          host.onCase({ ...base, errorOverBound, note: 'wrong result, so not timed' });
          continue;
        }
        const launch = await prepareLaunch(gpu, entry, sizes, constants, problem);
        contenders.push({
          ...launchSubject(gpu, timer, launch),
          launch,
          variant,
          work: workOf(entry, sizes, constants, Object.keys(problem.inputs)),
          errorOverBound: worst,
        });
      } catch (error) {
        host.onCase({
          ...base,
          note: error instanceof Error ? error.message.slice(0, 900) : String(error),
        });
      }
    }
    const measured = await interleave(contenders, clocks, {
      budget: options.budgetSeconds * 1000,
      narrow: NARROW,
      signal: host.signal,
    });
    for (const each of measured) {
      const { variant, work, errorOverBound } = each.subject;
      const base = { ...blank(name, variant, sizes), errorOverBound, referenceMs, twinMs };
      host.onCase({ ...base, ...timesOf(each, work, bench.peaks) });
    }
  } finally {
    for (const { launch } of contenders) launch.destroy();
  }
}

/** Each kernel as it comes, and in a family the tuner's choice. */
async function variantsOf(
  bench: Bench,
  sizes: Sizes,
  entries: readonly KernelEntry[],
): Promise<{ entry: KernelEntry; constants: Sizes; mark: string }[]> {
  const plain = entries.map((entry) => ({ entry, constants: {} as Sizes, mark: '' }));
  const family = entries.find((entry) => entry.family)?.family;
  if (!family || entries.length === 1) return plain;
  const { gpu, timer, clocks } = bench;
  const { kernel, constants } = await tune(gpu, timer, clocks, family, sizes, browserTuningStore());
  const entry = entries.find(({ name }) => name === kernel);
  return entry ? [...plain, { entry, constants, mark: '(tuned)' }] : plain;
}

function makeCase(entry: KernelEntry, sizes: Sizes, constants: Sizes): KernelCase {
  return entry.makeCase(sizes, caseRandom(SEED), { ...entry.header.constants, ...constants });
}
