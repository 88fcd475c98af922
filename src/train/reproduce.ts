import type { ModelProgram } from '../models/index';
import { checked, type Outcome } from './claim';
import { isAttacked, type Experiment } from './experiment';
import type { DivergenceLog } from './divergence';
import { withExactLoss } from './exact';
import type { Place } from './presets/index';
import { Trained } from './trained';
import type { Progress } from './whole-run';

/** Which size of an experiment to train: the paper's, one for software adapters, the page's, or that of the tests. */
export type ReproduceSize = 'paper' | 'software' | 'page' | 'ci';

/** What a claim came to; one entry of a report. */
export interface ReportRow extends Pick<Outcome, 'expected' | 'got' | 'tolerance'> {
  /** Address of the run, for example `basic-results/linear-20`. */
  experiment: string;
  section: string;
  quantity: string;
  verdict: 'holds' | 'off' | 'not-run';
  size: {
    features: number;
    hidden: number;
    instances: number;
    replicas: number;
    batch: number;
    steps: number;
  };
}

/** The experiment of a run at a size. What has no size of its own for it has the page's. */
export function sized({ run }: Place, size: ReproduceSize): Experiment {
  if (size === 'paper') return run.paper ?? run.software ?? run.experiment;
  return (size === 'page' ? undefined : run[size]) ?? run.experiment;
}

/** Numbers that losses are measured on at most: with thousands of models, each gets fewer samples. */
const EVALUATED = 2 ** 30;

/** Fresh samples at least; of data sets and under attack at most, too: only the stepwise program judges those. */
const LEAST = 2 ** 16;

/**
 * Fresh samples for a loss that is to be known to a third of a percent, where there is time for it.
 *
 * @param numbers for all models together
 */
export function evaluationSamples(experiment: Experiment, numbers = EVALUATED): number {
  const { features, instances, replicas, dataset } = experiment;
  if (dataset || isAttacked(experiment)) return LEAST;
  const samples = numbers / (features * instances * replicas);
  return Math.round(Math.min(2 ** 20, Math.max(LEAST, samples)));
}

/**
 * Trains a program to the experiment's last step, or until no model is finite, and measures every model on fresh data.
 *
 * @param divergences hears of the models while they train
 * @param samples for the loss of each model, rounded up to whole batches
 */
export async function trainProgram(
  program: ModelProgram,
  experiment: Experiment,
  report: (progress: Progress) => void,
  divergences: DivergenceLog,
  samples = evaluationSamples(experiment),
): Promise<Trained> {
  const { steps } = experiment;
  const models = experiment.instances * experiment.replicas;
  let chunk = 1;
  while (program.step < steps) {
    const began = performance.now();
    const count = Math.min(chunk, program.maxSteps, steps - program.step);
    const losses = await program.advance(count);
    const newest = losses.subarray(losses.length - models);
    const loss = newest.reduce((sum, value) => sum + value / models, 0);
    report({ phase: 'training', done: program.step, of: steps, loss });
    chunk = performance.now() - began < 100 ? 2 * count : Math.max(1, Math.round(count / 2));
    const moment = await program.parameters();
    divergences.hear(moment);
    if (divergences.size === models) {
      return new Trained(experiment, moment, new Float64Array(models).fill(NaN));
    }
  }
  const batches = Math.ceil(samples / experiment.batch);
  const loss = await program.evaluate(batches, (done) =>
    report({ phase: 'evaluating', done, of: batches, loss: NaN }),
  );
  return new Trained(experiment, await program.parameters(), loss);
}

/** What each claim of a run came to; `not-run` where what it is about was not trained. */
export function judge({ preset, run }: Place, experiment: Experiment, measured: Trained | null) {
  const trained = measured && withExactLoss(measured);
  const { features, hidden, instances, replicas, batch, steps } = experiment;
  // JSON has no NaN and no infinity; a report says them in words.
  const told = (value: number | string) =>
    typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
  return run.claims.map((claim): ReportRow => {
    const outcome = trained && checked(claim, trained);
    return {
      experiment: `${preset.name}/${run.name}`,
      section: claim.section ?? preset.section,
      quantity: claim.quantity,
      expected: told(outcome?.expected ?? ''),
      got: told(outcome?.got ?? ''),
      tolerance: told(outcome?.tolerance ?? ''),
      verdict: outcome === null ? 'not-run' : outcome.holds ? 'holds' : 'off',
      size: { features, hidden, instances, replicas, batch, steps },
    };
  });
}
