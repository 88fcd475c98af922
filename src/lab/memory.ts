/** Invocations that a processor runs in step: 32 on many GPUs, and what the pictures count with. */
export const NEIGHBOURS = 32;
/** Numbers of four bytes that come from memory in one piece: 32 bytes on many GPUs, 64 or 128 on others. */
export const PIECE = 8;
/** Banks of workgroup memory: number k lives in bank k mod 32 on many GPUs. */
export const BANKS = 32;

/** How invocations in step fall on memory. */
export interface Pattern {
  /** Invocations looked at. */
  lanes: number;
  /** Different addresses among them. */
  addresses: number;
  /** Pieces of memory that hold them. */
  pieces: number;
  /** Different addresses in the busiest bank: so many rounds it takes. */
  rounds: number;
  /** Distance between the addresses of neighbours where it is always the same; null where it is not. */
  stride: number | null;
}

/** The pattern of one access each by invocations in step. @param addresses in numbers of four bytes, by invocation */
export function patternOf(addresses: readonly number[]): Pattern {
  const different = new Set(addresses);
  const banks = new Map<number, number>();
  for (const address of different) {
    banks.set(address % BANKS, (banks.get(address % BANKS) ?? 0) + 1);
  }
  const strides = new Set(addresses.slice(1).map((address, k) => address - addresses[k]));
  return {
    lanes: addresses.length,
    addresses: different.size,
    pieces: new Set(addresses.map((address) => Math.floor(address / PIECE))).size,
    rounds: Math.max(0, ...banks.values()),
    stride: strides.size === 1 ? [...strides][0] : null,
  };
}
