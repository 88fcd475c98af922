// Layer 5: a model being trained. Experiment files, presets and what must come out of them, the session (run, pause,
// step, reset), loss history, snapshots, and the worker with its typed protocol. No DOM, no Lit.
export * from './adjust';
export * from './claim';
export * from './client';
export * from './dictionary';
export * from './dictionary-client';
export * from './divergence';
export * from './exact';
export * from './experiment';
export * from './finite';
export * from './fresh-samples';
export * from './history';
export * from './json-pieces';
export * from './kept';
export * from './measures';
export * from './neurons';
export * from './memorised';
export * from './phase-client';
export * from './phase-map';
export * from './preset';
export * from './presets/index';
export * from './projections';
export * from './protocol';
export * from './reproduce';
export * from './run-record';
export * from './trained';
export * from './whole-run';
