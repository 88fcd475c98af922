// `npm run bench:generators`: what the candidate generators cost, on Chromium's engine and on wgpu.
import { ensureChromium } from '../../src/cli/chromium';
import { openHeadless, serveEntry } from '../../src/cli/headless-page';
import { runInWgpu } from '../../src/cli/wgpu';
import type { GeneratorReport } from './measure';

function print(engine: string, { adapter, fallback, results }: GeneratorReport): void {
  console.log(`${engine}, ${adapter}${fallback ? ' (software adapter)' : ''}`);
  for (const { label, millionWordsPerSecond, spread } of results) {
    const times = (millionWordsPerSecond / results[0].millionWordsPerSecond).toFixed(1);
    console.log(
      `  ${label.padEnd(14)} ${String(millionWordsPerSecond).padStart(6)} million words/s  ×${times}  (${spread.join(' to ')})`,
    );
  }
}

ensureChromium((line) => console.error(line));
const server = await serveEntry('bench/generators/index.html');
const { page, close } = await openHeadless(server.url, 'swiftshader');
print('Chromium', await page.evaluate(() => window.measureGenerators()));
await close();
await server.close();

const wgpu = await runInWgpu('bench/generators/wgpu.ts');
if (wgpu.code === 0) {
  print('wgpu', JSON.parse(wgpu.output) as GeneratorReport);
} else {
  console.error('wgpu did not run. Debian: "apt-get install mesa-vulkan-drivers".');
  process.exitCode = 1;
}
