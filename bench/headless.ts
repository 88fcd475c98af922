// The page that `npm run bench` opens: the same code as the page "Bench", told what to do by the command line.
import type { BenchOptions } from './contract';
import { runBench } from './run-bench';
import type { Report } from './report/schema';
import { tell } from './tell';

declare global {
  interface Window {
    bench(options: BenchOptions): Promise<Report>;
    /** Given by the command line. */
    say(line: string): Promise<void>;
  }
}

window.bench = (options) =>
  runBench(
    options,
    tell((line) => void window.say(line)),
  );
