// What all commands have in common: --help, and what is left behind when they are ended.
import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  scripts: Record<string, string>;
};
const ours = Object.entries(scripts).filter(([, script]) => /^node \S+run\.mjs \S+$/.test(script));

describe('--help', () => {
  it('is there for every command of ours', () => {
    const names = ['start', 'train', 'reproduce', 'pictures', 'bench', 'bench:generators'];
    expect(ours.map(([name]) => name)).toEqual([...names, 'screenshots']);
  });

  it.each(ours)('npm run %s says how it is used, and does nothing else', async (name, script) => {
    const [, ...args] = script.split(' ');
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [...args, '--help']);
    expect(stdout).toMatch(new RegExp(`^npm (run )?${name}`));
    expect(stderr).toBe('');
  });
});

/** A command with a temporary folder, a child process and a half of a file, which works until it is ended. */
const WORK = `
  const { spawn } = await import('node:child_process');
  const { atEnd } = await import('./src/cli/signals.ts');
  const { command } = await import('./src/cli/command.ts');
  const { temporaryFolder } = await import('./src/cli/temporary.ts');
  await command('', async () => {
    temporaryFolder();
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    atEnd(() => child.kill('SIGKILL'));
    console.log(child.pid);
    await new Promise((done) => setTimeout(done, 100_000));
  });`;

describe.skipIf(process.platform === 'win32')('a command that is ended', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('by %s leaves nothing, and ends with %d', async (signal, expected) => {
    const folder = mkdtempSync(join(tmpdir(), 'antipode-test-'));
    try {
      const args = ['--import', 'tsx', '--input-type=module', '-e', WORK];
      const env = { ...process.env, TMPDIR: folder };
      const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
      const pid = await new Promise<number>((told) =>
        child.stdout.on('data', (text: Buffer) => told(Number(text))),
      );
      const ours = () => readdirSync(folder).filter((name) => name.startsWith('antipode-'));
      expect(ours().length).toBe(1);
      child.kill(signal);
      const code = await new Promise((ended) => child.on('close', ended));
      expect(code).toBe(expected);
      expect(ours()).toEqual([]);
      // On Linux; a process that was killed is a zombie until somebody has seen to it.
      const status = `/proc/${pid}/status`;
      const lives = () => existsSync(status) && !/^State:\s+Z/m.test(readFileSync(status, 'utf8'));
      await expect.poll(lives, { timeout: 10_000 }).toBe(false);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
