/** y = |x|, element by element: what the model of computation in superposition is to give (Elhage et al. 2022). */
export function absolute(x: ArrayLike<number>): Float64Array {
  return Float64Array.from(x, Math.abs);
}
