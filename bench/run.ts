// `npm run bench`: measures kernels, and on demand libraries, headless; see README.
import { writeFile } from 'node:fs/promises';
import { ensureChromium } from '../src/cli/chromium';
import { openHeadless, serveEntry } from '../src/cli/headless-page';
import { runInWgpu } from '../src/cli/wgpu';
import { parseOptions, USAGE, type Wish } from './options';
import { parseReport, type Report } from './report/schema';

async function inChromium({ options, gpu }: Wish): Promise<Report> {
  ensureChromium((line) => console.error(line));
  const server = await serveEntry('bench/headless.html');
  const { page, close } = await openHeadless(server.url, gpu ? 'hardware' : 'swiftshader');
  try {
    await page.exposeFunction('say', (line: string) => console.error(line));
    return await page.evaluate((wish) => window.bench(wish), options);
  } finally {
    await close();
    await server.close();
  }
}

async function inWgpu({ options }: Wish): Promise<Report> {
  let rest = '';
  let report: Report | undefined;
  const { code } = await runInWgpu('bench/wgpu.ts', [JSON.stringify(options)], (text) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (!line.startsWith('{')) continue;
      const told = JSON.parse(line) as { line?: string; report?: Report };
      if (told.line !== undefined) console.error(told.line);
      report = told.report ?? report;
    }
  });
  if (!report)
    throw new Error(
      `wgpu did not run (exit code ${code}). Debian: "apt-get install mesa-vulkan-drivers".`,
    );
  return report;
}

try {
  const wish = parseOptions(process.argv.slice(2));
  const report = parseReport(await (wish.engine === 'wgpu' ? inWgpu(wish) : inChromium(wish)));
  if (wish.json) {
    await writeFile(wish.json, `${JSON.stringify(report, null, 2)}\n`);
    console.error(`written: ${wish.json}`);
  } else {
    console.log(JSON.stringify(report, null, 2));
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  console.error(`\n${USAGE}`);
  process.exitCode = 1;
}
