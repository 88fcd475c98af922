// `npm run reproduce`: trains every run of every experiment on the GPU path, holds it against what must come out, and
// writes a report as JSON and as a page. Exit code 2 where the command line is wrong, 1 where a run could not be trained or
// an instance has no finite replica, 130 after Ctrl-C. Not started by tsx's own command, which kills what does not answer to Ctrl-C within 60 ms.
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ExperimentError } from '../train/index';
import { ensureChromium } from './chromium';
import { openFigureStage } from './draw-figures';
import { duration } from './progress';
import { reproduceAll, type Finished } from './reproduce-all';
import { openEngine } from './reproduce-engine';
import { figuresOf, type FigureRow } from './reproduce-figures';
import { pageOf } from './reproduce-html';
import { reproduceOptions, type ReproduceOptions } from './reproduce-options';
import { reportOf } from './reproduce-report';
import { exitCodeOf, RunTeller, tally } from './reproduce-tell';
import { OptionError } from './train-options';
import { writeWhole } from './write-whole';

const say = (line: string) => process.stderr.write(`${line}\n`);

/** @returns the exit code */
async function reproduce(options: ReproduceOptions): Promise<number> {
  const folder = join(dirname(options.out), 'runs');
  mkdirSync(folder, { recursive: true });
  const stop = new AbortController();
  process.on('SIGINT', () => stop.abort());
  const teller = new RunTeller(process.stderr);
  const engine = await openEngine(options, say);
  let all: Finished[];
  try {
    say(
      `${options.addresses.length} runs at ${options.size} size on ${engine.name}: ${engine.why}.`,
    );
    all = await reproduceAll(options, folder, engine, teller, stop.signal);
  } finally {
    await engine.close();
  }
  if (stop.signal.aborted) {
    teller.end();
    say(
      `Stopped. ${all.length} of ${options.addresses.length} runs are kept in ${folder}; the same command${options.fresh ? ' without --fresh' : ''} goes on from there.`,
    );
    return 130;
  }
  const report = reportOf(options.size, engine, all);
  await writeWhole(options.out, `${JSON.stringify(report, null, 2)}\n`);
  const page = options.out.replace(/json$/, 'html');
  await writeWhole(page, pageOf(report, await drawAll(all)));
  say(
    `${options.out} and ${page}: ${tally(report.results)}, ${duration(report.seconds)} of training.`,
  );
  for (const { experiment, quantity, expected, got, verdict } of report.results) {
    if (verdict === 'off') say(`  off: ${experiment}, ${quantity}: known ${expected}, here ${got}`);
  }
  return exitCodeOf(all);
}

/** Figures of every run; a report without them is better than none. */
async function drawAll(all: readonly Finished[]): Promise<Map<string, FigureRow[]>> {
  const figures = new Map<string, FigureRow[]>();
  try {
    ensureChromium(say);
    say('Drawing figures …');
    const stage = await openFigureStage();
    try {
      for (const finished of all) {
        if ('run' in finished) figures.set(finished.address, await figuresOf(stage, finished.run));
      }
    } finally {
      await stage.close();
    }
  } catch (error) {
    say(`The page is left without some figures: ${(error as Error).message.split('\n')[0]}`);
  }
  return figures;
}

try {
  process.exitCode = await reproduce(reproduceOptions(process.argv.slice(2)));
} catch (error) {
  const wrong = error instanceof ExperimentError || error instanceof OptionError;
  const message = error instanceof Error ? error.message : String(error);
  say(wrong ? message : message.split('\n    at ')[0]);
  process.exitCode = wrong ? 2 : 1;
}
