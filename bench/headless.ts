// The page that `npm run bench` opens: the same code as the page "Bench", told what to do by the command line.
import { offeredAdapter } from '../src/cli/offered-adapter';
import type { AdapterFacts } from '../src/gpu/index';
import type { BenchOptions } from './contract';
import { runAsked } from './run-asked';
import type { Report } from './report/schema';
import { tell } from './tell';

declare global {
  interface Window {
    bench(options: BenchOptions): Promise<Report>;
    adapter(): Promise<AdapterFacts | null>;
    /** Given by the command line. */
    say(line: string): Promise<void>;
  }
}

window.adapter = offeredAdapter;

window.bench = (options) =>
  runAsked(
    options,
    tell((line) => void window.say(line)),
  );
