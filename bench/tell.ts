import type { BenchHost } from './contract';
import { sayShape } from './cases';

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
        `peaks: ${number(gflops)} GFLOP/s; ${number(readGbps)} GB/s read, ${number(writeGbps)} written, ${number(copyGbps)} copied, ` +
          `${number(workgroupGbps)} workgroup memory; ${number(dispatchUs)} µs a dispatch, ${number(submitUs)} µs a submit`,
      ),
    onProgress: ({ phase, done, of, label }) => say(`[${phase} ${done}/${of}] ${label}`),
    onCase: ({
      name,
      variant,
      shape,
      medianMs,
      stepsPerSecond,
      gflops,
      gbps,
      percentOfRoofline,
      note,
    }) =>
      say(
        `  ${name} ${sayShape(shape)} · ${variant}: ` +
          (medianMs === null
            ? note
            : `${number(medianMs)} ms, ${stepsPerSecond === null ? '' : `${number(stepsPerSecond)} steps/s, `}${number(gflops)} GFLOP/s, ${number(gbps)} GB/s, ${number(percentOfRoofline)} % of the roofline ${note}`),
      ),
  };
}

function number(value: number | null): string {
  return value === null ? '–' : value.toPrecision(3);
}
