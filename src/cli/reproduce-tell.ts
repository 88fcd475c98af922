import type { ReportRow } from '../train/index';
import { duration, ProgressLine } from './progress';
import type { Finished, Listener } from './reproduce-all';

/** How many rows have each verdict, in words. */
export function tally(rows: readonly Pick<ReportRow, 'verdict'>[]): string {
  const count = (wanted: ReportRow['verdict']) =>
    rows.filter(({ verdict }) => verdict === wanted).length;
  const [holds, off, notRun] = [count('holds'), count('off'), count('not-run')];
  if (rows.length === 0) return 'no claims';
  const words = [`${holds} ${holds === 1 ? 'claim holds' : 'claims hold'}`];
  if (off > 0) words.push(`${off} off`);
  if (notRun > 0) words.push(`${notRun} not run`);
  return words.join(', ');
}

/** 1 where a run could not be trained, or diverged so far that an instance has no finite replica. */
export function exitCodeOf(all: readonly Finished[]): 0 | 1 {
  return all.some((finished) => 'reason' in finished || finished.run.lost > 0) ? 1 : 0;
}

/** The line that a run leaves. */
export function lineOf(finished: Finished, at: number, of: number): string {
  const place = `${String(at + 1).padStart(String(of).length)}/${of} ${finished.address}`;
  if ('reason' in finished) return `${place}: not run: ${finished.reason}`;
  const { run, again } = finished;
  const time = again ? `trained before` : duration(run.seconds);
  return `${place}: ${time}, ${tally(run.rows)}${run.diverged && `. ${run.diverged}`}`;
}

/** Tells of each run on a terminal, where the bar of the one under way stands below; else a line a run. */
export class RunTeller implements Listener {
  readonly #line: ProgressLine;

  constructor(private readonly out: NodeJS.WriteStream) {
    this.#line = new ProgressLine(out, true);
  }

  begins(address: string, at: number, of: number): void {
    if (this.out.isTTY)
      this.out.write(`${String(at + 1).padStart(String(of).length)}/${of} ${address} …\n`);
  }

  progress = (progress: Parameters<ProgressLine['show']>[0]): void => this.#line.show(progress);

  finished(finished: Finished, at: number, of: number): void {
    this.end();
    // Over the line that said that it begins.
    const trained = 'reason' in finished || !finished.again;
    if (this.out.isTTY && trained) this.out.write('\u001b[1A\r\u001b[K');
    this.out.write(`${lineOf(finished, at, of)}\n`);
  }

  /** Takes the bar away. */
  end(): void {
    this.#line.end();
  }
}
