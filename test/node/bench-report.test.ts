import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareReports, IncomparableError, tallyInWords } from '../../bench/report/compare';
import { toCsv } from '../../bench/report/csv';
import { nothingTimed } from '../../bench/report/nothing-timed';
import { toMarkdown } from '../../bench/report/markdown';
import {
  cutToFit,
  parseReport,
  ReportError,
  type CaseReport,
  type Report,
} from '../../bench/report/schema';
import { ENOUGH } from '../../bench/report/interval';
import { duration, figure } from '../../bench/report/words';
import { tell } from '../../bench/tell';
import { bounds, medianInterval } from '../../src/measure/index';

const text = (maxLength: number) =>
  fc.string({ maxLength, unit: 'grapheme' }).map((s) => s.slice(0, maxLength));
const positive = fc.double({ min: 0, max: 1e12, noNaN: true }).map((x) => x + 0); // -0 is not kept by JSON
const measured = fc.option(positive, { nil: null });
const whole = fc.nat({ max: 100_000 });

const intervals = fc.option(
  fc
    .tuple(positive, positive)
    .map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as [number, number]),
  { nil: null },
);

const adapters = fc.record({
  vendor: text(20),
  architecture: text(20),
  device: text(20),
  description: text(40),
  fallback: fc.boolean(),
});

const cases: fc.Arbitrary<CaseReport> = fc.record({
  suite: fc.constantFrom('kernel', 'train', 'peer'),
  name: text(30),
  variant: text(30),
  shape: fc.dictionary(fc.constantFrom('I', 'M', 'K', 'N', 'count'), whole),
  samples: whole,
  discarded: whole,
  medianMs: measured,
  intervalMs: intervals,
  gpuMs: measured,
  gpuIntervalMs: intervals,
  gflops: measured,
  gbps: measured,
  stepsPerSecond: measured,
  percentOfRoofline: measured,
  errorOverBound: measured,
  referenceMs: measured,
  twinMs: measured,
  peer: fc.option(fc.record({ name: text(20), version: text(10), device: text(10) }), {
    nil: null,
  }),
  note: text(100),
});

const reports: fc.Arbitrary<Report> = fc.record({
  schema: fc.constant('antipode.bench/1' as const),
  adapter: adapters,
  browser: text(50),
  date: fc
    .date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
    .map((date) => date.toISOString()),
  command: text(50),
  peaks: fc.record({
    gflops: measured,
    readGbps: measured,
    writeGbps: measured,
    copyGbps: measured,
    workgroupGbps: measured,
    dispatchUs: measured,
    submitUs: measured,
    quantumNs: measured,
  }),
  cases: fc.array(cases, { maxLength: 6 }),
});

/** Copies plain objects: fast-check makes some without a prototype. */
const plain = (report: Report) => JSON.parse(JSON.stringify(report)) as Report;

describe('a report file', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(reports, (report) => {
        expect(parseReport(JSON.parse(JSON.stringify(report)))).toEqual(plain(report));
      }),
    );
  });

  it('that is none is refused with the place and what is wrong', () => {
    const [report] = fc.sample(reports, { seed: 1, numRuns: 1 });
    const wrong: [unknown, RegExp][] = [
      [{ ...report, schema: 'antipode.run/1' }, /another kind: its schema is “antipode\.run\/1”/],
      [{ ...report, extra: 1 }, /damaged one: extra is not known/],
      [
        { ...report, adapter: { ...report.adapter, vendor: 'v'.repeat(201) } },
        /adapter\.vendor is/,
      ],
      [
        { ...report, peaks: { ...report.peaks, gflops: -1 } },
        /peaks\.gflops is -1, and has to be >=0/,
      ],
      [{ ...report, date: 'yesterday' }, /date is "yesterday"/],
      [null, /is JSON, but no report of the bench/],
      ['{}', /is JSON, but no report of the bench/],
    ];
    for (const [input, message] of wrong) {
      expect(() => parseReport(input)).toThrow(ReportError);
      expect(() => parseReport(input)).toThrow(message);
    }
  });
});

/** A reader of RFC 4180, written from its grammar and not from our writer. */
function parseCsv(file: string): string[][] {
  const records: string[][] = [];
  let record: string[] = [];
  let at = 0;
  while (at < file.length) {
    let field = '';
    if (file[at] === '"') {
      at++;
      while (file[at] !== '"' || file[at + 1] === '"') {
        if (at >= file.length) throw new Error('a quoted field has no end');
        field += file[at];
        at += file[at] === '"' ? 2 : 1;
      }
      at++;
    } else {
      while (at < file.length && !',\r\n"'.includes(file[at])) field += file[at++];
    }
    record.push(field);
    if (file[at] === ',') {
      at++;
    } else if (file.startsWith('\r\n', at)) {
      at += 2;
      records.push(record);
      record = [];
    } else {
      throw new Error(`neither comma nor line end at ${at}`);
    }
  }
  return records;
}

describe('a report that was measured', () => {
  it('can be read, however long the device and the errors name themselves', () => {
    fc.assert(
      fc.property(reports, fc.string({ minLength: 1, maxLength: 9 }), (report, letters) => {
        const long = letters.repeat(2000);
        const adapter = { vendor: long, architecture: long, device: long, description: long };
        const whole = {
          ...{ ...report, browser: long, adapter: { ...adapter, fallback: true } },
          cases: report.cases.map((row) => ({ ...row, variant: long, note: long })),
        };
        expect(() => parseReport(whole)).toThrow(ReportError);
        expect(() => parseReport(cutToFit(whole))).not.toThrow();
      }),
    );
  });

  it('without any time says of which cases and why', () => {
    const [row] = fc.sample(cases, 1);
    const bad = { ...row, variant: 'v', medianMs: null, note: 'wrong: not timed' };
    expect(nothingTimed({ cases: [bad] })).toBe('Nothing was timed: v (wrong: not timed).');
    expect(nothingTimed({ cases: Array(10).fill(bad) })).toMatch(/, and 2 more\.$/);
    expect(nothingTimed({ cases: [bad, { ...bad, medianMs: 1 }] })).toBe('');
  });
});

describe('CSV', () => {
  it('parses back, whatever the texts hold', () => {
    fc.assert(
      fc.property(reports, (report) => {
        const [head, ...rows] = parseCsv(toCsv(report));
        expect(rows).toHaveLength(report.cases.length);
        rows.forEach((row, at) => {
          expect(row).toHaveLength(head.length);
          const cell = Object.fromEntries(head.map((name, column) => [name, row[column]]));
          const { variant, note, medianMs, gpuMs, peer } = report.cases[at];
          expect([cell.variant, cell.note]).toEqual([variant, note]);
          expect(cell.median_ms === '' ? null : Number(cell.median_ms)).toBe(medianMs);
          expect(cell.gpu_ms === '' ? null : Number(cell.gpu_ms)).toBe(gpuMs);
          expect(cell.peer).toBe(peer?.name ?? '');
        });
      }),
    );
  });

  it('quotes only what has to be', () => {
    const [report] = fc.sample(reports, { seed: 2, numRuns: 1 });
    const [row] = fc.sample(cases, { seed: 2, numRuns: 1 });
    const file = toCsv({
      ...report,
      cases: [{ ...row, note: 'say "no", then\r\nleave', variant: 'plain' }],
    });
    expect(file).toContain(',"say ""no"", then\r\nleave",');
    expect(file).toContain(',plain,');
  });
});

/** Text of a row on so few samples that their median has no interval. */
const few = (samples: number): CaseReport => {
  const [row] = fc.sample(cases, { seed: 4, numRuns: 1 });
  const none = { intervalMs: null, gpuMs: null, gpuIntervalMs: null };
  return { ...row, ...none, samples, medianMs: 12, note: '', stepsPerSecond: null };
};

describe('a time on too few samples for an interval', () => {
  const [report] = fc.sample(reports, { seed: 4, numRuns: 1 });
  const sure: CaseReport = { ...few(63), intervalMs: [11, 13] };
  const two = { ...report, cases: [few(1), few(5), sure, { ...sure, medianMs: null }] };

  it('is told from others in CSV, in Markdown and on the command line', () => {
    const [head, ...rows] = parseCsv(toCsv(two));
    const at = head.indexOf('interval');
    expect(rows.map((row) => row[at])).toEqual(['none: 1 sample', 'none: 5 samples', '95 %', '']);
    const lines = toMarkdown(two).trimEnd().split('\n').slice(-4);
    expect(lines[0]).toContain('| 12 ms | none: 1 sample | 1 |');
    expect(lines[1]).toContain('| 12 ms | none: 5 samples | 5 |');
    expect(lines[2]).toContain('| 12 ms | 11 ms to 13 ms | 63 |');
    const said: string[] = [];
    const { onCase } = tell((line) => said.push(line));
    two.cases.forEach(onCase);
    expect(said[0]).toContain('interval: none: 1 sample');
    expect(said[2]).not.toContain('interval');
  });

  it('is one that the statistics give none for', () => {
    expect(bounds(medianInterval(Array<number>(ENOUGH - 1).fill(1)))).toBeNull();
    expect(bounds(medianInterval(Array<number>(ENOUGH).fill(1)))).not.toBeNull();
  });
});

it('no text of a report holds NaN, Infinity or "1 samples", whatever its numbers are', () => {
  const odd = fc.constantFrom(NaN, Infinity, -Infinity, null, 0, 1);
  const rows = fc
    .tuple(cases, odd, odd, odd, fc.constantFrom(0, 1, 2))
    .map(([row, medianMs, gflops, stepsPerSecond, samples]) => ({
      ...{ ...row, name: 'a', variant: 'b', note: '', peer: null },
      ...{ medianMs, gflops, stepsPerSecond, samples, gpuMs: gflops, gbps: medianMs },
    }));
  fc.assert(
    fc.property(reports, fc.array(rows, { minLength: 1 }), (report, own) => {
      const named = { ...report, browser: '', command: '', cases: own };
      const said: string[] = [];
      const { onCase } = tell((line) => said.push(line));
      own.forEach(onCase);
      const texts = [toCsv(named), toMarkdown(named), said.join('\n')].map((all) =>
        all.replace(/^.*(suite,|Made by).*$/m, ''),
      );
      const adapter = JSON.stringify(report.adapter);
      fc.pre(!/NaN|Infinity/.test(adapter));
      for (const each of texts) expect(each).not.toMatch(/NaN|Infinity|\b1 (samples|steps)\b/);
    }),
  );
});

describe('Markdown', () => {
  it('is a table of one line a case, whatever the texts hold', () => {
    fc.assert(
      fc.property(reports, (report) => {
        const [origin, empty, head, rule, ...rows] = toMarkdown(report).trimEnd().split('\n');
        const columns = (line: string) => line.split(/(?<!\\)\|/).length;
        expect([empty, rows.length]).toEqual(['', report.cases.length]);
        expect(origin).toContain(report.date);
        for (const line of [rule, ...rows]) expect(columns(line)).toBe(columns(head));
      }),
    );
  });

  it('shows what was not measured as a dash, never as 0, and says that an adapter is software', () => {
    const [report] = fc.sample(reports, { seed: 3, numRuns: 1 });
    const [row] = fc.sample(cases, { seed: 3, numRuns: 1 });
    const nothing: CaseReport = {
      ...row,
      samples: 0,
      medianMs: null,
      intervalMs: null,
      gpuMs: null,
      gflops: null,
    };
    const software = {
      ...report,
      adapter: { ...report.adapter, fallback: true },
      cases: [nothing],
    };
    const lines = toMarkdown(software).trimEnd().split('\n');
    expect(lines.at(-1)).toContain('| – | – | – | – |');
    expect(lines[0]).toContain('Software adapter: compare only');
  });
});

describe('numbers', () => {
  it('have three digits that matter and the unit that suits them', () => {
    const shown = [1234.5, 12.345, 1.2345, 0.0012345, 0.0000123].map(duration);
    expect(shown).toEqual(['1.23 s', '12.3 ms', '1.23 ms', '1.23 µs', '12.3 ns']);
    const figures = [0, null, NaN, Infinity, -Infinity, 123456, 0.00123].map(figure);
    expect(figures).toEqual(['0', '–', '–', '–', '–', '123456', '0.00123']);
    expect([null, NaN, Infinity].map(duration)).toEqual(['–', '–', '–']);
  });
});

describe('two reports', () => {
  const known = cases.map((row): CaseReport => ({
    ...row,
    medianMs: 10,
    intervalMs: [9, 11],
    gpuIntervalMs: null,
  }));
  const plainReport = (by: number): Report => {
    const [report] = fc.sample(reports, { seed: 7, numRuns: 1 });
    const [row] = fc.sample(known, { seed: 7, numRuns: 1 });
    return { ...report, cases: [{ ...row, medianMs: 10 * by, intervalMs: [9 * by, 11 * by] }] };
  };
  const withKnown = fc
    .tuple(reports, fc.array(known, { maxLength: 5 }))
    .map(([report, rows]) => ({ ...report, cases: rows }));

  it('of which one is the other cannot be told apart anywhere', () => {
    fc.assert(
      fc.property(fc.oneof(reports, withKnown), (report) => {
        const { both, onlyBefore, onlyAfter } = compareReports(report, plain(report));
        expect(both.map(({ comparison }) => comparison.verdict)).toEqual(
          both.map(() => 'cannot tell'),
        );
        expect([onlyBefore, onlyAfter]).toEqual([[], []]);
      }),
    );
  });

  it('say faster and slower of what comes after, with ratio and interval', () => {
    fc.assert(
      fc.property(withKnown, fc.double({ min: 2, max: 50, noNaN: true }), (before, factor) => {
        const after = {
          ...before,
          cases: before.cases.map((row) => ({
            ...row,
            medianMs: 10 * factor,
            intervalMs: [9 * factor, 11 * factor] as [number, number],
          })),
        };
        for (const { comparison } of compareReports(before, after).both) {
          expect(comparison.verdict).toBe('slower');
          expect(comparison.ratio).toBeCloseTo(factor);
          expect(comparison.low).toBeCloseTo((9 / 11) * factor);
        }
        for (const { comparison } of compareReports(after, before).both) {
          expect(comparison.verdict).toBe('faster');
        }
      }),
    );
  });

  it('are summed up in a sentence', () => {
    const { both } = compareReports(plainReport(1), plainReport(3));
    expect(tallyInWords({ both })).toBe(
      'Of 1 case in both reports, 0 are faster after, 1 is slower, and 0 cannot be told apart.',
    );
  });

  it('list what only one of them holds', () => {
    const [a, b] = fc.sample(cases, { seed: 5, numRuns: 2 });
    const [report] = fc.sample(reports, { seed: 5, numRuns: 1 });
    const before = {
      ...report,
      cases: [
        { ...a, name: 'first' },
        { ...b, name: 'shared' },
      ],
    };
    const after = {
      ...report,
      cases: [
        { ...b, name: 'shared' },
        { ...a, name: 'last' },
      ],
    };
    const { both, onlyBefore, onlyAfter } = compareReports(before, after);
    expect(both.map((row) => row.after.name)).toEqual(['shared']);
    expect(onlyBefore.map(({ name }) => name)).toEqual(['first']);
    expect(onlyAfter.map(({ name }) => name)).toEqual(['last']);
  });

  it('of different adapters are refused by name', () => {
    fc.assert(
      fc.property(reports, adapters, (before, adapter) => {
        fc.pre(JSON.stringify(adapter) !== JSON.stringify(before.adapter));
        expect(() => compareReports(before, { ...before, adapter })).toThrow(IncomparableError);
      }),
    );
    const [report] = fc.sample(reports, { seed: 6, numRuns: 1 });
    const on = (vendor: string): Report => ({
      ...report,
      adapter: { vendor, architecture: '', device: '', description: '', fallback: false },
    });
    expect(() => compareReports(on('google'), on('nvidia'))).toThrow(
      /the first was measured on “google”, the second on “nvidia”/,
    );
  });
});
