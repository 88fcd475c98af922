import type { BenchHost, BenchOptions } from './contract';
import { nothingFits } from './offer';
import { cutToFit, type Report } from './report/schema';
import { runBench } from './run-bench';

/**
 * Runs what the command line asks for.
 *
 * @throws Error that names what there is, where nothing fits the filter
 */
export async function runAsked(options: BenchOptions, host: BenchHost): Promise<Report> {
  const report = await runBench(options, host);
  if (report.cases.length === 0) throw new Error(nothingFits(options));
  return cutToFit(report);
}
