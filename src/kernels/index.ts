// Layer 2: the catalogue of kernels. Parses the header of each shader, turns sizes into workgroups
// (launch.ts, nowhere else), and gives page, tests and bench one entry a kernel: source, shapes,
// test cases with their float64 reference and error bound.
export * from './catalogue';
export * from './case';
export * from './edited-constants';
export * from './guard';
export * from './guard-text';
export * from './header';
export * from './launch';
export * from './random';
export * from './run';
export * from './uniforms';
