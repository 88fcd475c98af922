import { lanesOf } from './schedule';
import type { Trace } from './trace-types';

/** One of two accesses that no barrier orders. */
export interface RacingAccess {
  group: number;
  lane: number;
  /** Into `trace.sites`. */
  site: number;
}

/** Two invocations reach one element of an array, at least one writes it, and nothing says who comes first. */
export interface Race {
  name: string;
  element: number;
  write: RacingAccess;
  other: RacingAccess;
}

/** What is remembered of an element between two barriers: the first write, and of each place two accesses. */
interface Element {
  write: RacingAccess | null;
  others: RacingAccess[];
}

/**
 * The races of a run, one example for each pair of places. Barriers order what the invocations of one workgroup do:
 * `workgroupBarrier` and `workgroupUniformLoad` in workgroup memory, `storageBarrier` in storage. Nothing orders two workgroups. Atomic
 * arrays have no races.
 */
export function races(trace: Trace): Race[] {
  const found = new Map<string, Race>();
  const spaces = new Map(
    trace.arrays.filter(({ atomic }) => !atomic).map(({ name, space }) => [name, space]),
  );
  const storage = new Map<string, Element>();
  const count = lanesOf(trace);
  const groups = (trace.starts.length - 1) / count;

  for (let group = 0; group < groups; group++) {
    const shared = new Map<string, Element>();
    for (let lane = 0; lane < count; lane++) {
      const phase = { workgroup: 0, storage: 0 };
      const invocation = group * count + lane;
      for (let k = trace.starts[invocation]; k < trace.starts[invocation + 1]; k++) {
        const site = trace.site[k];
        const { kind, name } = trace.sites[site];
        if (kind === 'barrier') {
          if (name === 'storageBarrier') phase.storage++;
          else phase.workgroup++; // workgroupUniformLoad waits, too
          continue;
        }
        const space = spaces.get(name);
        if (!space) continue;
        const element = trace.index[k];
        const access = { group, lane, site };
        if (space === 'workgroup') {
          const key = `${name} ${element} ${phase.workgroup}`;
          meet(shared, key, access, kind === 'write', name, element);
        } else {
          // Without a storage barrier all groups meet; behind one, only what comes from one group is told apart.
          const key = `${name} ${element} ${phase.storage > 0 ? `${group} ${phase.storage}` : ''}`;
          meet(storage, key, access, kind === 'write', name, element);
        }
      }
    }
  }
  return [...found.values()];

  function meet(
    elements: Map<string, Element>,
    key: string,
    access: RacingAccess,
    writes: boolean,
    name: string,
    element: number,
  ): void {
    const known = elements.get(key) ?? { write: null, others: [] };
    elements.set(key, known);
    const apart = (other: RacingAccess) =>
      other.lane !== access.lane || other.group !== access.group;
    const report = (write: RacingAccess, other: RacingAccess) => {
      const places = `${write.site} ${other.site}`;
      if (!found.has(places)) found.set(places, { name, element, write, other });
    };
    if (known.write && apart(known.write)) report(known.write, access);
    if (writes) {
      for (const other of known.others) if (apart(other)) report(access, other);
      known.write ??= access;
    }
    // Of each place two invocations are enough: one of them is not the one that writes.
    const same = known.others.filter(({ site }) => site === access.site);
    if (same.length < 2 && same.every(apart)) known.others.push(access);
  }
}
