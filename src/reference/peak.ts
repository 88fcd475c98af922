/** What `peak_multiply_add` writes: sixteen chains x ← x · factor + term an invocation, added up. [count] */
export function multiplyAddChains(
  count: number,
  rounds: number,
  factor: number,
  term: number,
): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => {
    let sum = 0;
    for (let s = 0; s < 16; s++) {
      let x = i / count + s / 16;
      for (let round = 0; round < rounds; round++) x = x * factor + term;
      sum += x;
    }
    return sum;
  });
}

/** What `peak_read` writes: each invocation's vectors of four, `count` vectors apart, added up. [count] */
export function stridedSums(a: ArrayLike<number>, count: number, reads: number): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => {
    let sum = 0;
    for (let j = 0; j < reads; j++) {
      for (let lane = 0; lane < 4; lane++) sum += a[(i + j * count) * 4 + lane];
    }
    return sum;
  });
}

/** What `peak_write` writes: i + j / 4. [count · 4] */
export function ramp(count: number): Float64Array {
  return Float64Array.from({ length: count * 4 }, (_, e) => e / 4);
}

/** What `peak_workgroup` writes: numbers of the tile from the invocation's own on, added up. [count] */
export function tileSums(count: number, rounds: number, width: number): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => {
    let sum = 0;
    for (let j = 0; j < rounds; j++) sum += ((((i % width) + j) % width) % 8) + 6;
    return sum;
  });
}
