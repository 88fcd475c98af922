import type { ProgramKind } from '../models/index';
import { attackNorms } from '../reference/index';
import type { Adjustment } from './adjust';
import type { DivergenceLog } from './divergence';
import { importances, modelConfig, probabilities, type Experiment } from './experiment';
import type { LossHistory } from './history';
import type { SessionFacts, Snapshot } from './protocol';

/** What a training run leaves behind: `antipode.run/1`. */
export interface RunRecord {
  schema: 'antipode.run/1';
  /** With every default filled in; as it was at the end, where it was adjusted. */
  experiment: Experiment;
  /** Null on the CPU reference. */
  adapter: { vendor: string; architecture: string; fallback: boolean } | null;
  engine: 'gpu' | 'cpu';
  program: ProgramKind;
  /** Memory of the model on the device; 0 on the CPU reference. */
  bytes: number;
  steps: number;
  /** What was changed while it trained; empty where nothing was. */
  adjustments: readonly Adjustment[];
  /** Of training, without evaluation. */
  seconds: number;
  /** Fresh samples that each instance's loss was measured on after training. */
  evaluationSamples: number;
  /** Of the first instance; where instances differ, the experiment says the rest. */
  importance: number[];
  /** The models whose numbers are finite, replica after replica. */
  instances: {
    instance: number;
    /** How often a feature is on: the mean over the features. */
    featureProbability: number;
    /** How often an anticorrelated set is on, one of its features then; without such sets it is left out. */
    setProbability?: number;
    replica: number;
    /** Mean over batch and features, on data never trained on. */
    loss: number;
    /** Sum of all D_i: hidden dimensions that the features fill, at most m. */
    dimensions: number;
    /** The norm of the attacks that it was trained under; where no model is attacked, it is left out. */
    attackNorm?: number;
    /** n rows of m: one a feature. */
    W: number[][];
    /** Likewise, of a decoder with weights of its own; then W is the encoder. */
    Wdecode?: number[][];
    b: number[];
  }[];
  /** The others: training has diverged, and nothing of them is told but where. At least one replica of each instance is finite. */
  diverged: {
    instance: number;
    replica: number;
    /** `W`, `Wdecode` or `b`; `‖W‖` or `loss` where only that is too large to be a number. */
    array: string;
    /** Steps made when all of its numbers were last seen to be finite, and when they no longer were. */
    after: number;
    by: number;
  }[];
  /**
   * Training loss through time: each entry is the mean over the steps since the entry before, a number for each of
   * `instances`, in their order.
   */
  lossHistory: { steps: number[]; loss: number[][] };
}

/** Puts a finished run together. `loss` is the evaluated one, [instances · replicas]. */
export function runRecord(
  facts: SessionFacts,
  snapshot: Snapshot,
  history: LossHistory,
  evaluation: { loss: Float64Array; samples: number },
  seconds: number,
  divergences: DivergenceLog,
): RunRecord {
  const { experiment, engine, adapter, program, memory } = facts;
  const { features: n, hidden: m, instances } = experiment;
  const probability = probabilities(experiment);
  const shared = experiment.sets?.kind === 'anticorrelated' ? experiment.sets : null;
  const points = Array.from({ length: history.length }, (_, point) => point);
  const rows = (w: Float32Array, i: number) =>
    Array.from({ length: n }, (_, j) =>
      Array.from(w.subarray((i * n + j) * m, (i * n + j + 1) * m)),
    );
  const finite = Array.from(evaluation.loss.keys()).filter((i) => !divergences.of(i));
  const place = (i: number) => ({ instance: i % instances, replica: Math.floor(i / instances) });
  const { attack, ...drawn } = modelConfig(experiment);
  const attackNorm = attack && attackNorms({ attack, ...drawn });
  return {
    schema: 'antipode.run/1',
    experiment,
    adapter: adapter && {
      vendor: adapter.vendor,
      architecture: adapter.architecture,
      fallback: adapter.fallback,
    },
    engine,
    program,
    bytes: memory.bytes,
    steps: snapshot.step,
    adjustments: facts.adjustments,
    seconds,
    evaluationSamples: evaluation.samples,
    importance: importances(experiment),
    instances: finite.map((i) => ({
      ...place(i),
      featureProbability: probability[i % instances] / (shared?.size ?? 1),
      ...(shared && { setProbability: probability[i % instances] }),
      loss: evaluation.loss[i],
      dimensions: snapshot.geometry.dimensionality
        .subarray(i * n, (i + 1) * n)
        .reduce((sum, d) => sum + d, 0),
      ...(attackNorm && { attackNorm: attackNorm[i] }),
      W: rows(snapshot.w, i),
      ...(snapshot.wDecode && { Wdecode: rows(snapshot.wDecode, i) }),
      b: Array.from(snapshot.b.subarray(i * n, (i + 1) * n)),
    })),
    diverged: [...divergences.all]
      .sort((a, b) => a.model - b.model)
      .map(({ model, array, after, by }) => ({ ...place(model), array, after, by })),
    lossHistory: {
      steps: points.map((point) => history.stepOf(point)),
      loss: points.map((point) => finite.map((i) => history.lossOf(point, i))),
    },
  };
}
