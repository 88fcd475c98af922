import { bounds, burstsOf, interleave, type Bursts, type Measured } from '../../src/measure/index';
import { blank, ONE_SAMPLE, type Bench } from '../case-report';
import type { CaseReport } from '../report/schema';
import { labelOf, stepFlops, type TrainCase } from './cases';
import { Check } from './check';
import { startOf } from './ours';
import type { Entrant, Trainer } from './trainer';

/** Interval of the median, as a part of it, that is narrow enough. */
const NARROW = 0.05;

/** A trainer that passed its check, ready to be sampled. */
interface Runner extends Bursts {
  trainer: Trainer;
  entrant: Entrant;
  report: CaseReport;
}

/**
 * Prepares, checks and samples every entrant of a case, in turn.
 *
 * @param entrants the first is what all are checked by
 * @returns the rows, as they were reported
 */
export async function measureCase(
  { clocks, host, options, peaks }: Bench,
  problem: TrainCase,
  entrants: readonly Entrant[],
): Promise<CaseReport[]> {
  const rows: CaseReport[] = [];
  const tell = (row: CaseReport) => {
    rows.push(row);
    host.onCase(row);
  };
  const runners: Runner[] = [];
  try {
    const start = startOf(problem);
    const check = new Check(problem);
    for (const entrant of entrants) {
      if (host.signal.aborted) return rows;
      const { variant, peer } = entrant;
      const label = `${labelOf(problem)}: ${variant}`;
      host.onProgress({ phase: 'verify', done: 0, of: 1, label });
      const suite = 'train' as const;
      const base = { ...blank(problem.name, variant, { ...problem.sizes }), suite, peer };
      let prepared: Trainer | null = null;
      try {
        const trainer = (prepared = await entrant.prepare(problem, start));
        const { error, reason } = await check.judge(trainer);
        const report = { ...base, errorOverBound: Number.isFinite(error) ? error : null };
        if (!(error <= 1)) {
          trainer.dispose();
          tell({ ...report, note: `not timed: ${reason}` });
        } else
          runners.push({
            ...(await burstsOf(variant, (steps) => trainer.train(steps))),
            trainer,
            entrant,
            report,
          });
      } catch (error) {
        prepared?.dispose();
        const message = error instanceof Error ? error.message : String(error);
        tell({ ...base, note: message.slice(0, 900) });
      }
    }
    const measured = await interleave(runners, clocks, {
      budget: options.budgetSeconds * 1000,
      narrow: NARROW,
      signal: host.signal,
    });
    const flops = stepFlops(problem.sizes);
    for (const each of measured) {
      const { report, entrant } = each.subject;
      tell({ ...report, ...ofOneStep(each, flops, entrant.onGpu ? peaks.gflops : null) });
    }
    return rows;
  } finally {
    for (const { trainer } of runners) trainer.dispose();
  }
}

/**
 * The columns that times fill, of one step. The bound is arithmetic alone: whoever keeps a model in registers need not
 * move anything, nor launch for every step.
 *
 * @param peak GFLOP/s of the GPU; null for those who do not run there
 */
function ofOneStep(
  { subject: { steps }, submitToDone }: Measured<Bursts>,
  flops: number,
  peak: number | null,
): Partial<CaseReport> {
  const { length: samples, discarded } = submitToDone;
  if (samples === 0) return { discarded, note: 'no usable sample: the clock did not advance' };
  const interval = submitToDone.interval();
  const inMs = (ns: number) => ns / steps / 1e6;
  const ms = inMs(interval.median);
  const known = bounds(interval);
  return {
    samples,
    discarded,
    medianMs: ms,
    intervalMs: known && [inMs(known[0]), inMs(known[1])],
    gflops: flops / ms / 1e6,
    stepsPerSecond: 1000 / ms,
    percentOfRoofline: peak ? (100 * flops) / (peak * 1e6) / ms : null,
    note: samples === 1 ? ONE_SAMPLE : '',
  };
}
