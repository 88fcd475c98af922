// Layer 4, beside train: one kernel, run on its own. Takes a kernel by name, a shape and a seed, perhaps edited code,
// and gives back its output beside the float64 reference, in a worker and on a device of its own. No DOM, no Lit.
export * from './client';
export * from './compare';
export * from './limits';
export * from './protocol';
