// Layer 3: measuring. Statistics of samples, launches repeated until they can be timed, the
// device's peaks, and the tuner that picks a kernel's rung by measurement.
export * from './bursts';
export * from './clock';
export * from './interleave';
export * from './launch';
export * from './peaks';
export * from './samples';
export * from './spans';
export * from './statistics';
export * from './subject';
export * from './tune';
export * from './tuning-store';
