/** Four 32-bit words. */
export type Words = [number, number, number, number];

/**
 * pcg4d: four 32-bit words in, four well-mixed words out (Jarzynski & Olano, "Hash Functions for GPU
 * Rendering", JCGT 9(3), 2020). A bijection on 128 bits, so different counters never give the same words.
 */
export function pcg4d(input: Readonly<Words>): Words {
  let x = (Math.imul(input[0], 1664525) + 1013904223) >>> 0;
  let y = (Math.imul(input[1], 1664525) + 1013904223) >>> 0;
  let z = (Math.imul(input[2], 1664525) + 1013904223) >>> 0;
  let w = (Math.imul(input[3], 1664525) + 1013904223) >>> 0;
  x = (x + Math.imul(y, w)) >>> 0;
  y = (y + Math.imul(z, x)) >>> 0;
  z = (z + Math.imul(x, y)) >>> 0;
  w = (w + Math.imul(y, z)) >>> 0;
  x ^= x >>> 16;
  y ^= y >>> 16;
  z ^= z >>> 16;
  w ^= w >>> 16;
  x = (x + Math.imul(y, w)) >>> 0;
  y = (y + Math.imul(z, x)) >>> 0;
  z = (z + Math.imul(x, y)) >>> 0;
  w = (w + Math.imul(y, z)) >>> 0;
  return [x, y, z, w];
}

/**
 * The key of a seed: the seed hashed with three fixed words (the first decimals of pi), so that
 * seeds 0, 1, 2 … give keys that differ in about half of their bits.
 *
 * @param seed a whole number, 0 … 2^32 - 1
 */
export function seedKey(seed: number): Words {
  return pcg4d([seed >>> 0, 0x243f6a88, 0x85a308d3, 0x13198a2e]);
}

/** Four random words of a key at a counter: pcg4d(counter xor key). */
export function randomWords(key: Readonly<Words>, counter: Readonly<Words>): Words {
  return pcg4d([
    (counter[0] ^ key[0]) >>> 0,
    (counter[1] ^ key[1]) >>> 0,
    (counter[2] ^ key[2]) >>> 0,
    (counter[3] ^ key[3]) >>> 0,
  ]);
}
