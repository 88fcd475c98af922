// `npm run bench`: measures kernels, and on demand libraries, headless; see README.
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { ensureChromium } from '../src/cli/chromium';
import { openHeadless, serveEntry } from '../src/cli/headless-page';
import { runInWgpu } from '../src/cli/wgpu';
import type { BenchOptions, MatmulShape } from './contract';
import { parseReport, type Report } from './report/schema';

const USAGE = `npm run bench -- [--filter TEXT] [--shape MxKxN]… [--peers] [--suite kernel|peer] [--engine chromium|wgpu]
                [--gpu] [--budget SECONDS] [--json FILE]

  --filter   only cases whose name, variant and shape hold all words of TEXT
  --shape    a shape of matrix products to measure instead of the usual ones; may be repeated
  --peers    libraries as well: jax-js and TensorFlow.js
  --suite    only one suite; "peer" means --peers
  --engine   Chromium's WebGPU (the default), or wgpu by way of Deno
  --gpu      in Chromium the system's graphics card instead of the software adapter
  --budget   seconds of sampling for each group of cases; 3 where nothing is said
  --json     where the report goes`;

interface Wish {
  options: BenchOptions;
  engine: 'chromium' | 'wgpu';
  gpu: boolean;
  json: string | undefined;
}

function parse(args: string[]): Wish {
  const { values } = parseArgs({
    args,
    options: {
      filter: { type: 'string', default: '' },
      shape: { type: 'string', multiple: true, default: [] },
      peers: { type: 'boolean', default: false },
      suite: { type: 'string' },
      engine: { type: 'string', default: 'chromium' },
      gpu: { type: 'boolean', default: false },
      budget: { type: 'string', default: '3' },
      json: { type: 'string' },
    },
  });
  const { engine, suite } = values;
  if (engine !== 'chromium' && engine !== 'wgpu')
    throw new Error(`--engine is chromium or wgpu, not "${engine}"`);
  if (suite !== undefined && suite !== 'kernel' && suite !== 'peer') {
    throw new Error(`--suite is kernel or peer, not "${suite}"`);
  }
  const budgetSeconds = Number(values.budget);
  if (!(budgetSeconds > 0 && budgetSeconds <= 600))
    throw new Error(`--budget is 0 to 600 seconds, not "${values.budget}"`);
  return {
    options: {
      filter: values.filter,
      shapes: values.shape.map(parseShape),
      peers: values.peers || suite === 'peer',
      only: suite,
      budgetSeconds,
      command: ['npm run bench --', ...args.map((arg) => (/\s/.test(arg) ? `"${arg}"` : arg))].join(
        ' ',
      ),
    },
    engine,
    gpu: values.gpu,
    json: values.json,
  };
}

function parseShape(text: string): MatmulShape {
  const [, M, K, N] = (/^(\d+)x(\d+)x(\d+)$/.exec(text) ?? []).map(Number);
  if (!(M >= 1 && K >= 1 && N >= 1 && Math.max(M, K, N) <= 8192)) {
    throw new Error(`--shape is MxKxN, each from 1 to 8192, such as 512x512x512; not "${text}"`);
  }
  return { M, K, N };
}

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
  const wish = parse(process.argv.slice(2));
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
