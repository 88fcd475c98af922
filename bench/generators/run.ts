// `npm run bench:generators`: what the candidate generators cost, on Chromium's engine and on wgpu.
import { ensureChromium } from '../../src/cli/ensure-chromium';
import { command, readOptions } from '../../src/cli/command';
import { openHeadless, serveEntry } from '../../src/cli/headless-page';
import { runInWgpu } from '../../src/cli/wgpu';
import type { GeneratorReport } from './measure';

const USAGE = `npm run bench:generators

  measures how many random numbers a second each candidate generator makes, on Chromium's software adapter and on wgpu`;

function print(engine: string, { adapter, fallback, results }: GeneratorReport): void {
  console.log(`${engine}, ${adapter}${fallback ? ' (software adapter)' : ''}`);
  for (const { label, millionWordsPerSecond, spread } of results) {
    const times = (millionWordsPerSecond / results[0].millionWordsPerSecond).toFixed(1);
    console.log(
      `  ${label.padEnd(14)} ${String(millionWordsPerSecond).padStart(6)} million words/s  ×${times}  (${spread.join(' to ')})`,
    );
  }
}

async function inChromium(): Promise<GeneratorReport> {
  await ensureChromium((line) => console.error(line));
  const server = await serveEntry('bench/generators/index.html');
  try {
    const { page, close } = await openHeadless(server.url, 'swiftshader');
    try {
      return await page.evaluate(() => window.measureGenerators());
    } finally {
      await close();
    }
  } finally {
    await server.close();
  }
}

await command(USAGE, async (args) => {
  readOptions(args, {}, USAGE);
  print('Chromium', await inChromium());
  const wgpu = await runInWgpu('bench/generators/wgpu.ts');
  if (wgpu.code !== 0) {
    console.error('wgpu did not run. Debian: "apt-get install mesa-vulkan-drivers".');
    return 1;
  }
  print('wgpu', JSON.parse(wgpu.output) as GeneratorReport);
  return 0;
});
