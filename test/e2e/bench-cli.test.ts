// `npm run bench` as a person types it: on Chromium's engine and on wgpu, and with a word that it does not know.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseReport } from '../../bench/report/schema';
import { hasVulkan } from '../../src/cli/vulkan';

const run = promisify(execFile);
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'antipode-bench-'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

function bench(...args: string[]) {
  return run('npx', ['tsx', 'bench/run.ts', ...args], { timeout: 170_000 });
}

// One suite an engine: what else they do in a browser, the tests of the page do as well.
it('on Chromium measures, checks and writes a report', async () => {
  const file = join(folder, 'chromium.json');
  const args = ['--engine', 'chromium', '--filter', 'matmul_nt', '--shape', '24x17x40'];
  await bench(...args, '--suite', 'kernel', '--budget', '0.3', '--json', file);
  const report = parseReport(JSON.parse(await readFile(file, 'utf8')));
  expect(report.adapter.fallback).toBe(true);
  expect(report.command).toContain('--shape 24x17x40');
  expect(report.peaks.gflops).toBeGreaterThan(0);
  const timed = report.cases.filter(({ medianMs }) => medianMs !== null);
  expect(timed.length).toBeGreaterThan(3);
  for (const { variant, errorOverBound, referenceMs, gflops } of timed) {
    expect(errorOverBound, variant).toBeLessThanOrEqual(1);
    expect(referenceMs, variant).toBeGreaterThanOrEqual(0);
    expect(gflops, variant).toBeGreaterThan(0);
  }
  // What the device lacks is said, not timed.
  const left = report.cases.filter(({ medianMs }) => medianMs === null);
  expect(left.every(({ note }) => /^this device has no/.test(note))).toBe(true);
  expect(timed.some(({ variant }) => variant.endsWith('(tuned)'))).toBe(true);
});

it.skipIf(!hasVulkan() && !process.env.CI)(
  'on wgpu trains whole models, a step at a time',
  async () => {
    const file = join(folder, 'wgpu-train.json');
    const args = ['--engine', 'wgpu', '--suite', 'train', '--filter', 'train n=5 stepwise'];
    await bench(...args, '--budget', '0.2', '--json', file);
    const { cases } = parseReport(JSON.parse(await readFile(file, 'utf8')));
    expect(cases.map(({ shape }) => shape.I)).toEqual([1, 10, 100]);
    for (const { suite, variant, medianMs, stepsPerSecond, errorOverBound } of cases) {
      expect([suite, variant]).toEqual(['train', 'stepwise']);
      expect(stepsPerSecond! * medianMs!).toBeCloseTo(1000);
      expect(errorOverBound).toBe(0); // what the others are checked by
    }
  },
);

it('says what is allowed when it is asked for something else', async () => {
  await expect(bench('--engine', 'gecko')).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('chromium or wgpu, not "gecko"') as string,
  });
});

it.skipIf(!hasVulkan() && !process.env.CI)('says what there is where nothing fits', async () => {
  await expect(bench('--engine', 'wgpu', '--filter', 'zzz |')).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/fits the filter “zzz \|”\. There is: matmul, /) as string,
  });
});
