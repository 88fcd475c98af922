import { intervalText } from './interval';
import type { CaseReport, Report } from './schema';
import { adapterName, contender, counted, duration, figure, NONE, shapeTitle } from './words';

const HEAD = [
  'what',
  'variant',
  'shape',
  'GPU time',
  'submit to done',
  'interval of the median, 95 %',
  'samples',
  'GFLOP/s',
  'GB/s',
  '% of roofline',
  'float64 on the CPU',
  'f32 JavaScript',
  'note',
] as const;

/** A report as a Markdown table with a line about its origin, to be pasted where people talk. */
export function toMarkdown(report: Report): string {
  const { adapter, browser, date, command } = report;
  const software = adapter.fallback
    ? ' Software adapter: compare only numbers within this table.'
    : '';
  return [
    `${inline(adapterName(report))}, ${inline(browser)}, ${date}.${software} Made by ${code(command)}.`,
    '',
    line(HEAD),
    line(HEAD.map((_, column) => (column < 3 || column === HEAD.length - 1 ? '---' : '---:'))),
    ...report.cases.map((row) => line(cells(row))),
    '',
  ].join('\n');
}

function cells(row: CaseReport): string[] {
  const { stepsPerSecond } = row;
  const rate = figure(stepsPerSecond);
  const steps = rate === NONE ? '' : `${counted(rate, 'step')} a second`;
  return [
    row.name,
    contender(row),
    shapeTitle(row.shape),
    duration(row.gpuMs),
    duration(row.medianMs),
    intervalText(row, 'host'),
    figure(row.samples || null),
    figure(row.gflops),
    figure(row.gbps),
    figure(row.percentOfRoofline),
    duration(row.referenceMs),
    duration(row.twinMs),
    [steps, row.note].filter(Boolean).join('; '),
  ].map(inline);
}

function line(texts: readonly string[]): string {
  return `| ${texts.join(' | ')} |`;
}

/** Text of a report must stay in its cell and be no markup: file names have underscores, notes come from files. */
function inline(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\`*_|<>[\]]/g, '\\$&');
}

function code(text: string): string {
  return `\`${text.replace(/[`\s]+/g, ' ')}\``;
}
