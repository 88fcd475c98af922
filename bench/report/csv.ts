import { intervalOf, speedClock, timeOf, withoutInterval } from './interval';
import type { CaseReport, Report } from './schema';
import { adapterName, shapeText } from './words';

type Cell = string | number | null;

/** Columns in the order of the file. Units are in the names; a cell is empty where nothing was measured. */
const COLUMNS: readonly [name: string, value: (row: CaseReport, report: Report) => Cell][] = [
  ['suite', ({ suite }) => suite],
  ['name', ({ name }) => name],
  ['variant', ({ variant }) => variant],
  ['shape', ({ shape }) => shapeText(shape)],
  ['samples', ({ samples }) => samples],
  ['discarded', ({ discarded }) => discarded],
  ['median_ms', ({ medianMs }) => medianMs],
  ['low_ms', ({ intervalMs }) => intervalMs && intervalMs[0]],
  ['high_ms', ({ intervalMs }) => intervalMs && intervalMs[1]],
  ['gpu_ms', ({ gpuMs }) => gpuMs],
  ['gpu_low_ms', ({ gpuIntervalMs }) => gpuIntervalMs && gpuIntervalMs[0]],
  ['gpu_high_ms', ({ gpuIntervalMs }) => gpuIntervalMs && gpuIntervalMs[1]],
  ['interval', intervalKind],
  ['gflops', ({ gflops }) => gflops],
  ['gbps', ({ gbps }) => gbps],
  ['steps_per_second', ({ stepsPerSecond }) => stepsPerSecond],
  ['percent_of_roofline', ({ percentOfRoofline }) => percentOfRoofline],
  ['error_over_bound', ({ errorOverBound }) => errorOverBound],
  ['reference_f64_ms', ({ referenceMs }) => referenceMs],
  ['javascript_f32_ms', ({ twinMs }) => twinMs],
  ['peer', ({ peer }) => peer && peer.name],
  ['peer_version', ({ peer }) => peer && peer.version],
  ['peer_device', ({ peer }) => peer && peer.device],
  ['note', ({ note }) => note],
  ['adapter', (_, report) => adapterName(report)],
  ['browser', (_, { browser }) => browser],
  ['date', (_, { date }) => date],
];

/** The cases of a report as a table after RFC 4180: lines end in CRLF, quotes are doubled within quotes. */
export function toCsv(report: Report): string {
  const lines = [
    COLUMNS.map(([name]) => name),
    ...report.cases.map((row) => COLUMNS.map(([, value]) => value(row, report))),
  ];
  return lines.map((cells) => `${cells.map(quote).join(',')}\r\n`).join('');
}

/** Whether the time that speeds are computed by has an interval: "95 %", "none: 1 sample", or empty without a time. */
function intervalKind(row: CaseReport): string | null {
  const clock = speedClock(row);
  if (Number.isNaN(timeOf(row, clock).median)) return null;
  return intervalOf(row, clock) ? '95 %' : withoutInterval(row);
}

/** What is no number is an empty cell: programs read "NaN" as a word. */
function quote(cell: Cell): string {
  const known = cell !== null && (typeof cell === 'string' || Number.isFinite(cell));
  const text = known ? String(cell) : '';
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
