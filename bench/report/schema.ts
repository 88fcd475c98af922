import * as v from 'valibot';

// The report of a bench. Files of it are untrusted: parsed strictly, within limits.

const text = (most: number) => v.pipe(v.string(), v.maxLength(most));
/** Letters of the command that makes a report. */
export const MAX_COMMAND = 500;
/** Letters of what an adapter, a browser and a case say of themselves, which nobody chooses. */
const MAX = { name: 200, description: 400, browser: 300, variant: 200, note: 1000 };

const positive = v.pipe(v.number(), v.finite(), v.minValue(0));
/** Null is "not measured" or "does not apply", never 0. */
const measured = v.nullable(positive);

const adapter = v.strictObject({
  vendor: text(MAX.name),
  architecture: text(MAX.name),
  device: text(MAX.name),
  description: text(MAX.description),
  /** A software adapter: its absolute times say nothing about GPUs. */
  fallback: v.boolean(),
});

/** What this device does at most, measured by kernels of our own in the same run. */
const peaks = v.strictObject({
  /** f32 multiply-adds in registers, 2 flops each. */
  gflops: measured,
  /** Storage buffers, GB/s of bytes moved. */
  readGbps: measured,
  writeGbps: measured,
  copyGbps: measured,
  /** Workgroup memory, GB/s read. */
  workgroupGbps: measured,
  /** Microseconds of one empty dispatch among many in one pass. */
  dispatchUs: measured,
  /** Microseconds from an empty submit until it is done. */
  submitUs: measured,
  /** Nanoseconds by which the clock of the GPU goes forward at least; null without timestamps. */
  quantumNs: measured,
});

const peer = v.strictObject({ name: text(100), version: text(50), device: text(50) });

const reportCase = v.strictObject({
  suite: v.picklist(['kernel', 'train', 'peer']),
  /** Kernel or operation; cases of one name and shape are to be compared. */
  name: text(100),
  /** The rung, its override constants, or the library. */
  variant: text(MAX.variant),
  shape: v.record(text(20), v.pipe(v.number(), v.integer(), v.minValue(0))),
  samples: v.pipe(v.number(), v.integer(), v.minValue(0)),
  /** Samples thrown away: negative time differences. */
  discarded: v.pipe(v.number(), v.integer(), v.minValue(0)),
  /** Submit to done, of one launch; of one step where a whole training is timed. */
  medianMs: measured,
  /** Interval that holds the median with 95 % confidence. */
  intervalMs: v.nullable(v.tuple([positive, positive])),
  /** GPU time of one launch, by timestamps. */
  gpuMs: measured,
  /** Interval of that, 95 %. Submitting may take longer than the work, and hide what this one shows. */
  gpuIntervalMs: v.optional(v.nullable(v.tuple([positive, positive])), null),
  gflops: measured,
  gbps: measured,
  /** Of training, each step of all instances. */
  stepsPerSecond: measured,
  /** Of the time that this device's peaks allow at best. */
  percentOfRoofline: measured,
  /** Largest error over its derived bound, or of a training over what chance allows; above 1 is wrong, and not timed. */
  errorOverBound: measured,
  /** The same work in float64 on the CPU, one thread. */
  referenceMs: measured,
  /** The same work in f32 JavaScript typed arrays, one thread. */
  twinMs: measured,
  peer: v.nullable(peer),
  /** Why there is no time; empty when there is. */
  note: text(MAX.note),
});

/** What a report says that it is. */
const SCHEMA = 'antipode.bench/1';

const report = v.strictObject({
  schema: v.literal(SCHEMA),
  adapter,
  /** Browser or runtime with its version. */
  browser: text(MAX.browser),
  /** ISO 8601. */
  date: v.pipe(v.string(), v.isoTimestamp()),
  /** What makes this report again. */
  command: text(MAX_COMMAND),
  peaks,
  cases: v.pipe(v.array(reportCase), v.maxLength(5000)),
});

export type Peaks = v.InferOutput<typeof peaks>;
export type CaseReport = v.InferOutput<typeof reportCase>;
export type Report = v.InferOutput<typeof report>;

/** A file that is no report of the bench. Says what is wrong and what is allowed. */
export class ReportError extends Error {
  override readonly name = 'ReportError';
}

/**
 * Reads a report from a file's parsed JSON.
 *
 * @param name what the file is called in the error's sentence
 * @throws ReportError saying what is wrong: not a report at all, or the first places that are not as they should be
 */
export function parseReport(input: unknown, name = 'This file'): Report {
  const result = v.safeParse(report, input);
  if (result.success) return result.output;
  const found = schemaOf(input);
  if (found === null) throw new ReportError(`${name} is JSON, but no report of the bench.`);
  if (found !== SCHEMA) {
    throw new ReportError(
      `${name} is no report of the bench, but a file of another kind: its schema is “${found.slice(0, 60)}”, and a report has “${SCHEMA}”.`,
    );
  }
  const issues = result.issues.slice(0, 3).map((issue) => {
    const place = v.getDotPath(issue) ?? 'the whole';
    if (issue.expected === 'never') return `${place} is not known`;
    return `${place} is ${issue.received.slice(0, 60)}, and has to be ${issue.expected ?? 'something else'}`;
  });
  throw new ReportError(
    `${name} is a report of the bench, but a damaged one: ${issues.join('; ')}.`,
  );
}

/** What a file says that it is; null where it says nothing. */
function schemaOf(input: unknown): string | null {
  if (typeof input !== 'object' || input === null || !('schema' in input)) return null;
  return typeof input.schema === 'string' ? input.schema : null;
}

/** A report whose texts are cut to what a report may hold: no long name of a driver makes it one that cannot be read. */
export function cutToFit(given: Report): Report {
  const { adapter: a } = given;
  return {
    ...given,
    adapter: {
      ...a,
      vendor: a.vendor.slice(0, MAX.name),
      architecture: a.architecture.slice(0, MAX.name),
      device: a.device.slice(0, MAX.name),
      description: a.description.slice(0, MAX.description),
    },
    browser: given.browser.slice(0, MAX.browser),
    cases: given.cases.map((row) => ({
      ...row,
      variant: row.variant.slice(0, MAX.variant),
      note: row.note.slice(0, MAX.note),
    })),
  };
}
