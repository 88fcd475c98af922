// Commands in a folder with an awkward name, on an adapter that may not be there, and ended in the midst of their work.
import { execFile, spawn } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { hasVulkan } from '../../src/cli/vulkan';
import type { RunRecord } from '../../src/train/index';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'antipode-test-'));
  writeFileSync(
    join(folder, 'experiment.json'),
    '{"model": "relu-output", "instances": 1, "batch": 8, "steps": 1000000}',
  );
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Processes on Linux that have this test's folder for their temporary one, as all have that a command starts. */
function processes(): string[] {
  const named = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return named.filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`TMPDIR=${folder}`);
    } catch {
      return false; // gone meanwhile
    }
  });
}

it.skipIf(!existsSync('/proc/self/environ')).each([
  ['SIGTERM', 143, true, /^training: /m, 'src/cli/train.ts --experiment experiment.json --out a'],
  ['SIGHUP', 129, hasVulkan(), /^adapter: /m, 'bench/run.ts --engine wgpu --filter matmul'],
] as const)('%s ends a command with %d, and nothing is left', async (...row) => {
  const [signal, expected, here, working, args] = row;
  if (!here) return;
  const child = spawn(process.execPath, [resolve('src/cli/run.mjs'), ...args.split(' ')], {
    cwd: folder,
    env: { ...process.env, TMPDIR: folder },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  const works = new Promise<void>((heard) =>
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (working.test(said)) heard();
    }),
  );
  const ended = new Promise<number | null>((end) => child.on('close', end));
  await Promise.race([works, ended]);
  expect(processes().length, said).toBeGreaterThan(1);
  child.kill(signal);
  expect(await ended, said).toBe(expected);
  await expect.poll(processes, { timeout: 20_000 }).toEqual([]);
  // What tsx has compiled stays, for the next start.
  const left = readdirSync(folder).filter((name) => !name.startsWith('tsx-'));
  expect(left).toEqual(['experiment.json']);
});

it('trains in a folder with # and ? in its name, and takes no software for a graphics card', async () => {
  const project = join(folder, 'is # it ?');
  for (const name of ['src', 'shaders', 'bench', 'index.html', 'package.json', 'package-lock.json'])
    cpSync(name, join(project, name), { recursive: true });
  cpSync('tsconfig.json', join(project, 'tsconfig.json'));
  symlinkSync(resolve('node_modules'), join(project, 'node_modules'), 'junction');
  // So that no build is at hand.
  appendFileSync(join(project, 'src/cli/headless.html'), `<!-- ${folder} -->`);
  const args = ['src/cli/run.mjs', 'src/cli/train.ts', '--experiment', '../experiment.json'];
  args.push('--steps', '2', '--evaluation-samples', '8', '--out', '../run.json');
  const train = (...more: string[]) =>
    new Promise<{ code: unknown; stderr: string }>((done) => {
      execFile(process.execPath, [...args, ...more], { cwd: project }, (error, _, stderr) =>
        done({ code: error?.code ?? 0, stderr }),
      );
    });
  const auto = await train();
  expect(auto.code, auto.stderr).toBe(0);
  const record = () => JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')) as RunRecord;
  const card = record().adapter?.fallback === false;
  if (!card) expect(auto.stderr).toMatch(/^Training on .*\(software\); there is no graphics card/m);
  const hardware = await train('--adapter', 'hardware');
  expect(hardware.code, hardware.stderr).toBe(card ? 0 : 1);
  if (!card) expect(hardware.stderr).toMatch(/no graphics card; what it has is .*\(software\)/);
});
