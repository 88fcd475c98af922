import { compareIntervals, type Comparison } from '../../src/measure/index';
import { timeOf, type Clock } from './interval';
import type { CaseReport, Report } from './schema';
import { adapterName, caseKey } from './words';

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
 * @throws IncomparableError when the adapters differ
 */
export function compareReports(before: Report, after: Report): ComparedReports {
  if (adapterKey(before) !== adapterKey(after)) {
    throw new IncomparableError(
      `These reports are of different adapters, ${fullName(before)} and ${fullName(after)}. A difference between them would be one of machines, so they are not compared.`,
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
