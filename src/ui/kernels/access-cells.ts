import { lanesOf, PIECE, type Step, type Trace, type TracedArray } from '../../lab/index';
import { cellsOf, gridOf, markOf, neighbourAddresses, type ArrayState } from './access-state';
import { groupsOf } from './access-steps';
import { MARGIN, type Cells, type Mark } from './draw-cells';

const NOTHING: ReadonlySet<number> = new Set();

/** Numbers of memory that stand in one line of its picture: as many as there are banks, four pieces. */
const MEMORY_COLUMNS = 32;

/** An array at a step. @param framed cells of the chosen invocation */
export function arrayCells(
  state: ArrayState,
  side: number,
  most: number,
  framed: ReadonlySet<number>,
  withNumbers: boolean,
): Cells {
  const { rows, columns, rowGroup, reads, writes, now } = state;
  const length = reads.length;
  const text = withNumbers ? 'reads' : '';
  const shared = { side, rowGroup, columnGroup: 0, reads, writes, most, now, framed } as const;
  return { rows, columns, length, text, ...shared };
}

/** The invocations of the chosen workgroup: who takes part in the step, and how. */
export function invocationCells(
  trace: Trace,
  step: Step | undefined,
  lane: number,
  width: number,
): Cells {
  const [x, y, z] = trace.workgroup;
  const mark = step && markOf(trace.sites[step.site].kind);
  return {
    ...plain(y * z, x, lanesOf(trace)),
    side: sideOf(x, width),
    rowGroup: z > 1 ? y : 0,
    now: new Map(step?.lanes.map((taking): [number, Mark] => [taking, mark!])),
    framed: new Set([lane]),
    text: 'number',
  };
}

/** The workgroups of the dispatch, one of them chosen. */
export function groupCells(trace: Trace, group: number, width: number): Cells {
  const [x, y, z] = trace.groups;
  return {
    ...plain(y * z, x, groupsOf(trace)),
    side: sideOf(x, width),
    rowGroup: z > 1 ? y : 0,
    framed: new Set([group]),
    text: 'number',
  };
}

/** The array of a step as it lies in memory, 32 numbers a line, and what the invocation's neighbours touch of it. */
export function memoryCells(
  array: TracedArray,
  step: Step,
  lane: number,
  mark: Mark,
  width: number,
): Cells {
  const { length } = gridOf(array);
  const columns = Math.min(MEMORY_COLUMNS, length);
  const isStorage = array.space === 'storage';
  const addresses = neighbourAddresses(step, array, lane);
  const cells = addresses.flatMap((address) => cellsOf(array, address / array.width));
  return {
    ...plain(Math.ceil(length / columns), columns, length),
    side: Math.max(7, Math.min(18, Math.floor((width - MARGIN.left - 16) / columns))),
    columnGroup: isStorage ? PIECE : 0,
    now: new Map(cells.map((cell) => [cell, mark])),
  };
}

/** The side of a cell that can be chosen. */
function sideOf(columns: number, width: number): number {
  return Math.max(8, Math.min(24, Math.floor((width - MARGIN.left - 4) / columns)));
}

/** The side of a cell with which all arrays fit into a width, A and B of a product side by side. */
export function sideFor(width: number, states: readonly ArrayState[], product: boolean): number {
  const most = Math.max(...states.map(({ columns }) => columns));
  const rows = Math.max(...states.map((state) => state.rows));
  const room = width - MARGIN.left - 4;
  const beside = product ? (room - MARGIN.left - 14) / (states[0].columns + states[1].columns) : 24;
  return Math.max(6, Math.floor(Math.min(24, room / most, beside, 420 / rows)));
}

function plain(rows: number, columns: number, length: number): Cells {
  return {
    rows,
    columns,
    length,
    side: 12,
    rowGroup: 0,
    columnGroup: 0,
    reads: null,
    writes: null,
    most: 1,
    now: new Map(),
    framed: NOTHING,
    text: '',
  };
}
