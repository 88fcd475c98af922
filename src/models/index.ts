// Layer 4: one file a toy model: its parameters, and the list of kernel calls that is its forward pass, its
// backward pass and its update. A model owns its arrays and frees them in destroy(). A training step
// allocates nothing and awaits nothing; it only encodes.
export { Inspection, type Inspected, type InspectedSizes } from './inspection';
export * from './program';
export {
  firstWeights,
  guessedRungs,
  perFeature,
  tunedRungs,
  type ReluOutputConfig,
  type Rungs,
} from './relu-output';
export * from './relu-output-reference';
export * from './relu-output-stepwise';
