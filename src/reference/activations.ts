/** 1 / (1 + exp(-x)). */
export function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/** The sigmoid's slope, from its output. */
export function sigmoidSlope(out: number): number {
  return out * (1 - out);
}

/** The slope of tanh, from its output. */
export function tanhSlope(out: number): number {
  return 1 - out * out;
}

const SLOPE = Math.sqrt(2 / Math.PI);
const CUBIC = 0.044715;

/** What tanh is taken of in the tanh form of GELU. */
export function geluArgument(x: number): number {
  return SLOPE * (x + CUBIC * x ** 3);
}

/** GELU in its tanh form (Hendrycks & Gimpel 2016, section 2). */
export function gelu(x: number): number {
  return (x / 2) * (1 + Math.tanh(geluArgument(x)));
}

/** How fast GELU's argument grows. */
export function geluInner(x: number): number {
  return SLOPE * (1 + 3 * CUBIC * x * x);
}

/** The derivative of GELU in its tanh form. */
export function geluSlope(x: number): number {
  const t = Math.tanh(geluArgument(x));
  return (1 + t) / 2 + (x / 2) * (1 - t * t) * geluInner(x);
}
