import { SessionClient } from './client';
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

/**
 * Trains an experiment from its first weights to its last step in a worker, measures the loss on fresh data,
 * and puts the record together.
 *
 * @param evaluationSamples rounded up to whole batches
 * @throws Error with the worker's sentence when training fails or the device is lost
 */
export function trainWhole(
  experiment: Experiment,
  { engine, program }: { engine: EngineWish; program: ProgramWish },
  evaluationSamples: number,
  report: (progress: Progress) => void,
): Promise<RunRecord> {
  const { batch, steps, instances, replicas } = experiment;
  const history = new LossHistory(instances * replicas);
  const batches = Math.ceil(evaluationSamples / batch);
  let facts: SessionFacts;
  let snapshot: Snapshot;
  let began = 0;
  let seconds = 0;
  const meanLoss = () => {
    let sum = 0;
    for (let i = 0; i < history.instances; i++) sum += history.latest(i);
    return sum / history.instances;
  };

  return new Promise<RunRecord>((resolve, reject) => {
    const client = new SessionClient((event) => {
      switch (event.type) {
        case 'ready':
          facts = event.facts;
          began = performance.now();
          return client.send({ type: 'run' });
        case 'tuning':
        case 'running':
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
          return resolve(runRecord(facts, snapshot, history, event, seconds));
        case 'lost':
          client.close();
          return reject(new Error(`The graphics device was lost: ${event.message}`));
        case 'unsupported':
        case 'failed':
          client.close();
          return reject(new Error(event.message));
      }
    });
    client.send({ type: 'open', experiment, engine, program });
  });
}
