// Layer 5, beside train: one kernel under the magnifying glass, in a worker and on a device of its own. Runs it,
// perhaps edited, beside the float64 reference; traces what each invocation reads and writes; trains one model stepwise
// and fused. No DOM, no Lit.
export * from './client';
export * from './compare';
export * from './limits';
export * from './memory';
export * from './protocol';
export * from './races';
export * from './schedule';
export * from './trace-client';
export type * from './trace-types';
export type { Site, SiteKind } from './trace';
export * from './fuse-client';
export * from './fuse-facts';
export type * from './fuse-protocol';
export { offeredFeatures } from '../gpu/index';
export type { CallTraffic } from '../models/index';
export * from './workgroup-memory';
