import type { Words } from './pcg4d';

/** The high and low 32 bits of a 32 × 32 bit product. */
function multiplyWide(a: number, b: number): [high: number, low: number] {
  const product = BigInt(a) * BigInt(b);
  return [Number(product >> 32n), Number(product & 0xffffffffn)];
}

/**
 * Philox4x32 (Salmon et al., "Parallel Random Numbers: As Easy as 1, 2, 3", SC 2011). The generator this
 * project measured itself against and did not choose: see `shaders/random/philox4x32.wgsl`.
 *
 * @param rounds 10 as published; 7 is the fewest that passes BigCrush
 */
export function philox4x32(
  counter: Readonly<Words>,
  key: readonly [number, number],
  rounds: number,
): Words {
  let [c0, c1, c2, c3] = counter;
  let [k0, k1] = key;
  for (let round = 0; round < rounds; round++) {
    const [high0, low0] = multiplyWide(0xd2511f53, c0);
    const [high1, low1] = multiplyWide(0xcd9e8d57, c2);
    [c0, c1, c2, c3] = [(high1 ^ c1 ^ k0) >>> 0, low1, (high0 ^ c3 ^ k1) >>> 0, low0];
    k0 = (k0 + 0x9e3779b9) >>> 0;
    k1 = (k1 + 0xbb67ae85) >>> 0;
  }
  return [c0, c1, c2, c3];
}
