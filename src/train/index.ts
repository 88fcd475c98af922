// Layer 5: a model being trained. Experiment files and presets, the session (run, pause, step, reset), loss
// history, snapshots, and the worker with its typed protocol. No DOM, no Lit.
export * from './client';
export * from './experiment';
export * from './history';
export * from './presets';
export * from './protocol';
export * from './run-record';
export * from './whole-run';
