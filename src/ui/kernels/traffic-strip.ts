import type { CallTraffic } from '../../lab/index';
import { bytes } from './fuse-words';
import { linearTicks, type Strip, type StripRow } from './strip';

/** Arrays with less than this part of the largest one's traffic share a row. */
const SMALL = 0.02;

/** What becomes of one array in a step. */
export interface ArraySum {
  array: string;
  /** Bytes, and the kernels that move them. */
  written: number;
  writers: readonly string[];
  read: number;
  readers: readonly string[];
}

/** Traffic of all calls together, array by array, the busiest first. */
export function arraySums(calls: readonly CallTraffic[]): ArraySum[] {
  const names = new Set(calls.flatMap(({ arrays }) => arrays.map(({ array }) => array)));
  const sums = Array.from(names, (array): ArraySum => {
    const uses = calls.flatMap(({ kernel, arrays }) =>
      arrays.filter((one) => one.array === array).map((one) => ({ kernel, ...one })),
    );
    const writes = uses.filter(({ written }) => written);
    const reads = uses.filter(({ read }) => read);
    const sum = (of: typeof uses) => of.reduce((total, use) => total + use.bytes, 0);
    return {
      array,
      written: sum(writes),
      writers: writes.map(({ kernel }) => kernel),
      read: sum(reads),
      readers: reads.map(({ kernel }) => kernel),
    };
  });
  return sums.sort((a, b) => b.written + b.read - a.written - a.read);
}

/** Bytes that all arrays together are written and read. */
export function moved(sums: readonly ArraySum[]): number {
  return sums.reduce((total, { written, read }) => total + written + read, 0);
}

/** The arrays of a stepwise step, and a step of the fused launch, which moves its arrays once for many steps. */
export function trafficStrip(
  calls: readonly CallTraffic[],
  launch: { steps: number; traffic: CallTraffic },
): Strip {
  const sums = arraySums(calls);
  const largest = sums[0].written + sums[0].read;
  const shown = sums.filter(({ written, read }) => written + read >= SMALL * largest);
  const small = sums.filter((sum) => !shown.includes(sum));
  const fused = arraySums([launch.traffic]).map((sum) => ({
    ...sum,
    written: sum.written / launch.steps,
    read: sum.read / launch.steps,
  }));
  const rows = shown.map((sum) => rowOf(sum.array, sum));
  if (small.length > 0) rows.push(rowOf(`${small.length} small arrays`, together(small)));
  const most = Math.max(largest, moved(small));
  return {
    axis: {
      kind: 'linear',
      label: 'bytes moved in a step',
      range: [0, most * 1.02],
      ticks: linearTicks(most).map((at) => ({ at, text: bytes(at) })),
    },
    rows: [
      ...rows,
      {
        ...rowOf('fused, all arrays', together(fused)),
        apart: true,
      },
    ],
    key: [
      { tone: 'write', name: 'written' },
      { tone: 'read', name: 'read' },
    ],
    table: {
      caption: 'Bytes moved in a step',
      head: ['array', 'written', 'by', 'read', 'by'],
      rows: [...sums.map((sum) => cells(sum, '')), ...fused.map((sum) => cells(sum, 'fused: '))],
    },
  };
}

function together(sums: readonly ArraySum[]) {
  return {
    written: sums.reduce((total, { written }) => total + written, 0),
    read: sums.reduce((total, { read }) => total + read, 0),
  };
}

function rowOf(name: string, { written, read }: { written: number; read: number }): StripRow {
  const said = `${name}: ${bytes(written)} written, ${bytes(read)} read`;
  return {
    name,
    bars: [
      { from: 0, to: written, tone: 'write' as const, said },
      { from: written, to: written + read, tone: 'read' as const, said },
    ].filter(({ from, to }) => to > from),
    value: bytes(written + read),
  };
}

function cells({ array, written, writers, read, readers }: ArraySum, where: string): string[] {
  const by = (names: readonly string[]) => [...new Set(names)].join(', ') || '–';
  return [where + array, bytes(written), by(writers), bytes(read), by(readers)];
}
