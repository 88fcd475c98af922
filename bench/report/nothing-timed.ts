import type { Report } from './schema';

/** Cases that are named; of more there is a count. */
const NAMED = 8;

/** What to say of a report in which no case has a time: which there are, and why not. Empty where one has. */
export function nothingTimed({ cases }: Pick<Report, 'cases'>): string {
  if (cases.some(({ medianMs }) => medianMs !== null)) return '';
  const named = cases.slice(0, NAMED).map(({ variant, note }) => `${variant} (${note})`);
  const more = cases.length > NAMED ? `, and ${cases.length - NAMED} more` : '';
  return `Nothing was timed: ${named.join(', ')}${more}.`;
}
