// Layer 2½: measuring. Statistics of samples, clocks and their quanta, launches repeated until they
// can be timed, the device's peaks, and the tuner that picks a kernel's rung by measurement.
export * from './samples';
export * from './statistics';
