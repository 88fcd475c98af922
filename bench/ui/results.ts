import { intervalText } from '../report/interval';
import type { CaseReport } from '../report/schema';
import { contender, duration, figure, shapeTitle } from '../report/words';
import { kernelOf } from './kernel-facts';

/** One column of the table of results. */
export interface Column {
  key: string;
  label: string;
  text(row: CaseReport): string;
  /** What rows are sorted by; null comes last either way. */
  value(row: CaseReport): number | string | null;
}

const time = (key: string, label: string, of: (row: CaseReport) => number | null): Column => ({
  key,
  label,
  text: (row) => duration(of(row)),
  value: of,
});
const rate = (key: string, label: string, of: (row: CaseReport) => number | null): Column => ({
  key,
  label,
  text: (row) => figure(of(row)),
  value: of,
});

const COLUMNS: readonly Column[] = [
  { key: 'who', label: 'variant', text: contender, value: contender },
  time('gpu', 'GPU time', ({ gpuMs }) => gpuMs),
  {
    key: 'gpu-interval',
    label: 'GPU time, 95 % interval',
    text: (row) => intervalText(row, 'gpu'),
    value: ({ gpuIntervalMs }) => gpuIntervalMs && gpuIntervalMs[1] - gpuIntervalMs[0],
  },
  time('median', 'submit to done', ({ medianMs }) => medianMs),
  {
    key: 'interval',
    label: 'submit to done, 95 % interval',
    text: (row) => intervalText(row, 'host'),
    value: ({ intervalMs }) => intervalMs && intervalMs[1] - intervalMs[0],
  },
  rate('gflops', 'GFLOP/s', ({ gflops }) => gflops),
  rate('gbps', 'GB/s', ({ gbps }) => gbps),
  rate('roof', '% of roofline', ({ percentOfRoofline }) => percentOfRoofline),
  rate('steps', 'steps/s', ({ stepsPerSecond }) => stepsPerSecond),
  time('reference', 'float64, CPU', ({ referenceMs }) => referenceMs),
  time('twin', 'f32 JavaScript', ({ twinMs }) => twinMs),
  rate('error', 'error / bound', ({ errorOverBound }) => errorOverBound),
  rate('samples', 'samples', ({ samples }) => samples),
  rate('discarded', 'samples thrown away', ({ discarded }) => discarded),
];

const ALWAYS: ReadonlySet<string> = new Set(['who', 'gpu', 'median']);

/** Columns that say something of these rows, and those that must say that they do not. */
export function columnsFor(rows: readonly CaseReport[]): Column[] {
  const says = ({ value }: Column) => rows.some((row) => (value(row) ?? 0) !== 0);
  return COLUMNS.filter((column) => ALWAYS.has(column.key) || says(column));
}

/** Rows of one kind and shape, which are to be compared with each other. */
export interface Group {
  family: string;
  title: string;
  shape: string;
  rows: CaseReport[];
}

const NOT_KERNELS = { kernel: '', train: 'training', peer: 'libraries' };

/** Rows by family, operation and shape, each in the order of the report. */
export function groupsOf(rows: readonly CaseReport[]): Group[] {
  const groups = new Map<string, Group>();
  for (const row of rows) {
    const family = NOT_KERNELS[row.suite] || kernelOf(row)?.family || 'kernels';
    const shape = shapeTitle(row.shape);
    const key = JSON.stringify([family, row.name, shape]);
    const group = groups.get(key) ?? { family, title: row.name, shape, rows: [] };
    group.rows.push(row);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** Sorted by a column; what was not measured comes last, whichever way. */
export function sorted(
  rows: readonly CaseReport[],
  { value }: Column,
  descending: boolean,
): CaseReport[] {
  return [...rows].sort((one, other) => {
    const [a, b] = [value(one), value(other)];
    if (a === null || b === null) return Number(a === null) - Number(b === null);
    const order = a < b ? -1 : Number(a > b);
    return descending ? -order : order;
  });
}
