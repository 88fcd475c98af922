import { SessionClient } from './client';
import { DivergenceLog } from './divergence';
import type { Experiment } from './experiment';
import { LossHistory } from './history';
import type { EngineWish, ProgramWish, SessionFacts, Snapshot } from './protocol';
import { runRecord, type RunRecord } from './run-record';

/** How far a whole run has come. */
export interface Progress {
  phase: 'training' | 'evaluating';
  done: number;
  of: number;
  /** Mean over the instances of the newest training loss; NaN before the first. */
  loss: number;
}

/** A run that diverged by this step is trained again one step at a time, to find the very step: that takes seconds. */
const MOST_RETRACED = 1024;

/**
 * Trains an experiment from its first weights to its last step in a worker, measures the loss on fresh data,
 * and puts the record together. Ends as soon as an instance has no finite replica left.
 *
 * @param evaluationSamples rounded up to whole batches
 * @throws Error with the worker's sentence when training fails or the device is lost, or that says what diverged at which
 *   step
 */
export function trainWhole(
  experiment: Experiment,
  { engine, program }: { engine: EngineWish; program: ProgramWish },
  evaluationSamples: number,
  report: (progress: Progress) => void,
): Promise<RunRecord> {
  const { batch, steps, instances, replicas } = experiment;
  const divergences = new DivergenceLog(instances * replicas);
  /** The same run once more, a step at a time, and what is seen there once it is open. */
  let again = false;
  let retraced: DivergenceLog | null = null;
  const history = new LossHistory(instances * replicas);
  const batches = Math.ceil(evaluationSamples / batch);
  let facts: SessionFacts;
  let snapshot: Snapshot;
  let began = 0;
  let seconds = 0;
  const meanLoss = () => {
    const all = Array.from({ length: history.instances }, (_, i) => history.latest(i));
    const known = all.filter((loss, i) => Number.isFinite(loss) && !divergences.of(i));
    return known.reduce((sum, loss) => sum + loss, 0) / known.length;
  };

  return new Promise<RunRecord>((resolve, reject) => {
    const open = () => client.send({ type: 'open', experiment, engine, program });
    const diverged = (log: DivergenceLog) => {
      client.close();
      reject(
        new Error(
          `${log.inWords(experiment)} A lower optimizer.learningRate trains more steadily.`,
        ),
      );
    };
    /** Looks for the step at which what was seen at a later one began. */
    const retrace = (moment: Snapshot, log: DivergenceLog) => {
      log.hear(moment);
      if (log.lost(experiment).length > 0) return diverged(log);
      if (moment.step >= divergences.all.at(-1)!.by) return diverged(divergences); // it did not come again
      client.send({ type: 'drawn' });
      client.send({ type: 'step' });
    };
    const client = new SessionClient((event) => {
      switch (event.type) {
        case 'ready':
          facts = event.facts;
          began = performance.now();
          if (again) {
            retraced = new DivergenceLog(divergences.models);
            return;
          }
          report({ phase: 'training', done: 0, of: steps, loss: NaN });
          return client.send({ type: 'run' });
        case 'tuning':
        case 'running':
        case 'resumed':
        case 'step-values':
        case 'no-step-values':
        case 'substituted':
        case 'refused':
        case 'unadjusted':
          return;
        case 'adjusted': {
          const { experiment: now, adjustments } = event;
          facts = { ...facts, experiment: now, adjustments };
          return;
        }
        case 'paused':
          seconds = (performance.now() - began) / 1000;
          return;
        case 'snapshot':
          if (retraced) return retrace(event.snapshot, retraced);
          if (again) return; // of the session before
          divergences.hear(event.snapshot);
          if (divergences.lost(experiment).length > 0) {
            if (event.snapshot.step > MOST_RETRACED) return diverged(divergences);
            again = true;
            return open();
          }
          snapshot = event.snapshot;
          history.append(snapshot.losses, snapshot.lossSteps);
          report({ phase: 'training', done: snapshot.step, of: steps, loss: meanLoss() });
          client.send({ type: 'drawn' });
          if (snapshot.step === steps) client.send({ type: 'evaluate', batches });
          return;
        case 'evaluating':
          return report({ phase: 'evaluating', done: event.done, of: batches, loss: meanLoss() });
        case 'evaluated':
          client.close();
          noteLosses(divergences, event.loss, history, steps);
          if (divergences.lost(experiment).length > 0) return diverged(divergences);
          return resolve(runRecord(facts, snapshot, history, event, seconds, divergences));
        case 'lost':
          client.close();
          return reject(new Error(`The graphics device was lost: ${event.message}`));
        case 'unsupported':
        case 'failed':
          client.close();
          return reject(new Error(event.message));
      }
    });
    open();
  });
}

/** Finite weights can be so large that their loss is not. */
function noteLosses(
  divergences: DivergenceLog,
  losses: Float64Array,
  history: LossHistory,
  steps: number,
): void {
  const points = Array.from({ length: history.length }, (_, point) => point);
  losses.forEach((loss, model) => {
    const first = points.find((point) => !Number.isFinite(history.lossOf(point, model)));
    if (first === undefined && Number.isFinite(loss)) return;
    const by = first === undefined ? steps : history.stepOf(first);
    const after = first === undefined ? steps : by - history.stride;
    divergences.add({ model, array: 'loss', after, by });
  });
}
