// `npm run bench`: measures kernels, and on demand libraries, headless; see README. Exit code 1 where nothing could be
// measured, too.
import { ensureChromium } from '../src/cli/ensure-chromium';
import { command } from '../src/cli/command';
import { serveEntry } from '../src/cli/headless-page';
import { openWithAdapter } from '../src/cli/open-adapter';
import { openOutput } from '../src/cli/output';
import { runInWgpu } from '../src/cli/wgpu';
import { parseOptions, USAGE, type Wish } from './options';
import { nothingTimed } from './report/nothing-timed';
import { parseReport, type Report } from './report/schema';

async function inChromium({ options, gpu }: Wish): Promise<Report> {
  await ensureChromium((line) => console.error(line));
  const server = await serveEntry('bench/headless.html');
  try {
    const wish = gpu ? 'hardware' : 'software';
    const { page, close } = await openWithAdapter(server.url, wish, 'leave out --gpu');
    try {
      await page.exposeFunction('say', (line: string) => console.error(line));
      return await page.evaluate((asked) => window.bench(asked), options);
    } finally {
      await close();
    }
  } finally {
    await server.close();
  }
}

async function inWgpu({ options }: Wish): Promise<Report> {
  let rest = '';
  let report: Report | undefined;
  let why: string | undefined;
  const { code } = await runInWgpu('bench/wgpu.ts', [JSON.stringify(options)], (text) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (!line.startsWith('{')) continue;
      const told = JSON.parse(line) as { line?: string; report?: Report; failed?: string };
      if (told.line !== undefined) console.error(told.line);
      report = told.report ?? report;
      why = told.failed ?? why;
    }
  });
  if (!report)
    throw new Error(
      why ?? `wgpu did not run (exit code ${code}). Debian: "apt-get install mesa-vulkan-drivers".`,
    );
  return report;
}

await command(
  USAGE,
  async (args) => {
    const wish = parseOptions(args);
    const out = openOutput('--json', wish.json ?? '/dev/stdout');
    const report = await (wish.engine === 'wgpu' ? inWgpu(wish) : inChromium(wish));
    await out.write(`${JSON.stringify(report, null, 2)}\n`);
    if (!out.isStdout) console.error(`written: ${out.name}`);
    parseReport(report);
    const untimed = nothingTimed(report);
    if (untimed) console.error(untimed);
    return untimed ? 1 : 0;
  },
  { wrong: 1 },
);
