// Layer 0: the words of WGSL and the values of its constant expressions, as its specification says. Knows no device
// and no kernel. Guard, tracer, editor and highlighter read shaders by it, and so see what the compiler sees.
export * from './const-value';
export * from './lexer';
