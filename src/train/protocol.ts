import type { AdapterFacts, ShaderMessage } from '../gpu/index';
import type {
  CallDescription,
  EndedLoops,
  MemoryParts,
  ModelParameters,
  ProgramKind,
  StepValues,
} from '../models/index';
import type { Adjustment } from './adjust';
import type { Experiment } from './experiment';

export type { EndedLoops };

/** Which engine a session shall train on. `auto`: the GPU, and the CPU reference where there is none. */
export type EngineWish = 'auto' | 'gpu' | 'cpu';

/**
 * Which program a session shall train with on the GPU. `stepwise`: a launch an operation, every array to be looked at;
 * `fused`: many steps a launch where the model fits into a workgroup, six launches a step elsewhere; `auto`: fused, and
 * stepwise where a device cannot compile it.
 */
export type ProgramWish = 'auto' | 'stepwise' | 'fused';

/** What a command says that puts another run in the place of the one that is open. */
export interface Successor {
  /** What the page calls the run that is open from now on; 0 where nothing is said. Events are told with it. */
  run?: number;
  /** The run that was open is put aside, paused, to be resumed later; it ends otherwise. */
  keep?: boolean;
}

/** What the page tells the worker. */
export type Command =
  /** Begins anew with this experiment: at the start, after a change of settings, after a loss. */
  | ({
      type: 'open';
      experiment: Experiment;
      engine: EngineWish;
      /** `auto` where nothing is said. */
      program?: ProgramWish;
      /** Whether kernels, or how a fused program is cut, are chosen by measuring; by a guess otherwise. */
      tuning?: boolean;
    } & Successor)
  /** Goes back to a run that was put aside: answered by `resumed`. */
  | ({ type: 'resume' } & Successor)
  /** Ends a run that was put aside. */
  | { type: 'forget'; run: number }
  /**
   * Goes on as this experiment from the next step on: parameters, moments and step stay. Only what `IN_FLIGHT` names may
   * differ from the one that is open.
   */
  | { type: 'adjust'; experiment: Experiment }
  /** Trains on, to the next multiple of the experiment's steps. */
  | { type: 'run' }
  | { type: 'pause' }
  /** Exactly one training step; pauses first where training runs. */
  | { type: 'step' }
  /** Back to the first weights, same seed. */
  | ({ type: 'reset' } & Successor)
  /** Forgets every choice of kernels that was measured, and begins anew. */
  | ({ type: 'forget-choices' } & Successor)
  /** The snapshot has been drawn: the next one may come. */
  | { type: 'drawn' }
  /** Whether anybody looks: a hidden page gets longer submits and no snapshots. */
  | { type: 'visible'; visible: boolean }
  /** Measures the loss on so many fresh batches. Pauses first. */
  | { type: 'evaluate'; batches: number }
  /** Every array of the step that comes next, of one model and one sample; the step is taken back. Pauses first. */
  | { type: 'step-values'; model: number; sample: number }
  /**
   * Runs an edited text in the place of a kernel, its loops guarded; null puts the original back. Parameters and step
   * stay. Edits outlive a reset and end with the worker.
   */
  | { type: 'substitute'; kernel: string; code: string | null };

/** What is known once a session is open. */
export interface SessionFacts {
  experiment: Experiment;
  engine: 'gpu' | 'cpu';
  /** The adapter; null on the CPU reference. */
  adapter: AdapterFacts | null;
  /** Why the session is on the CPU although the GPU was wished for; empty otherwise. */
  reason: string;
  program: ProgramKind;
  /** Why it is stepwise although `auto` would have it fused; empty otherwise. */
  programReason: string;
  /** The most steps of a submit; of `small`, of its one launch. */
  maxSteps: number;
  /** Memory on the device: what was made, and what it was to be by arithmetic. */
  memory: { bytes: number; estimate: MemoryParts };
  /** The kernels that either kind of program would call, by a guess; none where the model is too large for it. */
  kernelsOf: Readonly<Record<'stepwise' | 'fused', readonly string[]>>;
  calls: readonly CallDescription[];
  /** Kernels of the model that run an edited text. */
  edited: readonly string[];
  /** What was changed since the first weights, in the order of the steps. */
  adjustments: readonly Adjustment[];
}

/** The state of the model at a moment, and the losses of all steps since the snapshot before. */
export interface Snapshot extends ModelParameters {
  /** [rows, I]: each row is the mean over as many steps as lossSteps says, one after the other. */
  losses: Float32Array;
  /** [rows]: 1 where losses are told step by step; with many models a row is the mean over more. */
  lossSteps: Uint32Array;
  /** Over the last second of training; 0 when nothing was trained. */
  stepsPerSecond: number;
}

/** What the worker tells the page. */
export type Event =
  /** On the way to `ready`: kernels are being chosen by measuring. */
  | { type: 'tuning'; done: number; of: number }
  | { type: 'ready'; facts: SessionFacts }
  /** A run that was put aside is open again, as it was left. */
  | { type: 'resumed'; facts: SessionFacts; step: number; done: boolean }
  | { type: 'running' }
  /** `done`: the experiment's steps are all made. */
  | { type: 'paused'; step: number; done: boolean }
  | { type: 'snapshot'; snapshot: Snapshot }
  /** Training goes on as this experiment; all changes since the first weights. */
  | { type: 'adjusted'; experiment: Experiment; adjustments: readonly Adjustment[] }
  /** An adjustment cannot be had in flight, in a sentence; the session goes on as this experiment. */
  | { type: 'unadjusted'; message: string; experiment: Experiment }
  /** A kernel was exchanged: the calls as they are now. */
  | { type: 'substituted'; kernel: string; calls: SessionFacts['calls']; edited: readonly string[] }
  /** An edited kernel was not taken; what ran before goes on. The line is 0 where none is to blame. */
  | { type: 'refused'; kernel: string; messages: readonly ShaderMessage[] }
  | { type: 'step-values'; values: StepValues }
  /** There are no such values to be had, in a sentence. */
  | { type: 'no-step-values'; message: string }
  | { type: 'evaluating'; done: number; batches: number }
  | { type: 'evaluated'; loss: Float64Array; samples: number }
  /** The device is gone. Open again to go on from the start. */
  | { type: 'lost'; message: string }
  /** The GPU was insisted on, and there is none to be had. */
  | { type: 'unsupported'; message: string }
  /** `alive`: the experiment could not be opened, but what was put aside can be resumed. */
  | { type: 'failed'; message: string; alive?: boolean };

/** Why an edited kernel was not taken. */
export type Refusal = Extract<Event, { type: 'refused' }>;

/** Buffers to hand over instead of copying. */
export function transferables(event: Event): Transferable[] {
  if (event.type === 'step-values') {
    const all = event.values.calls.flatMap(({ reads, writes }) => [...reads, ...writes]);
    return [...new Set(all.map(({ values }) => values.buffer as ArrayBuffer))];
  }
  if (event.type !== 'snapshot') return [];
  const { w, wDecode, b, geometry, losses, lossSteps } = event.snapshot;
  const all = [w, wDecode, b, ...Object.values(geometry), losses, lossSteps];
  const arrays = all.filter((array) => array !== null);
  return [...new Set(arrays.map(({ buffer }) => buffer))] as ArrayBuffer[];
}
