// Layer 0: the float64 reference. Plain loops, one function an operation, forward and backward;
// counter-based random numbers; error bounds with their derivation; closed-form losses.
// Imports nothing from the project. Arrays are flat, row-major; shapes stand in each docstring.
export * from './absolute';
export * from './add';
export * from './activations';
export * from './adamw';
export * from './bias-relu';
export * from './bounds';
export * from './clip';
export * from './closed-form';
export * from './column-sum';
export * from './geometry';
export * from './half';
export * from './initial-weights';
export * from './learning-rate';
export * from './matmul';
export * from './multiply';
export * from './nonfinite';
export * from './pcg4d';
export * from './peak';
export * from './philox';
export * from './row-sum';
export * from './sgd';
export * from './softmax-cross-entropy';
export * from './sparse-features';
export * from './squared-error';
export * from './toy-model';
export * from './transpose';
