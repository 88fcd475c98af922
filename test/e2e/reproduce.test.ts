// `npm run reproduce` from the command line to the report, ended in the midst and started again.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseReport } from '../../src/cli/reproduce-report';
import { hasVulkan } from '../../src/cli/vulkan';

/** A small run with a figure. */
const RUN = 'dynamics/octahedron';

/** Runs the command to its end; `hear` is called with all it has said so far, and may interrupt it. */
function reproduce(
  out: string,
  args: readonly string[],
  hear: (said: string, interrupt: () => void) => void = () => undefined,
): Promise<{ code: number | null; said: string }> {
  const command = ['--import', 'tsx', 'src/cli/reproduce.ts'];
  const child = spawn(process.execPath, [...command, '--out', out, ...args]);
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    hear(said, () => child.kill('SIGINT'));
  });
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, said })));
}

describe.each([
  [['--engine', 'wgpu'], hasVulkan()],
  [['--engine', 'chromium', '--adapter', 'software'], true],
] as const)('%j', (engine, here) => {
  it.skipIf(!here)('can be ended, goes on, and writes a report with figures', async () => {
    const out = join(mkdtempSync(join(tmpdir(), 'antipode-test-')), 'report.json');
    const args = ['--size', 'page', '--only', `introduction,${RUN}`, ...engine];

    let interrupted = false;
    const ended = await reproduce(out, args, (said, interrupt) => {
      if (interrupted || !said.includes('1/2 introduction/ten-densities')) return;
      interrupted = true;
      interrupt();
    });
    expect(ended.code, ended.said).toBe(130);
    expect(ended.said).toMatch(
      /Stopped\. 1 of 2 runs are kept in .*runs; the same command goes on/,
    );
    expect(existsSync(out)).toBe(false);

    const { code, said } = await reproduce(out, args);
    expect(code, said).toBe(0);
    expect(said).toContain('1/2 introduction/ten-densities: trained before, ');
    expect(said).toMatch(/2\/2 dynamics\/octahedron: \d+ s, /);
    const report = parseReport(JSON.parse(readFileSync(out, 'utf8')));
    const own = report.results.filter(({ experiment }) => experiment === RUN);
    expect(own.length).toBeGreaterThan(0);
    expect(own.every(({ verdict }) => verdict !== 'not-run')).toBe(true);
    expect(report.adapter?.fallback).toBe(true);
    expect(report.browser).toMatch(engine[1] === 'wgpu' ? /Deno/ : /Chrom/);
    const page = readFileSync(out.replace(/json$/, 'html'), 'utf8');
    expect(page.match(/<img src="data:image\/webp/g)?.length).toBeGreaterThanOrEqual(2);
  });
});
