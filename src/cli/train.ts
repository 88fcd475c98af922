// `npm run train`: trains an experiment in headless Chromium, in the same worker as the page, and writes
// the run as JSON. Exit code 2 where the command line or the experiment is wrong, 1 where training fails or an instance
// has no finite replica left; then there is no file.
import { command } from './command';
import { ensureChromium } from './ensure-chromium';
import { openHeadless, serveEntry } from './headless-page';
import { adapterInWords, openWithAdapter } from './open-adapter';
import { ProgressLine } from './progress';
import { trainOptions, USAGE, type TrainOptions } from './train-options';
import type { ToldRun } from './train-words';

const say = (line: string) => console.error(line);

/** Trains; gives what is to be said of the run, and its record as JSON in pieces. */
async function train(options: TrainOptions): Promise<{ told: ToldRun; record: string[] }> {
  await ensureChromium(say);
  const { experiment, engine, program, evaluationSamples } = options;
  const server = await serveEntry('src/cli/headless.html');
  const line = new ProgressLine(process.stderr);
  try {
    const { page, close } = await openPage(server.url, options);
    try {
      await page.exposeFunction('report', line.show.bind(line));
      const told = await page.evaluate(([e, wish, samples]) => window.train(e, wish, samples), [
        experiment,
        { engine, program },
        evaluationSamples,
      ] as const);
      // One message is one string, which a record of many models can be too long for.
      const record: string[] = [];
      for (;;) {
        const piece = await page.evaluate(() => window.piece());
        if (piece === null) return { told, record };
        record.push(piece);
      }
    } finally {
      line.end();
      await close();
    }
  } finally {
    await server.close();
  }
}

/** A page with what was asked for, and says on what it trains. */
async function openPage(url: string, { engine, adapter }: TrainOptions) {
  if (engine === 'cpu') {
    say('Training on the CPU reference.');
    return openHeadless(url, 'none');
  }
  const opened = await openWithAdapter(url, adapter, '--adapter software');
  const none = adapter === 'auto' && opened.adapter.fallback ? '; there is no graphics card' : '';
  say(`Training on ${adapterInWords(opened.adapter)}${none}.`);
  return opened;
}

await command(USAGE, async (args) => {
  const options = trainOptions(args);
  const { told, record } = await train(options);
  const { out } = options;
  await out.write([...record, '\n']);
  const where = told.adapter
    ? `${adapterInWords(told.adapter)}, program ${told.program}`
    : 'the CPU reference';
  const tell = out.isStdout ? say : console.log;
  tell(
    `${out.name}: ${told.steps} steps in ${told.seconds.toFixed(1)} s on ${where}, ` +
      `loss on ${told.evaluationSamples} fresh samples ${told.losses}`,
  );
});
