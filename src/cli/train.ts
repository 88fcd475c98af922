// `npm run train`: trains an experiment in headless Chromium, in the same worker as the page, and writes
// the run as JSON. Exit code 2 where the command line or the experiment is wrong, 1 where training fails or an instance
// has no finite replica left; then there is no file.
import { ExperimentError, type RunRecord } from '../train/index';
import { ensureChromium, type WebGpuMode } from './chromium';
import { openHeadless, serveEntry, type HeadlessPage } from './headless-page';
import { ProgressLine } from './progress';
import { OptionError, trainOptions, type TrainOptions } from './train-options';
import { lossesInWords } from './train-words';
import { writeWhole } from './write-whole';

/** Adapters to try, in order. */
const MODES: Record<TrainOptions['adapter'], readonly WebGpuMode[]> = {
  auto: ['hardware', 'swiftshader'],
  hardware: ['hardware'],
  software: ['swiftshader'],
};

async function openWithAdapter(url: string, options: TrainOptions): Promise<HeadlessPage> {
  if (options.engine === 'cpu') return openHeadless(url, 'none');
  for (const mode of MODES[options.adapter]) {
    const headless = await openHeadless(url, mode);
    if (await headless.page.evaluate(() => window.hasAdapter())) return headless;
    await headless.close();
  }
  throw new Error(
    `This Chromium offers no ${options.adapter === 'auto' ? '' : `${options.adapter} `}WebGPU adapter; try --adapter software, or --engine cpu.`,
  );
}

async function train(options: TrainOptions): Promise<RunRecord> {
  ensureChromium((line) => console.error(line));
  const server = await serveEntry('src/cli/headless.html');
  const line = new ProgressLine(process.stderr);
  let headless: HeadlessPage | undefined;
  try {
    headless = await openWithAdapter(server.url, options);
    await headless.page.exposeFunction('report', line.show.bind(line));
    const { experiment, engine, program, evaluationSamples } = options;
    return await headless.page.evaluate(([e, wish, samples]) => window.train(e, wish, samples), [
      experiment,
      { engine, program },
      evaluationSamples,
    ] as const);
  } finally {
    line.end();
    await headless?.close();
    await server.close();
  }
}

try {
  const options = trainOptions(process.argv.slice(2));
  const record = await train(options);
  await writeWhole(options.out, `${JSON.stringify(record)}\n`);
  const { vendor, architecture, fallback } = record.adapter ?? {
    vendor: '',
    architecture: '',
    fallback: false,
  };
  const where = record.adapter
    ? `${vendor} ${architecture}${fallback ? ' (software)' : ''}, program ${record.program}`
    : 'the CPU reference';
  console.log(
    `${options.out}: ${record.steps} steps in ${record.seconds.toFixed(1)} s on ${where}, ` +
      `loss on ${record.evaluationSamples} fresh samples ${lossesInWords(record)}`,
  );
} catch (error) {
  const wrong = error instanceof ExperimentError || error instanceof OptionError;
  const message =
    error instanceof Error ? error.message.replace(/^page\.evaluate: Error: /, '') : String(error);
  console.error(wrong ? message : message.split('\n    at ')[0]);
  process.exitCode = wrong ? 2 : 1;
}
