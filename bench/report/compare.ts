import { compareIntervals, type Comparison } from '../../src/measure/index';
import { timeOf, type Clock } from './interval';
import type { CaseReport, Report } from './schema';
import { adapterName, caseKey, counted } from './words';

/** One case that both reports hold. */
export interface ComparedCase {
  before: CaseReport;
  after: CaseReport;
  clock: Clock;
  /** `after` against `before`: faster means that it takes less time now. */
  comparison: Comparison;
}

/** Two reports, case by case. */
export interface ComparedReports {
  both: readonly ComparedCase[];
  onlyBefore: readonly CaseReport[];
  onlyAfter: readonly CaseReport[];
}

/** Reports that must not be compared. Says why. */
export class IncomparableError extends Error {
  override readonly name = 'IncomparableError';
}

/**
 * Holds two reports of one adapter against each other, by the medians of GPU time and their intervals, and
 * by submit to done where GPU time was not measured in both.
 *
 * @param names what the reports are called in the error
 * @throws IncomparableError when the adapters differ
 */
export function compareReports(
  before: Report,
  after: Report,
  names = { before: 'the first', after: 'the second' },
): ComparedReports {
  if (adapterKey(before) !== adapterKey(after)) {
    throw new IncomparableError(
      `These reports are of different adapters: ${names.before} was measured on ${fullName(before)}, ${names.after} on ${fullName(after)}. Times of two machines say nothing about the kernels, so they are not compared.`,
    );
  }
  const earlier = byKey(before);
  const later = byKey(after);
  return {
    both: [...later].flatMap(([key, now]) => {
      const then = earlier.get(key);
      if (!then) return [];
      const clock = then.gpuIntervalMs && now.gpuIntervalMs ? 'gpu' : 'host';
      const comparison = compareIntervals(timeOf(now, clock), timeOf(then, clock));
      return [{ before: then, after: now, clock, comparison }];
    }),
    onlyBefore: [...earlier].filter(([key]) => !later.has(key)).map(([, row]) => row),
    onlyAfter: [...later].filter(([key]) => !earlier.has(key)).map(([, row]) => row),
  };
}

/** "Of 12 cases in both reports, 3 are faster after, 1 is slower, and 8 cannot be told apart." */
export function tallyInWords({ both }: Pick<ComparedReports, 'both'>): string {
  const of = (verdict: string) =>
    both.filter(({ comparison }) => comparison.verdict === verdict).length;
  const are = (count: number) => `${count} ${count === 1 ? 'is' : 'are'}`;
  return `Of ${counted(both.length, 'case')} in both reports, ${are(of('faster'))} faster after, ${are(of('slower'))} slower, and ${of('cannot tell')} cannot be told apart.`;
}

function byKey({ cases }: Report): Map<string, CaseReport> {
  return new Map(cases.map((row) => [caseKey(row), row]));
}

function adapterKey({ adapter }: Report): string {
  const { vendor, architecture, device, description, fallback } = adapter;
  return JSON.stringify([vendor, architecture, device, description, fallback]);
}

/** With the description, because two adapters may differ in nothing else. */
function fullName(report: Report): string {
  const { description } = report.adapter;
  const name = adapterName(report);
  return `“${name}${description && !name.includes(description) ? `, ${description}` : ''}”`;
}
