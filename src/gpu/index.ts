// Layer 1: the only place where GPU* types appear. Device, arrays, kernels, timer, scope, read-back
// and the loss of the device. Knows no mathematics and imports nothing from the project.
export * from './array';
export * from './device';
export * from './errors';
export * from './kernel';
export * from './readback';
export * from './scope';
export * from './timeline';
export * from './timer';
