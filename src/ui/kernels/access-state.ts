import { lanesOf, NEIGHBOURS, type Step, type Trace, type TracedArray } from '../../lab/index';
import type { Mark } from './draw-cells';

/** What has happened to one array up to a step, cell by cell of four bytes. */
export interface ArrayState {
  array: TracedArray;
  rows: number;
  columns: number;
  /** Rows of one instance; 0 where there is only one. */
  rowGroup: number;
  reads: Uint32Array;
  writes: Uint32Array;
  now: ReadonlyMap<number, Mark>;
}

/** How often the arrays of a trace were read and written, by name. */
export type Totals = Readonly<Record<string, { reads: number; writes: number }>>;

/** Cells that a line of a one-dimensional array has at most. */
const WRAP = 32;

/** Rows and columns of an array as it is drawn: the last axis across, the others down. */
export function gridOf({ shape }: TracedArray): { rows: number; columns: number; length: number } {
  const length = shape.reduce((product, extent) => product * extent, 1);
  const across = shape[shape.length - 1] ?? 1;
  const columns = shape.length === 1 ? Math.min(across, WRAP) : across;
  return { rows: Math.ceil(length / columns), columns, length };
}

/** The cells that an access covers: as many as the element has numbers. */
export function cellsOf({ width }: TracedArray, element: number): number[] {
  return Array.from({ length: width }, (_, k) => element * width + k);
}

/** Every array of a trace after the steps before `at`, and what `at` does to it. */
export function statesAt(trace: Trace, steps: readonly Step[], at: number): ArrayState[] {
  const states = trace.arrays.map((array) => {
    const { rows, columns, length } = gridOf(array);
    const { shape } = array;
    return {
      array,
      rows,
      columns,
      rowGroup: shape.length >= 3 && shape[0] > 1 ? shape[shape.length - 2] : 0,
      reads: new Uint32Array(length),
      writes: new Uint32Array(length),
      now: new Map<number, Mark>(),
    };
  });
  const byName = new Map(states.map((state) => [state.array.name, state]));
  steps.slice(0, at + 1).forEach(({ site, elements }, k) => {
    const { kind, name } = trace.sites[site];
    const state = byName.get(name);
    if (!state) return;
    for (const element of elements) {
      for (const cell of cellsOf(state.array, element)) {
        if (cell >= state.reads.length) continue;
        if (kind !== 'write') state.reads[cell]++;
        if (kind !== 'read') state.writes[cell]++;
        if (k === at) state.now.set(cell, markOf(kind));
      }
    }
  });
  return states;
}

export function markOf(kind: Trace['sites'][number]['kind']): Mark {
  return kind === 'atomic' ? 'both' : kind === 'barrier' ? 'wait' : kind;
}

/** Accesses of each array, by steps of a workgroup or, without steps, by the whole dispatch. */
export function totalsOf(trace: Trace, steps?: readonly Step[]): Totals {
  const totals: Record<string, { reads: number; writes: number }> = {};
  for (const { name } of trace.arrays) totals[name] = { reads: 0, writes: 0 };
  const add = (site: number, times: number) => {
    const { kind, name } = trace.sites[site];
    if (!(name in totals)) return;
    if (kind !== 'write') totals[name].reads += times;
    if (kind !== 'read') totals[name].writes += times;
  };
  if (steps) for (const { site, lanes } of steps) add(site, lanes.length);
  else for (const site of trace.site) add(site, 1);
  return totals;
}

/** The storage cells that an invocation writes in the whole run: what it works for. By array. */
export function ownedCells(
  trace: Trace,
  group: number,
  lane: number,
): ReadonlyMap<string, ReadonlySet<number>> {
  const owned = new Map<string, Set<number>>();
  const invocation = group * lanesOf(trace) + lane;
  for (let k = trace.starts[invocation]; k < trace.starts[invocation + 1]; k++) {
    const { kind, name } = trace.sites[trace.site[k]];
    const array = trace.arrays.find((candidate) => candidate.name === name);
    if (array?.space !== 'storage' || (kind !== 'write' && kind !== 'atomic')) continue;
    const cells = owned.get(name) ?? new Set<number>();
    for (const cell of cellsOf(array, trace.index[k])) cells.add(cell);
    owned.set(name, cells);
  }
  return owned;
}

/** The addresses, in numbers of four bytes, that the invocation's neighbours of a step access. */
export function neighbourAddresses(step: Step, { width }: TracedArray, lane: number): number[] {
  const first = Math.floor(lane / NEIGHBOURS) * NEIGHBOURS;
  return step.lanes.flatMap((candidate, k) =>
    candidate >= first && candidate < first + NEIGHBOURS ? [step.elements[k] * width] : [],
  );
}

/** Whether the first three arrays are A [M, K], B [K, N] and C [M, N], which are drawn as one draws a product. */
export function isProduct(states: readonly ArrayState[]): boolean {
  const storage = states.filter(({ array }) => array.space === 'storage');
  const [a, b, c] = storage.map(({ array }) => array.symbols.slice(-2));
  return (
    storage.length === 3 &&
    storage.every(({ array }) => array.symbols.length >= 2) &&
    a[0] === c[0] &&
    a[1] === b[0] &&
    b[1] === c[1]
  );
}
