import type { Trace } from './trace-types';

/** One step of a workgroup: the invocations that stand at one place of the shader go on together. */
export interface Step {
  /** Into `trace.sites`. */
  site: number;
  /** Barriers passed before. */
  phase: number;
  /** Invocations that take part, by local invocation index, rising. */
  lanes: readonly number[];
  /** Element that each of them accesses; 0 at a barrier. */
  elements: readonly number[];
}

/** Invocations of a workgroup. */
export function lanesOf({ workgroup: [x, y, z] }: Trace): number {
  return x * y * z;
}

/**
 * Puts the accesses of one workgroup in steps, as a processor does that runs neighbours in step: of all places where
 * invocations stand, the first in the text goes on, with all that stand there; others wait. A barrier comes when
 * nobody can go on otherwise. Each invocation's own order is what the device noted; how invocations interleave
 * between two barriers is left open by WGSL, and this is the order that is easiest to read.
 *
 * @param only this invocation alone
 */
export function schedule(trace: Trace, group: number, only: number | null = null): Step[] {
  const count = lanesOf(trace);
  const all = Array.from({ length: count }, (_, lane) => lane);
  const lanes = only === null ? all : [only];
  const at = Uint32Array.from(lanes, (lane) => trace.starts[group * count + lane]);
  const end = Uint32Array.from(lanes, (lane) => trace.starts[group * count + lane + 1]);
  const steps: Step[] = [];
  let phase = 0;
  for (;;) {
    // Barriers count as behind every other place.
    let next = Infinity;
    let nextRank = Infinity;
    lanes.forEach((_, k) => {
      if (at[k] >= end[k]) return;
      const site = trace.site[at[k]];
      const rank = site + (trace.sites[site].kind === 'barrier' ? trace.sites.length : 0);
      if (rank < nextRank) [next, nextRank] = [site, rank];
    });
    if (next === Infinity) return steps;
    const taking: number[] = [];
    const elements: number[] = [];
    lanes.forEach((lane, k) => {
      if (at[k] >= end[k] || trace.site[at[k]] !== next) return;
      taking.push(lane);
      elements.push(trace.index[at[k]]);
      at[k]++;
    });
    steps.push({ site: next, phase, lanes: taking, elements });
    if (trace.sites[next].kind === 'barrier') phase++;
  }
}
