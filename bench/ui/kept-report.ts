import { parseReport, type Report } from '../report/schema';

/**
 * The last report, kept in this browser so that a reload loses nothing. What is kept may be of an older page, or
 * of somebody's hand: it is parsed like any file.
 */
export class KeptReport {
  /** @param key of localStorage */
  constructor(private readonly key: string) {}

  /** The report that was kept; null where there is none, or none that can be read. */
  load(): Report | null {
    try {
      const kept = localStorage.getItem(this.key);
      return kept === null ? null : parseReport(JSON.parse(kept));
    } catch {
      return null;
    }
  }

  /** @returns whether there was room */
  save(report: Report): boolean {
    try {
      localStorage.setItem(this.key, JSON.stringify(report));
      return true;
    } catch {
      return false;
    }
  }
}
