// Layer 4, beside train: a kernel under the magnifying glass. Tracing what each invocation reads and writes, in a
// worker of its own; the steps and memory patterns that follow from a trace. No DOM, no Lit.
export * from './memory';
export * from './races';
export * from './schedule';
export * from './trace-client';
export { MOST_ROUNDS } from './trace-protocol';
export type * from './trace-types';
export type { Site, SiteKind } from './trace';
