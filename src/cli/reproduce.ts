// `npm run reproduce`: trains every run of every experiment on the GPU path, holds it against what must come out, and
// writes a report as JSON and as a page. Exit code 2 where the command line is wrong, 1 where a run could not be trained or
// an instance has no finite replica, 130 after Ctrl-C.
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ensureChromium } from './ensure-chromium';
import { command, OptionError, sentenceOf } from './command';
import { openFigureStage } from './draw-figures';
import { lock } from './lock';
import { openOutput, type Output } from './output';
import { shownPath } from './paths';
import { duration } from './progress';
import { reproduceAll, type Finished } from './reproduce-all';
import { openEngine } from './reproduce-engine';
import { figuresOf, type FigureRow } from './reproduce-figures';
import { pageOf } from './reproduce-html';
import { reproduceOptions, USAGE, type ReproduceOptions } from './reproduce-options';
import { reportOf } from './reproduce-report';
import { sweep } from './reproduce-store';
import { exitCodeOf, RunTeller, tally } from './reproduce-tell';

const say = (line: string) => process.stderr.write(`${line}\n`);

/** Aborted by a signal while runs are trained; the reason is the exit code. What is done by then stays. */
const stop = new AbortController();
let training = false;

/** @returns the exit code */
async function reproduce(options: ReproduceOptions): Promise<number> {
  const folder = join(dirname(options.out), 'runs');
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new OptionError(
      `--out: the folder ${shownPath(folder)} cannot be made (${(error as Error).message}); name another place.`,
    );
  }
  const out = openOutput('--out', options.out);
  const page = openOutput('--out', options.out.replace(/json$/, 'html'));
  const unlock = lock(folder);
  try {
    sweep(folder);
    return await reproduceInto(folder, options, out, page);
  } finally {
    unlock();
  }
}

async function reproduceInto(
  folder: string,
  options: ReproduceOptions,
  out: Output,
  page: Output,
): Promise<number> {
  const teller = new RunTeller(process.stderr);
  const engine = await openEngine(options, say);
  let all: Finished[];
  try {
    say(
      `${options.addresses.length} runs at ${options.size} size on ${engine.name}: ${engine.why}.`,
    );
    training = true;
    all = await reproduceAll(options, folder, engine, teller, stop.signal);
  } finally {
    training = false;
    await engine.close();
  }
  if (stop.signal.aborted) {
    teller.end();
    say(
      `Stopped. ${all.length} of ${options.addresses.length} runs are kept in ${shownPath(folder)}; the same command${options.fresh ? ' without --fresh' : ''} goes on from there.`,
    );
    return stop.signal.reason as number;
  }
  const report = reportOf(options.size, engine, all);
  await out.write(`${JSON.stringify(report, null, 2)}\n`);
  await page.write(pageOf(report, await drawAll(all)));
  say(
    `${out.name} and ${page.name}: ${tally(report.results)}, ${duration(report.seconds)} of training.`,
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
    await ensureChromium(say);
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
    say(`The page is left without some figures: ${sentenceOf(error).split('\n')[0]}`);
  }
  return figures;
}

await command(USAGE, (args) => reproduce(reproduceOptions(args)), {
  onSignal: (code) => (training ? stop.abort(code) : process.exit(code)),
});
