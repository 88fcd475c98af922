// Layer 4: one file a toy model: its parameters, and the list of kernel calls that is its forward pass, its
// backward pass and its update. A model owns its arrays and frees them in destroy(). A training step
// allocates nothing and awaits nothing; it only encodes.
export { Inspection, type Inspected, type InspectedSizes } from './inspection';
export * from './program';
export type { CallValues, StepValues } from './step-values';
export { guessedRungs, tunedRungs, type Rungs } from './rungs';
export type { Call } from './stepwise';
export { firstBias, firstDecoder, firstWeights, type ToyModelConfig } from './toy-model';
export type { Dictionaries, DictionaryProgram, SparseAutoencoderConfig } from './dictionary';
export * from './sparse-autoencoder';
export * from './sparse-autoencoder-reference';
export { DataSets } from './data-sets';
export * from './toy-model-reference';
export * from './toy-model-stepwise';
export * from './toy-model-phases';
export * from './toy-model-sparse';
export * from './toy-model-small';
export {
  fitsActivations,
  fusedProgram,
  guessedFused,
  kernelsOfPrograms,
  referenceProgram,
  smallProgram,
  sparsePays,
  stepwiseProgram,
} from './choose-program';
export { estimateBytes, estimateMemory, type MemoryCut, type MemoryParts } from './memory';
export { Pace } from './pace';
export * from './traffic';
