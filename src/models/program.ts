import type { Sizes } from '../kernels/index';
import type { FeatureGeometry } from '../reference/index';
import type { MemoryParts } from './memory';
import type { StepValues } from './step-values';
import type { ToyModelConfig } from './toy-model';

/** Loops of an edited kernel that the guard had to end. */
export interface EndedLoops {
  kernel: string;
  /** Of its text, counted from 1; none where the guard cannot say which. */
  lines: readonly number[];
}

/** Trained numbers of all instances at one step. */
export interface ModelParameters {
  /** Updates made when these numbers were read. */
  step: number;
  /** [I, n, m]: one row a feature, the paper's W_i; the encoder's where the decoder has its own. */
  w: Float32Array;
  /** [I, n, m]: the decoder, one row a feature; null when tied. */
  wDecode: Float32Array | null;
  /** [I, n] */
  b: Float32Array;
  /** Norm, dimensionality and overlap of each feature, [I, n]. */
  geometry: FeatureGeometry<Float32Array>;
  /** How many of the numbers are NaN or infinite: more than 0 means that training has diverged. */
  nonfinite: number;
  /** What was ended since the texts were exchanged; left out where nothing was. */
  ended?: readonly EndedLoops[];
}

/** One kernel call of a training step, as the page shows it. */
export interface CallDescription {
  kernel: string;
  /** What the call computes, in the paper's symbols. */
  does: string;
  summary: string;
  file: string;
  source: string;
  /** `override` values that differ from the shader's own. */
  constants: Sizes;
  /** Workgroups along x, y, z. */
  workgroups: readonly [number, number, number];
  /** Which array stands at each storage binding, with its shape. */
  arrays: readonly { binding: string; array: string; shape: readonly number[]; written: boolean }[];
}

/** Edited shader sources, by the name of the kernel that they stand for. */
export type EditedSources = ReadonlyMap<string, string>;

/**
 * How a model is trained. `stepwise`: a launch an operation, every array to be looked at; `small`: a workgroup a model,
 * many steps a launch; `phases`: six launches a step; `sparse`: six launches a step that walk the features that are on;
 * `reference`: float64 on the CPU.
 */
export type ProgramKind = 'stepwise' | 'small' | 'phases' | 'sparse' | 'reference';

/** A model being trained, on the GPU or on the CPU reference: the same numbers up to rounding. */
export interface ModelProgram {
  readonly engine: 'gpu' | 'cpu';
  readonly kind: ProgramKind;
  /** Updates handed over so far. */
  readonly step: number;
  /** The most steps that one `advance` may ask for. */
  readonly maxSteps: number;
  /** The calls of one training step in order; of `small`, the one call that is many steps. */
  readonly calls: readonly CallDescription[];
  /** Bytes on the device: every array, and what results are brought back in. */
  readonly bytes: number;
  /** What it was to be, by arithmetic. */
  readonly estimate: MemoryParts;
  /**
   * Makes the next `steps` updates. May be called again before the first call resolves.
   * @returns the loss of each step's batch before its update, [steps, I]
   */
  advance(steps: number): Promise<Float32Array>;
  /** The parameters after all updates handed over so far. */
  parameters(): Promise<ModelParameters>;
  /**
   * The loss of the present parameters on data never trained on.
   * @returns mean over `batches` batches, [I], in float64
   */
  evaluate(batches: number, progress?: (done: number) => void): Promise<Float64Array>;
  /**
   * Goes on with other densities, importances, learning rate, schedule or weight decay from the next `advance` on. What was
   * handed over before is trained with the old ones; parameters, moments and step stay.
   *
   * @throws RangeError with a sentence when something else differs, or when the program cannot train such a model; then
   *   nothing has changed
   */
  adjust?(config: ToyModelConfig): void;
  /**
   * Runs these texts, their loops guarded, in the place of the kernels' own; kernels not named run their own. Keeps
   * parameters and step. Where there is none, the program runs no shaders that could be edited.
   * @throws ShaderError; what ran before then goes on
   */
  substitute?(sources: EditedSources): Promise<void>;
  /**
   * Every array of the step that comes next, call by call, of one model and one sample. The step is taken back: parameters,
   * moments and step stay, to the bit.
   * @throws RangeError where the program keeps no such arrays, or there is no such sample
   */
  stepValues?(model: number, sample: number): Promise<StepValues>;
  /** Frees everything. Work under way rejects. */
  destroy(): void;
}
