// `npm run train`: trains an experiment in headless Chromium, in the same worker as the page, and writes
// the run as JSON. Exit code 2 where the command line or the experiment is wrong, 1 where training fails or an instance
// has no finite replica left; then there is no file.
import type { RunRecord } from '../train/index';
import { command } from './command';
import { ensureChromium } from './ensure-chromium';
import { openHeadless, serveEntry } from './headless-page';
import { adapterInWords, openWithAdapter } from './open-adapter';
import { ProgressLine } from './progress';
import { trainOptions, USAGE, type TrainOptions } from './train-options';
import { lossesInWords } from './train-words';

const say = (line: string) => console.error(line);

async function train(options: TrainOptions): Promise<RunRecord> {
  await ensureChromium(say);
  const { experiment, engine, program, evaluationSamples } = options;
  const server = await serveEntry('src/cli/headless.html');
  const line = new ProgressLine(process.stderr);
  try {
    const { page, close } = await openPage(server.url, options);
    try {
      await page.exposeFunction('report', line.show.bind(line));
      return await page.evaluate(([e, wish, samples]) => window.train(e, wish, samples), [
        experiment,
        { engine, program },
        evaluationSamples,
      ] as const);
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
  const record = await train(options);
  const { out } = options;
  await out.write(`${JSON.stringify(record)}\n`);
  const where = record.adapter
    ? `${adapterInWords(record.adapter)}, program ${record.program}`
    : 'the CPU reference';
  const tell = out.isStdout ? say : console.log;
  tell(
    `${out.name}: ${record.steps} steps in ${record.seconds.toFixed(1)} s on ${where}, ` +
      `loss on ${record.evaluationSamples} fresh samples ${lossesInWords(record)}`,
  );
});
