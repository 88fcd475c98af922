import type { BenchHost } from './contract';
import { sayShape } from './cases';
import { intervalOf, speedClock, withoutInterval } from './report/interval';
import type { CaseReport } from './report/schema';
import { figure, NONE } from './report/words';

/** A host that says everything in lines of text. */
export function tell(say: (line: string) => void): BenchHost {
  return {
    signal: new AbortController().signal,
    onAdapter: ({ vendor, architecture, description, fallback }) =>
      say(
        `adapter: ${[vendor, architecture, description].filter(Boolean).join(' ')}${fallback ? ' (software: only ratios mean anything)' : ''}`,
      ),
    onPeaks: ({ gflops, readGbps, writeGbps, copyGbps, workgroupGbps, dispatchUs, submitUs }) =>
      say(
        `peaks: ${figure(gflops)} GFLOP/s; ${figure(readGbps)} GB/s read, ${figure(writeGbps)} written, ${figure(copyGbps)} copied, ` +
          `${figure(workgroupGbps)} workgroup memory; ${figure(dispatchUs)} µs a dispatch, ${figure(submitUs)} µs a submit`,
      ),
    onProgress: ({ phase, done, of, label }) => say(`[${phase} ${done}/${of}] ${label}`),
    onCase: (row) =>
      say(`  ${row.name} ${sayShape(row.shape)} · ${row.variant}: ${resultInWords(row)}`),
  };
}

/** Times and speeds, as far as they apply, and what is to be said of them; or why there is no time. */
function resultInWords(row: CaseReport): string {
  const { medianMs, stepsPerSecond, gflops, gbps, percentOfRoofline, note } = row;
  if (figure(medianMs) === NONE) return note || 'not measured';
  const known = (value: number | null, unit: string) =>
    figure(value) === NONE ? [] : [`${figure(value)} ${unit}`];
  const clock = speedClock(row);
  return [
    ...known(medianMs, 'ms'),
    ...known(stepsPerSecond, figure(stepsPerSecond) === '1' ? 'step/s' : 'steps/s'),
    ...known(gflops, 'GFLOP/s'),
    ...known(gbps, 'GB/s'),
    ...known(percentOfRoofline, '% of the roofline'),
    ...(intervalOf(row, clock) ? [] : [`interval: ${withoutInterval(row)}`]),
    ...(note ? [note] : []),
  ].join(', ');
}
